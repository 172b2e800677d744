"""One press and a customer lies on the clipboard as plain lines, to be pasted into a chat."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton

from crm_desktop.base_info.customers import services
from crm_desktop.base_info.customers.rules import chat_text
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

KEY = "Ctrl+Shift+W"


class ChatCopy(QObject):
    """The button in the head of a customer's page, and its key."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self.button = QToolButton(page.head)
        self.button.setObjectName("copy_for_chat")
        self.button.setIcon(icon("message-square"))
        self.button.clicked.connect(self.copy)
        page.head.add_tool(self.button)
        QShortcut(QKeySequence(KEY), page, self.copy, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        page.installEventFilter(self)
        self._name()

    def copy(self) -> None:
        """Put name, address, phones and contacts on the clipboard."""
        record_id, facts = self._page.record_id, self._context.facts()
        if record_id:
            self._context.jobs.run(
                lambda session: services.read_chat_parts(session, facts, record_id),
                owner=self,
                done=self._copied,
                failed=self._context.messages.error,
                key="chat",
            )

    def _copied(self, parts: services.ChatParts) -> None:
        words = {"address": self.tr("Address: "), "phone": self.tr("Phone: "), "contact": self.tr("Contact: ")}
        QGuiApplication.clipboard().setText(chat_text(parts.customer, parts.phones, parts.contacts, words))
        self._context.messages.toast(self.tr("Copied; paste it into the chat."))

    def _name(self) -> None:
        words = self.tr("Copy as text for WeChat")
        self.button.setToolTip(f"{words} ({KEY})")
        self.button.setAccessibleName(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a switch of the language (QObject.eventFilter)."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        return super().eventFilter(watched, event)
