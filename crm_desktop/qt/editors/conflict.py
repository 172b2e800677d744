"""A colleague saved the field that I am editing: what stood before, mine, theirs, and the choice word by word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field, LongText, Text
from crm_desktop.core.merge import Block, Clash, assemble, blocks
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.editors.base import Editor
from crm_desktop.qt.tools import furnish

SIDES = ("before", "mine", "theirs")
_VISIBLE_HEIGHT = 260


@dataclass(frozen=True, kw_only=True)
class Question:
    """One undecided field: its three values as words."""

    field: Field
    caption: str
    clash: Clash
    words: tuple[str, str, str]
    editor: Editor

    @property
    def by_words(self) -> bool:
        """Tell whether the field is a text that can be composed word by word."""
        texts = (self.clash.before or "", self.clash.mine or "", self.clash.theirs or "")
        return isinstance(self.field, (Text, LongText)) and all(isinstance(t, str) for t in texts)


class ConflictPanel(QFrame):
    """Lists the fields that two people changed at once, above the form; nothing is lost until each is decided.

    *decided* carries the field's name, 'mine', 'theirs' or 'words', and the composed text.
    """

    decided = Signal(str, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflict")
        self.setProperty("kind", "banner-warn")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._questions: dict[str, Question] = {}
        self._by = ""
        self._chooser: WordChooser | None = None
        self.hide()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(6)
        head = QHBoxLayout()
        self._title = QLabel(self, wordWrap=True)
        self._title.setObjectName("conflict.title")
        self._title.setProperty("kind", "heading")
        self._all_mine = self._button("conflict.all_mine", lambda: self._decide_all("mine"))
        self._all_theirs = self._button("conflict.all_theirs", lambda: self._decide_all("theirs"))
        head.addWidget(self._title, 1)
        head.addWidget(self._all_mine)
        head.addWidget(self._all_theirs)
        box.addLayout(head)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.addWidget(self._scroll)

    def _button(self, name: str, act: Any, parent: QWidget | None = None) -> QPushButton:
        button = QPushButton(parent or self)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def open_fields(self) -> tuple[str, ...]:
        """Return the names of the fields that are undecided."""
        return tuple(self._questions)

    def clear(self) -> None:
        """Forget every question."""
        self._questions.clear()
        self._show()

    def add(
        self, clash: Clash, field: Field, caption: str, before: Record, editor: Editor, theirs: Record, by: str = ""
    ) -> None:
        """Ask about one field; *by* is the colleague's name where it is known."""
        mine = clash.mine
        if isinstance(mine, BadValue):
            mine = mine.text
            clash = Clash(clash.field, clash.before, mine, clash.theirs)
            my_words = mine
        else:
            my_words = _words(field, mine, Record(0, 0, {}, {field.name: editor.label()}), editor)
        words = (_words(field, clash.before, before, editor), my_words, _words(field, clash.theirs, theirs, editor))
        self._questions[field.name] = Question(field=field, caption=caption, clash=clash, words=words, editor=editor)
        self._by = by
        self._show()

    def retranslate(self, captions: dict[str, str]) -> None:
        """Show everything in the language of the moment; *captions* by field."""
        self._questions = {n: replace(q, caption=captions.get(n, q.caption)) for n, q in self._questions.items()}
        self._show()

    def _show(self) -> None:
        self._chooser = None
        if self._questions:
            furnish(self, self._build)
        if self.layout() is None:
            return
        self.setVisible(bool(self._questions))
        if not self._questions:
            self._put(None)
            return
        who = self._by or self.tr("A colleague")
        self._title.setText(
            self.tr("{who} has just saved what you are editing. Nothing is lost: please choose.").format(who=who)
        )
        self._all_mine.setText(self.tr("Keep all of mine"))
        self._all_theirs.setText(self.tr("Take all of theirs"))
        for button in (self._all_mine, self._all_theirs):
            button.setVisible(len(self._questions) > 1)
            button.setAccessibleName(button.text())
        self._put(self._rows())

    def _rows(self) -> QWidget:
        page = QWidget(self._scroll)
        page.setProperty("kind", "plain")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, words in enumerate((self.tr("Before"), self.tr("Mine"), self.tr("Theirs")), 1):
            label = QLabel(words, page)
            label.setProperty("kind", "small")
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
        for number, question in enumerate(self._questions.values()):
            self._row(grid, 2 * number + 1, question, page)
        grid.setRowStretch(2 * len(self._questions) + 1, 1)
        return page

    def _row(self, grid: QGridLayout, row: int, question: Question, page: QWidget) -> None:
        name = question.field.name
        caption = QLabel(question.caption, page)
        caption.setProperty("kind", "heading")
        grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        for column, html in enumerate(_marked_up(question), 1):
            label = QLabel(html, page, wordWrap=True, textFormat=Qt.TextFormat.RichText)
            label.setObjectName(f"{name}.{SIDES[column - 1]}")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        offers = [("mine", self.tr("Keep mine")), ("theirs", self.tr("Take theirs"))]
        if question.by_words:
            offers.append(("words", self.tr("Word by word")))
        for choice, words in offers:
            button = self._button(f"{name}.{choice}.button", lambda _=False, c=choice: self._choose(name, c), page)
            button.setText(words)
            button.setAccessibleName(f"{question.caption}: {words}")
            buttons.addWidget(button)
        grid.addLayout(buttons, row + 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeft)

    def _choose(self, name: str, choice: str) -> None:
        if choice == "words":
            self._open_chooser(self._questions[name])
            return
        self._settle(name, choice, "")

    def _settle(self, name: str, choice: str, text: str) -> None:
        self._questions.pop(name, None)
        self._show()
        self.decided.emit(name, choice, text)

    def _decide_all(self, choice: str) -> None:
        for name in self.open_fields():
            self._settle(name, choice, "")

    def _open_chooser(self, question: Question) -> None:
        clash = question.clash
        try:
            mine = question.editor.value() or ""  # I may have typed on meanwhile
        except BadValue as error:
            mine = error.text
        parts = blocks(clash.before or "", mine, clash.theirs or "")
        self._chooser = WordChooser(question.field.name, parts, self._scroll)
        self._chooser.chosen.connect(lambda text: self._settle(question.field.name, "words", text))
        self._chooser.given_up.connect(self._show)
        self._put(self._chooser)
        self._all_mine.hide()
        self._all_theirs.hide()
        self._chooser.focus_first()

    def _put(self, widget: QWidget | None) -> None:
        """Show *widget*; the old one may hold the button that was just pressed, so it goes a little later."""
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        if widget is None:
            return
        self._scroll.setWidget(widget)
        width = max(200, self.width() - 24)
        layout = widget.layout()
        wanted = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        self._scroll.setFixedHeight(min(_VISIBLE_HEIGHT, max(wanted, widget.sizeHint().height()) + 4))


