"""Promotions: what runs, what comes, what is over; how much of each is used; what it would have cost last month."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.entities import PROMOTION
from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.words import number_text
from crm_desktop.base_info.promotions import services
from crm_desktop.base_info.promotions.services import STATES, Preview, PromotionRow, Use, ViewOfCustomers
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.fields import Date
from crm_desktop.core.grammar import read
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined, money_text
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.lists.words import ListWords
from crm_desktop.qt.rows import Column, RowsModel, quiet
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page

_FIRST = Date(name="preview_first", label=QT_TRANSLATE_NOOP("PromotionsPage", "From"))
_LAST = Date(name="preview_last", label=QT_TRANSLATE_NOOP("PromotionsPage", "To"))
SIDE = 360  #: pixels at most; the table takes the rest
NAMED = 220  #: pixels of a name at most; what is given takes the rest
_TABLES = {"promotion", "promotion_customer", "sales_order"}


class PromotionsPage(Page):
    """A list by state, and beside it what the marked one gives, has given and would have given."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, state: str = "running") -> None:
        super().__init__(context, parent)
        self.setObjectName("promotions_page")
        self._state = state if state in STATES else "running"
        self._all: list[PromotionRow] = []
        self.preview: Preview | None = None
        self.model: RowsModel[PromotionRow] = RowsModel(self._columns(), self)
        self.table = QTableView(self)
        quiet(self.table)
        self.states, self._group = {name: QPushButton(self) for name in STATES}, QButtonGroup(self)
        self.new, self.open, self.ask = QPushButton(self), QPushButton(self), QPushButton(self)
        self.view, self.take = QComboBox(self), QPushButton(self)
        self._filter_title, self._uses_title = QLabel(self), QLabel(self)
        self.use_model: RowsModel[Use] = RowsModel(self._use_columns(), self)
        self.uses = QTableView(self)
        self.first, self.last = editor_for(_FIRST, context, self), editor_for(_LAST, context, self)
        self._name, self._gives, self._used, self._result = (QLabel(self, wordWrap=True) for _ in range(4))
        self._captions = {editor: QLabel(self) for editor in (self.first, self.last)}
        self._none, self._preview_title = QLabel(self, wordWrap=True), QLabel(self)
        self._build()
        ended = clock.today().replace(day=1) - timedelta(days=1)
        self.first.set_value(ended.replace(day=1))
        self.last.set_value(ended)
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        bar = QHBoxLayout()
        for name, button in self.states.items():
            button.setObjectName(f"promotions.{name}")
            button.setCheckable(True)
            button.setChecked(name == self._state)
            button.clicked.connect(lambda _=False, n=name: self.show_state(n))
            self._group.addButton(button)
            bar.addWidget(button)
        bar.addStretch(1)
        for button, name in ((self.open, "open"), (self.new, "new")):
            button.setObjectName(f"promotions.{name}")
            bar.addWidget(button)
        self.table.setObjectName("promotions.table")
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self.table.resizeRowsToContents())  # not cut
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(lambda _: self.open_marked())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_marked())
        self.model.modelReset.connect(self._show_marked)
        self.new.clicked.connect(lambda: self.context.navigator.new_record("promotion"))
        self.open.clicked.connect(self.open_marked)
        QShortcut(QKeySequence("Ins"), self.table, self.new.click, context=Qt.ShortcutContext.WidgetShortcut)
        self._none.setProperty("kind", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        left = QVBoxLayout()
        left.addLayout(bar)
        left.addWidget(self.table, 1)
        left.addWidget(self._none, 1)
        page = QHBoxLayout(self)
        page.setContentsMargins(12, 12, 12, 12)
        page.addLayout(left, 3)
        page.addWidget(self._make_side(), 2)

    def _make_side(self) -> QFrame:
        side = QFrame(self)
        side.setProperty("kind", "card")
        side.setMaximumWidth(SIDE)
        for label, kind in ((self._name, "heading"), (self._preview_title, "heading"), (self._result, "")):
            label.setProperty("kind", kind)
        for label in (self._gives, self._used, self._result):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._result.setObjectName("promotions.result")
        days = QGridLayout()
        for place, editor in enumerate((self.first, self.last)):
            caption = self._captions[editor]
            caption.setProperty("kind", "caption")
            caption.setBuddy(editor)
            days.addWidget(caption, 0, place)
            days.addWidget(editor, 1, place)
        days.addWidget(self.ask, 2, 1, Qt.AlignmentFlag.AlignRight)  # below: days with their weekdays need the width
        self.ask.setObjectName("promotions.preview")
        self.ask.clicked.connect(self.ask_preview)
        column = QVBoxLayout(side)
        for widget in (self._name, self._gives, self._used, self._preview_title):
            column.addWidget(widget)
        column.addLayout(days)
        column.addWidget(self._result)
        self._filter_title.setProperty("kind", "heading")
        self.view.setObjectName("promotions.view")
        self.take.setObjectName("promotions.take")
        self.take.clicked.connect(self.take_view)
        chosen = QHBoxLayout()
        chosen.addWidget(self.view, 1)
        chosen.addWidget(self.take)
        column.addWidget(self._filter_title)
        column.addLayout(chosen)
        column.addWidget(self._uses_title)
        column.addWidget(self.uses, 1)
        column.addStretch()  # where no order has had it
        self._build_uses()
        return side

    def _build_uses(self) -> None:
        self._uses_title.setProperty("kind", "heading")
        self.uses.setObjectName("promotions.uses")
        quiet(self.uses)
        self.uses.setModel(self.use_model)
        self.uses.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.uses.verticalHeader().setDefaultSectionSize(2 * self.fontMetrics().height() + 10)
        self.uses.activated.connect(
            lambda index: self.context.navigator.open_record("sales_order", self.use_model.rows[index.row()].order_id)
        )

    def _use_columns(self) -> list[Column[Use]]:
        return [
            Column(  # below each other: side by side there is no room for a name
                title=lambda: self.tr("Customer and order"),
                text=lambda u: f"{u.customer}\n{u.order}",
                raw=lambda u: u.order,
            ),
            Column(title=lambda: self.tr("Code"), text=lambda u: u.code, raw=lambda u: u.code),
            Column(
                title=lambda: self.tr("Given"),
                text=lambda u: self._money(u.amount),
                raw=lambda u: u.amount,
                number=True,
            ),
        ]

    def _read_uses(self, row: PromotionRow | None) -> None:
        seen = row is not None and row.uses > 0 and self.context.facts().rights.may("sales_order", "view")
        self._show_uses([])
        if row is None or not seen:
            return
        number = row.id
        self.context.jobs.run(
            lambda session: services.list_uses(session, promotion_id=number),
            owner=self,
            done=self._show_uses,
            failed=self.context.messages.error,
            key="uses",
        )

    def _show_uses(self, uses: list[Use]) -> None:
        self.use_model.show(uses)
        for column in (1, 2):
            self.uses.resizeColumnToContents(column)
        self.uses.setColumnHidden(1, not any(use.code for use in uses))
        for widget in (self._uses_title, self.uses):
            widget.setVisible(bool(uses))

    # ── content ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read the promotions again (``Page``)."""
        self.context.jobs.run(
            services.list_promotions, owner=self, done=self._show, failed=self.context.messages.error, key="promotions"
        )
        self.context.jobs.run(
            services.list_customer_views,
            owner=self,
            done=self._show_views,
            failed=self.context.messages.error,
            key="views",
        )

    def _show_views(self, views: list[ViewOfCustomers]) -> None:
        chosen = self.view.currentText()
        self.view.clear()
        self.view.addItem(self.tr("(all customers)"), "")
        for view in views:
            self.view.addItem(view.name, view.typed)
        self.view.setCurrentIndex(max(self.view.findText(chosen), 0))

    def take_view(self) -> None:
        """Let the marked promotion be for the customers of the chosen view; only terms that the database can test."""
        row, typed, entity = self.marked(), str(self.view.currentData() or ""), self.context.entity("customer")
        if row is None:
            return
        reading = read(typed, entity, ListWords(self.context, entity).words())
        if reading.search or reading.hints:
            self.context.messages.error(Invalid("promotion_terms_unknown"), PROMOTION)
            return
        terms, number = [(c.field, c.op, c.value) for c in reading.conditions], row.id
        self.context.jobs.run(
            lambda session: services.set_filter(session, promotion_id=number, typed=typed, terms=terms),
            owner=self,
            done=lambda _: self.refresh(),
            failed=lambda error: self.context.messages.error(error, PROMOTION),
        )

    def concerned(self, change: Changed) -> bool:
        """Tell whether a promotion, or what was used of one, may have changed (``Page``)."""
        return change.table in _TABLES

    def state(self) -> dict[str, str]:
        """Return the state on show (``Page``)."""
        return {"state": self._state}

    def show_state(self, name: str) -> None:
        """Show what runs, comes or is over."""
        self._state = name
        self.states[name].setChecked(True)
        self._show(self._all)

    def _show(self, rows: list[PromotionRow]) -> None:
        marked = self.marked()
        self._all = rows
        shown = [row for row in rows if row.state == self._state]
        self.model.show(shown)
        self.table.setVisible(bool(shown))
        self._none.setVisible(not shown)
        for column in (0, *range(2, len(self.model.columns))):
            self.table.resizeColumnToContents(column)
        self.table.setColumnWidth(0, min(self.table.columnWidth(0), NAMED))
        places = [i for i, row in enumerate(shown) if marked is not None and row.id == marked.id]
        if shown:
            self.table.selectRow(places[0] if places else 0)
        self._name_states()
        self._show_marked()

    def marked(self) -> PromotionRow | None:
        """Return the promotion that is marked."""
        chosen = self.table.selectionModel().selectedRows()
        return self.model.rows[chosen[0].row()] if chosen and chosen[0].row() < len(self.model.rows) else None

    def open_marked(self) -> None:
        """Open the marked promotion."""
        row = self.marked()
        if row is not None:
            self.context.navigator.open_record("promotion", row.id)

    def ask_preview(self) -> None:
        """Ask what the orders of that time would have cost."""
        row = self.marked()
        try:
            first, last = self.first.value(), self.last.value()
        except BadValue:
            return
        if row is None or first is None or last is None:
            return
        number = row.id
        self.context.jobs.run(
            lambda session: services.preview_promotion(session, promotion_id=number, first=first, last=last),
            owner=self,
            done=self._show_preview,
            failed=self.context.messages.error,
            key="preview",
        )

    def _show_preview(self, preview: Preview | None) -> None:
        self.preview = preview
        if preview is None:
            self._result.setText("")
            return
        money = self._money
        self._result.setText(
            self.tr(
                "{touched} of {orders} orders would have been cheaper: {after} instead of {before}, {saved} less."
            ).format(
                touched=f"{preview.touched:,}",
                orders=f"{preview.orders:,}",
                after=money(preview.amount - preview.saved),
                before=money(preview.amount),
                saved=money(preview.saved),
            )
        )

    def _show_marked(self) -> None:
        row, rights = self.marked(), self.context.facts().rights
        self._show_preview(None)
        self.open.setEnabled(row is not None)
        self.ask.setEnabled(row is not None and rights.may("sales_order", "view"))
        self.take.setEnabled(row is not None and rights.may("price", "edit"))
        self.new.setEnabled(rights.may("price", "create"))
        self.new.setToolTip("Ins" if rights.may("price", "create") else self.tr("You have no right to change prices."))
        self._name.setText(row.name if row else "")
        self._gives.setText(f"{self._what(row)}\n{self._whom(row)}" if row else "")
        self._used.setText(self._use(row) if row else "")
        self._read_uses(row)

    # ── words ────────────────────────────────────────────

    def _money(self, value: int) -> str:
        return money_text(value)

    def _what(self, row: PromotionRow) -> str:
        target = row.target or self.tr("all products")
        if row.effect == "percent":
            return self.tr("{by}% off {what}").format(by=number_text(row.discount), what=target)
        if row.effect == "fixed":
            return self.tr("{price} for {what}").format(price=price_text(row.price), what=target)
        if row.effect == "amount_off":
            off = self._money(row.amount_off or 0)
            words = self.tr("{amount} off the order").format(amount=off)
            if row.min_amount:
                words = self.tr("{amount} off orders from {least}").format(
                    amount=off, least=self._money(row.min_amount)
                )
            return joined((words, row.target))
        return self.tr("Buy {many} of {what}, get {free} of {gift}").format(
            many=number_text(row.buy_quantity),
            what=target,
            free=number_text(row.free_quantity),
            gift=row.free_product or self.tr("the same"),
        )

    def _whom(self, row: PromotionRow) -> str:
        words = [
            self.context.term_label("customer_grade", row.grade),
            self.context.term_label("region", row.region),
            row.filter,
            self.tr("{count} named customers").format(count=row.customers) if row.customers else "",
        ]
        whom = joined(words) or self.tr("all customers")
        told = self.tr("With a code, for {whom}. {together}") if row.needs_coupon else self.tr("For {whom}. {together}")
        return told.format(
            whom=whom,
            together=self.tr("Together with others that allow it.") if row.stackable else self.tr("Stands alone."),
        )

    def _use(self, row: PromotionRow) -> str:
        if not row.whole:
            told = self.tr("Used in {uses} order(s) that you see, {amount} given.", "", row.uses)
            return told.format(uses=f"{row.uses:,}", amount=self._money(row.amount))
        number = row.max_uses or row.uses
        uses = f"{row.uses:,} / {row.max_uses:,}" if row.max_uses else f"{row.uses:,}"
        spent = self._money(row.amount) + (f" / {self._money(row.budget)}" if row.budget else "")
        return self.tr("Used in {uses} order(s), {amount} given.", "", number).format(uses=uses, amount=spent)

    def _columns(self) -> list[Column[PromotionRow]]:
        return [
            Column(title=lambda: self.tr("Promotion"), text=lambda r: r.name, raw=lambda r: r.name),
            Column(title=lambda: self.tr("Offer"), text=self._what, raw=self._what, width=250),
            Column(title=lambda: self.tr("From"), text=lambda r: r.valid_from.isoformat(), raw=lambda r: r.valid_from),
            Column(
                title=lambda: self.tr("To"),
                text=lambda r: r.valid_to.isoformat() if r.valid_to else "",
                raw=lambda r: r.valid_to or date.max,
            ),
            Column(
                title=lambda: self.tr("Given"),
                text=lambda r: self._money(r.amount),
                raw=lambda r: r.amount,
                number=True,
            ),
        ]

    def _name_states(self) -> None:
        words = {"running": self.tr("Running"), "planned": self.tr("Planned"), "ended": self.tr("Ended")}
        for name, button in self.states.items():
            button.setText(f"{words[name]} {sum(row.state == name for row in self._all)}")
            button.setAccessibleName(words[name])

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._name_states()
        self.new.setText(self.tr("New promotion"))
        self.open.setText(self.tr("Open"))
        self.ask.setText(self.tr("Calculate"))
        self.table.setAccessibleName(self.tr("Promotions"))
        self.take.setText(self.tr("Take its terms"))
        self.view.setAccessibleName(self.tr("Saved view of customers"))
        self._filter_title.setText(self.tr("For the customers of a saved view"))
        self._none.setText(
            self.tr("There is none. “New promotion” makes one: for a product, a class or all, for a time.")
        )
        self._uses_title.setText(self.tr("Orders that had it"))
        self.uses.setAccessibleName(self._uses_title.text())
        self._preview_title.setText(self.tr("What would orders have cost with it?"))
        for editor, words in ((self.first, self.tr("From")), (self.last, self.tr("To"))):
            self._captions[editor].setText(words)
            editor.setAccessibleName(words)
            editor.input.setAccessibleName(words)
        for button in (self.new, self.open, self.ask, self.take):
            button.setAccessibleName(button.text())
        for model in (self.model, self.use_model):
            model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(model.columns) - 1)
        self._show_marked()
