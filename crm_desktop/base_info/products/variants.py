"""The variants of a main product, on its page and on theirs: opened, compared, withdrawn with it; more are made from here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.products import variant_services
from crm_desktop.base_info.products.make_variants import MakeVariants, axes_of
from crm_desktop.base_info.products.variant_services import NO_FAMILY, Family, NewVariant, Variant
from crm_desktop.core.fields import Choice
from crm_desktop.core.record import Changed
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.shell.ask_dialog import tell_failure
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo


class Variants(QWidget):
    """The main product, its variants with their prices, what may be done with them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("product_variants")
        self._context, self._product = context, 0
        self._name = ""
        self._class: int | None = None
        self.family: Family = NO_FAMILY
        self.about, self.main = QLabel(self, wordWrap=True), QPushButton(self)
        self.compare, self.make = QPushButton(self), QPushButton(self)
        self.model: RowsModel[Variant] = RowsModel([], self)
        self.table = RowsView(self.model, "product_variants.table", self)
        self.about.setProperty("kind", "muted")
        for button, name in ((self.main, "main"), (self.compare, "compare"), (self.make, "make")):
            button.setObjectName(f"product_variants.{name}")
        head = QHBoxLayout()
        head.addWidget(self.about, 1)
        for button in (self.main, self.compare, self.make):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addStretch()
        self.main.clicked.connect(lambda: self._open(self.family.main_id))
        self.compare.clicked.connect(self._compare)
        self.make.clicked.connect(self.ask)
        self.table.opened.connect(lambda variant: self._open(variant.id))
        self.retranslate()

    def show_product(self, product_id: int, name: str, class_id: int | None) -> None:
        """Show the variants of another product, or those beside it."""
        self._product, self._name, self._class = product_id, name, class_id
        priced = self._context.facts().rights.may("price", "view")
        self._context.jobs.run(
            lambda session: variant_services.read_family(session, product_id=product_id, priced=priced),
            owner=self,
            done=self._show,
            failed=self._context.messages.error,
            key="variants",
        )

    def _show(self, family: Family) -> None:
        self.family = family
        self.model.show(sorted(family.variants, key=self._place), self._columns())
        self.table.setVisible(bool(family.main_id))
        for number, variant in enumerate(self.model.rows):
            if variant.id == self._product:
                self.table.selectRow(number)
        if not family.main_id:
            self.about.setText(
                self.tr("It comes in no variants: colours, sizes, memory … each sold as a product of its own.")
            )
        elif family.main_id == self._product:
            self.about.setText(self.tr("It comes in %n variant(s).", "", len(family.variants)))
        else:
            self.about.setText(
                self.tr("“{name}” comes in %n variant(s); this is one of them.", "", len(family.variants)).format(
                    name=family.main_name
                )
            )
        self._may()

    def _place(self, variant: Variant) -> list[int]:
        """Return where a variant stands: in the order of the values by which they differ."""
        place = []
        for key in self.family.axes:
            field = self._field(key)
            codes = [t.code for t in self._context.facts().terms.get(field.dictionary, ())] if field else []
            place.append(codes.index(variant.values[key]) if variant.values.get(key) in codes else -1)
        return place

    def _field(self, key: str) -> Choice | None:
        found = next((f for f in self._context.entity("product").fields if f.name == f"attrs.{key}"), None)
        return found if isinstance(found, Choice) else None

    def _columns(self) -> list[Column[Variant]]:

        def gone(variant: Variant) -> bool:
            return variant.status == "withdrawn"

        def mine(variant: Variant) -> bool:
            return variant.id == self._product

        def value(key: str) -> Column[Variant]:
            field = self._field(key)

            def words(variant: Variant) -> str:
                code = variant.values.get(key) or ""
                return self._context.term_label(field.dictionary, code) if field else code

            return Column(title=lambda: field.label if field else key, text=words, raw=words, strong=mine, muted=gone)

        def name(variant: Variant) -> str:
            return self.tr("{name} (withdrawn)").format(name=variant.name) if gone(variant) else variant.name

        def money(variant: Variant) -> str:
            return price_text(variant.price)

        return [
            Column(title=lambda: self.tr("Code"), text=lambda v: v.code, raw=lambda v: v.code, strong=mine, muted=gone),
            *(value(key) for key in self.family.axes),
            Column(
                title=lambda: self.tr("Price"), text=money, raw=lambda v: v.price, number=True, strong=mine, muted=gone
            ),
            Column(title=lambda: self.tr("Variant"), text=name, raw=lambda v: v.name, strong=mine, muted=gone),
        ]

    def _open(self, product_id: int) -> None:
        if product_id and product_id != self._product:
            among = [v.id for v in self.model.rows]
            self._context.navigator.open_record("product", product_id, among=among if product_id in among else ())

    def _compare(self) -> None:
        chosen = [v.id for v in self.table.chosen()]
        ids = chosen if len(chosen) > 1 else [v.id for v in self.model.rows]
        self._context.navigator.open_page("compare_products", product_ids=ids)

    # ── making ───────────────────────────────────────────

    def ask(self) -> MakeVariants | None:
        """Open the dialog that makes variants of the main product."""
        if not self.make.isEnabled():
            return None
        main = self.family.main_id or self._product
        dialog = MakeVariants(self._context, self.family, self._name, axes_of(self._context, self._class), self)

        def work(axes: Sequence[str], wanted: Sequence[NewVariant]) -> None:
            self._context.jobs.run(
                lambda session: variant_services.make_variants(session, main_id=main, axes=axes, wanted=wanted),
                owner=self,
                done=lambda bulk: self._made(dialog, bulk, len(wanted)),
                failed=lambda error: tell_failure(dialog, error, self._context.entity("product"), self._context),
            )

        dialog.chosen.connect(work)
        dialog.open()
        return dialog

    def _made(self, dialog: MakeVariants, bulk: int, number: int) -> None:
        dialog.accept()
        words = (
            self.tr("%n variant(s) were made.", "", number)
            if number
            else self.tr("By what its variants differ was changed.")
        )
        offer_undo(self._context, self, words, (bulk,))

    def ask_withdrawal(self, main_id: int) -> None:
        """Ask whether the variants of a main product are withdrawn with it, where some are on sale."""
        self._context.jobs.run(
            lambda session: variant_services.read_family(session, product_id=main_id, priced=False),
            owner=self,
            done=lambda family: self._ask([v.id for v in family.variants if v.status == "on_sale"]),
            failed=self._context.messages.error,
            key="withdrawal",
        )

    def _ask(self, on_sale: Sequence[int]) -> None:
        if not on_sale:
            return
        records, entity = self._context.records, self._context.entity("product")

        def withdraw() -> None:
            self._context.jobs.run(
                lambda session: records.save_many(session, entity, on_sale, {"status": "withdrawn"}),
                owner=self,
                done=lambda bulk: offer_undo(
                    self._context, self, self.tr("%n variant(s) were withdrawn.", "", len(on_sale)), (bulk,)
                ),
                failed=lambda error: self._context.messages.error(error, entity),
            )

        question = self.tr("%n of its variants is still on sale. Withdraw it too?", "", len(on_sale))
        self._context.messages.ask(question, self.tr("Withdraw"), withdraw, parent=self)

    def is_one_of(self, change: Changed) -> bool:
        """Tell whether a product of the family may have changed, or come to it."""
        family = (self.family.main_id, *(v.id for v in self.family.variants))
        return change.operation == "INSERT" or any(change.concerns("product", i) for i in family if i)

    def _may(self) -> None:
        rights = self._context.facts().rights
        no = (
            ""
            if rights.may("product", "create") and rights.may("product", "edit")
            else self.tr("You have no right to change this.")
        )
        if not no and not axes_of(self._context, self._class):
            no = self.tr(
                "Its class has no own attribute of the kind “choice” by which variants could differ; define one first."
            )
        self.make.setEnabled(bool(self._product) and not no)
        self.make.setToolTip(no)
        self.compare.setVisible(len(self.family.variants) > 1)
        self.main.setVisible(self.family.main_id not in (0, self._product))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.main.setText(self.tr("Main product"))
        self.compare.setText(self.tr("Compare"))
        self.make.setText(self.tr("Make variants …"))
        for button in (self.main, self.compare, self.make):
            button.setAccessibleName(button.text())
        self.table.setAccessibleName(self.tr("Variants"))
        self._show(self.family)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "model"):
            self.retranslate()
