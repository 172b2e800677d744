"""The period picker of the analysis pages: months, quarters and years by name, or from – to as typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from crm_desktop.analysis.rules import Period, month_of, quarter_of, year_of
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.tools import Tools

#: Name → marked label; 'free' is typed.
NAMES = {
    "month": QT_TRANSLATE_NOOP("Periods", "This month"),
    "last_month": QT_TRANSLATE_NOOP("Periods", "Last month"),
    "quarter": QT_TRANSLATE_NOOP("Periods", "This quarter"),
    "last_quarter": QT_TRANSLATE_NOOP("Periods", "Last quarter"),
    "year": QT_TRANSLATE_NOOP("Periods", "This year"),
    "last_year": QT_TRANSLATE_NOOP("Periods", "Last year"),
    "free": QT_TRANSLATE_NOOP("Periods", "From … to …"),
}
FROM, TO = QT_TRANSLATE_NOOP("Periods", "From"), QT_TRANSLATE_NOOP("Periods", "To")


def named_period(name: str, today: date) -> Period:
    """Return the days of a named period around *today*."""
    around = {"month": month_of, "quarter": quarter_of, "year": year_of}[name.removeprefix("last_")](today)
    return around.previous if name.startswith("last_") else around


class PeriodBar(QWidget):
    """Chooses a period; *changed* when a whole, valid one was chosen."""

    changed = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("period")
        self.names = QComboBox(self)
        self.names.setObjectName("period.name")
        for name in NAMES:
            self.names.addItem(name, name)
        self.start = editor_for(Date(name="period_from", label=FROM), tools, self)
        self.end = editor_for(Date(name="period_to", label=TO), tools, self)
        self._dash = QLabel("–", self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.names, self.start, self._dash, self.end):
            box.addWidget(widget)
        for editor in (self.start, self.end):
            editor.setFixedWidth(160)
            editor.committed.connect(self._typed)
        self.names.activated.connect(self._named)
        self.restore("", "", "")
        self.retranslate()

    def period(self) -> Period | None:
        """Return the period; None, and the field marked, where what is typed is none."""
        for editor in (self.start, self.end):
            editor.set_error("")
        try:
            start, end = self.start.value(), self.end.value()
        except BadValue:
            return None
        if start is None or end is None or start > end:
            self.end.set_error(QCoreApplication.translate("Periods", "A period ends after it begins."))
            return None
        return Period(start, end)

    def restore(self, name: str, start: str, end: str) -> None:
        """Choose the period *name*, or the days *start* to *end* (ISO); this month without either."""
        if start and end and name in ("", "free"):
            self._put(Period(date.fromisoformat(start), date.fromisoformat(end)), "free")
        else:
            known = name if name in NAMES and name != "free" else "month"
            self._put(named_period(known, clock.today()), known)

    def state(self) -> dict[str, Any]:
        """Return what ``restore`` takes, by the names of the pages' arguments."""
        period, name = self.period(), str(self.names.currentData())
        days = {"start": period.start.isoformat(), "end": period.end.isoformat()} if period and name == "free" else {}
        return {"period": name, **days}

    def retranslate(self) -> None:
        """Set every text anew."""
        for number, label in enumerate(NAMES.values()):
            self.names.setItemText(number, QCoreApplication.translate("Periods", label))
        self.names.setAccessibleName(QCoreApplication.translate("Periods", "Period"))
        for editor, label in ((self.start, FROM), (self.end, TO)):
            editor.input.setAccessibleName(QCoreApplication.translate("Periods", label))
            editor.input.setToolTip(QCoreApplication.translate("Periods", label))

    def changeEvent(self, event: Any) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == event.Type.LanguageChange:
            self.retranslate()

    def _put(self, period: Period, name: str) -> None:
        self._shown = period
        self.start.set_value(period.start)
        self.end.set_value(period.end)
        self.names.setCurrentIndex(self.names.findData(name))

    def _named(self) -> None:
        name = str(self.names.currentData())
        if name == "free":
            self.start.input.setFocus()
            return
        self._put(named_period(name, clock.today()), name)
        self.changed.emit()

    def _typed(self) -> None:
        period = self.period()
        if period is None or period == self._shown:  # left without a change
            return
        self._shown = period
        self.names.setCurrentIndex(self.names.findData("free"))
        self.changed.emit()
