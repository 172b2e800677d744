"""The list's records in groups within groups, with counts and sums, foldable; a chart of the outermost above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields as kinds
from crm_desktop.core.errors import Cancelled
from crm_desktop.core.fields import Field, is_summable
from crm_desktop.core.grouping import Group, Level, condition_of, leading, most_met
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Record
from crm_desktop.core.series import Chart
from crm_desktop.core.source import MOST_GROUPS
from crm_desktop.qt.cells import cell_text, sum_text
from crm_desktop.qt.charts import ChartView
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.classify.boxes import SnugBox
from crm_desktop.qt.lists.classify.charting import grouped_chart
from crm_desktop.qt.lists.classify.counting import group_words, read_groups
from crm_desktop.qt.lists.classify.levels import LevelBoxes
from crm_desktop.qt.lists.classify.tree import GroupTree
from crm_desktop.qt.tools import as_on_keys

PAUSE_MS = 150
#: Records of a group that are shown below it; more are reached by filtering.
MOST_ROWS = 100
CHARTS = ("", "bars", "pie", "lines")


class GroupedView(QWidget):
    """Groups of the list by a field, and within them by others; what is below a group is read when it is opened.

    Signals: *restricted* ({name of a field: Condition}); *opened* (id); *met* (Ref field, pairs); *changed* when another
    field, measure or chart was chosen; *closed* (asks for the plain list).
    """

    restricted = Signal(object)
    opened = Signal(int)
    met = Signal(object, object)
    changed = Signal()
    closed = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grouped")
        self._model = model
        self.groups: list[Group] = []  #: the outermost
        self._levels: tuple[Level, ...] = ()  #: of what is shown, with the bounds of its ranges
        self._job: Job | None = None
        self._wanted: dict[str, Any] = {}
        self.by = LevelBoxes(model, self)
        self.measure_box, self.chart_box = SnugBox(self), SnugBox(self)
        self.only, self.close_button, self.words = QToolButton(self), QToolButton(self), QLabel(self)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._chart_pane = QScrollArea(self._split, widgetResizable=True)
        self.chart = ChartView(model.tools.language, self._chart_pane, exact=self._exact)
        self.tree = GroupTree(self._split)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self._build()
        self.retranslate()
        model.order_changed.connect(self._list_changed)

    def _build(self) -> None:
        for widget, name in (
            (self.by, "group_levels"),
            (self.measure_box, "group_measure"),
            (self.chart_box, "group_chart_kind"),
            (self.only, "group_only"),
            (self.close_button, "group_close"),
            (self.tree, "group_tree"),
            (self.chart, "group_chart"),
        ):
            widget.setObjectName(name)
        for combo in (self.measure_box, self.chart_box):
            combo.view().setObjectName(f"{combo.objectName()}_choice")
        self.only.setIcon(QIcon.fromTheme("list-filter"))
        self.close_button.setIcon(QIcon.fromTheme("x"))
        self.only.setAutoRaise(True)
        self.close_button.setAutoRaise(True)
        self.words.setProperty("kind", "muted")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.by, self.measure_box, self.chart_box, self.only):
            row.addWidget(widget)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        self._chart_pane.setWidget(self.chart)
        self._chart_pane.setFrameShape(QScrollArea.Shape.NoFrame)
        self._split.setSizes([260, 400])
        self._split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self._split, 1)
        self.by.chosen.connect(self._asked)
        for combo in (self.measure_box, self.chart_box):
            combo.activated.connect(self._asked)
        self.tree.itemExpanded.connect(self._expanded)
        self.tree.itemActivated.connect(self._activated)
        self.only.clicked.connect(lambda: self._restrict(self.tree.path(self.tree.currentItem())))
        self.close_button.clicked.connect(self.closed)
        self.chart.picked.connect(lambda group, _series: self._restrict([group]))

    # ── what is asked for ────────────────────────────────

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus into the groups (QWidget.setFocus)."""
        self.tree.setFocus(reason)

    def state(self) -> dict[str, Any]:
        """Return levels, measure and chart as JSON values."""
        return {
            **self.by.state(),
            "measure": self.measure_box.currentData() or "",
            "chart": self.chart_box.currentData() or "",
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what ``state`` returned; what no longer exists is left out."""
        self._wanted = dict(state)
        self.by.restore(state)
        self._choose(self.measure_box, str(state.get("measure") or ""))
        self._choose(self.chart_box, str(state.get("chart") or ""))
        if self.isVisible():
            self.load()

    @staticmethod
    def _choose(box: QComboBox, value: str) -> None:
        box.setCurrentIndex(max(box.findData(value), 0))

    def levels(self) -> tuple[Level, ...]:
        """Return by what the list is grouped, the outermost first; ranges as they are shown."""
        wanted = tuple(self.by.levels())
        return self._levels if _plain(self._levels) == wanted else wanted

    def fields(self) -> list[Field]:
        """Return the fields of the levels."""
        return [self._model.entity[level.name] for level in self.levels()]

    def summed(self) -> list[Field]:
        """Return the fields whose sums stand beside the counts: those on show, and the measure."""
        shown = [f for f in self._model.columns if is_summable(f)]
        measure = self.measure()
        return shown if measure is None or measure in shown else [*shown, measure]

    def measure(self) -> Field | None:
        """Return the field that the chart adds up; None for the count."""
        name = str(self.measure_box.currentData() or "")
        return next((f for f in self._model.entity.fields if f.name == name), None)

    def _asked(self, _index: int = 0) -> None:
        self.load()
        self.changed.emit()

    # ── counting ─────────────────────────────────────────

    def load(self) -> None:
        """Count anew; a count under way for what is no longer asked is stopped on the server."""
        model, levels, query = self._model, tuple(self.by.levels()), self._model.query
        self.cancel()
        if not levels:
            return
        tools, entity, sums = model.tools, model.entity, [f.name for f in self.summed()]
        self.words.setText(self.tr("Counting …"))

        def work(session: Any) -> tuple[tuple[Level, ...], list[Group]]:
            known = tools.records.with_bounds(session, entity, query, levels)
            return known, read_groups(tools, session, entity, query, known[:1], sums)

        self._job = tools.jobs.run(
            work, owner=self, key="groups", done=lambda found: self._take(*found), failed=self._fail
        )

    def cancel(self) -> None:
        """Stop counting."""
        if self._job is not None and self._job.pending:
            self._job.cancel()
        self._job = None

    def _list_changed(self) -> None:
        if self.isVisible():
            self._pause.start()

    def _take(self, levels: tuple[Level, ...], groups: list[Group]) -> None:
        if _plain(levels) != _plain(self._levels):
            self.tree.forget_opened()
        self._levels, self.groups = levels, groups
        self._tell_met(levels[0], groups)
        first = self.tr("First {groups} groups, {rows} rows"), self.tr("Latest {groups} groups, {rows} rows")
        words = self.tr("{groups} groups, {rows} rows")
        if len(groups) >= MOST_GROUPS:
            words = first[bool(levels[0].bucket)]
        rows = sum(g.count for g in groups)
        if len(groups) == 1:
            words = self.tr("1 group, 1 row") if rows == 1 else self.tr("1 group, {rows} rows")
        self.words.setText(words.format(groups=f"{len(groups):,}", rows=f"{rows:,}"))
        self._show()

    def _tell_met(self, level: Level, groups: Sequence[Group]) -> None:
        field = self._model.entity[level.name]
        if isinstance(field, kinds.Ref):
            self.met.emit(field, [(g.value, g.label) for g in groups])

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.words.setText(self.tr("Could not be counted. F5 tries again."))

    # ── what is shown ────────────────────────────────────

    def words_of(self, group: Group, depth: int = 0) -> str:
        """Return the words of a group of a level."""
        level = self._levels[depth]
        return group_words(self._model.entity[level.name], level.bucket, group, self._model.tools)

    def _show(self) -> None:
        if not self._levels or any(level.name not in self._model.entity for level in self._levels):
            return
        summed = self.summed()
        first = " › ".join(self._model.label(self._model.entity[level.name]) for level in self._levels)
        self.tree.begin([first, self.tr("Count"), *(self._model.label(f) for f in summed)])
        self.tree.add_groups(None, self.groups, self._cells)
        self._show_chart()

    def _cells(self, group: Group, depth: int) -> list[str]:
        sums = (sum_text(f, group.sums.get(f.name), self._model.tools) for f in self.summed())
        return [self.words_of(group, depth), f"{group.count:,}", *sums]

    def make_chart(self) -> Chart | None:
        """Return the chart on show, for the screen and for print."""
        kind, measure = str(self.chart_box.currentData() or ""), self.measure()
        if not kind or not self._levels:
            return None
        what, currency, own = self.tr("Count"), self._currency(), self._model.tools.facts().currency
        if measure is not None:
            unit = self._model.tools.term_label("unit", currency) if self._is_quantity() else currency
            what = self._model.label(measure) + (
                f" ({unit})" if unit and (currency != own or self._has_several()) else ""
            )
        return grouped_chart(
            kind,
            self.tr("{measure} by {field}").format(
                measure=what, field=self._model.label(self._model.entity[self._levels[0].name])
            ),
            self.groups,
            self.words_of,
            measure,
            in_order=bool(self._levels[0].bucket),
            others=self.tr("Others"),
            currency=currency,
            own=own,
        )

    def _measured(self) -> list[Any]:
        measure = self.measure()
        return [] if measure is None else [group.sums.get(measure.name) for group in self.groups]

    def _currency(self) -> str:
        """Return the currency or the unit that the chart shows: numbers in several are not compared."""
        if self._is_quantity():
            return most_met(self._measured())
        return leading(self._measured(), self._model.tools.facts().currency)

    def _is_quantity(self) -> bool:
        return isinstance(self.measure(), kinds.Quantity)

    def _has_several(self) -> bool:
        return len({c for value in self._measured() if isinstance(value, Mapping) for c in value}) > 1

    def _show_chart(self) -> None:
        chart = self.make_chart()
        self._chart_pane.setVisible(chart is not None)
        self.chart.set_chart(chart)

    def _exact(self, value: float, unit: str) -> str:
        measure = self.measure()
        return (
            f"{value:,.0f}"
            if unit != "money" or measure is None
            else sum_text(measure, int(value), self._model.tools, self._currency())
        )

    # ── a group's records ────────────────────────────────

    def _conditions(self, path: Sequence[Group]) -> list[Condition]:
        found = (
            condition_of(self._model.entity[level.name], level.bucket, [group.value])
            for level, group in zip(self._levels, path, strict=False)
        )
        return [c for c in found if c is not None]

    def _expanded(self, item: QTreeWidgetItem) -> None:
        """Read what is below a group: groups, or at the last level rows."""
        path, key, levels, model = self.tree.path(item), self.tree.key(item), self._levels, self._model
        if item.childCount() or any(level.name not in model.entity for level in levels):
            return
        query, tools, entity = model.query, model.tools, model.entity
        query = replace(query, conditions=(*query.conditions, *self._conditions(path)))
        sums, level = [f.name for f in self.summed()], levels[len(path) : len(path) + 1]
        wide = replace(query, columns=tuple(dict.fromkeys((*query.columns, entity.label, *sums))))

        def work(session: Any) -> Sequence[Any]:
            if level:
                return read_groups(tools, session, entity, query, level, sums)
            return tools.records.first_rows(session, entity, wide, MOST_ROWS)

        def done(found: Sequence[Any]) -> None:
            above = self.tree.group_item(key)
            if levels is not self._levels or above is None or above.childCount():
                return
            if level:
                self._tell_met(level[0], found)
                self.tree.add_groups(above, found, self._cells)
            else:
                self._add_rows(above, found[:MOST_ROWS])
            if len(found) >= MOST_GROUPS or (not level and len(found) > MOST_ROWS):
                self.tree.add_record(above, None, [self.tr("More: show only this group")])

        tools.jobs.run(
            work,
            owner=self,
            key=f"below{key}",
            done=done,
            failed=lambda error: self.words.setText(self.tr("Could not be counted. F5 tries again.")),
        )

    def _add_rows(self, above: QTreeWidgetItem, rows: Sequence[Record]) -> None:
        model, summed = self._model, self.summed()
        label = model.entity[model.entity.label]
        for record in rows:
            words = cell_text(label, record.values.get(label.name), record, model.tools)
            sums = [cell_text(f, record.values.get(f.name), record, model.tools) for f in summed]
            self.tree.add_record(above, record.id, [words, "", *sums])

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        value = self.tree.value(item)
        if isinstance(value, int):
            self.opened.emit(value)
        elif isinstance(value, Group):
            item.setExpanded(not item.isExpanded())
        else:
            self._restrict(self.tree.path(item))

    def _restrict(self, path: Sequence[Group | None]) -> None:
        """Restrict the list to a group; the rest of a chart is none."""
        groups = [group for group in path if group is not None]
        if groups:
            self.restricted.emit({c.field: c for c in self._conditions(groups)})

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
            self._restrict(self.tree.path(self.tree.currentItem()))
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

    def retranslate(self) -> None:
        """Name fields, measures and charts in the language of the moment."""
        model, kept = self._model, self.state() if self.by.first.count() else self._wanted
        rights = model.tools.facts().rights
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
        self.by.retranslate()
        for widget, text in (
            (self.measure_box, self.tr("What the chart shows")),
            (self.chart_box, self.tr("Chart")),
            (self.only, as_on_keys(self.tr("Only this group (Ctrl+Enter)"))),
            (self.close_button, self.tr("Back to the list (Esc)")),
            (self.tree, self.tr("Groups with counts and sums")),
        ):
            widget.setAccessibleName(text)
            widget.setToolTip(text)
        self.tree.setToolTip("")


def _plain(levels: Sequence[Level]) -> tuple[Level, ...]:
    return tuple(replace(level, bounds=None) for level in levels)
