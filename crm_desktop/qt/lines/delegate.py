"""Editing a cell of the line grid with the toolkit's own editors, by the keys of a spreadsheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import LongText
from crm_desktop.qt.editors import Editor, editor_for, sentence
from crm_desktop.qt.editors.base import Line as TypedLine
from crm_desktop.qt.editors.choices import ChoiceEditor
from crm_desktop.qt.editors.picker import RefPicker
from crm_desktop.qt.lines.model import Index, LineModel
from crm_desktop.qt.lines.model import Line as Row
from crm_desktop.qt.tools import Tools

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BESIDE = 56  #: pixels that a choice has beside its words: margins, the arrow
_LINES = 4  #: cells high that an editor of long text is


class LineDelegate(QStyledItemDelegate):
    """Makes the editors; *advance* asks the grid to go on (1) or back (-1) once a value stands."""

    advance = Signal(int)
    open_requested = Signal(str, int)

    def __init__(self, tools: Tools, parent: QWidget) -> None:
        super().__init__(parent)
        self._tools = tools
        self._going = 0

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the editor of the field."""
        model = index.model()
        assert isinstance(model, LineModel)
        editor = editor_for(model.fields[index.column()], self._tools, parent)
        editor.inline = True
        editor.setAutoFillBackground(True)
        editor.set_caption(model.caption(model.fields[index.column()]))
        editor.input.installEventFilter(self)
        line = model.line(index.row())
        codes, ruled = model.offer(editor.field.name, line.values), model.asking(line, editor.field).offered
        editor.offer(ruled if codes is None else frozenset(codes) if ruled is None else ruled & frozenset(codes))
        if isinstance(editor, RefPicker) and (within := getattr(editor.field, "within", "")):
            editor.set_within(line.values.get(within) or 0)  # of no record yet: nothing is on offer
        editor.committed.connect(lambda: self._on_committed(editor, model, line))
        editor.open_requested.connect(self.open_requested)
        self._going = 0
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value, or the text that is none."""
        model = index.model()
        assert isinstance(model, LineModel)
        assert isinstance(editor, Editor)
        if editor.property("filled"):
            return  # the model repaints while one types
        editor.setProperty("filled", True)
        line, name = model.line(index.row()), editor.field.name
        editor.set_value(line.values.get(name), line.labels.get(name, ""))
        if name in line.wrong and isinstance(editor.input, QLineEdit):
            editor.input.setText(line.wrong[name][0])
            editor.input.textEdited.emit(line.wrong[name][0])

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take over the value; text that is none stays in the cell, marked."""
        assert isinstance(model, LineModel)
        assert isinstance(editor, Editor)
        line, name = model.line(index.row()), editor.field.name
        try:
            value: Any = editor.value()
        except BadValue as error:
            found = model.read(name, error.text, line.values)
            if found is not None:
                model.put(line, found, by_hand=True)
                return
            model.put_wrong(line, name, error.text, sentence(error))
            return
        if value != line.values.get(name) or name in line.wrong or editor.along():
            model.put(
                line, {name: value, **editor.along()}, {name: editor.label()} if editor.label() else None, by_hand=True
            )

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the cell; several lines of text, and a choice in a narrow column, take the cells around it too."""
        place = option.rect
        if isinstance(editor, ChoiceEditor):
            words = max((editor.fontMetrics().horizontalAdvance(words) for _code, words in editor.offers()), default=0)
            place.setWidth(max(place.width(), min(words + _BESIDE, editor.input.sizeHint().width())))
            place.moveRight(min(place.right(), editor.parentWidget().rect().right()))
        if isinstance(editor, Editor) and isinstance(editor.field, LongText):
            inside = editor.parentWidget().rect()
            place.setHeight(min(place.height() * _LINES, inside.height()))
            place.moveBottom(min(place.bottom(), inside.bottom()))
        editor.setGeometry(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter and Tab take the value and go on, Escape give it up."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        editor = watched.parent()
        if not isinstance(editor, Editor):
            return super().eventFilter(watched, event)
        if isinstance(watched, TypedLine) and (
            watched.composing or (watched.popup is not None and watched.popup.isVisible())
        ):
            return False
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            editor.setProperty("closed", True)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        elif (key in _ENTER and plain) or (key == Qt.Key.Key_Tab and plain):
            self._going = 1
            editor.finish()
        elif key == Qt.Key.Key_Backtab:
            self._going = -1
            editor.finish()
        else:
            return False
        return True

    def _on_committed(self, editor: Editor, model: LineModel, line: Row) -> None:
        """Store and close; wrong text keeps the cell open while the cursor is in it."""
        if editor.property("closed"):
            return
        try:
            editor.value()
        except BadValue as error:
            if editor.input.hasFocus() and model.read(editor.field.name, error.text, line.values) is None:
                self._going = 0
                return
        inside, step = editor.input.hasFocus(), self._going or 1
        self._going = 0
        editor.setProperty("closed", True)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if inside:
            self.advance.emit(step)
