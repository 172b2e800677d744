"""Several records side by side: which of them stays, and whose words it keeps, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.quality import services
from crm_desktop.base_info.quality.rules.choosing import best_survivor, chosen_values, default_choice, differing
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.rows import calm
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon, primary_icon

CHOSEN, OTHER = "● ", "○ "


class MergePanel(QWidget):
    """Compares records of one entity; *decided* when they are merged or judged not to be the same."""

    decided = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge_panel")
        self._context = context
        self._entity = context.entity("customer")
        self._records: list[Record] = []
        self._survivor = 0
        self._choices: dict[str, int] = {}
        self._names: list[str] = []
        self.table = QTableWidget(self)
        self.hint, self.merge, self.different = QLabel(self), QPushButton(self), QPushButton(self)
        self._build()
        self.retranslate()
        self.show_records([])

    def _build(self) -> None:
        self.table.setObjectName("merge_table")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        calm(self.table)
        self.table.setWordWrap(True)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.cellClicked.connect(self.choose)
        self.table.horizontalHeader().sectionClicked.connect(partial(self.choose, 0))
        self.table.horizontalHeader().sectionDoubleClicked.connect(self._open)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(
                QKeySequence(key),
                self.table,
                lambda: self.choose(self.table.currentRow(), self.table.currentColumn()),
                context=Qt.ShortcutContext.WidgetShortcut,
            )
        self.hint.setProperty("kind", "muted")
        self.hint.setWordWrap(True)
        self.merge.setObjectName("merge")
        self.merge.setProperty("kind", "primary")
        primary_icon(self.merge, "git-merge")
        self.merge.clicked.connect(self._merge)
        self.different.setObjectName("not_the_same")
        self.different.setIcon(icon("x"))
        self.different.clicked.connect(self._judge)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self.different)
        row.addWidget(self.merge)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.addWidget(self.table, 1)
        box.addLayout(row)

    # ── content ──────────────────────────────────────────

    def load(self, entity: str, ids: Sequence[int]) -> None:
        """Show the records *ids* as they stand."""
        self._entity = self._context.entity(entity)
        self.different.setVisible(entity in services.COMPARED)
        self.hint.setText(self._hint())
        records, descriptor, wanted = self._context.records, self._entity, list(ids)
        names = [field.name for field in descriptor.fields]
        self._context.jobs.run(
            lambda session: records.rows_by_ids(session, descriptor, names, wanted),
            owner=self,
            done=self.show_records,
            failed=self._context.messages.error,
            key="records",
        )

    def show_records(self, records: Sequence[Record]) -> None:
        """Show *records*, the fullest as the one that stays."""
        self._records = list(records)
        self._survivor = best_survivor(records) if records else 0
        self._names = differing(self._entity, records) if records else []
        self._choose_defaults()
        self._fill()
        if self._records:
            self.table.setCurrentCell(0, self._survivor)

    def _choose_defaults(self) -> None:
        self._choices = {name: default_choice(self._records, self._survivor, name) for name in self._names}

    def _fill(self) -> None:
        enough = len(self._records) > 1
        place = self.table.currentRow(), self.table.currentColumn()
        self.table.setRowCount(len(self._names) + 1 if enough else 0)
        self.table.setColumnCount(len(self._records) if enough else 0)
        self.table.setHorizontalHeaderLabels(
            [r.words("code") or r.words(self._entity.label) or str(r.id) for r in self._records]
        )
        self.table.setVerticalHeaderLabels(
            [self.tr("Stays"), *(caption(self._entity, self._entity[name]) for name in self._names)]
        )
        for column, record in enumerate(self._records if enough else ()):
            self._put(0, column, record.words(self._entity.label) or str(record.id), column == self._survivor)
            for row, name in enumerate(self._names, 1):
                words = (
                    cell_text(self._entity[name], record.values[name], record, self._context)
                    if name in record.values
                    else ""
                )
                self._put(row, column, words, self._choices[name] == column)
        if place[0] >= 0:
            self.table.setCurrentCell(*place)
        self._show_buttons(enough)

    def _put(self, row: int, column: int, words: str, chosen: bool) -> None:
        item = QTableWidgetItem((CHOSEN if chosen else OTHER) + (words or "–"))
        font = item.font()
        font.setBold(chosen)
        item.setFont(font)
        kept = self.tr("kept") if chosen else ""
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kept} {words}".strip())
        self.table.setItem(row, column, item)

    def _show_buttons(self, enough: bool) -> None:
        may, module = self._context.facts().rights.may, self._entity.rights_module
        reason = "" if may(module, "edit") and may(module, "delete") else self.tr("You may not edit and delete these.")
        for button, why in (
            (self.merge, reason),
            (self.different, "" if may(module, "edit") else self.tr("You may not edit these.")),
        ):
            button.setEnabled(enough and not why)
            button.setToolTip(why)

    # ── choosing ─────────────────────────────────────────

    def choose(self, row: int, column: int) -> None:
        """Let the record of *column* stay (row 0), or let its value stand in the field of *row*."""
        if not self._records or row < 0 or column < 0:
            return
        if row == 0:
            self._survivor = column
            self._choose_defaults()
        else:
            self._choices[self._names[row - 1]] = column
        self._fill()

    def _open(self, column: int) -> None:
        self._context.navigator.open_record(self._entity.name, self._records[column].id)

    def _merge(self) -> None:
        entity, survivor = self._entity.name, self._records[self._survivor].id
        losers = [r.id for r in self._records if r.id != survivor]
        chosen = chosen_values(self._records, self._survivor, self._choices)
        self.merge.setEnabled(False)
        self._context.jobs.run(
            lambda session: services.merge_records(
                session, entity=entity, survivor=survivor, losers=losers, chosen=chosen
            ),
            owner=self,
            done=lambda made: self._merged(made, len(losers) + 1),
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self._show_buttons(True)
        self._context.messages.error(error, self._entity)

    def _merged(self, merge_id: int, number: int) -> None:
        words = QCoreApplication.translate("MergePanel", "%n record(s) are one now.", "", number)
        self._context.messages.toast(words, undo=lambda: self._undo(merge_id))
        self.show_records([])
        self.decided.emit()

    def _undo(self, merge_id: int) -> None:
        take_back(self._context, self, merge_id, self._entity, self.decided.emit)

    def _judge(self) -> None:
        entity = self._entity.name
        pairs = list(combinations([r.id for r in self._records], 2))

        def judge(different: bool, done: Any) -> None:
            self._context.jobs.run(
                lambda session: services.judge_pairs(session, entity=entity, pairs=pairs, different=different),
                owner=self,
                done=done,
                failed=self._failed,
            )

        def said(_: object) -> None:
            self._context.messages.toast(
                self.tr("They count as different from now on."),
                undo=lambda: judge(False, lambda _none: self.decided.emit()),
            )
            self.show_records([])
            self.decided.emit()

        judge(True, said)

    def _hint(self) -> str:
        if self._entity.name == "product":
            return self.tr(
                "Choose with the mouse or the space bar which record stays and which words it keeps. Order lines, prices, "
                "units, links and pictures of all of them stay; where two give a price or cost for the same, that of the "
                "record that stays counts. It can be undone."
            )
        return self.tr(
            "Choose with the mouse or the space bar which record stays and which words it keeps. "
            "Contacts, orders, entries and files of all of them stay; it can be undone."
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self.merge.setText(self.tr("Merge"))
        self.different.setText(self.tr("Not the same"))
        self.hint.setText(self._hint())
        for button in (self.merge, self.different):
            button.setAccessibleName(button.text())
        self.table.setAccessibleName(self.tr("Records side by side"))
        self._fill()


def take_back(context: Context, owner: QWidget, merge_id: int, entity: Any, done: Any) -> None:
    """Undo a merge and say so, or say why it cannot be undone."""

    def undone(ids: list[int]) -> None:
        number = len(ids)
        words = QCoreApplication.translate("MergePanel", "%n record(s) are there again.", "", number)
        context.messages.toast(words)
        done()

    context.jobs.run(
        lambda session: services.undo_merge(session, merge_id),
        owner=owner,
        done=undone,
        failed=lambda error: context.messages.error(error, entity),
    )
