"""Who may do what: read from the database at login, enforced only there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ACTIONS = ("view", "create", "edit", "delete", "assign", "export", "print", "bulk_edit")
#: Scopes from none to everything; a role's rule gives one of them per module and action.
SCOPES = ("none", "own", "subordinates", "department", "departments_below", "all")
#: (table, field) of the phones of which a role may be shown a mask, as ``crm.is_phone`` has them.
MASKABLE = (
    *(("customer", name) for name in ("phone", "mobile", "fax")),
    ("customer_phone", "number"),
    ("customer_address", "phone"),
    *(("contact", name) for name in ("phone", "mobile", "further_phones")),
    ("contact_way", "number"),
    ("partner", "phone"),
    *(("partner_contact", name) for name in ("phone", "mobile")),
)


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The rights of the employee who is logged in.

    ``scopes``: (module, action) → scope. ``fields``: (table, field) → 'none', 'mask' or 'read', for
    the fields that are not freely readable and writable.
    """

    scopes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def scope(self, module: str, action: str) -> str:
        """Return the scope of *action* on *module*; 'none' without a rule."""
        return self.scopes.get((module, action), "none")

    def may(self, module: str, action: str) -> bool:
        """Tell whether *action* is possible on at least the employee's own records."""
        return self.scope(module, action) != "none"

    def may_read(self, table: str, name: str) -> bool:
        """Tell whether the field can be read, masked at least."""
        return self.fields.get((table, _column(name))) != "none"

    def masks(self, table: str, name: str) -> bool:
        """Tell whether of the field only the mask is read."""
        return self.fields.get((table, _column(name))) == "mask"

    def may_find(self, table: str, name: str) -> bool:
        """Tell whether records are found, sorted and counted by the field: it is read, and no mask."""
        return self.may_read(table, name) and not self.masks(table, name)

    def may_write(self, table: str, name: str) -> bool:
        """Tell whether the field can be written."""
        return (table, _column(name)) not in self.fields


def _column(name: str) -> str:
    """Return the column that holds a field: a company's own attributes share one."""
    return name.partition(".")[0]
