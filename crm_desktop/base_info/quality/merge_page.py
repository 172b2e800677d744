"""Records that somebody chose himself, side by side, to make one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base_info.quality.merge_panel import MergePanel
from crm_desktop.core.record import Changed
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page


class MergePage(Page):
    """One merge; it closes itself when it is decided."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", ids: Sequence[int] = ()
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("merge_page")
        self._entity, self._ids = entity, list(ids)
        self.panel = MergePanel(context, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panel)
        self.panel.decided.connect(lambda: context.navigator.close(self))
        self.refresh()

    def refresh(self) -> None:
        """Read the records again (``Page``)."""
        self.panel.load(self._entity, self._ids)

    def concerned(self, change: Changed) -> bool:
        """Tell whether one of the records was changed (``Page``)."""
        return any(change.concerns(self._entity, record_id) for record_id in self._ids)

    def state(self) -> Mapping[str, Any]:
        """Return what is compared (``Page``)."""
        return {"entity": self._entity, "ids": self._ids}

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.panel.retranslate()
