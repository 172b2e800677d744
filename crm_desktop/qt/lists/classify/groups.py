"""The list's records in groups with counts and sums, foldable; a chart of them above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSplitter,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields as kinds
from crm_desktop.core.errors import Cancelled
from crm_desktop.core.fields import Field, is_summable
from crm_desktop.core.grouping import Group, buckets_of, condition_of, countable
from crm_desktop.core.record import Record
from crm_desktop.core.series import Chart
from crm_desktop.qt.cells import cell_text, sum_text
from crm_desktop.qt.charts import ChartView
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.classify.charting import grouped_chart
from crm_desktop.qt.lists.classify.counting import group_words, read_groups

_DATA = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PAUSE_MS = 150
#: Records of a group that are shown below it; more are reached by filtering.
MOST_ROWS = 100
CHARTS = ("", "bars", "pie", "lines")


class GroupedView(QWidget):
    """Groups of the list by one field.

    Signals: *restricted* (name of a field, Condition); *opened* (id); *met* (Ref field, pairs); *changed* when another
    field, measure or chart was chosen; *closed* (asks for the plain list).
    """

    restricted = Signal(str, object)
    opened = Signal(int)
    met = Signal(object, object)
    changed = Signal()
    closed = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grouped")
        self._model = model
        self.groups: list[Group] = []
        self._job: Job | None = None
        self._wanted: dict[str, Any] = {}
        self.field_box, self.bucket_box, self.measure_box, self.chart_box = (QComboBox(self) for _ in range(4))
        self.only, self.close_button, self.words = QToolButton(self), QToolButton(self), QLabel(self)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._chart_pane = QScrollArea(self._split, widgetResizable=True)
        self.chart = ChartView(model.tools.language, self._chart_pane, exact=self._exact)
        self.tree = QTreeWidget(self._split)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self._build()
        self.retranslate()
        model.order_changed.connect(self._list_changed)

    def _build(self) -> None:
        for widget, name in (
            (self.field_box, "group_field"),
            (self.bucket_box, "group_bucket"),
            (self.measure_box, "group_measure"),
            (self.chart_box, "group_chart_kind"),
            (self.only, "group_only"),
            (self.close_button, "group_close"),
            (self.tree, "group_tree"),
            (self.chart, "group_chart"),
        ):
            widget.setObjectName(name)
        for combo in (self.field_box, self.bucket_box, self.measure_box, self.chart_box):
            combo.view().setObjectName(f"{combo.objectName()}_choice")
        self.only.setIcon(QIcon.fromTheme("list-filter"))
        self.close_button.setIcon(QIcon.fromTheme("x"))
        self.only.setAutoRaise(True)
        self.close_button.setAutoRaise(True)
        self.words.setProperty("kind", "muted")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.field_box, self.bucket_box, self.measure_box, self.chart_box, self.only):
            row.addWidget(widget)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.header().setSectionsMovable(False)
        self._chart_pane.setWidget(self.chart)
        self._chart_pane.setFrameShape(QScrollArea.Shape.NoFrame)
        self._split.setSizes([260, 400])
        self._split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self._split, 1)
        for combo in (self.field_box, self.bucket_box, self.measure_box, self.chart_box):
            combo.activated.connect(self._asked)
        self.tree.itemExpanded.connect(self._expanded)
        self.tree.itemActivated.connect(self._activated)
        self.only.clicked.connect(self._restrict_to_current)
        self.close_button.clicked.connect(self.closed)
        self.chart.picked.connect(lambda group, _series: self._restrict(group))

    # ── what is asked for ────────────────────────────────

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus into the groups (QWidget.setFocus)."""
        self.tree.setFocus(reason)

    def state(self) -> dict[str, Any]:
        """Return field, bucket, measure and chart as JSON values."""
        return {
            "field": self.field_box.currentData() or "",
            "bucket": self.bucket_box.currentData() or "",
            "measure": self.measure_box.currentData() or "",
            "chart": self.chart_box.currentData() or "",
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what ``state`` returned; what no longer exists is left out."""
        self._wanted = dict(state)
        self._choose(self.field_box, str(state.get("field") or ""))
        self._fill_buckets()
        self._choose(self.bucket_box, str(state.get("bucket") or ""))
        self._choose(self.measure_box, str(state.get("measure") or ""))
        self._choose(self.chart_box, str(state.get("chart") or ""))
        if self.isVisible():
            self.load()

    @staticmethod
    def _choose(box: QComboBox, value: str) -> None:
        box.setCurrentIndex(max(box.findData(value), 0))

    def field(self) -> Field | None:
        """Return the field by which the list is grouped."""
        return self._named(self.field_box)

    def bucket(self) -> str:
        """Return how values are put together."""
        return str(self.bucket_box.currentData() or "")

    def summed(self) -> list[Field]:
        """Return the fields whose sums stand beside the counts: those on show, and the measure."""
        shown = [f for f in self._model.columns if is_summable(f)]
        measure = self.measure()
        return shown if measure is None or measure in shown else [*shown, measure]

    def measure(self) -> Field | None:
        """Return the field that the chart adds up; None for the count."""
        return self._named(self.measure_box)

    def _named(self, box: QComboBox) -> Field | None:
        entity, name = self._model.entity, str(box.currentData() or "")
        return next((f for f in entity.fields if f.name == name), None)

    def _asked(self, _index: int) -> None:
        if self.sender() is self.field_box:
            self._fill_buckets()
        self.load()
        self.changed.emit()

    # ── counting ─────────────────────────────────────────

    def load(self) -> None:
        """Count anew; a count under way for what is no longer asked is stopped on the server."""
        model, field, query = self._model, self.field(), self._model.query
        self.cancel()
        if field is None:
            return
        tools, bucket, sums = model.tools, self.bucket(), [f.name for f in self.summed()]
        self.words.setText(self.tr("Counting …"))
        self._job = tools.jobs.run(
            lambda session: read_groups(tools, session, model.entity, query, field.name, bucket, sums),
            owner=self,
            key="groups",
            done=lambda groups: self._take(field, groups),
            failed=self._fail,
        )

    def cancel(self) -> None:
        """Stop counting."""
        if self._job is not None and self._job.pending:
            self._job.cancel()
        self._job = None

    def _list_changed(self) -> None:
        if self.isVisible():
            self._pause.start()

    def _take(self, field: Field, groups: list[Group]) -> None:
        self.groups = groups
        if isinstance(field, kinds.Ref):
            self.met.emit(field, [(g.value, g.label) for g in groups])
        words = self.tr("{groups} groups, {rows} rows")
        self.words.setText(words.format(groups=f"{len(groups):,}", rows=f"{sum(g.count for g in groups):,}"))
        self._show()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.words.setText(self.tr("Could not be counted. F5 tries again."))

    # ── what is shown ────────────────────────────────────

    def words_of(self, group: Group) -> str:
        """Return the words of a group."""
        field = self.field()
        return group_words(field, self.bucket(), group, self._model.tools) if field is not None else ""

    def _show(self) -> None:
        field, summed, tools = self.field(), self.summed(), self._model.tools
        if field is None:
            return
        opened = {self._key(i) for i in self._tops() if i.isExpanded()}
        current = self._key(self.tree.currentItem())
        self.tree.clear()
        self.tree.setColumnCount(2 + len(summed))
        labels = [self._model.label(field), self.tr("Count"), *(self._model.label(f) for f in summed)]
        self.tree.setHeaderLabels(labels)
        for column in range(1, len(labels)):
            self.tree.headerItem().setTextAlignment(column, _RIGHT)
        self.tree.header().setStretchLastSection(False)
        for column in range(len(labels)):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            self.tree.header().setSectionResizeMode(column, mode)
        for group in self.groups:
            cells = [
                self.words_of(group),
                f"{group.count:,}",
                *(sum_text(f, group.sums.get(f.name), tools) for f in summed),
            ]
            item = QTreeWidgetItem(self.tree, cells)
            item.setData(0, _DATA, group)
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
            for column in range(1, len(cells)):
                item.setTextAlignment(column, _RIGHT)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            if self._key(item) in opened:
                item.setExpanded(True)
            if self._key(item) == current:
                self.tree.setCurrentItem(item)
        self._show_chart()

    def _tops(self) -> list[QTreeWidgetItem]:
        items = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None]

    @staticmethod
    def _key(item: QTreeWidgetItem | None) -> str:
        group = (item.parent() or item).data(0, _DATA) if item is not None else None
        return repr(group.value) if isinstance(group, Group) else ""

    def make_chart(self) -> Chart | None:
        """Return the chart on show, for the screen and for print."""
        kind, field, measure = str(self.chart_box.currentData() or ""), self.field(), self.measure()
        if not kind or field is None:
            return None
        what = self.tr("Count") if measure is None else self._model.label(measure)
        return grouped_chart(
            kind,
            self.tr("{measure} by {field}").format(measure=what, field=self._model.label(field)),
            self.groups,
            self.words_of,
            measure,
            in_order=bool(self.bucket()),
            others=self.tr("Others"),
        )

    def _show_chart(self) -> None:
        chart = self.make_chart()
        self._chart_pane.setVisible(chart is not None)
        self.chart.set_chart(chart)

    def _exact(self, value: float, unit: str) -> str:
        measure = self.measure()
        return (
            f"{value:,.0f}" if unit != "money" or measure is None else sum_text(measure, int(value), self._model.tools)
        )

    # ── a group's records ────────────────────────────────

    def _expanded(self, item: QTreeWidgetItem) -> None:
        group, field, model = item.data(0, _DATA), self.field(), self._model
        if not isinstance(group, Group) or item.childCount() or field is None:
            return
        condition = condition_of(field, self.bucket(), [group.value])
        query = replace(model.query, conditions=(*model.query.conditions, *([condition] if condition else [])))
        wide = replace(query, columns=tuple(dict.fromkeys((*query.columns, model.entity.label))))
        key, tools, entity = self._key(item), model.tools, model.entity
        tools.jobs.run(
            lambda session: tools.records.first_rows(session, entity, wide, MOST_ROWS),
            owner=self,
            key=f"rows{key}",
            done=lambda rows: self._show_rows(key, rows),
            failed=lambda error: self.words.setText(self.tr("Could not be counted. F5 tries again.")),
        )

    def _show_rows(self, key: str, rows: Sequence[Record]) -> None:
        top = next((i for i in self._tops() if self._key(i) == key), None)
        if top is None or top.childCount():
            return
        model, summed = self._model, self.summed()
        label = model.entity[model.entity.label]
        for record in rows[:MOST_ROWS]:
            words = cell_text(label, record.values.get(label.name), record, model.tools)
            sums = [cell_text(f, record.values.get(f.name), record, model.tools) for f in summed]
            item = QTreeWidgetItem(top, [words, "", *sums])
            item.setData(0, _DATA, record.id)
            for column in range(2, len(sums) + 2):
                item.setTextAlignment(column, _RIGHT)
        if len(rows) > MOST_ROWS:
            more = QTreeWidgetItem(top, [self.tr("More: show only this group")])
            more.setData(0, _DATA, None)

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        value = item.data(0, _DATA)
        if isinstance(value, int):
            self.opened.emit(value)
        elif item.parent() is not None:
            self._restrict(item.parent().data(0, _DATA))

    def _restrict_to_current(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self._restrict((item.parent() or item).data(0, _DATA))

    def _restrict(self, group: Any) -> None:
        """Restrict the list to a group; the rest of a chart is none."""
        field = self.field()
        if isinstance(group, Group) and field is not None:
            self.restricted.emit(field.name, condition_of(field, self.bucket(), [group.value]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc show the plain list, F5 count again, Ctrl+Enter keep only the current group."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_F5:
            self.load()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._restrict_to_current()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the shortcuts of the page around (QWidget.event)."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return bool(super().event(event))

    def showEvent(self, event: Any) -> None:
        """Count when it is seen (QWidget.showEvent)."""
        super().showEvent(event)
        self.load()

    def hideEvent(self, event: Any) -> None:
        """A hidden view asks for nothing (QWidget.hideEvent)."""
        super().hideEvent(event)
        self.cancel()

    # ── words ────────────────────────────────────────────

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show()
        super().changeEvent(event)

    def _fill_buckets(self) -> None:
        field = self.field()
        words = {
            "": self.tr("each value"),
            "month": self.tr("by month"),
            "year": self.tr("by year"),
            "range": self.tr("by ranges"),
        }
        kept = self.bucket_box.currentData()
        self.bucket_box.clear()
        for bucket in buckets_of(field) if field is not None else ():
            self.bucket_box.addItem(words[bucket], bucket)
        self._choose(self.bucket_box, str(kept or ""))
        self.bucket_box.setVisible(self.bucket_box.count() > 1)

    def retranslate(self) -> None:
        """Name fields, measures and charts in the language of the moment."""
        model, kept = self._model, self.state() if self.field_box.count() else self._wanted
        rights = model.tools.facts().rights
        self.field_box.clear()
        for field in countable(model.entity, rights):
            self.field_box.addItem(model.label(field), field.name)
        self.measure_box.clear()
        self.measure_box.addItem(self.tr("Count"), "")
        for field in model.entity.fields:
            if is_summable(field) and rights.may_read(model.entity.name, field.name):
                self.measure_box.addItem(model.label(field), field.name)
        words = (self.tr("No chart"), self.tr("Bars"), self.tr("Shares"), self.tr("Line"))
        self.chart_box.clear()
        for kind, text, picture in zip(CHARTS, words, ("list", "chart-column", "chart-pie", "chart-line"), strict=True):
            self.chart_box.addItem(QIcon.fromTheme(picture), text, kind)
        self.restore(kept)
        for widget, text in (
            (self.field_box, self.tr("Group by")),
            (self.bucket_box, self.tr("How values are put together")),
            (self.measure_box, self.tr("What the chart shows")),
            (self.chart_box, self.tr("Chart")),
            (self.only, self.tr("Only this group (Ctrl+Enter)")),
            (self.close_button, self.tr("Back to the list (Esc)")),
            (self.tree, self.tr("Groups with counts and sums")),
        ):
            widget.setAccessibleName(text)
            widget.setToolTip(text)
        self.tree.setToolTip("")
