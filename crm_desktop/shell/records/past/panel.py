"""Beside a record: how it was at any moment, and what is different now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.clock import local_time
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import DateTime
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.qt.tools import caption, furnish
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records.past import services
from crm_desktop.shell.records.past.services import Past

MOMENT = DateTime(name="moment", label=QT_TRANSLATE_NOOP("PastPanel", "As of"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One field: its words then and now."""

    field: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        """Tell whether the field was another one then."""
        return self.then != self.now


class PastPanel(QWidget):
    """A slider over the record's changes, a moment to type, and each field then and now; made when first looked at."""

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("past_panel")
        self._context, self._entity, self._record_id = context, entity, 0
        self._now = Record(0, 0, {})
        self._past: Past | None = None
        self._present: Past | None = None
        self._moment: datetime | None = None
        self.model: RowsModel[Line] = RowsModel(self._columns())

    def _columns(self) -> list[Column[Line]]:
        def strong(line: Line) -> bool:
            return line.differs

        return [
            Column(title=lambda: self.tr("Field"), text=lambda line: ("≠ " if line.differs else "") + line.field,
                   raw=lambda line: line.field, strong=strong, width=110),
            Column(title=lambda: self.tr("Then"), text=lambda line: line.then, raw=lambda line: line.then, strong=strong, width=140),
            Column(title=lambda: self.tr("Now"), text=lambda line: line.now, raw=lambda line: line.now),
        ]  # fmt: skip

    def _build(self) -> None:
        self.moment = editor_for(MOMENT, self._context, self)
        self.moment.setObjectName("past_moment")
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("past_slider")
        self.earlier, self.later = QToolButton(self), QToolButton(self)
        self.words, self.only = QLabel(self), QCheckBox(self)
        self.table = RowsView(self.model, "past_table", self)
        for button, name, picture, slot in (
            (self.earlier, "past_earlier", "chevron-left", lambda: self._step(-1)),
            (self.later, "past_later", "chevron-right", lambda: self._step(1)),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.setAutoRaise(True)
            button.clicked.connect(slot)
        self.only.setObjectName("past_only_differences")
        self.words.setWordWrap(True)
        self.words.setProperty("kind", "muted")
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        row = QHBoxLayout()
        row.addWidget(self.earlier)
        row.addWidget(self.slider, 1)
        row.addWidget(self.later)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.moment)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.only)
        self.slider.valueChanged.connect(self._slid)
        self.moment.committed.connect(self._typed)
        self.only.toggled.connect(lambda _: self._show_lines())
        self.retranslate()

    # ── what is shown ────────────────────────────────────

    def show_record(self, record_id: int) -> None:
        """Show another record's past, from the present backwards."""
        if record_id != self._record_id:
            self._record_id, self._moment, self._past = record_id, None, None
            self.model.show([])
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read again."""
        if not self._record_id or not self.isVisible():
            return
        context, entity, record_id = self._context, self._entity, self._record_id
        present = clock.now()
        moment = self._moment or present
        facts, records = context.facts(), context.records

        def work(session: Any) -> tuple[Past, Record, Past]:
            then = services.read_past(session, facts, entity, record_id, moment)
            now = (
                then
                if moment == present or not entity.parts
                else services.read_past(session, facts, entity, record_id, present)
            )
            return then, records.load(session, entity, record_id), now

        context.jobs.run(work, owner=self, done=self._have, failed=self._failed, key="past")

    def _failed(self, error: Exception) -> None:
        self._context.messages.error(error, self._entity)

    def _have(self, found: tuple[Past, Record, Past]) -> None:
        self._past, self._now, self._present = found
        steps = self._past.steps
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(steps))
        place = sum(step.at <= self._past.moment for step in steps)
        self.slider.setValue(place)
        self.slider.blockSignals(False)
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < len(steps))
        if not self.moment.is_dirty() or self._moment is not None:
            self.moment.set_value(self._past.moment)
        self._say(place)
        self._show_lines()

    def _say(self, place: int) -> None:
        assert self._past is not None
        if self._past.record is None:
            words = self.tr("At that moment the record was not there yet.")
        elif place == 0:
            words = self.tr("Before the first change that was written down.")
        else:
            step = self._past.steps[place - 1]
            when = local_time(step.at).strftime("%Y-%m-%d %H:%M:%S")
            words = self.tr("Last changed before: {when}, {who}").format(when=when, who=step.by)
        if place == len(self._past.steps) and self._past.record is not None:
            words = self.tr("This is how it stands now.") + " " + words
        if self._past.erased_at is not None:
            day = local_time(self._past.erased_at).strftime("%Y-%m-%d %H:%M")
            words += " " + self.tr("Personal data was erased on {day}, here too.").format(day=day)
        self.words.setText(words)

    def _show_lines(self) -> None:
        if self._past is None:
            return
        then = self._past.record
        lines = []
        for section in self._entity.sections:
            for name in section.fields:
                field = self._entity[name]
                if then and name not in then.values:
                    continue  # who changed the record last is no part of its past
                before = cell_text(field, then.values.get(name), then, self._context) if then else ""
                now = cell_text(field, self._now.values.get(name), self._now, self._context)
                lines.append(Line(field=caption(self._entity, field), then=before, now=now))
        lines += self._part_lines()
        self.model.show([line for line in lines if line.differs or not self.only.isChecked()])

    def _part_lines(self) -> list[Line]:
        """Return the lines that belong to the record, such as those of an order, each on one line then and now."""
        if self._past is None or self._present is None:
            return []
        now = dict(self._present.parts)
        lines = []
        for name, then in self._past.parts:
            part = self._context.entity(name)
            found = {r.id: (self._words(part, r), "") for r in then}
            for record in now.get(name, ()):
                found[record.id] = (found.get(record.id, ("", ""))[0], self._words(part, record))
            title = QCoreApplication.translate(part.context, part.title)
            lines += [Line(field=f"{title} {n}", then=pair[0], now=pair[1]) for n, pair in enumerate(found.values(), 1)]
        return lines

    def _words(self, part: Entity, record: Record) -> str:
        names = dict.fromkeys((*part.list_columns, *(f.name for f in part.fields if f.is_custom)))
        texts = (cell_text(part[n], record.values.get(n), record, self._context) for n in names)
        return " · ".join(text for text in texts if text)

    # ── what the user does ───────────────────────────────

    def _slid(self, place: int) -> None:
        if self._past is None:
            return
        steps = self._past.steps
        if place >= len(steps):
            self._moment = None
        elif place == 0:
            self._moment = steps[0].at - timedelta(microseconds=1)
        else:
            self._moment = steps[place - 1].at
        self.refresh()

    def _step(self, by: int) -> None:
        self.slider.setValue(self.slider.value() + by)

    def _typed(self) -> None:
        try:
            moment = self.moment.value()
        except BadValue:
            return
        if moment is not None and (self._past is None or moment != self._past.moment):
            self._moment = moment
            self.refresh()

    def showEvent(self, event: Any) -> None:
        """Make what is seen when it is first looked at, and read (QWidget.showEvent)."""
        super().showEvent(event)
        furnish(self, self._build)
        self.refresh()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.moment.set_caption(self.tr("As of"))
        self.slider.setAccessibleName(self.tr("Changes of this record"))
        self.slider.setToolTip(self.tr("Changes of this record"))
        for button, words in ((self.earlier, self.tr("Previous change")), (self.later, self.tr("Next change"))):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.only.setText(self.tr("Only what is different now"))
        self.only.setAccessibleName(self.only.text())
        self.table.setAccessibleName(self.tr("Then and now"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.layout() is not None:
            self.retranslate()
            self._show_lines()
