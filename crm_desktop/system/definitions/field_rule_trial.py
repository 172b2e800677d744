"""The box in which rules are tried on a record: nothing that is typed here is ever saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Ref
from crm_desktop.core.forms.rules import FieldRule, Ruled, ruled
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors.picker import RefPicker
from crm_desktop.qt.form import RecordForm
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context

_TITLE = QT_TRANSLATE_NOOP("RuleTrial", "Fields with rules, and what these read")


class RuleTrial(QWidget):
    """A record to choose, a form of the fields concerned, and in words what the rules say; *typed* with the field's text."""

    typed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rule_trial")
        self._context = context
        self._entity: Entity | None = None
        self._about = ""
        self._record = Record(0, 0, {})
        self.form: RecordForm | None = None
        self.picker: RefPicker | None = None
        self.which, self.answer = QLabel(self), QLabel(self, wordWrap=True)
        self.answer.setObjectName("rule_answer")
        self.answer.setContentsMargins(6, 3, 6, 3)
        self.answer.setProperty("kind", "banner-accent")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.which)
        self._box.addWidget(self.answer)
        self._box.addStretch()  # keeps the rest at the top while there is no form
        self.retranslate()

    def show_rules(self, entity: Entity, rules: Sequence[FieldRule], about: str) -> None:
        """Hold the record on show to *rules*; the answer is about one field."""
        self._about = about
        concerned = {rule.field for rule in rules}.union(*(rule.reads for rule in rules)) | {about}
        names = tuple(f.name for f in entity.fields if f.name in concerned)
        title = QCoreApplication.translate("RuleTrial", _TITLE)
        made = replace(entity, sections=(Section(title=title, fields=names),) if names else (), rules=tuple(rules))
        if self._entity is None or entity.name != self._entity.name:
            self._record = Record(0, 0, {})
            self._make_picker(entity)
        if made != self._entity:
            self._entity = made
            self._make_form(made)
        self._say()

    def _make_picker(self, entity: Entity) -> None:
        if self.picker is not None:
            self._box.removeWidget(self.picker)
            self.picker.hide()
            self.picker.deleteLater()
        self.picker = RefPicker(Ref(name="rule_record", label="", to=entity.name), self._context, self)
        self.picker.committed.connect(self._chosen)
        self._box.insertWidget(1, self.picker)
        self.retranslate()

    def _make_form(self, entity: Entity) -> None:
        typed = self.form.snapshot() if self.form is not None else {}
        if self.form is not None:
            self._box.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = RecordForm(self._context, entity, self)
        self.form.setObjectName("rule_trial_form")
        self.form.edited.connect(lambda _name: self._say())
        self._box.insertWidget(self._box.count() - 1, self.form, 1)
        self._fill()
        self.form.restore({name: kept for name, kept in typed.items() if name in self.form.names()})

    def _fill(self) -> None:
        assert self.form is not None
        if self._record.id:
            self.form.load(self._record)
        else:
            self.form.start()

    def _chosen(self) -> None:
        assert self.picker is not None
        try:
            record_id = self.picker.value()
        except BadValue:
            return
        if (record_id or 0) == self._record.id or self._entity is None:
            return
        if not record_id:
            self._take(Record(0, 0, {}))
            return
        entity, records = self._entity, self._context.records
        self._context.jobs.run(
            lambda session: records.load(session, entity, record_id),
            owner=self,
            done=self._take,
            failed=self._context.messages.error,
            key="trial",
        )

    def _take(self, record: Record) -> None:
        self._record = record
        self._fill()
        self._say()

    def _say(self) -> None:
        if self.form is None or self._entity is None:
            return
        values: dict[str, Any] = self.form.current()
        saved = self._record.values if self._record.id else None
        name = self._about
        if name not in self._entity:
            self.answer.hide()
            return
        said = ruled(self._entity.rules, values, saved).get(name, Ruled())
        parts = [
            self.tr("shown") if said.visible or self._entity[name].required else self.tr("hidden"),
            self.tr("required") if said.required or self._entity[name].required else self.tr("not required"),
            self.tr("kept as saved") if said.read_only else self.tr("can be changed"),
        ]
        if said.offered is not None:
            parts.append(self.tr("entries on offer: {count}").format(count=len(said.offered)))
        words = self.tr("{field}: {answers}").format(
            field=caption(self._entity, self._entity[name]), answers=" · ".join(parts)
        )
        self.answer.setText(words)
        self.answer.show()
        self.typed.emit(str(values.get(name) or ""))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.which.setText(self.tr("Try it with this record (nothing here is saved):"))
        if self.picker is not None:
            self.picker.set_caption(QCoreApplication.translate("RuleTrial", "Record to try it with"))
            self.picker.line.setPlaceholderText(QCoreApplication.translate("RuleTrial", "none: a new record"))
        self._say()
