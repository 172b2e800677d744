"""The logins of a practice account set, to choose from: who is who."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)


@dataclass(frozen=True, kw_only=True)
class OfferedLogin:
    """One person whose login may be tried."""

    login: str
    password: str
    name: str = ""
    role: str = ""
    department: str = ""
    title: str = ""


def read_offers(path: Path) -> tuple[Mapping[str, Any], tuple[OfferedLogin, ...]]:
    """Return (where: host, port, dbname; the logins) of a file as ``crm-admin demo info --json`` writes it."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    logins = tuple(
        OfferedLogin(
            login=str(e["login"]),
            password=str(e["password"]),
            name=str(e.get("name", "")),
            role=str(e.get("role", "")),
            department=str(e.get("department", "")),
            title=str(e.get("title", "")),
        )
        for e in facts.get("logins", ())
    )
    return {k: facts[k] for k in ("host", "port", "dbname") if k in facts}, logins


class OfferedLogins(QFrame):
    """The list; *chosen* at a click, *activated* at Enter or a double click, both with an ``OfferedLogin``."""

    chosen = Signal(object)
    activated = Signal(object)

    def __init__(self, offers: Sequence[OfferedLogin], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._heading, self._hint, self._list = QLabel(self), QLabel(self), QTreeWidget(self)
        self._heading.setProperty("kind", "heading")
        self._hint.setProperty("kind", "small")
        self._hint.setWordWrap(True)
        self._list.setObjectName("offered_logins")
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setProperty("kind", "plain")
        self._list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._list.setColumnCount(4)
        for offer in offers:
            item = QTreeWidgetItem([offer.name, offer.title or offer.role, offer.department, offer.login])
            item.setData(0, Qt.ItemDataRole.UserRole, offer)
            self._list.addTopLevelItem(item)
        self._list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._list.header().setStretchLastSection(True)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        self._list.itemActivated.connect(lambda item: self.activated.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._heading)
        column.addWidget(self._hint)
        column.addWidget(self._list, 1)

    def retranslate(self) -> None:
        """Set every text anew."""
        self._heading.setText(self.tr("Who would you like to be?"))
        self._hint.setText(
            self.tr("This is a practice account set. A click fills in the login; Enter or a double click logs in.")
        )
        self._list.setHeaderLabels([self.tr("Name"), self.tr("Work"), self.tr("Department"), self.tr("Login")])
        self._list.setAccessibleName(self._heading.text())
