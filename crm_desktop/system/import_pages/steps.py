"""What the steps of the import page share: words that follow the language, tables, rows of buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.vcard import HEADINGS as CARD
from crm_desktop.qt.rows import quiet
from crm_desktop.shell.icons import icon, primary_icon

#: Outcome of a row → marked words, in the order in which they are shown.
OUTCOMES = (
    ("new", QT_TRANSLATE_NOOP("Import", "New")),
    ("change", QT_TRANSLATE_NOOP("Import", "Changed")),
    ("same", QT_TRANSLATE_NOOP("Import", "The same")),
    ("duplicate", QT_TRANSLATE_NOOP("Import", "Duplicates")),
    ("conflict", QT_TRANSLATE_NOOP("Import", "In conflict")),
    ("error", QT_TRANSLATE_NOOP("Import", "Wrong")),
)


class Words(QWidget):
    """A widget whose words follow the language."""

    def retranslate(self) -> None:
        """Set every text anew."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class Step(Words):
    """One step: a column of widgets, and its buttons at the foot; *first* gets the focus, *primary* is Ctrl+Enter."""

    first: QWidget
    primary: QPushButton

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"import.{name}")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(12, 4, 12, 12)
        self.box.setSpacing(8)

    def add_foot(self, buttons: Sequence[QPushButton], left: int = 0) -> None:
        """Place *buttons* below everything else, the first *left* of them at the left."""
        row = QHBoxLayout()
        for button in buttons[:left]:
            row.addWidget(button)
        row.addStretch(1)
        for button in buttons[left:]:
            row.addWidget(button)
        self.box.addLayout(row)


def shown_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of a file as they are shown: a business card has none, the program names what stands on it."""
    found = tuple(headings)
    return tuple(QCoreApplication.translate("Cards", words) for words in found) if found == CARD else found


def button(parent: QWidget, name: str, picture: str = "", kind: str = "") -> QPushButton:
    """Return a button of the page."""
    made = QPushButton(parent)
    made.setObjectName(f"import.{name}")
    if picture and kind == "primary":
        primary_icon(made, picture)
    elif picture:
        made.setIcon(icon(picture))
    if kind:
        made.setProperty("kind", kind)
    return made


def label(parent: QWidget, name: str, kind: str) -> QLabel:
    """Return a label that wraps its words."""
    made = QLabel(parent)
    made.setObjectName(f"import.{name}")
    made.setProperty("kind", kind)
    made.setWordWrap(True)
    return made


def named(widget: QWidget, words: str, *, text: bool = True) -> None:
    """Give a widget its words, for the eye and for the screen reader."""
    if text:
        widget.setText(words)  # type: ignore[attr-defined]
    widget.setAccessibleName(words)


def rows_table(table: QTableView) -> None:
    """Set a table up: whole rows, one at a time, no numbers at the left."""
    quiet(table)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
