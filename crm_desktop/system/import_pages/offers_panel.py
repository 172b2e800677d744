"""Texts of the file that mean nothing yet, and what they may mean: to be confirmed, mapped or created."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.steps import button, label, named, rows_table
from crm_desktop.system.importing import Suggestion
from crm_desktop.system.importing.references import creatable

CREATE = "\x00create"  #: data of the choice that makes a new dictionary entry
_HIGH = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What the person decided: *text* of *field* means *meaning*, is a new entry of *dictionary*, or a new record."""

    field: str
    text: str
    meaning: str
    dictionary: str = ""


class OffersPanel(QFrame):
    """*decided* with a list of ``Meaning``; hidden while there is nothing to decide."""

    decided = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import.offers_panel")
        self.setProperty("kind", "card")
        self.context = context
        self._entity = ""
        self._suggestions: tuple[Suggestion, ...] = ()
        self._boxes: list[QComboBox] = []
        self.words = label(self, "offers_words", "muted")
        self.table = QTableWidget(0, 4, self)
        self.apply = button(self, "apply_offers", "check")
        self.table.setObjectName("import.offers")
        rows_table(self.table)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setFixedHeight(_HIGH)
        box, row = QVBoxLayout(self), QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.apply)
        box.addLayout(row)
        box.addWidget(self.table)
        self.apply.clicked.connect(lambda: self.decided.emit(self.meanings()))
        self.hide()

    def show_offers(self, suggestions: Sequence[Suggestion], entity: str) -> None:
        """Show what is to be decided."""
        self._suggestions, self._entity, self._boxes = tuple(suggestions), entity, []
        self.table.setRowCount(0)
        described = self.context.entity(entity)
        for number, each in enumerate(self._suggestions):
            self.table.insertRow(number)
            for column, words in enumerate((caption(described, described[each.field]), each.text, f"{each.rows:,}")):
                item = QTableWidgetItem(words)
                if column == 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(number, column, item)
            box = self._box(number, each, described[each.field])
            self._boxes.append(box)
            self.table.setCellWidget(number, 3, box)
        self.setVisible(bool(self._suggestions))
        self.retranslate()

    def _box(self, number: int, each: Suggestion, kind: fields.Field) -> QComboBox:
        box = QComboBox(self.table)
        box.setObjectName(f"import.offer.{number}")
        box.addItem(self.tr("Still undecided"), "")
        for offer in each.offers:
            box.addItem(self.tr("Is “{meaning}”").format(meaning=offer.meaning), offer.meaning)
        if isinstance(kind, (fields.Choice, fields.MultiChoice)):
            offered = {offer.meaning for offer in each.offers}
            for term in self.context.terms(kind.dictionary):
                if not offered & {term.name, term.name_en, term.code}:
                    box.addItem(
                        self.tr("Is “{meaning}”").format(meaning=term.label(self.context.language())), term.code
                    )
            if self.context.facts().rights.may("dictionary", "create"):
                box.addItem(self.tr("Is a new entry: “{text}”").format(text=each.text), CREATE)
        else:
            if isinstance(kind, fields.Ref) and creatable(self.context.facts(), kind.to):
                box.addItem(self.tr("New: create “{text}”").format(text=each.text), CREATE)
            box.setEditable(True)  # the name of a record that is not near enough to be offered
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if each.offers and each.offers[0].spelling:
            box.setCurrentIndex(1)
        named(box, self.tr("What “{text}” means").format(text=each.text), text=False)
        return box

    def meanings(self) -> list[Meaning]:
        """Return what was decided."""
        described = self.context.entity(self._entity)
        found = []
        for each, box in zip(self._suggestions, self._boxes, strict=True):
            kind = described[each.field]
            typed = box.currentText().strip() if box.isEditable() and box.findText(box.currentText()) < 0 else ""
            meaning = typed or box.currentData() or ""
            if meaning == CREATE and isinstance(kind, (fields.Choice, fields.MultiChoice)):
                found.append(Meaning(field=each.field, text=each.text, meaning=each.text, dictionary=kind.dictionary))
            elif meaning == CREATE:
                found.append(Meaning(field=each.field, text=each.text, meaning=""))
            elif meaning:
                found.append(Meaning(field=each.field, text=each.text, meaning=meaning))
        return found

    def retranslate(self) -> None:
        """Set every text anew."""
        heads = (self.tr("Field"), self.tr("In the file"), self.tr("Rows"), self.tr("What it means"))
        self.table.setHorizontalHeaderLabels(list(heads))
        named(self.table, self.tr("Words of the file to decide about"), text=False)
        self.words.setText(
            self.tr("These words are not known. Say what they mean; it is remembered for the next file.")
        )
        named(self.apply, self.tr("Apply and check again"))
