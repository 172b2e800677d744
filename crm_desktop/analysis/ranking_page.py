"""The manager's ranking: who achieved what in a period, per person, team and department, with its picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.analysis import ranking_prints as rp
from crm_desktop.analysis import services
from crm_desktop.analysis.period_bar import PeriodBar
from crm_desktop.analysis.ranking_model import RankingModel, words
from crm_desktop.analysis.ranking_table import RankingTable
from crm_desktop.analysis.rules import GROUPS, Line, Period, Ranking, growth
from crm_desktop.core import clock
from crm_desktop.core.record import Changed
from crm_desktop.core.text import sign_of
from crm_desktop.exchange.csvfile import write_csv
from crm_desktop.exchange.excelfile import Column, write_excel
from crm_desktop.printing import formats
from crm_desktop.qt.cells import labelled, no_room
from crm_desktop.qt.charts import ChartView
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import show_print

TABLES = {"opportunity", "sales_order", "employee", "department"}
PAUSE = 400  #: milliseconds; several changes in a row are read once


class RankingPage(Page):
    """Period, measure, three tables, a chart; figures open their records."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        start: str = "",
        end: str = "",
        period: str = "",
        measure: str = "",
        currency: str = "",
        group: str = "people",
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("ranking_page")
        self.ranking: Ranking | None = None
        self._measure, self._currency = measure, currency
        self._measures: tuple[str, ...] = ()
        self._sorted = -1, Qt.SortOrder.AscendingOrder
        self.periods = PeriodBar(context, self)
        self.periods.restore(period, start, end)
        self.measures, self.currencies, self.tabs = QComboBox(self), QComboBox(self), QTabBar(self)
        self.export_button, self.print_button = QPushButton(self), QPushButton(self)
        self.headline, self.note = QLabel(self), QLabel(self)
        self.model = RankingModel(self)
        self.table = RankingTable(self.model, self)
        self.chart = ChartView(context.language, self, exact=lambda value, unit: formats.money(int(value)))
        self.trend = ChartView(context.language, self, exact=lambda value, unit: formats.money(int(value)))
        self._menu = QMenu(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._build()
        self._connect()
        for name in GROUPS:
            self.tabs.setTabData(self.tabs.addTab(name), name)
        self.tabs.setCurrentIndex(GROUPS.index(group) if group in GROUPS else 0)
        self.retranslate()
        self._read()

    # -- building -------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        for widget, name in (
            (self.measures, "ranking.measure"),
            (self.currencies, "ranking.currency"),
            (self.tabs, "ranking.groups"),
            (self.export_button, "ranking.export"),
            (self.print_button, "ranking.print"),
            (self.headline, "ranking.headline"),
            (self.note, "ranking.note"),
            (self.table, "ranking.table"),
            (self.chart, "ranking.chart"),
            (self.trend, "ranking.trend"),
        ):
            widget.setObjectName(name)
        self.headline.setProperty("kind", "figure")
        self.note.setProperty("kind", "muted")
        self.note.setWordWrap(True)  # whoever sold much needs no wider window
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.export_button.setIcon(icon("file-spreadsheet"))
        self.export_button.setMenu(self._menu)
        self.print_button.setIcon(icon("printer"))
        bar = QHBoxLayout()
        bar.addWidget(self.periods)
        bar.addWidget(self.measures)
        bar.addWidget(self.currencies)
        bar.addStretch(1)
        bar.addWidget(self.export_button)
        bar.addWidget(self.print_button)
        sums = QHBoxLayout()
        sums.addWidget(self.headline)
        sums.addWidget(self.note, 1)
        scroll = QScrollArea(self)
        scroll.setWidget(self.chart)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        pictures = QSplitter(Qt.Orientation.Vertical, self)
        pictures.addWidget(scroll)
        pictures.addWidget(self.trend)
        pictures.setStretchFactor(0, 3)
        pictures.setStretchFactor(1, 2)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.table)
        halves.addWidget(pictures)
        halves.setStretchFactor(0, 5)
        halves.setStretchFactor(1, 2)
        halves.setSizes([860, 320])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addLayout(sums)
        layout.addWidget(self.tabs)
        layout.addWidget(halves, 1)

    def _connect(self) -> None:
        self.periods.changed.connect(self._read)
        self.measures.activated.connect(self._measure_chosen)
        self.currencies.activated.connect(self._measure_chosen)
        self.tabs.currentChanged.connect(self._show_group)
        self.table.fitted.connect(lambda: self.status_changed.emit(self.status()))
        self.table.clicked.connect(self._open_cell)
        self.table.entered.connect(self._hovered)
        self.table.horizontalHeader().sectionClicked.connect(self._sort)
        self.table.selectionModel().currentChanged.connect(self._line_chosen)
        self.chart.picked.connect(self._bar_picked)
        self.trend.picked.connect(self._month_picked)
        self.print_button.clicked.connect(self.print_report)
        for keys, slot in (("Return", self._open_current), ("Enter", self._open_current), ("Ctrl+C", self.copy)):
            shortcut = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        for keys, slot in (("Ctrl+P", self.print_report), ("F5", self._read)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def retranslate(self) -> None:
        """Set every text anew."""
        for box, name in ((self.measures, self.tr("Ranked by")), (self.currencies, self.tr("Currency"))):
            box.setAccessibleName(name)
            box.setToolTip(name)
        self.table.setAccessibleName(self.tr("Ranking"))
        self.tabs.setAccessibleName(self.tr("Ranking"))
        self.export_button.setText(self.tr("Export"))
        self.print_button.setText(self.tr("Report …"))
        self.print_button.setToolTip(as_on_keys(self.tr("Performance report: preview, print, save as PDF (Ctrl+P)")))
        self._menu.clear()
        for suffix, text in (("xlsx", self.tr("Excel …")), ("csv", self.tr("CSV …"))):
            entry = self._menu.addAction(text, partial(self.export, suffix))
            entry.setObjectName(f"ranking.export.{suffix}")
        for number, name in enumerate(GROUPS):
            self.tabs.setTabText(number, words(rp.GROUP_NAMES[name]))
        for button, action in ((self.export_button, "export"), (self.print_button, "print")):
            rights = self.context.facts().rights
            button.setEnabled(any(rights.may(module, action) for module in ("opportunity", "sales_order")))
            if not button.isEnabled():
                button.setToolTip(self.tr("You have no right to do this."))
        self._show_measures()
        self._show_group()

    # -- Page -----------------------------------------------------------------------------------------------------
    def state(self) -> Mapping[str, Any]:
        """Return what opens this page again as it stands."""
        chosen = {"currency": self._currency} if self._currency else {}
        return {**self.periods.state(), "measure": self._measure, "group": self.group, **chosen}

    def concerned(self, change: Changed) -> bool:
        """Tell whether a change touches figures, people or departments."""
        return change.table in TABLES

    def refresh(self) -> None:
        """Read again, once for several changes."""
        self._pause.start()

    def status(self) -> str:
        """Return the number of lines, and what there is no room for."""
        count = self.tr("%1 rows").replace("%1", str(len(self.model.lines)))
        return " · ".join(filter(None, (count, no_room(self.table.left_out(), self.context))))

    @property
    def group(self) -> str:
        """Return what is shown: 'people', 'teams' or 'regions'."""
        return str(self.tabs.tabData(max(self.tabs.currentIndex(), 0)))

    # -- reading --------------------------------------------------------------------------------------------------
    def _read(self) -> None:
        period = self.periods.period()
        if period is None:
            return
        measure, currency = self._measure, self._currency

        def work(session: Any) -> tuple[Ranking, tuple[str, ...]]:
            offered = services.measures_for(session)
            chosen = measure if measure in offered else ""
            return services.rank_employees(
                session,
                period_from=period.start,
                period_to=period.end,
                measure=chosen,
                currency=currency,
                with_profit=False,
            ), offered

        self.note.setText(self.tr("Reading …"))
        self.context.jobs.run(work, owner=self, done=self._have, failed=self._failed, key="ranking")

    def _have(self, result: tuple[Ranking, tuple[str, ...]]) -> None:
        self.ranking, self._measures = result
        self._show_measures()
        self._show_group()
        if self.ranking.profit_pending:  # the costs take longer than all the rest; nobody waits for them
            self.context.jobs.run(
                partial(_whole, self.ranking), owner=self, done=self._have_profit, failed=self._failed, key="profit"
            )

    def _have_profit(self, ranking: Ranking) -> None:
        if self.ranking and _asked(ranking) == _asked(self.ranking):
            self.ranking = ranking
            self._show_group()

    def _failed(self, error: Exception) -> None:
        self.note.setText("")
        self.context.messages.error(error)

    def _show_measures(self) -> None:
        self.measures.clear()
        for measure in self._measures:
            self.measures.addItem(words(rp.MEASURE_NAMES[measure]), measure)
        if self.ranking:
            self.measures.setCurrentIndex(max(self.measures.findData(self.ranking.measure), 0))
        self.measures.setVisible(len(self._measures) > 1)
        known = self.ranking.currencies if self.ranking else ()
        self.currencies.clear()
        if self.ranking:
            for currency in known:
                self.currencies.addItem(self.ranking.currency_name(currency, self.context.language()), currency)
            self.currencies.setCurrentIndex(self.currencies.findData(self.ranking.currency))
        self.currencies.setVisible(len(known) > 1)

    def _measure_chosen(self) -> None:
        self._measure = str(self.measures.currentData())
        self._currency = (
            str(self.currencies.currentData()) if self.currencies.currentIndex() > 0 else ""
        )  # the first by itself
        self._read()

    def _show_group(self) -> None:
        kept = self.table.currentIndex().row(), self.table.currentIndex().column()
        self.model.palette, self.model.font = self.table.palette(), self.table.font()
        self.model.show(self.ranking, self.group)
        self.table.horizontalHeader().setSortIndicatorShown(False)
        self._sorted = -1, Qt.SortOrder.AscendingOrder
        self.table.measure()
        ranking = self.ranking
        if ranking is None:
            return
        self._show_headline(ranking)
        self.chart.set_chart(rp.ranking_chart(ranking, self.group, words))
        row, column = (kept[0], kept[1]) if kept[0] >= 0 else (0, 3)
        index = self.model.index(min(row, self.model.rowCount() - 1), min(column, self.model.columnCount() - 1))
        self.table.setCurrentIndex(index)
        self._show_trend()
        self.status_changed.emit(self.status())

    def _show_headline(self, ranking: Ranking) -> None:
        measure, total = ranking.measure, ranking.total
        symbol = sign_of(ranking.currency)
        self.headline.setText(f"{words(rp.AMOUNT_NAMES[measure])} {symbol}{formats.money(total.now.measure(measure))}")
        parts = []
        for label, part in ((rp.BEFORE, total.before), (rp.YEAR, total.year)):
            change = formats.change(rp.decimal_ratio(growth(total.now.measure(measure), part.measure(measure))))
            parts.append(f"{words(label)} {symbol}{formats.money(part.measure(measure))} ({change})")
        if ranking.has_won:
            parts.append(f"{words(rp.WIN_RATE)} {formats.percent(rp.decimal_ratio(total.now.win_rate))}")
        if not ranking.people:
            parts = [self.tr("Nothing was won, lost or ordered in this period. Choose another period above.")]
        self.note.setText("   ·   ".join(parts))

    def _show_trend(self) -> None:
        if self.ranking is None:
            return
        line = self._current_line() or self.ranking.total
        name = words(rp.TOTAL) if line is self.ranking.total else rp.line_name(line, words)
        amount = words(rp.AMOUNT_NAMES[self.ranking.measure])
        title = labelled(name, words(rp.BY_MONTH).format(amount=amount))
        self.trend.set_chart(rp.trend_chart(self.ranking, line, words, self.context.language(), title=title))

    # -- what the user does ---------------------------------------------------------------------------------------
    def _current_line(self) -> Line | None:
        index = self.table.currentIndex()
        return self.model.line_at(index.row()) if index.isValid() else None

    def _line_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.row() != previous.row():
            self._show_trend()

    def _hovered(self, index: QModelIndex) -> None:
        link = self.model.opens(index)
        self.table.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def _sort(self, column: int) -> None:
        header = self.table.horizontalHeader()
        rising, falling = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._sorted[0] == column:
            order = rising if self._sorted[1] == falling else falling
        else:  # names from A, figures from the largest
            order = rising if self.model.columns[column].name in ("rank", "name", "team") else falling
        self._sorted = column, order
        header.setSortIndicatorShown(True)
        header.setSortIndicator(column, order)
        self.model.sort(column, order)

    def _open_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and not self.model.opens(index):  # from a name or share: the records of the measure
            index = next(
                (i for c in range(self.model.columnCount()) if self.model.opens(i := self.model.index(index.row(), c))),
                index,
            )
        self._open_cell(index)

    def _open_cell(self, index: QModelIndex) -> None:
        line = self.model.line_at(index.row()) if index.isValid() else None
        if self.ranking is None or line is None or not self.model.opens(index):
            return
        if QApplication.keyboardModifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return  # selecting, not opening
        column = self.model.columns[index.column()]
        self._open_records(column.figure, line, rp.part_period(self.ranking, column.part))

    def _bar_picked(self, line: Line, series: int) -> None:
        if self.ranking is not None:
            self._open_records(self.ranking.measure, line, rp.part_period(self.ranking, "before" if series else "now"))

    def _month_picked(self, month: date, series: int) -> None:
        if self.ranking is not None:
            line = self._current_line() or self.ranking.total
            self._open_records(self.ranking.measure, line, rp.month_period(self.ranking, month))

    def _open_records(self, figure: str, line: Line, period: Period) -> None:
        entity, conditions = services.figure_conditions(figure, line.owners, period, self._only())
        name = words(rp.TOTAL) if self.ranking and line is self.ranking.total else rp.line_name(line, words)
        span = formats.span(period.start, period.end)
        self.context.navigator.open_list(entity, conditions, title=f"{name} {span}")

    def _only(self) -> str:
        """Return the currency that the records must be in; '' where there is no other."""
        return self.ranking.currency if self.ranking and self.ranking.others else ""

    def copy(self) -> None:
        """Copy the selected cells as a table."""
        cells = self.table.selectedIndexes()
        if cells:
            rows, columns = sorted({i.row() for i in cells}), sorted({i.column() for i in cells})
            QApplication.clipboard().setText(self.model.text_rows(rows, columns))

    def export(self, suffix: str) -> None:
        """Ask where to, then write the table that is shown as 'xlsx' or 'csv'."""
        if self.ranking is None:
            return
        dialog = file_dialog(self, self.tr("Export"), f"*.{suffix}", save_as=f"{self._file_name()}.{suffix}")
        dialog.setObjectName("ranking.file")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, path: str) -> None:
        """Write the table that is shown; the suffix of *path* says in which format."""
        if self.ranking is None:
            return
        shown, group = self.ranking, self.group
        title = words(rp.GROUP_NAMES[group])

        def work(session: Any) -> int:
            heads, rows = rp.sheet(_whole(shown, session), (group,), words)
            services.keep_export(session, measure=shown.measure, what=group, file=Path(path).name, rows=len(rows))
            if path.lower().endswith(".csv"):
                texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
                return write_csv(Path(path), [label for label, _, _ in heads], texts)
            columns = [Column(heading=label, kind=kind, width=width) for label, kind, width in heads]
            return write_excel(Path(path), columns, rows, title)

        saved = self.tr("Saved: %1").replace("%1", Path(path).name)
        self.context.jobs.run(
            work, owner=self, done=lambda count: self.context.messages.toast(saved), failed=self.context.messages.error
        )

    def print_report(self) -> None:
        """Lay out the performance report and show it."""
        ranking, language = self.ranking, self.context.language()
        if ranking is None or not self.print_button.isEnabled():
            return
        printed, person = clock.now().strftime("%Y-%m-%d %H:%M"), self.context.facts().employee_name

        def work(session: Any) -> bytes:
            from crm_desktop.analysis.prints import performance_report  # the PDF library is not needed before

            return performance_report(_whole(ranking, session), language=language, printed=printed, person=person)

        show_print(self.context, self, self._file_name(), work, size=(900, 960))

    def _file_name(self) -> str:
        period = self.ranking.period if self.ranking else None
        return f"{self.tr('Performance')} {period.start} – {period.end}" if period else self.tr("Performance")


def _whole(ranking: Ranking, session: Any) -> Ranking:
    """Return the same ranking with profit (in a job)."""
    if not ranking.profit_pending:
        return ranking
    period, measure, currency = _asked(ranking)
    return services.rank_employees(
        session, period_from=period.start, period_to=period.end, measure=measure, currency=currency
    )


def _asked(ranking: Ranking) -> tuple[Period, str, str]:
    return ranking.period, ranking.measure, ranking.currency
