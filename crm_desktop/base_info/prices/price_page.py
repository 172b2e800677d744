"""The price list: class tree, products and their prices; every product and its price within two clicks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.base_info.prices import changing, services
from crm_desktop.base_info.prices.planned import PlannedPanel
from crm_desktop.base_info.prices.price_change import PriceChangePanel
from crm_desktop.base_info.prices.price_columns import price_columns
from crm_desktop.base_info.prices.price_output import PriceOutput
from crm_desktop.base_info.prices.price_side import PriceSide
from crm_desktop.base_info.prices.price_table import PriceTable, fits
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.base_info.prices.services import ListEntry, PriceRow
from crm_desktop.base_info.products.class_moves import ClassMoves
from crm_desktop.base_info.products.class_tree import ClassTree
from crm_desktop.base_info.products.services import COMPARED, ClassNode, list_classes
from crm_desktop.core import clock
from crm_desktop.core.codec import from_text
from crm_desktop.core.errors import BadValue, Conflict, Invalid
from crm_desktop.core.fields import Price
from crm_desktop.core.record import Changed
from crm_desktop.printing.words import translate
from crm_desktop.qt.cells import no_room
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.rows import RowsModel
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.undoing import offer_undo
from crm_desktop.system.importing.words import explain

_TABLES = {
    "product",
    "price",
    "planned_price",
    "price_list",
    "product_class",
    "product_cost",
    "product_link",
    "product_unit",
    "attachment",
}
_PRICE = Price(name="price", label="Price")
PAUSE = 20  #: milliseconds; the first announcement after a rest is read at once, several in a row once
MEASURED = 100  #: rows that the widths of the columns are made for


class PricePage(Page):
    """Shows one price list as it is today and changes it, live on all desktops."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, price_list_id: int = 0) -> None:
        super().__init__(context, parent)
        self.setObjectName("price_page")
        self._wanted_list = price_list_id
        self._rows: list[PriceRow] = []
        self._entries: list[ListEntry] = []
        self._sized: list[int] = []  #: the number of columns and the products that their widths were made for
        self.today: Callable[[], date] = clock.today
        self._day = self.today()
        self.lists, self.search = QComboBox(self), QLineEdit(self)
        self.percent, self.file, self.plan, self.compare, self.output_button, self.side_button = (
            QPushButton(self) for _ in range(6)
        )
        self.tree = ClassTree(self)
        self.model: RowsModel[PriceRow] = RowsModel(price_columns(context, (), may_type=False), self)
        self.focus_on = self.table = PriceTable(self.model, self)
        self.side = PriceSide(context, self)
        self.change, self.planned = PriceChangePanel(context, self), PlannedPanel(context, self)
        self.output = PriceOutput(context, self.tree, self)
        self.moves = ClassMoves(context, self.tree, self)
        self._pause = QTimer(self, singleShot=True)
        self._rested = QDeadlineTimer(0)
        self._pause.timeout.connect(self._read)
        self._midnight = QTimer(self, singleShot=True)
        self._midnight.timeout.connect(self.day_over)
        self._build()
        self._connect()
        self._wait_for_midnight()
        self.retranslate()
        self._read_lists()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.setContentsMargins(12, 8, 12, 8)
        tools: tuple[tuple[QWidget, str], ...] = (
            (self.lists, "price_list"),
            (self.search, "price_search"),
            (self.percent, "by_percent"),
            (self.file, "from_file"),
            (self.plan, "planned"),
            (self.compare, "compare"),
            (self.output_button, "price_output"),
            (self.side_button, "price_side_button"),
        )
        for tool, name in tools:
            tool.setObjectName(name)
            top.addWidget(tool, 1 if tool is self.search else 0)
        for button, picture in (
            (self.percent, "percent"),
            (self.file, "file-spreadsheet"),
            (self.plan, "calendar-clock"),
            (self.compare, "columns-3"),
            (self.output_button, "printer"),
            (self.side_button, "panel-right"),
        ):
            button.setIcon(icon(picture))
        self.side_button.setCheckable(True)
        self.side_button.setChecked(bool(self.context.prefs.get("prices.side", True)))
        self.plan.setCheckable(True)
        self.lists.setMinimumWidth(150)
        self._menu = QMenu(self)
        self.output_button.setMenu(self._menu)
        self._across, self._down = QSplitter(Qt.Orientation.Horizontal, self), QSplitter(Qt.Orientation.Vertical, self)
        parts: tuple[tuple[QWidget, int], ...] = ((self.tree, 196), (self.table, 600), (self.side, 280))
        for number, (widget, width) in enumerate(parts):
            self._across.addWidget(widget)
            self._across.setStretchFactor(number, int(widget is self.table))
            widget.setMinimumWidth(width // 2)
        self._across.setSizes([width for _widget, width in parts])
        self._across.setChildrenCollapsible(False)
        self.side.setVisible(self.side_button.isChecked())
        self.table.horizontalHeader().setResizeContentsPrecision(MEASURED)
        for part in (self._across, self.change, self.planned):
            self._down.addWidget(part)
        self.change.hide()
        self.planned.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self._down, 1)

    def _connect(self) -> None:
        self.lists.activated.connect(lambda _: self._list_chosen())
        self.search.textChanged.connect(lambda _: self._show())
        self.search.returnPressed.connect(self.table.setFocus)
        self.tree.currentItemChanged.connect(lambda *_: self._show())
        self.tree.typed.connect(self._jump)
        self.tree.takes = self.table
        self.tree.dropped.connect(lambda number: self.moves.put(self.table.movable(), number))
        self.table.taken.connect(self.moves.take)
        self.moves.moved.connect(self._read_lists)
        self.percent.clicked.connect(self._begin_change)
        self.file.clicked.connect(self._choose_file)
        self.plan.toggled.connect(self._show_planned)
        self.compare.clicked.connect(self._compare)
        self.side_button.toggled.connect(self._show_side)
        self.planned.closed.connect(lambda: self.plan.setChecked(False))
        self.planned.counted.connect(self._name_plan)
        self.table.open_asked.connect(self._open_product)
        self.table.marked.connect(self._show_marked)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_selected())
        self.table.fitted.connect(lambda: self.status_changed.emit(self.status()))
        self.table.jumped.connect(lambda word: self.context.messages.status(word))
        self.model.typed.connect(self.type_price)
        self.change.preview_asked.connect(self._preview)
        self.change.commit_asked.connect(self._commit)
        for keys, act in (
            (QKeySequence.StandardKey.Find, self.search.setFocus),
            (QKeySequence.StandardKey.Print, lambda: self._print(pictures=False)),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, a=act: a())
            self.addAction(action)

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
        self._entries = lists
        self.lists.clear()
        self.lists.addItem(self.tr("List price"), 0)
        for entry in lists:
            plain = entry.currency == self.context.facts().currency
            terms = ("" if plain else entry.currency, "" if entry.tax_included else self.tr("without tax"))
            words = ", ".join(t for t in terms if t)
            self.lists.addItem(f"{entry.name} ({words})" if words else entry.name, entry.id)
        self.lists.setCurrentIndex(max(self.lists.findData(chosen), 0))
        self.tree.show_classes(classes)
        self._offer()
        self._read()

    def _list_chosen(self) -> None:
        self._sized = []  # the prices of another list have other widths
        self.change.close_panel()
        self._offer()
        self._read()

    def _offer(self) -> None:
        costs = self.context.facts().rights.may("product_cost", "view")
        self.change.offer(self._entries, self._list_id() or 0, costs=costs)

    def _list_id(self) -> int | None:
        return self.lists.currentData() or None

    def _entry(self) -> ListEntry | None:
        return next((e for e in self._entries if e.id == self._list_id()), None)

    def _currency(self) -> str:
        """Return that of the list on show, '' for the list prices."""
        entry = self._entry()
        return entry.currency if entry else ""

    def _read(self) -> None:
        list_id, day = self._list_id(), self.today()
        self._day = day
        self.context.jobs.run(
            lambda session: (
                services.list_prices(session, price_list_id=list_id, day=day),
                services.list_planned(session, price_list_id=list_id, day=day),
            ),
            owner=self,
            done=lambda found: self._fill(*found),
            failed=self.context.messages.error,
            key="prices",
        )

    def _fill(self, rows: list[PriceRow], planned: list[services.PlannedPrice]) -> None:
        self._rows = rows
        self.tree.show_counts(Counter(row.class_id for row in rows))
        self.planned.show_planned(planned)
        self._show()

    def _show(self) -> None:
        """Show the rows of the class and the words typed; the list of a whole company fits into memory."""
        classes, words = self.tree.classes_below(), self.search.text().lower().split()
        chosen, current = set(self.table.chosen()), self.table.current_row()
        rows = [r for r in self._rows if (not classes or r.class_id in classes) and all(fits(r, w) for w in words)]
        may = self.context.facts().rights.may("price", "edit")
        self.model.show(
            rows,
            price_columns(self.context, rows, may_type=may, listed=self._list_id() is None, currency=self._currency()),
        )
        header = self.table.horizontalHeader()
        self.model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        shape = [len(self.model.columns), *(r.product_id for r in rows)]
        if shape != self._sized:  # measuring takes longer than all the rest; a changed price needs no new widths
            self._sized = shape
            self.table.measure()
        shown = [r.product_id for r in rows]
        kept = current is not None and current.product_id in shown
        self.table.select_products(chosen, current.product_id if current and kept else next(iter(shown), 0))
        self._show_marked()
        self._show_selected()
        self.status_changed.emit(self.status())

    def _show_marked(self) -> None:
        row, entry = self.table.current_row(), self._entry()
        product, name, listed = (row.product_id, row.name, row.price) if row is not None else (0, "", None)
        in_list, list_name = self._list_id(), entry.name if entry else ""
        self.side.show_product(product, name, in_list, list_name, listed if in_list is None else None)

    def _show_side(self, shown: bool) -> None:
        self.side.setVisible(shown)
        self.context.prefs.set("prices.side", shown)

    def _jump(self, text: str) -> None:
        self.table.setFocus()
        self.table.keyboardSearch(text)

    def _open_product(self, product_id: int) -> None:
        self.context.navigator.open_record("product", product_id, among=[r.product_id for r in self.model.rows])

    def _compare(self) -> None:
        self.context.navigator.open_page("compare_products", product_ids=self.table.chosen()[:COMPARED])

    def _show_selected(self) -> None:
        number = len(self.table.selectionModel().selectedRows())
        self.change.count(number, len(self.model.rows))
        self.compare.setEnabled(2 <= number <= COMPARED)

    # ── time ─────────────────────────────────────────────

    def _wait_for_midnight(self) -> None:
        """Look again soon after midnight; at least every hour, because a sleeping PC stops its timers."""
        now = clock.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        self._midnight.start(int(min((midnight - now).total_seconds() + 2, 3600) * 1000))

    def day_over(self) -> None:
        """Show the prices of the day where a new one has begun."""
        self._wait_for_midnight()
        if self.today() != self._day:
            if self.isVisible():
                self.refresh()
            else:
                self._stale = True

    # ── changing ─────────────────────────────────────────

    def _begin_change(self) -> None:
        self.plan.setChecked(False)
        self.change.begin(by_hand=True)

    def _show_planned(self, shown: bool) -> None:
        if shown:
            self.change.close_panel()
        self.planned.setVisible(shown)

    def _preview(self, change: PriceChange, every: bool) -> None:
        ids = [r.product_id for r in self.model.rows] if every else self.table.chosen()
        list_id = self._list_id()
        self.context.jobs.run(
            lambda session: changing.propose_prices(session, product_ids=ids, change=change, price_list_id=list_id),
            owner=self,
            done=lambda p: self.change.show_proposals([x for x in p if x.new != x.old], (), self._currency()),
            failed=lambda error: self.context.messages.error(error, self.context.entity("price")),
            key="preview",
        )

    def _choose_file(self) -> None:
        dialog = file_dialog(self, self.tr("Price file"), "Excel, CSV (*.xlsx *.xls *.ods *.csv)")
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
        self.plan.setChecked(False)
        self.change.begin(by_hand=False)
        self.change.show_proposals(proposals, problems, self._currency())

    def _not_read(self, error: Exception) -> None:
        if isinstance(error, Invalid) and error.rule.startswith("file_"):
            self.context.messages.toast(explain(error, None, self.context.language(), translate))
        elif isinstance(error, Invalid) and error.rule == "price_file_columns":
            self.context.messages.toast(
                self.tr("The file needs a column “Price” and one that says the product: code, name or model.")
            )
        else:
            self.context.messages.error(error)

    def type_price(self, row: PriceRow, text: str) -> None:
        """Write one price that was typed over in its cell."""
        try:
            new = from_text(_PRICE, text)
        except BadValue:
            new = None
        if new is None or new < 0:
            self.context.messages.toast(self.tr("“{text}” is no price; nothing was changed.").format(text=text))
            return
        if new != row.price:
            proposal = changing.PriceProposal(
                product_id=row.product_id, code=row.code, name=row.name, old=row.price, new=Decimal(new)
            )
            self._write([proposal], None)

    def _commit(self, day: date | None) -> None:
        self._write(list(self.change.proposals), day)

    def _write(self, proposals: list[changing.PriceProposal], day: date | None) -> None:
        list_id = self._list_id()
        self.context.jobs.run(
            lambda session: changing.commit_prices(session, proposals=proposals, price_list_id=list_id, valid_from=day),
            owner=self,
            done=lambda bulk: self._committed(bulk, len(proposals), day),
            failed=self._not_committed,
            key="commit",
        )

    def _committed(self, bulk: int, count: int, day: date | None) -> None:
        self.change.close_panel()
        words = (
            self.tr("{count} prices will change on {day}.").format(count=count, day=day)
            if day
            else self.tr("{count} prices have changed.").format(count=count)
        )
        offer_undo(self.context, self, words, (bulk,), lambda _: self._read())
        self._read()

    def _not_committed(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            words = self.tr(
                "Somebody changed one of these prices meanwhile. Nothing was written; look at the preview again."
            )
            self.context.messages.toast(words)
            self._read()
        else:
            self.context.messages.error(error, self.context.entity("price"))

    def _print(self, *, pictures: bool) -> None:
        self.output.show_print(self.model.rows, self._entry(), pictures=pictures)

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a price on show may have changed (``Page``)."""
        if change.table in ("product_class", "price_list"):
            self._read_lists()
        return change.table in _TABLES

    def refresh(self) -> None:
        """Read the prices again; several announcements in a row are read once (``Page``)."""
        if not self._pause.isActive():
            self._pause.start(0 if self._rested.hasExpired() else PAUSE)
            self._rested = QDeadlineTimer(PAUSE)

    def state(self) -> Mapping[str, Any]:
        """Return the list on show (``Page``)."""
        return {"price_list_id": self._list_id() or 0}

    def status(self) -> str:
        """Return how many products are shown, and what there is no room for (``Page``)."""
        words = self.tr("{count} products").format(count=len(self.model.rows))
        return " · ".join(filter(None, (words, no_room(self.table.left_out(), self.context))))

    def _name_plan(self, number: int) -> None:
        words = self.tr("Planned")
        self.plan.setText(f"{words} ({number})" if number else words)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for button, words in (
            (self.percent, self.tr("Change prices")),
            (self.file, self.tr("From Excel …")),
            (self.compare, self.tr("Compare")),
            (self.output_button, self.tr("Print")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        self._name_plan(len(self.planned.model.rows))
        self.search.setPlaceholderText(self.tr("Name, model, code or pinyin"))
        self._tell_rights()
        for widget, words in (
            (self.lists, self.tr("Price list")),
            (self.search, self.tr("Search products")),
            (self.tree, self.tr("Product classes")),
            (self.table, self.tr("Products and prices")),
            (self.plan, self.tr("Planned prices")),
            (self.side_button, self.tr("Why, history, product")),
        ):
            widget.setAccessibleName(words)
        self.side_button.setToolTip(self.side_button.accessibleName())
        self.compare.setToolTip(self.tr("Select two to four products."))
        self._show_selected()
        self._menu.clear()
        for words, act in (
            (self.tr("Print …"), lambda: self._print(pictures=False)),
            (self.tr("Print with pictures …"), lambda: self._print(pictures=True)),
            (self.tr("Excel …"), lambda: self.output.ask_export(self.model.rows, self._entry())),
        ):
            self._menu.addAction(words, act)
        if self.lists.count():
            self.lists.setItemText(0, self.tr("List price"))
        if root := self.tree.topLevelItem(0):
            root.setText(0, self.tr("All products"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)

    def _tell_rights(self) -> None:
        rights = self.context.facts().rights
        may = rights.may("price", "edit")
        for button in (self.percent, self.file):
            button.setEnabled(may)
            button.setToolTip("" if may else self.tr("You have no right to change prices."))
        for number, action in enumerate(("print", "print", "export")):
            if number < len(self._menu.actions()):
                self._menu.actions()[number].setEnabled(rights.may("price", action))
        self.model.draggable = rights.may("product", "edit") and rights.may("product", "bulk_edit")
        self.tree.set_locked(
            "" if rights.may("product", "edit") else self.tr("You have no right to change product classes.")
        )
