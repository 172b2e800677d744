"""A target becomes a customer by one press on its page; the database keeps when and by whom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QToolButton

from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon


def stage_codes(context: Context, stage: str) -> tuple[str, ...]:
    """Return the statuses at a *stage*, ``target``, ``customer`` or ``former``, retired ones last; the program's own without any."""
    terms = sorted(context.facts().terms.get("customer_status", ()), key=lambda term: term.retired)
    return tuple(term.code for term in terms if term.stage == stage) or (stage,)


class Conversion(QObject):
    """The button in the head of a target's page; what a customer needs and this one lacks is marked at its field."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.button = QToolButton(page.head)
        self.button.setObjectName("make_customer")
        self.button.setIcon(icon("user-check"))
        self.button.clicked.connect(self.convert)
        page.head.add_tool(self.button)
        page.shown.connect(lambda _hit: self._show())
        page.form.dirty_changed.connect(lambda _dirty: self._show())
        page.installEventFilter(self)
        self._name()
        self.button.hide()

    def _show(self) -> None:
        status = str(self._page.form.record.values.get("status") or "")
        may = self._context.facts().rights.may("customer", "edit") and "status" in self._page.form.names()
        self.button.setVisible(bool(may and self._page.record_id and status in stage_codes(self._context, "target")))

    def convert(self) -> None:
        """Set the status and save; one press takes it back."""
        page, before = self._page, str(self._page.form.record.values.get("status") or "")
        page.form.editor("status").put(stage_codes(self._context, "customer")[0])

        def back() -> None:
            page.form.editor("status").put(before)
            page.save()

        words = self.tr("“{name}” is a customer now.").format(name=page.title())
        page.save(lambda: self._context.messages.toast(words, undo=back))

    def _name(self) -> None:
        words = self.tr("Make a customer of this target")
        self.button.setToolTip(words)
        self.button.setAccessibleName(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a switch of the language (QObject.eventFilter)."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        return super().eventFilter(watched, event)
