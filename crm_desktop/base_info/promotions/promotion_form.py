"""The form of a promotion: only the fields of what it gives are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.qt.form import FieldState
from crm_desktop.shell.context import Context

_OF = {
    "percent": ("discount",),
    "fixed": ("price",),
    "amount_off": ("amount_off", "repeating"),
    "free_item": ("buy_quantity", "free_quantity", "free_product_id", "repeating"),
}
_HIDDEN = FieldState(visible=False)


class PromotionForm(QObject):
    """Hides what another kind of promotion would ask."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        page.form.set_rule(_states)


def _states(values: Mapping[str, Any]) -> Mapping[str, FieldState]:
    asked = _OF.get(str(values.get("effect") or "percent"), ())
    return {name: _HIDDEN for names in _OF.values() for name in names if name not in asked}
