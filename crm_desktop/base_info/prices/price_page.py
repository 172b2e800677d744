"""The price list: class tree, products and their prices; every product and its price within two clicks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.price_change import PriceChangePanel
from crm_desktop.base_info.prices.price_model import Column, RowsModel, price_text
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.base_info.prices.services import ListEntry, PriceRow
from crm_desktop.base_info.products.services import ClassNode, list_classes
from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.core.record import Changed
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page

_TABLES = {"product", "price", "price_list", "product_class", "product_cost"}
_ID = Qt.ItemDataRole.UserRole
PAUSE = 20  #: milliseconds; several announcements in a row are read once
MEASURED = 100  #: rows that the widths of the columns are made for


class PricePage(Page):
    """Shows one price list as it is today and changes it, live on all desktops."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, price_list_id: int = 0) -> None:
        super().__init__(context, parent)
        self.setObjectName("price_page")
        self._wanted_list = price_list_id
        self._rows: list[PriceRow] = []
        self._sized: list[int] = []  #: the products that the widths of the columns were made for
        self.lists, self.search = QComboBox(self), QLineEdit(self)
        self.percent, self.file = QPushButton(self), QPushButton(self)
        self.tree, self.table = QTreeWidget(self), QTableView(self)
        self.model: RowsModel[PriceRow] = RowsModel(self._columns(False), self)
        self.change = PriceChangePanel(context, self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._build()
        self._connect()
        self.retranslate()
        self._read_lists()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        for widget, name in (
            (self.lists, "price_list"),
            (self.search, "price_search"),
            (self.percent, "by_percent"),
            (self.file, "from_file"),
        ):
            widget.setObjectName(name)
            top.addWidget(widget, 1 if widget is self.search else 0)
        self.lists.setMinimumWidth(180)
        self.percent.setIcon(icon("percent"))
        self.file.setIcon(icon("file-spreadsheet"))
        self.tree.setObjectName("price_classes")
        self.tree.setHeaderHidden(True)
        self.table.setObjectName("price_table")
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setResizeContentsPrecision(MEASURED)
        across, self._down = QSplitter(Qt.Orientation.Horizontal, self), QSplitter(Qt.Orientation.Vertical, self)
        across.addWidget(self.tree)
        across.addWidget(self.table)
        across.setSizes([220, 800])
        across.setStretchFactor(1, 1)
        self._down.addWidget(across)
        self._down.addWidget(self.change)
        self.change.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self._down, 1)

    def _connect(self) -> None:
        self.lists.activated.connect(lambda _: self._read())
        self.search.textChanged.connect(lambda _: self._show())
        self.tree.currentItemChanged.connect(lambda *_: self._show())
        self.percent.clicked.connect(lambda: self.change.begin(by_hand=True))
        self.file.clicked.connect(self._choose_file)
        self.table.activated.connect(
            lambda index: self.context.navigator.open_record("product", self.model.rows[index.row()].product_id)
        )
        self.change.preview_asked.connect(self._preview)
        self.change.commit_asked.connect(self._commit)
        QShortcut(
            QKeySequence.StandardKey.Find,
            self,
            self.search.setFocus,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    # ── reading ──────────────────────────────────────────

    def _read_lists(self) -> None:
        self.context.jobs.run(
            lambda session: (services.list_price_lists(session), list_classes(session)),
            owner=self,
            done=lambda found: self._show_lists(*found),
            failed=self.context.messages.error,
            key="lists",
        )

    def _show_lists(self, lists: list[ListEntry], classes: list[ClassNode]) -> None:
        chosen = self.lists.currentData() or self._wanted_list
        self.lists.clear()
        self.lists.addItem(self.tr("List price"), 0)
        for entry in lists:
            self.lists.addItem(entry.name, entry.id)
        self.lists.setCurrentIndex(max(self.lists.findData(chosen), 0))
        self._show_tree(classes)
        self._read()

    def _show_tree(self, classes: list[ClassNode]) -> None:
        current = self._chosen_class()
        self.tree.clear()
        root = QTreeWidgetItem(self.tree, [self.tr("All products")])
        root.setData(0, _ID, 0)
        items: dict[int | None, QTreeWidgetItem] = {None: root}
        waiting = list(classes)
        while waiting:
            ready = [c for c in waiting if c.parent_id in items]
            if not ready:
                break
            for node in ready:
                item = QTreeWidgetItem(
                    items[node.parent_id], [f"{node.name}  {node.products}" if node.products else node.name]
                )
                item.setData(0, _ID, node.id)
                items[node.id] = item
                waiting.remove(node)
        self.tree.expandAll()
        self.tree.setCurrentItem(next((i for i in items.values() if i.data(0, _ID) == current), root))

    def _chosen_class(self) -> int:
        item = self.tree.currentItem()
        return item.data(0, _ID) if item else 0

    def _list_id(self) -> int | None:
        return self.lists.currentData() or None

    def _read(self) -> None:
        list_id = self._list_id()
        self.context.jobs.run(
            lambda session: services.list_prices(session, price_list_id=list_id),
            owner=self,
            done=self._fill,
            failed=self.context.messages.error,
            key="prices",
        )

    def _fill(self, rows: list[PriceRow]) -> None:
        self._rows = rows
        self._show()

    def _show(self) -> None:
        """Show the rows of the class and the words typed; the list of a whole company fits into memory."""
        classes = self._classes_below(self.tree.currentItem())
        words = self.search.text().lower().split()
        chosen = {self.model.rows[i.row()].product_id for i in self.table.selectionModel().selectedRows()}
        rows = [
            r
            for r in self._rows
            if (not classes or r.class_id in classes)
            and all(w in f"{r.code} {r.name} {r.model}".lower() for w in words)
        ]
        self.model.show(rows, self._columns(any(r.cost is not None for r in rows)))
        header = self.table.horizontalHeader()
        self.model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        shape = [r.product_id for r in rows]
        if shape != self._sized:  # measuring takes longer than all the rest; a changed price needs no new widths
            self._sized = shape
            self.table.resizeColumnsToContents()
        for number, row in enumerate(self.model.rows):
            if row.product_id in chosen:
                self.table.selectRow(number)
        self.status_changed.emit(self.status())

    def _classes_below(self, item: QTreeWidgetItem | None) -> set[int]:
        if item is None or not item.data(0, _ID):
            return set()
        found = {item.data(0, _ID)}
        for i in range(item.childCount()):
            found |= self._classes_below(item.child(i))
        return found

    # ── changing ─────────────────────────────────────────

    def _selected(self) -> list[int]:
        """Return the products of the selection; all that are shown when none is selected."""
        chosen = [self.model.rows[i.row()].product_id for i in self.table.selectionModel().selectedRows()]
        return chosen if len(chosen) > 1 else [r.product_id for r in self.model.rows]

    def _preview(self, change: PriceChange) -> None:
        ids, list_id = self._selected(), self._list_id()
        self.context.jobs.run(
            lambda session: changing.propose_prices(session, product_ids=ids, change=change, price_list_id=list_id),
            owner=self,
            done=lambda p: self.change.show_proposals([x for x in p if x.new != x.old], ()),
            failed=self.context.messages.error,
            key="preview",
        )

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Price file"), "", "Excel, CSV (*.xlsx *.xls *.ods *.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Show what a price file would change."""
        list_id = self._list_id()
        self.context.jobs.run(
            lambda session: changing.propose_prices_from_file(session, path=path, price_list_id=list_id),
            owner=self,
            done=lambda found: self._show_file(*found),
            failed=self._not_read,
            key="preview",
        )

    def _show_file(self, proposals: list[changing.PriceProposal], problems: list[tuple[int, str, str]]) -> None:
        self.change.begin(by_hand=False)
        self.change.show_proposals(proposals, problems)

    def _not_read(self, error: Exception) -> None:
        if isinstance(error, Invalid) and error.rule == "price_file_columns":
            self.context.messages.toast(self.tr("The file needs a column “Code” and a column “Price”."))
        else:
            self.context.messages.error(error)

    def _commit(self) -> None:
        proposals, list_id = list(self.change.proposals), self._list_id()
        self.context.jobs.run(
            lambda session: changing.commit_prices(session, proposals=proposals, price_list_id=list_id),
            owner=self,
            done=lambda bulk: self._committed(bulk, len(proposals)),
            failed=self._not_committed,
            key="commit",
        )

    def _committed(self, bulk: int, count: int) -> None:
        self.change.close_panel()
        self.context.messages.toast(
            self.tr("{count} prices have changed.").format(count=count), undo=lambda: self._undo(bulk)
        )
        self._read()

    def _undo(self, bulk: int) -> None:
        records = self.context.records
        self.context.jobs.run(
            lambda session: records.undo(session, bulk),
            owner=self,
            done=lambda _: self._read(),
            failed=self.context.messages.error,
        )

    def _not_committed(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.context.messages.toast(
                self.tr(
                    "Somebody changed one of these prices meanwhile. Nothing was written; look at the preview again."
                )
            )
            self._read()
        else:
            self.context.messages.error(error, self.context.entity("price"))

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a price on show may have changed (``Page``)."""
        return change.table in _TABLES

    def refresh(self) -> None:
        """Read the prices again; several announcements in a row are read once (``Page``)."""
        self._pause.start()

    def state(self) -> Mapping[str, Any]:
        """Return the list on show (``Page``)."""
        return {"price_list_id": self._list_id() or 0}

    def status(self) -> str:
        """Return how many products are shown (``Page``)."""
        return self.tr("{count} products").format(count=len(self.model.rows))

    def _columns(self, with_cost: bool) -> list[Column[PriceRow]]:
        unit = self.context.term_label
        columns: list[Column[PriceRow]] = [
            Column(title=lambda: self.tr("Code"), text=lambda r: r.code, raw=lambda r: r.code),
            Column(title=lambda: self.tr("Name"), text=lambda r: r.name, raw=lambda r: r.name),
            Column(title=lambda: self.tr("Model"), text=lambda r: r.model, raw=lambda r: r.model),
            Column(title=lambda: self.tr("Unit"), text=lambda r: unit("unit", r.unit), raw=lambda r: r.unit),
            Column(
                title=lambda: self.tr("Price"), text=lambda r: price_text(r.price), raw=lambda r: r.price, number=True
            ),
            Column(
                title=lambda: self.tr("List price"),
                text=lambda r: price_text(r.list_price),
                raw=lambda r: r.list_price,
                number=True,
            ),
            Column(
                title=lambda: self.tr("Floor price"),
                text=lambda r: price_text(r.floor_price),
                raw=lambda r: r.floor_price,
                number=True,
            ),
        ]
        if with_cost:
            columns.append(
                Column(
                    title=lambda: self.tr("Cost price"),
                    text=lambda r: price_text(r.cost),
                    raw=lambda r: r.cost,
                    number=True,
                )
            )
        return columns

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.percent.setText(self.tr("Change by percentage"))
        self.file.setText(self.tr("From Excel …"))
        self.search.setPlaceholderText(self.tr("Name, model or code"))
        may = self.context.facts().rights.may("price", "edit")
        for button in (self.percent, self.file):
            button.setEnabled(may)
            button.setToolTip("" if may else self.tr("You have no right to change prices."))
        for widget, words in (
            (self.lists, self.tr("Price list")),
            (self.search, self.tr("Search products")),
            (self.tree, self.tr("Product classes")),
            (self.table, self.tr("Products and prices")),
            (self.percent, self.percent.text()),
            (self.file, self.file.text()),
        ):
            widget.setAccessibleName(words)
        if self.lists.count():
            self.lists.setItemText(0, self.tr("List price"))
        if root := self.tree.topLevelItem(0):
            root.setText(0, self.tr("All products"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
