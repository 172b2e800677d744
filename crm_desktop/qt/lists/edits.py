"""Values typed into cells of a list, from the moment they are typed until the database has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from crm_desktop.core.errors import Conflict
from crm_desktop.core.fields import Field
from crm_desktop.core.record import Record

if TYPE_CHECKING:
    from crm_desktop.qt.listmodel import ListModel


@dataclass(frozen=True, kw_only=True, slots=True)
class CellEdit:
    """One typed value: 'saving', or 'failed' and kept until it is saved or given up."""

    value: Any
    label: str = ""
    state: str = "saving"
    error: Exception | None = None


class CellEdits(QObject):
    """Saves single cells in the background; what could not be saved stays in its cell."""

    def __init__(self, model: ListModel) -> None:
        super().__init__(model)
        self._model = model
        self._edits: dict[int, dict[str, CellEdit]] = {}

    def overlay(self, record: Record) -> Record:
        """Return the record with what was typed over it."""
        edits = self._edits.get(record.id)
        if not edits:
            return record
        labels = {name: edit.label for name, edit in edits.items() if edit.label}
        values = {name: edit.value for name, edit in edits.items()}
        return replace(record, values={**record.values, **values}, labels={**record.labels, **labels})

    def value(self, record: Record, field: Field) -> Any:
        """Return the value to show in a cell."""
        edit = self._edits.get(record.id, {}).get(field.name)
        return record.values.get(field.name) if edit is None else edit.value

    def state(self, record_id: int, name: str) -> str | None:
        """Return 'saving', 'failed' or None."""
        edit = self._edits.get(record_id, {}).get(name)
        return edit.state if edit else None

    def reason(self, record_id: int, name: str) -> str:
        """Return the sentence for a cell whose value could not be saved, or ''."""
        if self.state(record_id, name) != "failed":
            return ""
        return self.tr("Not saved. F2 to correct and save again, Esc to give it up.")

    def unsaved(self) -> Mapping[tuple[int, str], Any]:
        """Return (id, field) → value of what is not in the database yet."""
        return {(i, name): edit.value for i, edits in self._edits.items() for name, edit in edits.items()}

    def why_not(self, field: Field) -> str:
        """Return why cells of this field cannot be edited, or ''."""
        rights, entity = self._model.tools.facts().rights, self._model.entity
        if field.read_only:
            return self.tr("This is filled in by the system.")
        if not rights.may(entity.rights_module, "edit") or not rights.may_write(entity.name, field.name):
            return self.tr("You have no right to change this.")
        return ""

    def set(self, record: Record, field: Field, value: Any, label: str = "") -> None:
        """Save one cell; it shows the new value at once."""
        if value == record.values.get(field.name):
            self.give_up(record.id, field.name)
            return
        self._put(record.id, field.name, CellEdit(value=value, label=label))
        model, name = self._model, field.name
        model.tools.jobs.run(
            lambda s: save_cell(model, s, record, name, value),
            owner=self,
            done=lambda after: self._saved(record, name, after),
            failed=lambda error: self._failed(record.id, name, error),
        )

    def give_up(self, record_id: int, name: str) -> None:
        """Forget what was typed into a cell."""
        edits = self._edits.get(record_id, {})
        edits.pop(name, None)
        if not edits:
            self._edits.pop(record_id, None)
        self._model._repaint([record_id])

    def _put(self, record_id: int, name: str, edit: CellEdit) -> None:
        self._edits.setdefault(record_id, {})[name] = edit
        self._model._repaint([record_id])

    def _saved(self, before: Record, name: str, after: Record) -> None:
        self.give_up(before.id, name)
        self._model.put_record(after)
        self._model.saved.emit(before, after)

    def _failed(self, record_id: int, name: str, error: Exception) -> None:
        edit = self._edits.get(record_id, {}).get(name)
        if edit is not None:
            self._put(record_id, name, replace(edit, state="failed", error=error))
        self._model.failed.emit(error)


def save_cell(model: ListModel, session: Any, record: Record, name: str, value: Any) -> Record:
    """Save one field (in a job); a colleague's change of *other* fields is no conflict."""
    source, entity = model.tools.records, model.entity
    try:
        return source.save(session, entity, record, {name: value})
    except Conflict as conflict:
        theirs = conflict.theirs
        if not isinstance(theirs, Record) or theirs.values.get(name) != record.values.get(name):
            raise
        return source.save(session, entity, theirs, {name: value})
