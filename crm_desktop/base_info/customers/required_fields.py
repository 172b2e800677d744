"""The star at the fields that a customer's status requires; the database holds everybody to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.base_info.customers import services
from crm_desktop.qt.form import FieldState
from crm_desktop.shell.context import Context


class RequiredFields(QObject):
    """Stands beside a customer's page; a choice of status shows at once what it takes."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._required: Mapping[str, frozenset[str]] = {}
        page.form.set_rule(self._rule)
        page.shown.connect(lambda _hit: self._read())
        if not page.record_id:
            self._read()

    def _read(self) -> None:
        entity = self._page.entity.name
        self._context.jobs.run(
            lambda session: services.required_fields(session, entity=entity),
            owner=self,
            done=self._known,
            failed=lambda _error: None,  # without the star the database still says what is missing
            key="required_fields",
        )

    def _known(self, required: Mapping[str, frozenset[str]]) -> None:
        if required != self._required:
            self._required = required
            self._page.form.set_rule(self._rule)

    def _rule(self, values: Mapping[str, Any]) -> Mapping[str, FieldState]:
        names = self._required.get(str(values.get("status") or ""), frozenset())
        return {name: FieldState(required=True) for name in names}
