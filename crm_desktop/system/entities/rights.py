"""Roles and rights."""

from __future__ import annotations

from functools import reduce

from sqlalchemy.orm import Mapped

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import FieldName, Noun, Options, Ref
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.forms.conditions import Tree
from crm_desktop.core.forms.rules import FieldRule
from crm_desktop.core.rights import MASKABLE
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
SCOPES = (
    ("none", QT_TRANSLATE_NOOP("RightRule", "None")),
    ("own", QT_TRANSLATE_NOOP("RightRule", "Own")),
    ("subordinates", QT_TRANSLATE_NOOP("RightRule", "Own and subordinates")),
    ("department", QT_TRANSLATE_NOOP("RightRule", "Department")),
    ("departments_below", QT_TRANSLATE_NOOP("RightRule", "Department and below")),
    ("all", QT_TRANSLATE_NOOP("RightRule", "All")),
)
#: What stands in a narrow cell in place of the longest: the shorter word, and all below.
SHORT_SCOPES = {
    "subordinates": QT_TRANSLATE_NOOP("RightRule", "Own+"),
    "department": QT_TRANSLATE_NOOP("RightRule", "Dept"),
    "departments_below": QT_TRANSLATE_NOOP("RightRule", "Dept+"),
}
#: Modules of the rights in the order of the tabs, with their words.
MODULES = (
    ("customer", QT_TRANSLATE_NOOP("RightRule", "Customers")),
    ("contact", QT_TRANSLATE_NOOP("RightRule", "Contacts")),
    ("action", QT_TRANSLATE_NOOP("RightRule", "Actions")),
    ("product", QT_TRANSLATE_NOOP("RightRule", "Products")),
    ("price", QT_TRANSLATE_NOOP("RightRule", "Prices")),
    ("coupon", QT_TRANSLATE_NOOP("RightRule", "Coupon codes")),
    ("product_cost", QT_TRANSLATE_NOOP("RightRule", "Cost prices")),
    ("floor_price", QT_TRANSLATE_NOOP("RightRule", "Below the floor price")),
    ("opportunity", QT_TRANSLATE_NOOP("RightRule", "Opportunities")),
    ("sales_order", QT_TRANSLATE_NOOP("RightRule", "Orders")),
    ("partner", QT_TRANSLATE_NOOP("RightRule", "Companies")),
    ("pool", QT_TRANSLATE_NOOP("RightRule", "Public pools")),
    ("employee", QT_TRANSLATE_NOOP("RightRule", "Employees")),
    ("right", QT_TRANSLATE_NOOP("RightRule", "Rights")),
    ("dictionary", QT_TRANSLATE_NOOP("RightRule", "Dictionaries")),
    ("setting", QT_TRANSLATE_NOOP("RightRule", "Settings")),
    ("audit", QT_TRANSLATE_NOOP("RightRule", "Audit trail")),
    ("quality", QT_TRANSLATE_NOOP("RightRule", "Data quality")),
    ("usage", QT_TRANSLATE_NOOP("RightRule", "Usage")),
    ("safety", QT_TRANSLATE_NOOP("RightRule", "Safety")),
    ("personal", QT_TRANSLATE_NOOP("RightRule", "Personal data")),
)
ACTIONS = (
    ("view", QT_TRANSLATE_NOOP("RightRule", "View")),
    ("create", QT_TRANSLATE_NOOP("RightRule", "Create")),
    ("edit", QT_TRANSLATE_NOOP("RightRule", "Edit")),
    ("delete", QT_TRANSLATE_NOOP("RightRule", "Delete")),
    ("assign", QT_TRANSLATE_NOOP("RightRule", "Assign")),
    ("bulk_edit", QT_TRANSLATE_NOOP("RightRule", "Bulk edit")),
    ("export", QT_TRANSLATE_NOOP("RightRule", "Export")),
    ("print", QT_TRANSLATE_NOOP("RightRule", "Print")),
)
ACCESSES = (
    ("none", QT_TRANSLATE_NOOP("FieldRight", "None")),
    ("mask", QT_TRANSLATE_NOOP("FieldRight", "Masked")),
    ("read", QT_TRANSLATE_NOOP("FieldRight", "Read")),
    ("edit", QT_TRANSLATE_NOOP("FieldRight", "Edit")),
)


