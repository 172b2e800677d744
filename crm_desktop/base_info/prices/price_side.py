"""Beside the price list: the marked product, what it costs whom and why, and how its price came about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.prices import services
from crm_desktop.base_info.prices.price_past import HistoryPanel
from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.services import PriceReason
from crm_desktop.base_info.prices.words import outcome_text, reason_lines, rule_scope, rule_text, rule_value
from crm_desktop.base_info.products.pictures import PictureView, scaled_image
from crm_desktop.base_info.products.services import Link, list_links, list_pictures, read_pictures
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Choice, Date, Quantity, Ref
from crm_desktop.core.text import QT_TRANSLATE_NOOP, sign_of, unbroken
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.editors.choices import ChoiceEditor
from crm_desktop.qt.lists.tabs import FittingTabs
from crm_desktop.qt.rows import wrap_cells
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

_CUSTOMER = Ref(name="why_customer", label=QT_TRANSLATE_NOOP("PriceSide", "Customer"), to="customer")
_QUANTITY = Quantity(name="why_quantity", label=QT_TRANSLATE_NOOP("PriceSide", "Quantity"))
_DAY = Date(name="why_day", label=QT_TRANSLATE_NOOP("PriceSide", "Day"))
_UNIT = Choice(name="why_unit", label=QT_TRANSLATE_NOOP("PriceSide", "Unit"), dictionary="unit")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
PAUSE = 120  #: milliseconds; who runs down the list reads nothing on the way
PICTURE = QSize(560, 260)


class WhyPanel(QWidget):
    """What a product costs a customer on a day, each step, and the rules that lost."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("why_panel")
        self._context, self._product = context, 0
        self._list: int | None = None
        self._list_price: Decimal | None = None
        self.reason: PriceReason | None = None
        rights = context.facts().rights
        self._fields = [
            f for f in (_CUSTOMER, _QUANTITY, _DAY, _UNIT) if f is not _CUSTOMER or rights.may("customer", "view")
        ]
        self.editors: list[Editor] = [editor_for(f, context, self) for f in self._fields]
        self._captions = [QLabel(self) for _ in self._fields]
        self.figure, self.steps, self.rules = QLabel(self), QTreeWidget(self), QTreeWidget(self)
        self._rules_title = QLabel(self)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        form = QGridLayout()
        for number, (caption, editor) in enumerate(zip(self._captions, self.editors, strict=True)):
            caption.setProperty("kind", "caption")
            caption.setBuddy(editor)
            wide = isinstance(editor.field, Ref)
            place = 0 if wide else number - len(self.editors) + 5
            form.addWidget(caption, place // 2, place % 2 * 2)
            form.addWidget(editor, place // 2, place % 2 * 2 + 1, 1, 3 if wide else 1)
            editor.committed.connect(self.ask)
        self.figure.setProperty("kind", "figure")
        self.figure.setWordWrap(True)
        self.figure.setObjectName("why_panel.price")
        self.figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rules_title.setProperty("kind", "heading")
        for tree, name in ((self.steps, "steps"), (self.rules, "rules")):
            tree.setObjectName(f"why_panel.{name}")
            tree.setColumnCount(2)
            tree.setHeaderHidden(True)
            tree.setRootIsDecorated(False)
            wrap_cells(tree)
            tree.header().setStretchLastSection(False)
            tree.header().setSectionResizeMode(0, tree.header().ResizeMode.Stretch)
            tree.header().setSectionResizeMode(1, tree.header().ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(form)
        column.addWidget(self.figure)
        column.addWidget(self.steps, 3)
        column.addWidget(self._rules_title)
        column.addWidget(self.rules, 2)

    def show_product(self, product_id: int, price_list_id: int | None, list_price: Decimal | None = None) -> None:
        """Explain the price of another product in a list; without one the customer decides the list.

        *list_price*: what stands beside it; said, too, where that is not what is paid.
        """
        if product_id != self._product:
            self.editors[-1].set_value("")
        self._product, self._list, self._list_price = product_id, price_list_id, list_price
        self.ask()

    def ask(self) -> None:
        """Ask the database for the price and its reasons."""
        if not self._product:
            self._show(None)
            return
        try:
            given = {e.field.name: e.value() for e in self.editors}
        except BadValue:
            return
        product, customer, unit = self._product, given.get("why_customer"), given["why_unit"] or ""
        quantity, day = given["why_quantity"] or Decimal(1), given["why_day"] or clock.today()
        price_list = None if customer else self._list
        self._context.jobs.run(
            lambda session: services.explain_price(
                session,
                product_id=product,
                customer_id=customer,
                quantity=quantity,
                day=day,
                price_list_id=price_list,
                unit=unit,
            ),
            owner=self,
            done=self._show,
            failed=self._context.messages.error,
            key="why",
        )

    def _show(self, reason: PriceReason | None) -> None:
        self.reason = reason
        self.steps.clear()
        self.rules.clear()
        self._rules_title.setVisible(bool(reason and len(reason.rules) > 1))
        self.rules.setVisible(bool(reason and len(reason.rules) > 1))
        units = reason.units if reason else ()
        unit = self.editors[-1]
        for widget in (unit, self._captions[-1]):  # most are sold in one unit only
            widget.setVisible(len(units) > 1)
        if isinstance(unit, ChoiceEditor):
            unit.offer(frozenset(units))
        if reason is None:
            self.figure.setText("")
            return
        currency = reason.currency or self._context.facts().currency
        sign = sign_of(currency)
        floor = (
            self.tr("floor {price}").format(price=sign + price_text(reason.floor_price)) if reason.floor_price else ""
        )
        price = sign + price_text(reason.unit_price) if reason.unit_price is not None else self.tr("No price")
        floor = unbroken(floor)  # on a line of its own where both have no room
        self.figure.setText(f"{price}  <span style='font-size: small'>{floor}</span>" if floor else price)
        lines = reason_lines(reason.explanation, unit_name=self._unit_name)
        if self._list_price not in (None, reason.unit_price):
            lines.insert(0, (self.tr("List price"), price_text(self._list_price), 0))
        for words, value, depth in lines:
            item = QTreeWidgetItem(self.steps, ["    " * depth + words, value])
            item.setToolTip(0, words)
            item.setTextAlignment(1, _RIGHT)
            item.setFirstColumnSpanned(not value)
        for rule in reason.rules:
            outcome = outcome_text(rule)
            item = QTreeWidgetItem(self.rules, [f"{rule_scope(rule, self._unit_name)}\n{outcome}", rule_value(rule)])
            item.setTextAlignment(1, _RIGHT)
            for column in range(2):
                item.setToolTip(column, labelled(rule.price_list, f"{rule_text(rule, self._unit_name)}\n{outcome}"))
            if rule.outcome == "won":
                item.setIcon(0, icon("check", "ok"))

    def _unit_name(self, code: str, number: Decimal | int = 1) -> str:
        return self._context.term_label("unit", code, number)

    def retranslate(self) -> None:
        """Set every text anew."""
        words = {
            "why_unit": self.tr("Unit"),
            "why_customer": self.tr("Customer"),
            "why_quantity": self.tr("Quantity"),
            "why_day": self.tr("Day"),
        }
        for editor, caption in zip(self.editors, self._captions, strict=True):
            caption.setText(words[editor.field.name])
            editor.setAccessibleName(caption.text())
            editor.input.setAccessibleName(caption.text())
        self._rules_title.setText(self.tr("All rules for it"))
        self.steps.setAccessibleName(self.tr("Why this price"))
        self.rules.setAccessibleName(self._rules_title.text())
        self._show(self.reason)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class AboutPanel(QScrollArea):
    """The product itself: its picture, policy notes, replacements and accessories, each a way to go on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_about")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._context, self._product = context, 0
        self._known: tuple[str, list[Link]] = ("", [])
        body = QWidget(self)
        self.picture, self.notes = PictureView(self), QLabel(self, wordWrap=True)
        self.picture.setFixedHeight(170)
        self.picture.hide()
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notes_title, self._links_title = QLabel(self), QLabel(self)
        self._links = QVBoxLayout()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.picture)
        for title in (self._notes_title, self._links_title):
            title.setProperty("kind", "heading")
        column.addWidget(self._notes_title)
        column.addWidget(self.notes)
        column.addWidget(self._links_title)
        column.addLayout(self._links)
        column.addStretch(1)
        self.setWidget(body)
        self.retranslate()

    def show_product(self, product_id: int) -> None:
        """Show another product."""
        self._product = product_id
        records, entity = self._context.records, self._context.entity("product")

        def work(session: Any) -> tuple[str, list[Link], QImage]:
            record = records.load(session, entity, product_id)
            pictures = list_pictures(session, product_id=product_id)[:1]
            content = read_pictures(session, attachment_ids=[p.id for p in pictures])
            image = scaled_image(next(iter(content.values()), b""), PICTURE)
            return str(record.values.get("policy_notes") or ""), list_links(session, product_id=product_id), image

        if product_id:
            self._context.jobs.run(
                work, owner=self, done=lambda found: self._show(*found), failed=lambda _error: None, key="about"
            )
        else:
            self._show("", [], QImage())

    def _show(self, notes: str, links: list[Link], image: QImage) -> None:
        self._known = (notes, links)
        self.picture.setVisible(not image.isNull())
        self.picture.show_image(image)
        self._show_words()

    def _show_words(self) -> None:
        notes, links = self._known
        self.notes.setText(notes or "—")
        while self._links.count():
            item = self._links.takeAt(0)
            line = item.widget() if item else None
            if line is not None:
                line.deleteLater()
        words = {
            ("replacement", False): self.tr("Replaced by"),
            ("replacement", True): self.tr("Replaces"),
            ("accessory", False): self.tr("Accessory"),
            ("accessory", True): self.tr("Accessory of"),
        }
        for link in links:
            button = QPushButton(labelled(words[link.kind, link.back], link.name), self)
            button.setObjectName(f"price_about.link.{link.product_id}")
            button.setProperty("kind", "link")
            button.setToolTip(f"{link.code} {link.name}\n{link.note}".strip())
            button.clicked.connect(lambda _=False, i=link.product_id: self._context.navigator.open_record("product", i))
            self._links.addWidget(button)
        self._links_title.setVisible(bool(links))

    def retranslate(self) -> None:
        """Set every text anew."""
        self._notes_title.setText(self.tr("Policy notes"))
        self._links_title.setText(self.tr("Replacements and accessories"))
        self.picture.setAccessibleName(self.tr("Picture"))
        self._show_words()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_known"):
            self.retranslate()


class PriceSide(QFrame):
    """The marked product: why its price, how it came about, what it is."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_side")
        self.setProperty("kind", "card")
        self._shown: tuple[int, int | None, str, Decimal | None] = (0, None, "", None)
        self.name, self.tabs = QLabel(self, wordWrap=True), FittingTabs(self)
        self.why, self.history, self.about = (
            WhyPanel(context, self),
            HistoryPanel(context, self),
            AboutPanel(context, self),
        )
        self.name.setProperty("kind", "heading")
        self.tabs.setObjectName("price_side.tabs")
        for panel, picture in ((self.why, "calculator"), (self.history, "history"), (self.about, "package")):
            self.tabs.addTab(panel, icon(picture), "")
        self.tabs.currentChanged.connect(lambda _: self._read())
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 0)
        head.addWidget(self.name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self.retranslate()

    def show_product(
        self, product_id: int, name: str, price_list_id: int | None, list_name: str, list_price: Decimal | None
    ) -> None:
        """Show another product of a list, when the person has come to rest on it; none by 0."""
        self._shown = (product_id, price_list_id, list_name, list_price)
        self.name.setText(name)
        self._pause.start()

    def _read(self) -> None:
        product, price_list, name, list_price = self._shown
        current = self.tabs.currentWidget()
        if not self.isVisible():
            return
        if current is self.why:
            self.why.show_product(product, price_list, list_price)
        elif current is self.history:
            self.history.show_product(product, price_list, name if price_list else "")
        else:
            self.about.show_product(product)

    def showEvent(self, event: Any) -> None:
        """Read what was not read while hidden (QWidget.showEvent)."""
        super().showEvent(event)
        self._pause.start()

    def retranslate(self) -> None:
        """Set every text anew."""
        for panel, words in (
            (self.why, self.tr("Why")),
            (self.history, self.tr("History")),
            (self.about, self.tr("Product")),
        ):
            self.tabs.setTabText(self.tabs.indexOf(panel), words)
        self.tabs.setAccessibleName(self.tr("About the marked product"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_pause"):
            self.retranslate()
