"""The frame of pages with a list and the form of one of its rows: what is typed is saved, asked about, never lost."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt.form import RecordForm
from crm_desktop.shell.page import Page
from crm_desktop.shell.sentences import sentence
from crm_desktop.system.definitions import services


class ListAndForm(Page):
    """Saves and orders the rows of one table; the pages made of it read and show them."""

    TABLE = ""

    # ── what the pages differ in ─────────────────────────

    @abstractmethod
    def record_form(self) -> RecordForm | None:
        """Return the form as it stands; None before there is one."""

    @abstractmethod
    def belongs_to(self) -> dict[str, Any]:
        """Return what every row of the list on show has."""

    @abstractmethod
    def take_in(self, record: Record, values: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        """Show what was stored; *values* and *sent* are what the form held when it was sent, as values and as typed."""

    def to_store(self, record: Record, changes: dict[str, Any]) -> dict[str, Any]:
        """Return *changes* as the table takes them."""
        return changes

    # ── writing ──────────────────────────────────────────

    def definition(self) -> Entity:
        """Return the descriptor of the rows."""
        return self.context.entity(self.TABLE)

    def record_of(self, row: Mapping[str, Any]) -> Record:
        """Return a row of the list as a record."""
        return Record(row["id"], row["version"], {f.name: row[f.name] for f in self.definition().fields})

    def take_in_remote(self, row: Mapping[str, Any] | None) -> None:
        """Somebody else saved the *row* while I type: his other fields appear, about the same one I am asked."""
        form = self.record_form()
        if row is not None and form is not None and row["version"] != form.record.version:
            form.apply_remote(self.record_of(row), str(row["updated_by"]))

    def save(self) -> None:
        """Save what is on the form; every desktop shows it at once."""
        form, entity, records = self.record_form(), self.definition(), self.context.records
        if form is None or not form.is_dirty():
            return
        try:
            changes = form.changes() if form.record.id else form.values()
        except Invalid:
            return
        record, values, sent = form.record, form.current(), form.typed()
        given, belongs_to = self.to_store(record, dict(changes)), self.belongs_to()

        def work(session: Any) -> Record:
            if record.id:
                return records.save(session, entity, record, given)
            return records.create(session, entity, {**given, **belongs_to})

        def saved(stored: Record) -> None:
            self.take_in(stored, values, sent)
            self.context.messages.toast(self.tr("Saved; every desktop shows it now."))
            self.refresh()

        self.context.jobs.run(work, owner=self, done=saved, failed=self._not_saved, key="save")

    def _not_saved(self, error: Exception) -> None:
        form, entity = self.record_form(), self.definition()
        assert form is not None
        if isinstance(error, Conflict):
            form.apply_remote(error.theirs)
        if isinstance(error, Invalid) and error.field and error.field in form.names():
            form.show_errors([(error.field, sentence(error, entity))])
        else:
            self.context.messages.error(error, entity)

    def _reorder(self, ids: list[int]) -> None:
        self._run(lambda session: services.order_rows(session, table=self.TABLE, ids=ids), lambda _: self.refresh())

    def _run(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self.context.jobs.run(work, owner=self, done=done, failed=self._not_done)

    def _not_done(self, error: Exception) -> None:
        self.context.messages.error(error, self.definition())
        self.refresh()

    # ── Page ─────────────────────────────────────────────

    def _dirty(self) -> bool:
        form = self.record_form()
        return form is not None and form.is_dirty()

    def _stays(self) -> bool:
        """Keep the person at what is not saved yet."""
        if self._dirty():
            self.context.messages.toast(self.tr("Please save or discard what you changed first."))
            return True
        return False

    def concerned(self, change: Changed) -> bool:
        """Tell whether the rows may have changed (``Page``)."""
        return change.table == self.TABLE

    def may_close(self) -> bool:
        """Stay open over what is not saved (``Page``)."""
        return not self._stays()
