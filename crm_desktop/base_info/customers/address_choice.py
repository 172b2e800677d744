"""Where an order goes: one of its customer's addresses, offered in the field; or whatever is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from crm_desktop.base_info.customers import services
from crm_desktop.qt.editors.base import is_open_key
from crm_desktop.shell.context import Context

FIELD = "delivery_address"


class AddressChoice(QObject):
    """Stands beside an order's page; the default delivery address is filled in once the customer is chosen."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._form = context, page.form
        self._customer = 0
        self._words = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._begin()
        self._form.rebuilt.connect(self._begin)
        self._form.edited.connect(lambda name: self.read() if name == "customer_id" else None)

    def _begin(self) -> None:
        if FIELD not in self._form.names() or "customer_id" not in self._form.names():
            return
        line = self._form.editor(FIELD).line
        if self._completer:
            self._completer.deleteLater()
        completer = self._completer = QCompleter(self._words, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setWidget(line)
        line.popup = completer.popup()
        line.popup.setObjectName(f"{FIELD}.places")
        completer.activated.connect(self._take)
        line.entered.connect(self.read)
        line.textEdited.connect(lambda text: self._complete(text))
        line.key.connect(self._key)

    def offered(self) -> list[str]:
        """Return the addresses on offer."""
        return self._words.stringList()

    def read(self) -> None:
        """Read the addresses of the customer on the form, if they are not those already here."""
        if FIELD not in self._form.names():
            return
        try:
            customer = int(self._form.current().get("customer_id") or 0)
        except (TypeError, ValueError):
            return  # a name half typed is no customer yet
        if not customer or customer == self._customer:
            return
        self._customer = customer
        facts, fill = self._context.facts(), not self._form.current().get(FIELD)

        def done(lines: list[str]) -> None:
            self._words.setStringList(lines)
            editor = self._form.editor(FIELD)
            if lines and fill and not self._form.current().get(FIELD) and not editor.read_only:
                editor.put(lines[0])

        self._context.jobs.run(
            lambda session: services.list_addresses(session, facts, customer),
            owner=self,
            done=done,
            failed=lambda _error: None,  # an address can still be typed
            key="addresses",
        )

    def _complete(self, text: str, everything: bool = False) -> None:
        completer = self._completer
        assert completer is not None
        popup = self._form.editor(FIELD).line.popup
        completer.setCompletionPrefix("" if everything else text)
        if not (text or everything) or text in self.offered() or not completer.completionCount():
            popup.hide()
            return
        completer.complete()
        popup.setCurrentIndex(completer.completionModel().index(0, 0))

    def _key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self._complete("", everything=True)

    def _take(self, words: str) -> None:
        self._form.editor(FIELD).put(words)
