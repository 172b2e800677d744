"""Completeness: whose records lack what, and the way to those records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.quality import completeness_services as services
from crm_desktop.base_info.quality.completeness_services import STEPS, OwnerScore, WorstRecord
from crm_desktop.base_info.quality.duplicates_page import ENTITIES
from crm_desktop.core.query import Condition
from crm_desktop.qt.rows import Column, RowsModel, quiet
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page

Missing = tuple[str, int]


class CompletenessPage(Page):
    """Owners or departments at the top; what the chosen one lacks and his least complete records below."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", by_department: bool = False
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("completeness_page")
        self._scores: list[OwnerScore] = []
        self.entities, self.by, self.summary = QComboBox(self), QComboBox(self), QLabel(self)
        self.owners, self.missing, self.worst = tables = QTableView(self), QTableView(self), QTableView(self)
        for table in tables:
            quiet(table)
        self.owner_model: RowsModel[OwnerScore] = RowsModel(self._owner_columns(), self)
        self.missing_model: RowsModel[Missing] = RowsModel(self._missing_columns(), self)
        self.worst_model: RowsModel[WorstRecord] = RowsModel(self._worst_columns(), self)
        self._build(entity, by_department)
        self.retranslate()
        self.refresh()

    def _owner_columns(self) -> list[Column[OwnerScore]]:
        starts = (0, *(step + 1 for step in STEPS[:-1]))
        steps = [_step(n, f"{low}–{high}%") for n, (low, high) in enumerate(zip(starts, STEPS, strict=True))]
        return [
            Column(title=self._who_title, text=self._who, raw=self._who),
            Column(
                title=lambda: self.tr("Records"), text=lambda s: f"{s.records:,}", raw=lambda s: s.records, number=True
            ),
            Column(
                title=lambda: self.tr("Completeness"),
                text=lambda s: f"{s.score:.0f}%",
                raw=lambda s: s.score,
                number=True,
            ),
            *steps,
        ]

    def _who_title(self) -> str:
        return self.tr("Department") if self._by_department() else self.tr("Owner")

    def _who(self, score: OwnerScore) -> str:
        return score.department if self._by_department() else score.owner or self.tr("Public pool")

    def _missing_columns(self) -> list[Column[Missing]]:
        return [
            Column(title=lambda: self.tr("Missing"), text=lambda m: self._field(m[0]), raw=lambda m: self._field(m[0])),
            Column(title=lambda: self.tr("Records"), text=lambda m: f"{m[1]:,}", raw=lambda m: m[1], number=True),
        ]

    def _worst_columns(self) -> list[Column[WorstRecord]]:
        return [
            Column(title=lambda: self.tr("Least complete"), text=lambda w: w.name, raw=lambda w: w.name),
            Column(
                title=lambda: self.tr("Completeness"), text=lambda w: f"{w.score}%", raw=lambda w: w.score, number=True
            ),
        ]

    def _field(self, name: str) -> str:
        entity = self.context.entity(self.entities.currentData())
        return caption(entity, entity[name]) if name in entity else name

    def _build(self, entity: str, by_department: bool) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 8, 0, 0)
        for box, name in ((self.entities, "completeness_entity"), (self.by, "completeness_by")):
            box.setObjectName(name)
            top.addWidget(box)
        self.summary.setProperty("kind", "muted")
        top.addWidget(self.summary, 1)
        for name in ENTITIES:
            if name in self.context.facts().entities:
                self.entities.addItem("", name)
        self.entities.setCurrentIndex(max(self.entities.findData(entity), 0))
        for value in (False, True):
            self.by.addItem("", value)
        self.by.setCurrentIndex(int(by_department))
        self.entities.activated.connect(lambda _: self.refresh())
        self.by.activated.connect(lambda _: self._show_owners())
        for table, model, name in (
            (self.owners, self.owner_model, "completeness_owners"),
            (self.missing, self.missing_model, "completeness_missing"),
            (self.worst, self.worst_model, "completeness_worst"),
        ):
            table.setObjectName(name)
            table.setModel(model)
            table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            table.horizontalHeader().setHighlightSections(False)
            table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            last = model.columnCount() - 1
            table.horizontalHeader().setSectionResizeMode(last, QHeaderView.ResizeMode.ResizeToContents)
            table.setSortingEnabled(True)
            table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.owners.selectionModel().currentRowChanged.connect(lambda index, _: self._chosen(index.row()))
        for table, act in (
            (self.owners, lambda _row: self._open_list()),
            (self.missing, self._open_missing),
            (self.worst, self._open_worst),
        ):
            table.activated.connect(lambda index, act=act: act(index.row()))
        below, down = QSplitter(Qt.Orientation.Horizontal, self), QSplitter(Qt.Orientation.Vertical, self)
        below.addWidget(self.missing)
        below.addWidget(self.worst)
        down.addWidget(self.owners)
        down.addWidget(below)
        down.setSizes([340, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.addLayout(top)
        column.addWidget(down, 1)

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Reckon the scores again (``Page``)."""
        entity = self.entities.currentData()
        self.context.jobs.run(
            lambda session: services.owners_completeness(session, entity=entity),
            owner=self,
            done=self._fill,
            failed=self.context.messages.error,
            key="scores",
        )

    def _fill(self, scores: list[OwnerScore]) -> None:
        self._scores = scores
        records = sum(s.records for s in scores)
        mean = sum(s.score * s.records for s in scores) / records if records else 0
        self.summary.setText(
            self.tr("{n} records, {mean}% complete on average").format(n=f"{records:,}", mean=f"{mean:.0f}")
            if records
            else self.tr("There are no records, or no fields that count.")
        )
        self._show_owners()

    def _by_department(self) -> bool:
        return bool(self.by.currentData())

    def _show_owners(self) -> None:
        rows = by_department(self._scores) if self._by_department() else self._scores
        self.owner_model.show(rows)
        for column in range(1, self.owner_model.columnCount()):
            self.owners.resizeColumnToContents(column)
        self.worst.setVisible(not self._by_department())
        if rows:
            self.owners.selectRow(0)
            self._chosen(0)
        else:
            self.missing_model.show([])
            self.worst_model.show([])

    def _chosen(self, row: int) -> None:
        if not 0 <= row < len(self.owner_model.rows):
            return
        score = self.owner_model.rows[row]
        self.missing_model.show(sorted((m for m in score.missing if m[1]), key=lambda m: -m[1]))
        if self._by_department():
            return
        entity, owner = self.entities.currentData(), score.owner_id
        self.context.jobs.run(
            lambda session: services.worst_records(session, entity=entity, owner_id=owner),
            owner=self,
            done=self.worst_model.show,
            failed=self.context.messages.error,
            key="worst",
        )

    # ── opening ──────────────────────────────────────────

    def _conditions(self) -> list[Condition]:
        """Return the restriction to the chosen row's owners."""
        score = self.owner_model.rows[max(self.owners.currentIndex().row(), 0)]
        if not self._by_department():
            return [
                Condition("owner_id", "empty")
                if score.owner_id is None
                else Condition("owner_id", "eq", score.owner_id)
            ]
        owners = [s.owner_id for s in self._scores if s.department == score.department]
        return [Condition("owner_id", "in", tuple(owners))]

    def _open_list(self, *more: Condition) -> None:
        self.context.navigator.open_list(self.entities.currentData(), (*self._conditions(), *more))

    def _open_missing(self, row: int) -> None:
        name = self.missing_model.rows[row][0]
        self._open_list(Condition(name, "empty"))

    def _open_worst(self, row: int) -> None:
        among = [w.id for w in self.worst_model.rows]
        self.context.navigator.open_record(self.entities.currentData(), among[row], among=among)

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"entity": self.entities.currentData(), "by_department": self._by_department()}

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for index in range(self.entities.count()):
            entity = self.context.entity(self.entities.itemData(index))
            self.entities.setItemText(index, QCoreApplication.translate(entity.context, entity.plural))
        self.by.setItemText(0, self.tr("By owner"))
        self.by.setItemText(1, self.tr("By department"))
        for widget, words in (
            (self.entities, self.tr("Whose completeness")),
            (self.by, self.tr("Rows")),
            (self.owners, self.tr("Completeness by owner")),
            (self.missing, self.tr("Missing fields; Enter opens the records")),
            (self.worst, self.tr("Least complete records")),
        ):
            widget.setAccessibleName(words)
            widget.setToolTip(words)
        for model in (self.owner_model, self.missing_model, self.worst_model):
            model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, model.columnCount() - 1)
        self._fill(self._scores)


def _step(place: int, title: str) -> Column[OwnerScore]:
    """Return the column of the records within one step of completeness."""
    return Column(
        title=lambda: title,
        text=lambda s: f"{s.steps[place]:,}" if s.steps[place] else "",
        raw=lambda s: s.steps[place],
        number=True,
    )


def by_department(scores: list[OwnerScore]) -> list[OwnerScore]:
    """Return the scores added up by department, the least complete first."""
    found: dict[str, list[OwnerScore]] = {}
    for score in scores:
        found.setdefault(score.department, []).append(score)
    rows = []
    for department, own in found.items():
        records = sum(s.records for s in own)
        rows.append(
            OwnerScore(
                owner_id=None,
                owner="",
                department=department,
                records=records,
                score=sum(s.score * s.records for s in own) / records,
                steps=tuple(map(sum, zip(*(s.steps for s in own), strict=True))),
                missing=tuple(
                    (name, sum(s.missing[place][1] for s in own)) for place, (name, _) in enumerate(own[0].missing)
                ),
            )
        )
    return sorted(rows, key=lambda s: s.score)
