"""Target customers: those that we want to win, with views and columns of their own."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.customers.conversion import stage_codes
from crm_desktop.core.query import Condition
from crm_desktop.qt.listview import BulkAction
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.list_page import ListPage

COLUMNS = ("name", "status", "grade", "source", "industry", "owner_id", "phone", "next_contact_on", "last_contact_at")


class TargetsPage(ListPage):
    """The customers whose status is that of a target; converting them is one press, taken back by another."""

    def __init__(self, context: Context, parent: QWidget | None = None, **args: Any) -> None:
        args.pop("entity", None)
        super().__init__(
            context,
            parent,
            entity="customer",
            fixed=(Condition("status", "in", stage_codes(context, "target")),),
            key="target",
            **args,
        )
        self.setObjectName("targets_page")
        self.list.table.usual = [name for name in COLUMNS if name in self.entity]
        if not (context.prefs.get(self._preference) or {}).get("columns"):
            self.list.model.set_columns(self.list.table.usual)

    def new(self) -> None:
        """Start a new target."""
        self.context.navigator.new_record("customer", {"status": stage_codes(self.context, "target")[0]})

    def bulk_actions(self) -> list[BulkAction]:
        """Offer to make customers of targets first."""
        convert = BulkAction(
            name="convert",
            words=lambda: self.tr("Make customers"),
            act=lambda ids: self.bulk.change(list(ids), {"status": stage_codes(self.context, "customer")[0]}),
            reason=self._why_not,
        )
        return [convert, *super().bulk_actions()]

    def _why_not(self) -> str:
        may = self.context.facts().rights.may("customer", "bulk_edit")
        return "" if may else self.tr("You have no right to do this.")

    def title(self) -> str:
        """Return the page's words (``Page``)."""
        return self.tr("Target customers")

    def icon_name(self) -> str:
        """Return the page's icon (``Page``)."""
        return "target"
