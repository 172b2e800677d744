"""Usage: logins, entries and last activity by person, department or title, with its chart and the check sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

import crm_desktop.system.usage.wording_rules as w
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import formats
from crm_desktop.qt.charts import ChartView
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import show_print
from crm_desktop.system.usage import services
from crm_desktop.system.usage.rules import GROUPS, UNITS, Line, Usage, bucket, named_period

PERIODS = {
    "week": QT_TRANSLATE_NOOP("UsagePage", "This week"),
    "last_week": QT_TRANSLATE_NOOP("UsagePage", "Last week"),
    "month": QT_TRANSLATE_NOOP("UsagePage", "This month"),
    "last_month": QT_TRANSLATE_NOOP("UsagePage", "Last month"),
    "free": QT_TRANSLATE_NOOP("UsagePage", "From … to …"),
}
UNIT_NAMES = {
    "day": QT_TRANSLATE_NOOP("UsagePage", "By day"),
    "week": QT_TRANSLATE_NOOP("UsagePage", "By week"),
    "month": QT_TRANSLATE_NOOP("UsagePage", "By month"),
}
GROUP_NAMES = {
    "person": QT_TRANSLATE_NOOP("UsagePage", "By employee"),
    "department": QT_TRANSLATE_NOOP("UsagePage", "By department"),
    "title": QT_TRANSLATE_NOOP("UsagePage", "By title"),
}


def words(text: str) -> str:
    """Return a marked text of usage in the language of the screen."""
    return QCoreApplication.translate("Usage", text)


class UsagePage(Page):
    """A period, three groupings, a table, a chart; Enter opens the person's trail."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        period: str = "last_week",
        first: str = "",
        last: str = "",
        group: str = "person",
        unit: str = "day",
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("usage_page")
        self.usage: Usage | None = None
        self.periods, self.groups, self.units = QComboBox(self), QComboBox(self), QComboBox(self)
        self.first = editor_for(Date(name="first", label=""), context, self)
        self.last = editor_for(Date(name="last", label=""), context, self)
        self.print_button, self.headline, self.note = QPushButton(self), QLabel(self), QLabel(self)
        self.model: RowsModel[Line] = RowsModel(self._columns())
        self.table = RowsView(self.model, "usage.table", self)
        self.chart = ChartView(context.language, self)
        self._build()
        for box, names, chosen in (
            (self.periods, PERIODS, period), (self.groups, GROUPS, group), (self.units, UNITS, unit),
        ):  # fmt: skip
            for name in names:
                box.addItem(name, name)
            box.setCurrentIndex(max(box.findData(chosen), 0))
        if first and last:
            self._put(date.fromisoformat(first), date.fromisoformat(last))
        else:
            self._put(*named_period(period if period in PERIODS and period != "free" else "last_week", clock.today()))
        self._connect()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Line]]:
        def figure(title: str, of: Any) -> Column[Line]:
            return Column(title=lambda: words(title), text=lambda x: formats.count(of(x)), raw=of, number=True)

        def text(title: Any, of: Any, width: int = 0) -> Column[Line]:
            return Column(title=title, text=of, raw=of, width=width)

        columns = [text(lambda: words(w.NAMES[self.group]), lambda x: x.name or "–", 130)]
        if self.group == "person":
            columns += [
                text(lambda: words(w.DEPARTMENT), lambda x: x.department, 130),
                text(lambda: words(w.TITLE), lambda x: x.title, 120),
            ]
        columns += [
            figure(w.LOGINS, lambda x: x.logins),
            figure(w.DAYS, lambda x: x.days),
            figure(w.ENTRIES, lambda x: x.entries),
            figure(w.BULK, lambda x: x.bulk),
            Column(title=lambda: words(w.LAST), text=lambda x: w.last_words(x, words), raw=lambda x: x.last_at,
                   strong=lambda x: x.absent),
        ]  # fmt: skip
        return columns

    def _build(self) -> None:
        for widget, name in (
            (self.periods, "usage.period"), (self.groups, "usage.group"), (self.units, "usage.unit"),
            (self.print_button, "usage.print"), (self.headline, "usage.headline"), (self.chart, "usage.chart"),
        ):  # fmt: skip
            widget.setObjectName(name)
        self.headline.setProperty("kind", "figure")
        self.note.setProperty("kind", "muted")
        self.print_button.setIcon(icon("printer"))
        bar = QHBoxLayout()
        for editor in (self.first, self.last):
            editor.setFixedWidth(160)
        for part in (self.periods, self.first, QLabel("–", self), self.last, self.groups, self.units):
            bar.addWidget(part)
        bar.addStretch(1)
        bar.addWidget(self.print_button)
        sums = QHBoxLayout()
        sums.addWidget(self.headline)
        sums.addWidget(self.note, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.table)
        split.addWidget(self.chart)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([420, 200])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addLayout(sums)
        layout.addWidget(split, 1)

    def _connect(self) -> None:
        self.periods.activated.connect(self._named)
        for editor in (self.first, self.last):
            editor.committed.connect(self._typed)
        self.groups.activated.connect(lambda _: self._show())
        self.units.activated.connect(lambda _: self._show())
        self.table.opened.connect(self._open_line)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_chart())
        self.chart.picked.connect(lambda day, _series: self._open_bucket(day))
        self.print_button.clicked.connect(self.print_sheet)
        for keys, slot in (("F5", self.refresh), ("Ctrl+P", self.print_sheet)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── what is chosen ───────────────────────────────────

    @property
    def group(self) -> str:
        """Return 'person', 'department' or 'title'."""
        return str(self.groups.currentData() or "person")

    @property
    def unit(self) -> str:
        """Return 'day', 'week' or 'month'."""
        return str(self.units.currentData() or "day")

    def _put(self, first: date, last: date) -> None:
        self.first.set_value(first)
        self.last.set_value(last)

    def _days(self) -> tuple[date, date] | None:
        self.last.set_error("")
        try:
            first, last = self.first.value(), self.last.value()
        except BadValue:
            return None
        if first is None or last is None or last < first or (last - first).days > services.LONGEST:
            self.last.set_error(
                self.tr("A period ends after it begins and lasts at most {days} days.").format(days=services.LONGEST)
            )
            return None
        return first, last

    def _named(self) -> None:
        name = str(self.periods.currentData())
        if name == "free":
            self.first.input.setFocus()
            return
        self._put(*named_period(name, clock.today()))
        self.refresh()

    def _typed(self) -> None:
        days = self._days()
        if days and self.usage and days != (self.usage.first, self.usage.last):
            self.periods.setCurrentIndex(self.periods.findData("free"))
            self.refresh()

    # ── reading and showing ──────────────────────────────

    def refresh(self) -> None:
        """Read again (``Page``)."""
        days = self._days()
        if days is None:
            return
        self.note.setText(self.tr("Reading …"))
        self.context.jobs.run(
            lambda session: services.read_usage(session, first=days[0], last=days[1]),
            owner=self,
            done=self._have,
            failed=self.context.messages.error,
            key="usage",
        )

    def _have(self, usage: Usage) -> None:
        self.usage = usage
        self._show()

    def _show(self) -> None:
        usage = self.usage
        if usage is None:
            return
        kept = self.table.currentIndex().row()
        self.model.show(usage.lines(self.group, self.unit), self._columns())
        people = usage.lines("person", self.unit)
        total, absent = usage.total(self.unit), sum(line.absent for line in people)
        self.headline.setText(self.tr("{entries} entries").format(entries=formats.count(total.entries)))
        self.note.setText("   ·   ".join((
            self.tr("{count} logins").format(count=formats.count(total.logins)),
            self.tr("{count} of {all} employees used it").format(count=len(people) - absent, all=len(people)),
        )))  # fmt: skip
        if kept >= 0 and self.model.rows:
            self.table.selectRow(min(kept, len(self.model.rows) - 1))
        self._show_chart()
        self.status_changed.emit(self.status())

    def _show_chart(self) -> None:
        if self.usage is not None:
            line = self.table.current() or self.usage.total(self.unit)
            self.chart.set_chart(w.usage_chart(self.usage, line, self.unit, words))

    # ── what the user does ───────────────────────────────

    def _open_line(self, line: Line) -> None:
        if self.usage is not None and self.group == "person":
            self._open_trail(line, self.usage.first, self.usage.last)
        elif self.usage is not None:
            self.groups.setCurrentIndex(self.groups.findData("person"))
            self._show()

    def _open_bucket(self, start: date) -> None:
        line = self.table.current()
        after = {"day": start + timedelta(days=1), "week": start + timedelta(days=7)}.get(
            self.unit, bucket(start + timedelta(days=32), "month")
        )
        self._open_trail(line if self.group == "person" else None, start, after - timedelta(days=1))

    def _open_trail(self, line: Line | None, first: date, last: date) -> None:
        person = {"person": line.people[0], "person_name": line.name} if line else {}
        self.context.navigator.open_page("trail", first=first.isoformat(), last=last.isoformat(), **person)

    def print_sheet(self) -> None:
        """Lay out the check sheet and show it."""
        usage, language = self.usage, self.context.language()
        if usage is None or not self.print_button.isEnabled():
            return
        printed, person = clock.now().strftime("%Y-%m-%d %H:%M"), self.context.facts().employee_name

        def work(_session: Any) -> bytes:
            from crm_desktop.system.usage.prints import check_sheet

            return check_sheet(usage, language=language, printed=printed, person=person)

        name = f"{words(w.SHEET)} {usage.first} – {usage.last}"
        show_print(self.context, self, name, work, size=(900, 960))

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what opens this page again as it stands (``Page``)."""
        name = str(self.periods.currentData())
        days = self._days() if name == "free" else None
        kept = {"first": days[0].isoformat(), "last": days[1].isoformat()} if days else {}
        return {"period": name, "group": self.group, "unit": self.unit, **kept}

    def status(self) -> str:
        """Return the number of lines (``Page``)."""
        return self.tr("{count} rows").format(count=len(self.model.rows))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for box, names, title in (
            (self.periods, PERIODS, self.tr("Period")),
            (self.groups, GROUP_NAMES, self.tr("Grouped")),
            (self.units, UNIT_NAMES, self.tr("Chart")),
        ):
            with QSignalBlocker(box):
                for number, label in enumerate(names.values()):
                    box.setItemText(number, QCoreApplication.translate("UsagePage", label))
            box.setAccessibleName(title)
            box.setToolTip(title)
        self.first.set_caption(self.tr("From"))
        self.last.set_caption(self.tr("To"))
        self.print_button.setText(self.tr("Check sheet …"))
        self.print_button.setAccessibleName(self.print_button.text())
        may = self.context.facts().rights.may("usage", "print")
        self.print_button.setEnabled(may)
        self.print_button.setToolTip(
            as_on_keys(self.tr("Who used it how much, who did not; with a line to sign (Ctrl+P)"))
            if may
            else self.tr("You have no right to print these.")
        )
        self.table.setAccessibleName(self.tr("Usage"))
        self._show()
