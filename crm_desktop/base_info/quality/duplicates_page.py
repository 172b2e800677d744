"""Duplicates over the whole base: look for them, compare, make one of them, or say that they are not the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.quality import services
from crm_desktop.base_info.quality.merge_panel import MergePanel
from crm_desktop.base_info.quality.rules.likeness import clusters
from crm_desktop.base_info.quality.services import Crowd, Found, Pair
from crm_desktop.core.record import Changed
from crm_desktop.qt.jobs import Job, Progress
from crm_desktop.qt.rows import Column, EmptyLabel, RowsModel, quiet
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page

ENTITIES = ("customer", "contact")


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Records that hang together, with the points and reasons of their surest pair."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    score: int
    reasons: tuple[tuple[str, int], ...]


def grouped(pairs: list[Pair]) -> list[Group]:
    """Return the groups that *pairs* form, the surest first."""
    found = []
    for ids in clusters([(p.a_id, p.b_id) for p in pairs]):
        own = [p for p in pairs if p.a_id in ids]
        names = {p.a_id: p.a_name for p in own} | {p.b_id: p.b_name for p in own}
        best = max(own, key=lambda p: p.score)
        found.append(Group(ids=tuple(ids), names=tuple(names[i] for i in ids), score=best.score, reasons=best.reasons))
    return sorted(found, key=lambda group: -group.score)


class DuplicatesPage(Page):
    """Groups at the left with points and reasons, the records of the chosen one side by side at the right."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, entity: str = "customer") -> None:
        super().__init__(context, parent)
        self.setObjectName("duplicates_page")
        self._job: Job | None = None
        self._crowds: tuple[Crowd, ...] = ()
        self.entities, self.find_button, self.cancel, self.progress = (
            QComboBox(self),
            QPushButton(self),
            QPushButton(self),
            QLabel(self),
        )
        self.table, self.empty = QTableView(self), EmptyLabel(self)
        quiet(self.table)
        self.model: RowsModel[Group] = RowsModel(self._columns(), self)
        self.panel = MergePanel(context, self)
        self._build(entity)
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Group]]:
        return [
            Column(title=lambda: self.tr("Points"), text=lambda g: str(g.score), raw=lambda g: g.score, number=True),
            Column(title=lambda: self.tr("Records"), text=lambda g: " · ".join(g.names), raw=lambda g: g.names[0]),
            Column(title=lambda: self.tr("Why"), text=self._why, raw=self._why),
        ]

    def _why(self, group: Group) -> str:
        entity = self.context.entity(self.entities.currentData())
        separator = "、" if self.context.language().startswith("zh") else ", "
        return separator.join(
            f"{caption(entity, entity[name]) if name in entity else name} {percent}%" for name, percent in group.reasons
        )

    def _build(self, entity: str) -> None:
        for widget, name in (
            (self.entities, "duplicate_entity"),
            (self.find_button, "find_duplicates"),
            (self.cancel, "cancel_find"),
            (self.progress, "find_progress"),
            (self.table, "duplicate_groups"),
        ):
            widget.setObjectName(name)
        for name in ENTITIES:
            if name in self.context.facts().entities:
                self.entities.addItem("", name)
        self.entities.setCurrentIndex(max(self.entities.findData(entity), 0))
        self.entities.activated.connect(self._chose_entity)
        self.find_button.setIcon(icon("search"))
        self.find_button.clicked.connect(self.look)
        self.cancel.setIcon(icon("x"))
        self.cancel.clicked.connect(self._cancel)
        self.cancel.hide()
        self.panel.decided.connect(self.refresh)
        self.progress.setProperty("kind", "muted")
        self.progress.setWordWrap(True)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        for widget in (self.entities, self.find_button, self.cancel):
            top.addWidget(widget)
        top.addWidget(self.progress, 1)
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._chosen(index.row()))
        left, across = QWidget(self), QSplitter(Qt.Orientation.Vertical, self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 0, 12, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        across.addWidget(left)
        across.addWidget(self.panel)
        across.setSizes([260, 380])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(top)
        box.addWidget(across, 1)
        may = self.context.facts().rights
        if not (may.may("quality", "edit") and may.scope("customer", "view") == "all"):
            self.find_button.setEnabled(False)

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read the open pairs again (``Page``)."""
        entity = self.entities.currentData()
        self.context.jobs.run(
            lambda session: services.open_pairs(session, entity=entity),
            owner=self,
            done=self._show,
            failed=self.context.messages.error,
            key="pairs",
        )

    def _chose_entity(self) -> None:
        if self._job is None:
            self._crowds = ()
            self.progress.setText("")
        self.refresh()

    def _show(self, pairs: list[Pair]) -> None:
        row = self.table.currentIndex().row()
        self.model.show(grouped(pairs))
        self.table.resizeColumnToContents(0)
        self.table.resizeColumnToContents(2)
        self.table.setVisible(bool(pairs))
        self.empty.setVisible(not pairs)
        self.panel.setVisible(bool(pairs))
        if pairs:
            self.table.selectRow(min(max(row, 0), len(self.model.rows) - 1))
        else:
            self.panel.show_records([])
        self.status_changed.emit(self.status())

    def _chosen(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self.panel.load(self.entities.currentData(), self.model.rows[row].ids)

    # ── looking ──────────────────────────────────────────

    def look(self) -> None:
        """Compare the whole base in the background; it can be stopped."""
        entity = self.entities.currentData()
        self.find_button.setEnabled(False)
        self.cancel.show()
        self._crowds = ()
        self.progress.setText(self.tr("Looking for what has something in common …"))
        self._job = self.context.jobs.run(
            lambda session, report: services.find_duplicates(session, report, entity=entity),
            owner=self,
            done=self._found,
            failed=self._not_found,
            progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        words = self.tr("{n} of {total} pairs compared")
        self.progress.setText(words.format(n=f"{progress.done:,}", total=f"{progress.total:,}"))

    def _found(self, found: Found) -> None:
        self._crowds = found.crowds
        self._rest(self._crowd_words())
        number = found.pairs
        words = QCoreApplication.translate("DuplicatesPage", "%n pair(s) found.", "", number)
        self.context.messages.toast(words)
        self.refresh()

    def _not_found(self, error: Exception) -> None:
        self._rest("")
        self.context.messages.error(error)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._rest(self.tr("Stopped; the earlier pairs are still there."))

    def _crowd_words(self) -> str:
        """Say where the last run looked less closely, and why."""
        if not self._crowds:
            return ""
        entity = self.context.entity(self.entities.currentData())
        names = [caption(entity, entity[c.field]) if c.field in entity else c.field for c in self._crowds]
        said = [f"{name} ({c.records:,})" for name, c in zip(names, self._crowds, strict=True)]
        separator = "、" if self.context.language().startswith("zh") else ", "
        words = self.tr(
            "Where very many share a value, records were compared with their neighbours by name only: {fields}"
        )
        return words.format(fields=separator.join(said))

    def _rest(self, words: str) -> None:
        self._job = None
        self.find_button.setEnabled(True)
        self.cancel.hide()
        self.progress.setText(words)

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a record that is compared here was deleted or came back (``Page``)."""
        return change.table == self.entities.currentData() and change.operation in ("DELETE", "INSERT")

    def state(self) -> Mapping[str, Any]:
        """Return what is compared (``Page``)."""
        return {"entity": self.entities.currentData()}

    def status(self) -> str:
        """Return how many groups there are (``Page``)."""
        number = len(self.model.rows)
        return QCoreApplication.translate("DuplicatesPage", "%n group(s)", "", number)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for index in range(self.entities.count()):
            entity = self.context.entity(self.entities.itemData(index))
            self.entities.setItemText(index, QCoreApplication.translate(entity.context, entity.plural))
        self.find_button.setText(self.tr("Look for duplicates"))
        self.cancel.setText(self.tr("Stop"))
        self.empty.setText(
            self.tr(
                "No duplicates are waiting for a decision. “Look for duplicates” compares all records with each other."
            )
        )
        self.find_button.setToolTip(
            ""
            if self.find_button.isEnabled()
            else self.tr("This takes the right to data quality, and to see all customers.")
        )
        for widget, words in (
            (self.entities, self.tr("What is compared")),
            (self.find_button, self.find_button.text()),
            (self.cancel, self.cancel.text()),
            (self.table, self.tr("Groups of probably the same records")),
        ):
            widget.setAccessibleName(words)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
        if self._crowds:
            self.progress.setText(self._crowd_words())
        self.panel.retranslate()
