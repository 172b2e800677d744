"""Other customers of the same district, city and province: whom else to visit on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from crm_desktop.base_info.customers import services
from crm_desktop.base_info.customers.services import Neighbour
from crm_desktop.core.clock import local_time
from crm_desktop.qt.rows import wrap_cells
from crm_desktop.qt.tools import furnish
from crm_desktop.shell.context import Context

_ID = Qt.ItemDataRole.UserRole


class Nearby(QWidget):
    """A side of the customer's page; read only when it is looked at."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("nearby")
        self._context, self._page, self._shown = context, page, 0
        self._neighbours: list[Neighbour] = []
        page.side.add_side(self, "map-pin", lambda: self.tr("Nearby"))
        page.side.currentChanged.connect(lambda _index: self.read())
        page.shown.connect(lambda _hit: self.read())

    def _build(self) -> None:
        self._hint = QLabel(self)
        self._hint.setWordWrap(True)
        self._hint.setProperty("kind", "muted")
        self._hint.setContentsMargins(12, 8, 12, 0)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("nearby_list")
        self.tree.setProperty("kind", "plain")
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.header().setStretchLastSection(False)
        self.tree.setColumnCount(3)
        for number in range(3):  # names take what dates and numbers leave, and a second line where that is too little
            mode = QHeaderView.ResizeMode.ResizeToContents if number else QHeaderView.ResizeMode.Stretch
            self.tree.header().setSectionResizeMode(number, mode)
        wrap_cells(self.tree)
        self.tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.tree.itemActivated.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._hint)
        column.addWidget(self.tree, 1)
        self.retranslate()

    def read(self) -> None:
        """Read the neighbours of the customer on show, if this side is in front."""
        record_id, facts = self._page.record_id, self._context.facts()
        if self._page.side.currentWidget() is not self or not record_id or record_id == self._shown:
            return
        self._shown = record_id
        furnish(self, self._build)
        self._context.jobs.run(
            lambda session: services.list_neighbours(session, facts, record_id),
            owner=self,
            done=self._show,
            failed=self._context.messages.error,
            key="nearby",
        )

    def _show(self, neighbours: Sequence[Neighbour]) -> None:
        self._neighbours = list(neighbours)
        self.tree.clear()
        words = (self.tr("Same district"), self.tr("Same city"), self.tr("Same province"))
        for near, heading in enumerate(words):
            group = [n for n in self._neighbours if n.near == near]
            if not group:
                continue
            top = QTreeWidgetItem([f"{heading} ({len(group)})"])
            top.setFirstColumnSpanned(True)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for one in group:
                last = local_time(one.last_contact_at).strftime("%Y-%m-%d") if one.last_contact_at else "–"
                place = one.district if near == 1 else one.city if near == 2 else ""
                item = QTreeWidgetItem([one.name, last, place or one.phone])
                item.setData(0, _ID, one.id)
                for column in (1, 2):
                    item.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                top.addChild(item)
            top.setExpanded(True)
        self._say()

    def _say(self) -> None:
        if self._neighbours or not self._shown:
            words = self.tr("By province, city and district; Enter opens one.")
        else:
            words = self.tr("Nobody else there. Does the customer have a city and a district?")
        self._hint.setText(words)

    def _open(self, item: QTreeWidgetItem) -> None:
        record_id = item.data(0, _ID)
        if record_id:
            among = [n.id for n in self._neighbours]
            self._context.navigator.open_record("customer", int(record_id), among=among)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.tree.setHeaderLabels([self.tr("Customer"), self.tr("Last contact"), self.tr("Place or phone")])
        self.tree.setAccessibleName(self.tr("Nearby"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.layout() is not None:
            self.retranslate()
            self._show(self._neighbours)