class Role(Versioned, Base):
    """What a person is for the company; carries rights."""

    __tablename__ = "role"

    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    note: Mapped[str]


ROLE = Entity(
    mapped=Role,
    title=QT_TRANSLATE_NOOP("Role", "Role"),
    plural=QT_TRANSLATE_NOOP("Role", "Roles"),
    fields=(
        Text_(name="code", label=QT_TRANSLATE_NOOP("Role", "Code"), required=True, sortable=True),
        Text_(name="name", label=QT_TRANSLATE_NOOP("Role", "Name"), required=True),
        Text_(name="name_en", label=QT_TRANSLATE_NOOP("Role", "English name")),
        Text_(name="note", label=QT_TRANSLATE_NOOP("Role", "Note")),
    ),
    sections=(Section(title=QT_TRANSLATE_NOOP("Role", "Role"), fields=("code", "name", "name_en", "note")),),
    list_columns=("code", "name", "name_en"),
    sort="code",
    module="right",
    icon="shield",
    related=(Related(entity="right_rule", field="role_id"), Related(entity="employee_role", field="role_id")),
    unique=("code",),
    messages={
        "role_code_unique": QT_TRANSLATE_NOOP("Role", "Another role has this code already."),
        "role_code_form": QT_TRANSLATE_NOOP("Role", "A code has small letters, digits and underscores."),
        "role_name_required": QT_TRANSLATE_NOOP("Role", "A role needs a name."),
        "employee_role_role_id_fkey": QT_TRANSLATE_NOOP("Role", "There are employees with this role."),
    },
)


class RightRule(Versioned, Base):
    """A role may do an action on the records of a module within a scope."""

    __tablename__ = "right_rule"
    __table_args__ = {"info": {"label": "module"}}  # noqa: RUF012 - SQLAlchemy reads it once

    role_id: Mapped[int]
    module: Mapped[str]
    action: Mapped[str]
    scope: Mapped[str]


RIGHT_RULE = Entity(
    mapped=RightRule,
    title=QT_TRANSLATE_NOOP("RightRule", "Right"),
    plural=QT_TRANSLATE_NOOP("RightRule", "Rights"),
    fields=(
        Ref(name="role_id", label=QT_TRANSLATE_NOOP("RightRule", "Role"), to="role", required=True, sortable=True),
        Options(
            name="module", label=QT_TRANSLATE_NOOP("RightRule", "Module"), options=MODULES, required=True, width=16
        ),
        Options(
            name="action", label=QT_TRANSLATE_NOOP("RightRule", "Action"), options=ACTIONS, required=True, width=12
        ),
        Options(
            name="scope", label=QT_TRANSLATE_NOOP("RightRule", "Scope"), options=SCOPES, required=True, default="own"
        ),
    ),
    sections=(Section(title=QT_TRANSLATE_NOOP("RightRule", "Right"), fields=("role_id", "module", "action", "scope")),),
    list_columns=("role_id", "module", "action", "scope"),
    sort="role_id",
    label="module",
    module="right",
    icon="shield",
    messages={
        "right_rule_unique": QT_TRANSLATE_NOOP("RightRule", "This role has a rule for this already."),
        "right_rule_action_known": QT_TRANSLATE_NOOP("RightRule", "There is no such action."),
        "right_rule_scope_known": QT_TRANSLATE_NOOP("RightRule", "There is no such scope."),
        "one_administrator_stays": QT_TRANSLATE_NOOP(
            "RightRule", "At least one employee must be able to change rights."
        ),
    },
)


class EmployeeRole(Versioned, Base):
    """An employee has a role."""

    __tablename__ = "employee_role"
    __table_args__ = {"info": {"label": "id"}}  # noqa: RUF012 - SQLAlchemy reads it once

    employee_id: Mapped[int]
    role_id: Mapped[int]


