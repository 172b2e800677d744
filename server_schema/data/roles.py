"""Role templates: who usually may do what; stored as data that an administrator edits."""

from __future__ import annotations

import psycopg2.extensions
from psycopg2.extras import execute_values

ACTIONS = ("view", "create", "edit", "delete", "assign", "export", "print", "bulk_edit")
BUSINESS = ("customer", "contact", "action", "opportunity", "sales_order")
PARTNERS = ("partner",)
GOODS = ("product", "price", "product_cost")
CODES = ("coupon",)  #: of promotions; whoever maintains those sees them
OFFICE = (
    "employee",
    "right",
    "dictionary",
    "setting",
    "audit",
    "quality",
    "usage",
    "safety",
    "pool",
    "personal",
    "floor_price",
)

#: code → (Chinese, English)
NAMES = {
    "administrator": ("系统管理员", "Administrator"),
    "manager": ("总经理", "Manager"),
    "team_lead": ("部门经理", "Team leader"),
    "sales_rep": ("销售员", "Sales representative"),
    "product_maintainer": ("产品维护员", "Product maintainer"),
    "market": ("市场人员", "Marketing"),
    "service": ("服务工程师", "Service engineer"),
    "commerce": ("商务", "Commerce"),
    "finance": ("财务", "Finance"),
    "warehouse": ("库管", "Warehouse"),
    "data_steward": ("数据管理员", "Data steward"),
}

Rule = tuple[tuple[str, ...], tuple[str, ...], str]
_USE = ("view", "export", "print")
_WORK = ("view", "create", "edit", "export", "print", "bulk_edit")

#: code → rules (modules, actions, scope); a later one overrides an earlier one
TEMPLATES: dict[str, list[Rule]] = {
    "administrator": [((*BUSINESS, *PARTNERS, *GOODS, *CODES, *OFFICE), ACTIONS, "all")],
    "manager": [
        ((*BUSINESS, *PARTNERS), ACTIONS, "all"),
        (("product", "price", "product_cost"), _USE, "all"),
        (("employee", "dictionary", "audit", "quality", "usage"), ("view", "export", "print"), "all"),
        (("pool",), ACTIONS, "all"),
        (("floor_price",), ("edit",), "all"),
    ],
    "team_lead": [
        (BUSINESS, (*_WORK, "delete", "assign"), "subordinates"),
        (("usage",), _USE, "subordinates"),
        (("pool",), ("view",), "own"),
        (PARTNERS, _WORK, "all"),
        (("product", "price"), _USE, "all"),
        (("employee",), ("view",), "all"),
    ],
    "sales_rep": [
        (BUSINESS, _WORK, "own"),
        (BUSINESS, ("export",), "none"),
        (PARTNERS, ("view", "create", "edit", "print"), "all"),
        (("pool",), ("view",), "own"),
        (("product", "price"), ("view", "print"), "all"),
        (("employee",), ("view",), "all"),
    ],
    "product_maintainer": [((*GOODS, *CODES, *PARTNERS), ACTIONS, "all"), (("employee",), ("view",), "all")],
    "market": [
        (("customer", "contact", "action"), ("view", "print"), "all"),
        (("customer", "contact"), ("create",), "own"),
        (("customer", "contact"), ("edit",), "own"),
        (("action",), ("create", "edit"), "own"),
        (PARTNERS, ("view", "create", "edit", "print"), "all"),
        (("product", "price"), ("view", "print"), "all"),
        (("employee",), ("view",), "all"),
    ],
    "service": [
        (("customer", "contact", "action"), ("view", "print"), "all"),
        (("action",), ("create", "edit"), "own"),
        (("product",), ("view", "print"), "all"),
        (("employee",), ("view",), "all"),
    ],
    "commerce": [
        (("customer", "contact", "action", "opportunity"), ("view", "print"), "all"),
        (("action",), ("create", "edit"), "own"),
        (("sales_order",), ("view", "edit", "export", "print"), "all"),
        (PARTNERS, _WORK, "all"),
        (("product", "price"), ("view", "print"), "all"),
        (("employee",), ("view",), "all"),
    ],
    "finance": [
        (("customer", "contact", "opportunity", "sales_order", "partner"), _USE, "all"),
        (GOODS, _USE, "all"),
        (("employee",), ("view",), "all"),
    ],
    "warehouse": [
        (("sales_order",), ("view", "print"), "all"),
        (("customer", "contact"), ("view",), "all"),
        (("product",), ("view", "print"), "all"),
        (("employee",), ("view",), "all"),
    ],
    "data_steward": [
        (("customer", "contact"), (*_WORK, "delete"), "all"),
        (("action", "opportunity", "sales_order", "partner", "product", "dictionary", "employee"), ("view",), "all"),
        (("quality",), ACTIONS, "all"),
    ],
}

#: whoever writes customers without being asked for prices only reads what list is agreed with them
AGREED_READ = ("team_lead", "sales_rep", "market", "data_steward")


def rules_of(code: str) -> list[tuple[str, str, str]]:
    """Return the (module, action, scope) rules of a template."""
    rules: dict[tuple[str, str], str] = {}
    for modules, actions, scope in TEMPLATES[code]:
        rules.update({(module, action): scope for module in modules for action in actions})
    return [(module, action, scope) for (module, action), scope in rules.items()]


def load(cursor: psycopg2.extensions.cursor) -> None:
    """Add the templates as roles."""
    execute_values(
        cursor,
        "INSERT INTO crm.role (code, name, name_en) VALUES %s",
        [(code, *names) for code, names in NAMES.items()],
    )
    cursor.execute("SELECT code, id FROM crm.role")
    ids = dict(cursor.fetchall())
    execute_values(
        cursor,
        "INSERT INTO crm.right_rule (role_id, module, action, scope) VALUES %s",
        [(ids[code], *rule) for code in TEMPLATES for rule in rules_of(code)],
        page_size=1000,
    )
    execute_values(
        cursor,
        "INSERT INTO crm.field_right (role_id, table_name, field, access) VALUES %s",
        [(ids[code], "customer", "price_list_id", "read") for code in AGREED_READ],
    )
