"""How cells are painted and edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm_desktop.core import fields
from crm_desktop.core.codec import sentences
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field, is_numeric
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import MINUS, cell_text, due_tone, expiry_tone, marks_text
from crm_desktop.qt.tools import Tools

Index = QModelIndex | QPersistentModelIndex

NEGATIVE_LIGHT, NEGATIVE_DARK = QColor("#b3261e"), QColor("#ff8a80")
#: the colours that grades and stages have, too
EXPIRY_COLOURS = {"": "", "badge-warn": "#b45309", "badge-bad": "#b91c1c"}
DUE_COLOURS = {"badge": "#6b7280", "badge-ok": "#15803d", "badge-bad": "#b91c1c"}
OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
PAD, DOT, SENTENCE = 8, 8, 280  #: pixels
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Role(IntEnum):
    """What the delegate and tests ask a ``ListModel`` for."""

    RECORD = Qt.ItemDataRole.UserRole + 1  #: the Record, None while it is being loaded
    FIELD = Qt.ItemDataRole.UserRole + 2
    UNSAVED = Qt.ItemDataRole.UserRole + 3  #: None, 'saving' or 'failed'


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """What is painted of a cell: its words, whether they stand right, the colour of a dot before them."""

    text: str
    numeric: bool
    negative: bool
    colour: str = ""


def drawn_cell(field: Field, record: Record, tools: Tools) -> DrawnCell:
    """Return what to paint for a field of a record."""
    value = record.values.get(field.name)
    text, numeric = cell_text(field, value, record, tools), is_numeric(field)
    if marks_text(field, record):
        return DrawnCell(text, False, False, DUE_COLOURS["badge-bad"])
    if isinstance(field, fields.Due):
        return DrawnCell(text, False, False, DUE_COLOURS[due_tone(value)])
    if isinstance(field, fields.Expiry):
        return DrawnCell(text, False, False, EXPIRY_COLOURS[expiry_tone(value)])
    term = tools.term(field.dictionary, value) if isinstance(field, fields.Choice) and value else None
    return DrawnCell(text, numeric, numeric and text.startswith(MINUS), term.colour if term else "")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a palette that cells are painted in."""

    key: int
    text: QColor
    selection: QColor
    on_selection: QColor
    negative: QColor
    focus: QColor
    grey: QColor

    @staticmethod
    def of(palette: QPalette) -> Colours:
        """Read them from a palette."""
        role = QPalette.ColorRole
        return Colours(
            palette.cacheKey(),
            palette.color(role.Text),
            palette.color(role.Highlight),
            palette.color(role.HighlightedText),
            negative_colour(palette),
            palette.color(role.Link),
            grey(palette),
        )


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a ``ListModel``: badges, red negatives, grey lines while loading, unsaved marks.

    Signal *edit_ended* comes after the editor of a cell was closed.
    """

    edit_ended = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools = tools
        self.row_height = 26
        self._colours: Colours | None = None
        self._editor: QWidget | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell with few questions to the model: scrolling must keep up with the hand."""
        model, row, column, rect = index.model(), index.row(), index.column(), option.rect  # type: ignore[attr-defined]
        colours, state = self._colours_of(option.palette), option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, colours.selection)
        record = model.shown_record(row)  # type: ignore[attr-defined]
        if record is None:
            model.data(index)  # has it loaded
            painter.fillRect(grey_line(rect, row * 7 + column * 3), colours.grey)
        else:
            cell = model.drawn(record)[column]  # type: ignore[attr-defined]
            rect = rect.adjusted(PAD, 0, -PAD, 0)
            if cell.colour:
                rect = paint_mark(painter, rect, cell, option.palette, plain=selected)  # type: ignore[attr-defined]
            plain = colours.on_selection if selected else colours.text
            painter.setPen(colours.negative if cell.negative and not selected else plain)
            text = option.fontMetrics.elidedText(  # type: ignore[attr-defined]
                cell.text, Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(rect, RIGHT if cell.numeric else LEFT, text)
            if unsaved := model.edits.state(record.id, model.columns[column].name):  # type: ignore[attr-defined]
                _paint_unsaved(painter, option, unsaved)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))  # type: ignore[attr-defined]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell: all rows are of one height."""
        width = option.fontMetrics.horizontalAdvance(index.data(Qt.ItemDataRole.DisplayRole) or "") + 16
        return QSize(width, self.row_height)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:
        """Make the toolkit's editor for the field of a cell; the order of the list waits until it is closed."""
        from crm_desktop.qt.editors import editor_for

        editor = editor_for(index.data(Role.FIELD), self.tools, parent)
        editor.setAutoFillBackground(True)
        editor.set_caption(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or "")
        editor.input.installEventFilter(self)
        editor.committed.connect(lambda: self._commit_soon(editor))
        self._editor = editor
        index.model().hold(True)  # type: ignore[attr-defined]
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the editor over its cell, larger where its content needs it."""
        rect, layout = option.rect, editor.layout()  # type: ignore[attr-defined]
        if layout is None or not editor.error():  # type: ignore[attr-defined]
            editor.setGeometry(QRect(rect.topLeft(), rect.size().expandedTo(QSize(120, editor.sizeHint().height()))))
            return
        layout.activate()  # a sentence about a bad value wants to be read whole
        width = max(rect.width(), SENTENCE)
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        left = max(min(rect.left(), editor.parentWidget().width() - width), 0)
        editor.setGeometry(left, rect.top(), width, height)
        editor.raise_()

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Close the editor and let the list move again."""
        if self._editor is editor:
            self._editor = None
        super().destroyEditor(editor, index)
        if self._editor is None:
            self.edit_ended.emit()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Hand the cell's value to the editor, once: a live change must not overwrite what is being typed."""
        record, field = index.data(Role.RECORD), index.data(Role.FIELD)
        if record is not None and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.set_value(record.values.get(field.name), record.labels.get(field.name, ""))  # type: ignore[attr-defined]

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Save the cell; text that is no value never comes here."""
        record, field = model.record_at(index.row()), model.columns[index.column()]  # type: ignore[attr-defined]
        value = typed_value(editor)
        if record is not None and not isinstance(value, BadValue):
            model.edits.set(record, field, value, editor.label())  # type: ignore[attr-defined]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter save, Tab save and go on, Esc give up; keys of an open popup are its own."""
        editor = self._editor
        if editor is None or QApplication.activePopupWidget() is not None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in OWN_KEYS:  # type: ignore[attr-defined]
            event.accept()  # or a shortcut of the window would take the key
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        key, hint = event.key(), QAbstractItemDelegate.EndEditHint  # type: ignore[attr-defined]
        if key == Qt.Key.Key_Escape:
            self._editor = None
            self.closeEditor.emit(editor, hint.RevertModelCache)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._commit_soon(editor, hint.EditNextItem if key == Qt.Key.Key_Tab else hint.EditPreviousItem)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is editor:
            self._commit_soon(editor)
            return True
        return False

    def _commit_soon(
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint = QAbstractItemDelegate.EndEditHint.NoHint
    ) -> None:
        # Later, or the Enter that ends the edit would travel on to the list and open the record.
        QTimer.singleShot(0, self, lambda: self._commit(editor, hint))

    def _commit(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if editor is not self._editor:
            return
        if isinstance(error := typed_value(editor), BadValue):
            editor.set_error(sentence(error))  # type: ignore[attr-defined]
            view = self.parent()
            if isinstance(view, QAbstractItemView):
                view.updateEditorGeometries()
            return
        self._editor = None  # closing moves the focus, which must not commit a second time
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def _colours_of(self, palette: QPalette) -> Colours:
        if self._colours is None or self._colours.key != palette.cacheKey():
            self._colours = Colours.of(palette)
        return self._colours


def typed_value(editor: QWidget) -> Any:
    """Return the value of an editor, or the ``BadValue`` that says why there is none."""
    try:
        return editor.value()  # type: ignore[attr-defined]
    except BadValue as error:
        return error


def sentence(error: BadValue) -> str:
    """Return the sentence of the codec for text that is no value."""
    words = QCoreApplication.translate("Codec", sentences.get(error.rule, error.rule))
    for name, value in error.values.items():
        words = words.replace("{" + name + "}", str(value))
    return words


def tabular(font: QFont) -> QFont:
    """Return the font with figures of one width."""
    font = QFont(font)
    if hasattr(font, "setFeature") and hasattr(QFont, "Tag"):
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def is_dark(palette: QPalette) -> bool:
    """Tell whether a palette is a dark one."""
    return _is_dark(palette.color(QPalette.ColorRole.Base))


def _is_dark(base: QColor) -> bool:
    return base.lightness() < 128


def negative_colour(palette: QPalette) -> QColor:
    """Return a red that can be read on the palette's background."""
    return NEGATIVE_DARK if is_dark(palette) else NEGATIVE_LIGHT


@cache  # a few colours of dictionaries, in each theme, for every cell that has one
def mark_colours(name: str, base_rgb: int) -> tuple[QColor, QColor]:
    """Return the colours of dot and ground for a dictionary's colour on a base.

    The dot is lighter where a dark one would not be seen, the ground so pale that the text's own colour stays readable.
    """
    colour, base = QColor(name), QColor(base_rgb)
    part = 0.3 if _is_dark(base) else 0.16

    def mixed(a: int, b: int) -> int:
        return round(a * part + b * (1 - part))

    ground = QColor(
        mixed(colour.red(), base.red()), mixed(colour.green(), base.green()), mixed(colour.blue(), base.blue())
    )
    return colour.lighter(165) if _is_dark(base) and colour.lightness() < 120 else colour, ground


def paint_mark(painter: QPainter, rect: QRect, cell: DrawnCell, palette: QPalette, *, plain: bool = False) -> QRect:
    """Paint the mark of a cell, *plain* without its ground, and return where its words stand."""
    dot, pale = mark_colours(cell.colour, palette.color(QPalette.ColorRole.Base).rgb())
    ground = None if plain or not cell.text else pale
    paint_badge(painter, rect, dot, ground, painter.fontMetrics().horizontalAdvance(cell.text))
    return rect.adjusted(DOT + 6, 0, 0, 0)


def paint_badge(painter: QPainter, rect: QRect, colour: QColor, ground: QColor | None, width: int) -> None:
    """Paint a word's colour as a dot before it and a pale ground behind it; the word itself keeps its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if ground is not None:
        painter.setBrush(ground)
        place = QRect(rect.left() - 4, rect.top() + 3, min(width + DOT + 14, rect.width() + 8), rect.height() - 6)
        painter.drawRoundedRect(place, 6, 6)
    painter.setBrush(colour)
    painter.drawEllipse(QRect(rect.left(), rect.center().y() - DOT // 2 + 1, DOT, DOT))
    painter.restore()


def grey_line(rect: QRect, seed: int) -> QRect:
    """Return where a grey line stands in for text that is being loaded."""
    width = int((rect.width() - 16) * (0.45 + 0.4 * ((seed * 37) % 10) / 10))
    return QRect(rect.left() + 8, rect.center().y() - 4, max(width, 8), 8)


def grey(palette: QPalette) -> QColor:
    """Return the colour of grey lines."""
    colour = palette.color(QPalette.ColorRole.Text)
    colour.setAlpha(28)
    return colour


def _paint_unsaved(painter: QPainter, option: QStyleOptionViewItem, state: str) -> None:
    failed = state == "failed"
    colour = negative_colour(option.palette) if failed else option.palette.color(QPalette.ColorRole.Highlight)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine if failed else Qt.PenStyle.DotLine))
    painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
    if failed:  # colour is never the only sign
        corner = option.rect.adjusted(0, 0, -5, 0)
        painter.drawText(corner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "!")
