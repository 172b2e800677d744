"""One section of a form: captions and editors in one or two columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core.fields import Bool, Email, Field, LongText, Ref
from crm_desktop.qt.editors.base import Editor, LineEditor

_GAP, _COLUMN_GAP = 6, 12
_HAN = re.compile("[\u2e80-\u9fff]")
#: Characters of a reference, such as a customer, that a half of a narrow row has no room for.
LONG = 20
#: Pixels of a caption at most; beside the narrow one a moment has room with its weekday.
_WIDEST, _NARROW = 150, 134


class Caption(QLabel):
    """The caption of a field; a click goes to its editor."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setProperty("kind", "caption")
        self.setBuddy(editor.input)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setWordWrap(True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the editor."""
        self._editor.setFocus(Qt.FocusReason.ShortcutFocusReason)


class FieldGrid(QWidget):
    """Lays its editors out in reading order: across, then down; several lines of text take the whole width."""

    def __init__(
        self,
        title: str,
        context: str,
        parent: QWidget,
        *,
        folded: bool = False,
        widths: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self._context = title, context
        self._widths, self._folded = widths or {}, folded
        self.editors: list[Editor] = []
        self.captions: dict[str, Caption] = {}
        self.columns = 0
        self._half: list[QWidget] = []  #: holds the second column of a section that has one only
        self.title: QLabel | QToolButton = self._foldable() if folded else QLabel(self)
        self.title.setObjectName(f"section.{title}")
        self.title.setProperty("kind", "heading")
        self.body = QWidget(self)
        self.body.setHidden(folded)
        self.grid = QGridLayout(self.body)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(_GAP)
        self.grid.setHorizontalSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(_GAP)
        box.addWidget(self.title)
        box.addWidget(self.body)

    def _foldable(self) -> QToolButton:
        """Return a heading that opens and closes the section."""
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIcon(QIcon.fromTheme("chevron-right"))
        button.clicked.connect(lambda: self.set_folded(not self._folded))
        return button

    def set_folded(self, folded: bool) -> None:
        """Close or open a section that can be."""
        if isinstance(self.title, QToolButton) and folded != self._folded:
            self._folded = folded
            self.title.setIcon(QIcon.fromTheme("chevron-right" if folded else "chevron-down"))
            self.body.setHidden(folded)

    def add(self, editor: Editor) -> Caption:
        """Add an editor made with ``body`` as parent and return its caption."""
        caption = Caption(editor, self.body)
        self.editors.append(editor)
        self.captions[editor.field.name] = caption
        return caption

    def arrange(self, columns: int, hidden: Mapping[str, bool], caption_width: int) -> None:
        """Place what is not hidden in one or two *columns*, thirds where there is room for three; captions are *caption_width* wide where that leaves room."""
        self.columns, caption_width = columns, min(caption_width, _NARROW if columns == 2 else _WIDEST)
        thirds = columns > 2 and "third" in self._widths.values()
        units = 6 if thirds else min(columns, 2)
        row = unit = 0
        beside = False
        shown = [e for e in self.editors if not hidden.get(e.field.name, False)]
        spans = iter(self._spans(shown, units, columns == 2))
        for editor in self.editors:
            caption = self.captions[editor.field.name]
            gone = hidden.get(editor.field.name, False)
            for widget in (caption, editor):
                self.grid.removeWidget(widget)
                widget.setVisible(not gone)
            if gone:
                continue
            span = next(spans)
            if unit + span > units:
                row, unit = row + 1, 0
            beside = beside or unit > 0
            caption.setFixedWidth(caption_width + (_COLUMN_GAP if unit else 0))
            self.grid.addWidget(caption, row, unit * 2, Qt.AlignmentFlag.AlignTop)
            place = Qt.AlignmentFlag.AlignLeft if isinstance(editor.field, Bool) else Qt.AlignmentFlag(0)
            self.grid.addWidget(editor, row, unit * 2 + 1, 1, span * 2 - 1, place | Qt.AlignmentFlag.AlignTop)
            unit += span
            if unit >= units:
                row, unit = row + 1, 0
        for at in range(6):
            self.grid.setColumnStretch(at * 2 + 1, 1 if at < units else 0)
        self._hold_half(caption_width + _COLUMN_GAP if units == 2 and not beside else 0)
        self._align()
        self.setVisible(not all(hidden.get(e.field.name, False) for e in self.editors))

    def _hold_half(self, caption_width: int) -> None:
        """Keep the second column as wide as in the sections that use it, so that fields end below each other; 0: it is used."""
        if not self._half and caption_width:  # a column without a widget has no space beside it either
            self._half = [QWidget(self.body), QWidget(self.body)]
        for column, blank in enumerate(self._half, 2):
            self.grid.removeWidget(blank)  # hidden, it would still have the space
            blank.setVisible(bool(caption_width))
            if caption_width:
                blank.setFixedHeight(0)
                self.grid.addWidget(blank, 0, column)
        if self._half:
            self._half[0].setFixedWidth(caption_width)

    def _spans(self, shown: Sequence[Editor], units: int, narrow: bool) -> list[int]:
        """Return how many of the *units* of a row each field takes; before one that takes a whole row, what is left of its own too."""
        spans = [self._span(editor, units, narrow=narrow) for editor in shown]
        unit = 0
        for n, editor in enumerate(shown[:-1]):
            unit = spans[n] + (unit if unit + spans[n] <= units else 0)
            if spans[n + 1] == units and unit < units and not isinstance(editor.field, Bool):
                spans[n] += units - unit
                unit = units
            unit %= units
        if units in spans and all(span == units for span in spans[:-1]):
            spans[-1] = units  # below whole rows only, a shorter one looks forgotten
        return spans

    def _span(self, editor: Editor, units: int, *, narrow: bool) -> int:
        """Return how many of the *units* of a row a field takes; where rows are *narrow*, what is long takes all."""
        whole = isinstance(editor.field, LongText) or (narrow and _is_long(editor.field))
        width = self._widths.get(editor.field.name) or ("full" if whole else "half")
        return max(units // {"full": 1, "half": 2, "third": 3 if units > 2 else 2}[width], 1) if units > 1 else 1

    def _align(self) -> None:
        """Make captions as high as a line, so that their words stand beside the text, or as their own two lines."""
        line = next((e.input for e in self.editors if isinstance(e, LineEditor)), None)
        height = line.sizeHint().height() if line is not None else self.fontMetrics().height() + 8
        for caption in self.captions.values():
            room = caption.width() if caption.width() > 0 else caption.maximumWidth()
            long = caption.fontMetrics().horizontalAdvance(caption.text().replace("&", "")) > room
            caption.setFixedHeight(max(height, 2 * caption.fontMetrics().height() + 2) if long else height)
        for editor in self.editors:
            if isinstance(editor.field, Bool):
                editor.input.setMinimumHeight(height)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of font or density."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.columns:
            self._align()

    def retranslate(self) -> None:
        """Show the title in the language of the moment."""
        self.title.setText(QCoreApplication.translate(self._context, self._source))


def _is_long(field: Field) -> bool:
    """Tell whether the words of a field are cut, with the buttons beside them, in half of a narrow row."""
    return isinstance(field, Email) or (isinstance(field, Ref) and field.width >= LONG)


def with_mnemonic(words: str, taken: set[str]) -> str:
    """Return *words* with the first free Latin letter marked for Alt; Chinese words stay as they are, with a Latin one among them too."""
    plain = words.replace("&", "&&")
    for at, letter in enumerate(words):
        if (
            letter.isascii()
            and letter.isalpha()
            and letter.upper() not in taken
            and not ("&" in words or _HAN.search(words))
        ):
            taken.add(letter.upper())
            return words[:at] + "&" + words[at:]
    return plain


def with_key(words: str, source: str, taken: set[str]) -> str:
    """Return *words* with a key that chooses them in a menu: a letter of their own, or one of their English *source* behind them."""
    marked = with_mnemonic(words, taken)
    if marked != words:
        return marked
    english = with_mnemonic(source, taken)
    at = english.find("&")
    return f"{words}(&{english[at + 1].upper()})" if at >= 0 else words
