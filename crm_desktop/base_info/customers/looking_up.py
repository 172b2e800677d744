"""A company looked up outside, in the browser: at the addresses that “Settings” names, and only when somebody asks."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from crm_desktop.base_info.customers.rules import lookup_address, lookup_lacks
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

KEY = "Ctrl+Shift+L"


class LookingUp(QObject):
    """One entry for each address in the menu of a company's page, and a key that offers the same; no address, no entry."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.choice = QMenu(page)
        self.choice.setObjectName("lookup_choice")
        self.choice.setToolTipsVisible(True)
        page.menu.aboutToShow.connect(self._offer)
        QShortcut(QKeySequence(KEY), page, self.ask, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _offer(self) -> None:
        """Stand before what makes a copy of the record; the menu was just filled."""
        actions = self._page.menu.actions()
        before = next((a for a in actions if a.objectName() == "copy_record"), None)
        self._add_to(self._page.menu, self.tr("Look up: {place}"))
        if before is not None:
            for action in self._page.menu.actions()[len(actions) :]:
                self._page.menu.insertAction(before, action)

    def ask(self) -> None:
        """Open the only address, or offer them all."""
        self.choice.clear()
        self._add_to(self.choice, "{place}")
        offered = self.choice.actions()
        if len(offered) == 1 and offered[0].isEnabled():
            offered[0].trigger()
        elif offered:
            self.choice.setActiveAction(next((a for a in offered if a.isEnabled()), offered[0]))
            self.choice.popup(self._page.mapToGlobal(self._page.rect().topLeft()))

    def _add_to(self, menu: QMenu, words: str) -> None:
        values = self._page.form.current()
        if values.get("kind") == "person":  # nobody's name is carried outside as a company's
            return
        for number, (place, address) in enumerate(self._context.facts().lookups):
            said = words.format(place=place.replace("&", "&&"))
            if number == 0 and menu is self._page.menu:
                said += f"\t{as_on_keys(KEY)}"
            action = menu.addAction(icon("external-link"), said)
            action.setObjectName(f"lookup_{number}")
            lacking = lookup_lacks(address, values)
            action.setEnabled(not lacking)
            action.setToolTip(
                self.tr("“{field}” is empty here.").format(field=self._caption(lacking)) if lacking else ""
            )
            action.triggered.connect(partial(self._open, address))

    def _caption(self, name: str) -> str:
        entity = self._page.entity
        return caption(entity, entity[name]) if name in entity else self.tr("Tax number")

    def _open(self, address: str, _checked: bool = False) -> None:
        url = QUrl.fromEncoded(lookup_address(address, self._page.form.current()).encode("ascii"))
        if url.scheme() not in ("http", "https") or not QDesktopServices.openUrl(url):
            self._context.messages.toast(self.tr("The browser could not be opened."))