EMPLOYEE_ROLE = Entity(
    mapped=EmployeeRole,
    title=QT_TRANSLATE_NOOP("EmployeeRole", "Role of an employee"),
    plural=QT_TRANSLATE_NOOP("EmployeeRole", "Roles of employees"),
    fields=(
        Ref(
            name="employee_id",
            label=QT_TRANSLATE_NOOP("EmployeeRole", "Employee"),
            to="employee",
            required=True,
            sortable=True,
        ),
        Ref(name="role_id", label=QT_TRANSLATE_NOOP("EmployeeRole", "Role"), to="role", required=True),
    ),
    sections=(
        Section(title=QT_TRANSLATE_NOOP("EmployeeRole", "Role of an employee"), fields=("employee_id", "role_id")),
    ),
    list_columns=("employee_id", "role_id"),
    sort="employee_id",
    label="employee_id",
    module="right",
    icon="shield",
    messages={
        "employee_role_unique": QT_TRANSLATE_NOOP("EmployeeRole", "The employee has this role already."),
        "one_administrator_stays": QT_TRANSLATE_NOOP(
            "EmployeeRole", "At least one employee must be able to change rights."
        ),
    },
)


class FieldRight(Versioned, Base):
    """What a role may do with one field."""

    __tablename__ = "field_right"
    __table_args__ = {"info": {"label": "field"}}  # noqa: RUF012 - SQLAlchemy reads it once

    role_id: Mapped[int]
    table_name: Mapped[str]
    field: Mapped[str]
    access: Mapped[str]


def _is(name: str, value: str) -> Tree:
    return {
        "o": "=",
        "t": "bool",
        "a": [{"o": "field", "n": name, "t": "text"}, {"o": "value", "t": "text", "v": value}],
    }


def _phone() -> Tree:
    """Return the condition that a rule is about a phone."""
    each: list[Tree] = [
        {"o": "and", "t": "bool", "a": [_is("table_name", table), _is("field", name)]} for table, name in MASKABLE
    ]
    return reduce(lambda some, one: {"o": "or", "t": "bool", "a": [some, one]}, each)


#: Of other fields whatever stands there, all but the mask is on offer.
_ONLY_PHONES_MASKED = FieldRule(
    field="access",
    kind="options",
    tree={"o": "not", "t": "bool", "a": [_phone()]},
    by_field="access",
    mapping={value: ("none", "read", "edit") for value, _ in ACCESSES},
)

FIELD_RIGHT = Entity(
    mapped=FieldRight,
    title=QT_TRANSLATE_NOOP("FieldRight", "Field right"),
    plural=QT_TRANSLATE_NOOP("FieldRight", "Field rights"),
    fields=(
        Ref(name="role_id", label=QT_TRANSLATE_NOOP("FieldRight", "Role"), to="role", required=True, sortable=True),
        Noun(name="table_name", label=QT_TRANSLATE_NOOP("FieldRight", "Table"), required=True),
        FieldName(name="field", label=QT_TRANSLATE_NOOP("FieldRight", "Field"), of="table_name", required=True),
        Options(
            name="access",
            label=QT_TRANSLATE_NOOP("FieldRight", "Access"),
            options=ACCESSES,
            required=True,
            default="read",
        ),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("FieldRight", "Field right"), fields=("role_id", "table_name", "field", "access")
        ),
    ),
    list_columns=("role_id", "table_name", "field", "access"),
    sort="role_id",
    label="field",
    module="right",
    icon="shield",
    messages={
        "field_right_unique": QT_TRANSLATE_NOOP("FieldRight", "This role has a rule for this field already."),
        "field_right_access_known": QT_TRANSLATE_NOOP("FieldRight", "There is no such access."),
        "mask_of_phone": QT_TRANSLATE_NOOP("FieldRight", "Only phone numbers can be masked."),
    },
    rules=(_ONLY_PHONES_MASKED,),
)