class WordChooser(QWidget):
    """Composes a text out of two: each differing stretch is one line with a choice of three; below, the result."""

    chosen = Signal(str)
    given_up = Signal()

    def __init__(self, name: str, parts: tuple[Block, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self._parts = parts
        self._choices = {i: "theirs" if p.side == "theirs" else "mine" for i, p in enumerate(parts)}
        self._radios: list[QRadioButton] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for column, words in enumerate((self.tr("Before"), self.tr("Mine"), self.tr("Theirs"))):
            label = QLabel(words, self)
            label.setProperty("kind", "small")
            grid.addWidget(label, 0, column)
            grid.setColumnStretch(column, 1)
        differing = [(i, p) for i, p in enumerate(parts) if p.side not in ("same", "both")]
        for row, (number, part) in enumerate(differing, 1):
            self._line(grid, row, number, part, name)
        box.addLayout(grid)
        self.result = QPlainTextEdit(self, readOnly=True)
        self.result.setObjectName(f"{name}.result")
        self.result.setAccessibleName(self.tr("Result"))
        self.result.setTabChangesFocus(True)
        self.result.setMaximumHeight(72)
        box.addWidget(self.result)
        box.addLayout(self._foot(name))
        self._compose()

    def _line(self, grid: QGridLayout, row: int, number: int, part: Block, name: str) -> None:
        group = QButtonGroup(self)
        for column, side in enumerate(SIDES):
            text = part.text(side).replace("\n", "⏎").strip(" ") or self.tr("(nothing)")
            radio = QRadioButton(text.replace("&", "&&"), self)
            radio.setObjectName(f"{name}.{number}.{side}")
            radio.setAccessibleName(f"{(self.tr('Before'), self.tr('Mine'), self.tr('Theirs'))[column]}: {text}")
            radio.setChecked(self._choices[number] == side)
            radio.toggled.connect(lambda on, n=number, s=side: self._choose(n, s) if on else None)
            group.addButton(radio)
            grid.addWidget(radio, row, column)
            self._radios.append(radio)

    def _foot(self, name: str) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.back = QPushButton(self.tr("Back"), self)
        self.take = QPushButton(QIcon.fromTheme("check-onaccent"), self.tr("Use this text"), self)
        self.take.setProperty("kind", "primary")
        for button, key, act in (
            (self.back, "back", self.given_up.emit),
            (self.take, "take", lambda: self.chosen.emit(self.text())),
        ):
            button.setObjectName(f"{name}.{key}")
            button.setAccessibleName(button.text())
            button.clicked.connect(act)
            foot.addWidget(button)
        return foot

    def text(self) -> str:
        """Return the composed text."""
        return assemble(self._parts, self._choices)

    def focus_first(self) -> None:
        """Put the focus on the first choice."""
        for radio in self._radios:
            if radio.isChecked():
                radio.setFocus()
                return

    def _choose(self, number: int, side: str) -> None:
        self._choices[number] = side
        self._compose()

    def _compose(self) -> None:
        self.result.setPlainText(self.text())


def _words(field: Field, value: Any, record: Record, editor: Editor) -> str:
    if isinstance(field, LongText):
        return str(value or "")
    return cell_text(field, value, record, editor.tools)


def _marked_up(question: Question) -> tuple[str, str, str]:
    """Return the three values as rich text, what differs underlined (mine, theirs) or struck out (before)."""
    if not question.by_words:
        before, mine, theirs = (escape(w) or "—" for w in question.words)
        return before, f"<b>{mine}</b>", f"<b>{theirs}</b>"
    clash, out = question.clash, ["", "", ""]
    for part in blocks(clash.before or "", clash.mine or "", clash.theirs or ""):
        for column, (side, tag) in enumerate(zip(SIDES, ("s", "u", "u"), strict=True)):
            text = escape(part.text(side)).replace("\n", "<br>")
            changed = part.side != "same" and (side == "before" or part.text(side) != part.before)
            out[column] += f"<b><{tag}>{text}</{tag}></b>" if changed and text else text
    return out[0] or "—", out[1] or "—", out[2] or "—"
