"""Make one of several records, from any list and record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.quality import services
from crm_desktop.core.entity import Entity
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.context import Context

AT_MOST = 20  # side by side on one screen


def merge_customers(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected customers (registry: ``EntityEntry.actions``)."""
    return [Merging(context, context.entity("customer"), widget).action()]


def merge_contacts(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected contacts (registry: ``EntityEntry.actions``)."""
    return [Merging(context, context.entity("contact"), widget).action()]


def merge_products(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected products (registry: ``EntityEntry.actions``)."""
    return [Merging(context, context.entity("product"), widget).action()]


def merge_partners(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with selected suppliers, partners and competitors (registry: ``EntityEntry.actions``)."""
    return [Merging(context, context.entity("partner"), widget).action()]


class Merging(QObject):
    """Opens the records side by side; of a single one first finds what is like it."""

    def __init__(self, context: Context, entity: Entity, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._entity = context, entity

    def action(self) -> BulkAction:
        """Return the action; without the right it is there, with the reason."""
        return BulkAction(
            name="merge",
            words=lambda: self.tr("Merge …"),
            act=lambda ids: self.begin(list(ids)),
            reason=self._reason,
            icon="git-merge",
        )

    def _reason(self) -> str:
        may, module = self._context.facts().rights.may, self._entity.rights_module
        if may(module, "edit") and may(module, "delete"):
            return ""
        return self.tr("You have no right to edit and delete these.")

    def begin(self, ids: Sequence[int]) -> None:
        """Show the records side by side."""
        if len(ids) > 1:
            self._open(ids)
            return
        if self._entity.name not in services.COMPARED:
            self._context.messages.toast(self.tr("Select two or more in the list to merge them."))
            return
        records, entity, record_id = self._context.records, self._entity, ids[0]
        self._context.jobs.run(
            lambda session: services.match_duplicates(
                session,
                entity=entity.name,
                values=records.load(session, entity, record_id).values,
                record_id=record_id,
                limit=AT_MOST,
            ),
            owner=self,
            done=partial(self._found, record_id),
            failed=lambda error: self._context.messages.error(error, entity),
        )

    def _found(self, record_id: int, alike: list[services.Alike]) -> None:
        others = [one.id for one in alike if one.id is not None and one.entity == self._entity.name]
        if others:
            self._open([record_id, *others])
        else:
            self._context.messages.toast(self.tr("Nothing like this record was found among those you see."))

    def _open(self, ids: Sequence[int]) -> None:
        self._context.navigator.open_page("merge", entity=self._entity.name, ids=list(ids)[:AT_MOST])
