"""Editors of days and moments: typed as people say them, or picked from a calendar."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.clock import local_time
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors.base import LineEditor, is_open_key
from crm_desktop.qt.tools import DropDown, Tools


class Calendar(DropDown):
    """A calendar that drops down; Enter or a click picks, Escape closes."""

    def __init__(self, editor: DateEditor, day: date) -> None:
        super().__init__(editor)
        self.setObjectName(f"{editor.field.name}.calendar")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor = editor
        self.calendar = QCalendarWidget(self)
        self.calendar.setObjectName("calendar")
        self.calendar.setAccessibleName(editor.input.accessibleName())
        self.calendar.setLocale(QLocale(editor.tools.language()))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.calendar.setMinimumSize(264, 208)  # two figures and the padding of a cell fit in
        plain = QTextCharFormat()
        plain.setForeground(self.palette().text())
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red is for what is wrong
            self.calendar.setWeekdayTextFormat(weekend, plain)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.clicked.connect(self._pick)
        self.calendar.installEventFilter(self)
        for child in self.calendar.findChildren(QWidget):
            child.installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.calendar)

    def open(self) -> None:
        """Show the calendar below the field, or above where there is no room."""
        self.adjustSize()
        self.drop(self._editor.line, self.calendar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter pick and Escape close."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self.calendar.selectedDate())
                return True
            if event.key() == Qt.Key.Key_Escape or is_open_key(event):
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _pick(self, day: QDate) -> None:
        self.close()
        self._editor.pick(date(day.year(), day.month(), day.day()))


class DateEditor(LineEditor):
    """A day."""

    _wants_now = True

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._button = self._add_button("calendar", QT_TRANSLATE_NOOP("Editor", "Calendar"), self.open_calendar, "F4")

    def open_calendar(self) -> None:
        """Drop down the calendar."""
        if self.read_only:
            return
        try:
            value = self.value()
        except BadValue:
            value = None
        day = local_time(value).date() if isinstance(value, datetime) else value
        Calendar(self, day or clock.today()).open()

    def pick(self, day: date) -> None:
        """Take *day* as if it were typed."""
        self._current, self._typed = self._with_day(day), None
        self.set_error("")
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        self.edited.emit()
        self.committed.emit()

    def _with_day(self, day: date) -> Any:
        return day

    def _dressed(self, value: Any) -> str:
        plain = self._plain(value)
        if not plain:
            return ""
        local = local_time(value).date() if isinstance(value, datetime) else value
        names = QLocale(self.tools.language())
        return f"{plain} {names.dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)}"

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.open_calendar()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)


class DateTimeEditor(DateEditor):
    """A day and a time; the calendar changes the day only."""

    def _dressed(self, value: Any) -> str:
        # to the minute: what nobody typed came with its microseconds
        if not isinstance(value, datetime):
            return super()._dressed(value)
        local = local_time(value)
        day = QLocale(self.tools.language()).dayName(local.isoweekday(), QLocale.FormatType.ShortFormat)
        return f"{local:%Y-%m-%d %H:%M} {day}"

    def _with_day(self, day: date) -> datetime:
        try:
            value = self.value()
        except BadValue:
            value = None
        clock = local_time(value).time() if value is not None else time()
        return local_time(datetime.combine(day, clock))
