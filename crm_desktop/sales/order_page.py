"""The order: its head as a form, its lines as a grid, its steps as buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.core import clock
from crm_desktop.core.codec import from_text
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, Conflict, Invalid
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt.cells import no_room
from crm_desktop.qt.lines import LineChanges, LineGrid
from crm_desktop.qt.lines.model import Line
from crm_desktop.qt.lines.snapshot import restore, snapshot
from crm_desktop.qt.lines.theirs import take_theirs
from crm_desktop.sales import services
from crm_desktop.sales.batch_cells import asked_of, forget_with_product, without_batch
from crm_desktop.sales.entities import SALES_ORDER_LINE
from crm_desktop.sales.line_columns import BATCH, columns, own
from crm_desktop.sales.rules import STEPS, below_floor, line_amount, line_tax, quantity_and_unit
from crm_desktop.shell.context import Context
from crm_desktop.shell.records.record_page import RecordPage
from crm_desktop.shell.sentences import sentence

#: Fields of the head that decide what a line costs.
_DECIDE_PRICES = ("customer_id", "ordered_on", "price_list_id", "currency", "coupon")
#: Those of them that decide which list it is; one chosen before is of another customer, or in another currency.
_DECIDE_LIST = ("customer_id", "currency")
_COPIED = "#copied"  #: beside the lines of a draft: they are another order's
_STORED = "#currency"  #: beside the values of the head, the currency in which the stored lines are
#: The way forward stands first.
_BUTTONS = {"confirmed": "circle-check", "delivered": "truck", "closed": "check", "draft": "undo-2", "cancelled": "x"}


class OrderPage(RecordPage):
    """Edits one order with its lines; a confirmed one can only be led on, or back."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "sales_order", **args: Any
    ) -> None:
        self.grid: LineGrid | None = None  # the base class shows a record before the grid stands
        self._head_values: dict[str, Any] = {}  # of the form, for jobs that must not touch it
        self._kept_lines: Any = None  # of a draft, until the stored lines have been read
        #: the lines as saved, until they are read again
        self._written: tuple[list[Line], list[dict[str, Any]]] | None = None
        self._after: list[Callable[[], object]] = []  # what waits for that
        self._stepping = False
        self._line = context.entity(SALES_ORDER_LINE.name)
        super().__init__(context, parent, entity=entity, **args)

    def _build(self) -> None:
        super()._build()
        self.grid = LineGrid(
            self.context,
            SALES_ORDER_LINE.context,
            columns(self._line),
            compute=lambda values: {"amount": line_amount(values), "tax_amount": line_tax(values)},
            lookup=self._price_lookup,
            lookup_on=("product_id", "quantity", "unit", "tax_rate"),
            read=self._read_quantity,
            offer=lambda name, values: values.get("units") if name == "unit" else None,
            kept=("unit_price",),
            doubt=self._below_floor,
            asked=asked_of(self._line),
            as_asked=(BATCH,),
            sums=("quantity", "amount"),
            gives_way=("tax_amount", "list_price", "tax_rate", "description"),
            defaults={
                "quantity": Decimal(1),
                "discount": Decimal(0),
                "tax_rate": Decimal(13),
                "list_price": Decimal(0),
                **{f.name: f.default for f in own(self._line) if f.default is not None and not f.read_only},
            },
            position="position",
            parent=self._down,
        )
        forget_with_product(self.grid)
        self.grid.widths.fitted = lambda: self.status_changed.emit(self.status())
        self.form.edited.connect(self._head_edited)
        self.grid.edited.connect(self._lines_edited)
        self.grid.open_requested.connect(lambda name, record_id: self.context.navigator.open_record(name, record_id))
        self._steps = QWidget(self)
        row = QHBoxLayout(self._steps)
        row.setContentsMargins(12, 4, 12, 8)
        row.addStretch(1)
        self._step_buttons: dict[str, QPushButton] = {}
        for state in _BUTTONS:
            button = QPushButton(self._steps)
            button.setObjectName(f"order.step.{state}")
            button.clicked.connect(lambda _=False, s=state: self.lead_to(s))
            row.addWidget(button)
            self._step_buttons[state] = button
        self._down.setSizes([340, 280])
        page = self.layout()
        assert page is not None
        page.addWidget(self._steps)
        self.grid.set_lines(())
        self._name_steps()

    def status(self) -> str:
        """Return which columns of the lines have no room (``Page``)."""
        return no_room(self.grid.widths.left_out(), self.context) if self.grid is not None else ""

    def begin(self) -> None:
        """Put the cursor into the first line where the customer is known (``RecordPage``)."""
        if self.grid is not None and self.form.current().get("customer_id"):
            self.grid.table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().begin()

    # ── lines ────────────────────────────────────────────

    def _price_lookup(self, session: Any, values: Mapping[str, Any]) -> Record:
        """Ask the price of a line (runs in a job; reads only what ``_remember`` kept of the form)."""
        head = self._head_values
        answer = services.price_line(
            session,
            product_id=values["product_id"],
            customer_id=head.get("customer_id"),
            quantity=values.get("quantity") or Decimal(1),
            day=head.get("ordered_on") or clock.today(),
            price_list_id=head.get("price_list_id"),
            unit=values.get("unit") or "",
            currency=head.get("currency") or "",
            tax_rate=values.get("tax_rate") if values.get("rated") == values["product_id"] else None,
            coupon=head.get("coupon") or "",
        )
        found = {
            "unit_price": answer.unit_price,
            "list_price": answer.list_price or Decimal(0),
            **services.rated(values),
            "tax_rate": answer.tax_rate,
            "unit": answer.unit,
            "units": answer.units or None,
            "by_batch": answer.by_batch,
            "promotion": answer.promotion,
            "priced_in": head.get("currency"),
            "floor_price": answer.floor_price,
        }
        # where the currency has no price for it, that of another one does not stay
        moved = values.get("priced_in", head.get(_STORED)) != head.get("currency")
        return Record(
            0,
            0,
            {n: v for n, v in found.items() if v is not None or n == "floor_price" or (n == "unit_price" and moved)},
        )

    def _below_floor(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        if (floor := below_floor(values)) is None:
            return {}
        return {"unit_price": self.tr("below the floor price {floor}").format(floor=price_text(floor))}

    def _read_quantity(self, name: str, text: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Read a quantity that was typed with its unit."""
        if name != "quantity":
            return None
        terms = [t for t in self.context.terms("unit") if not values.get("units") or t.code in values["units"]]
        words = {word: t.code for t in terms for word in (t.code, t.name, t.label("en"), t.counted("en", 2))}
        found = quantity_and_unit(text, words)
        if found is None:
            return None
        try:
            return {"quantity": from_text(SALES_ORDER_LINE["quantity"], found[0]), "unit": found[1]}
        except BadValue:
            return None

    def _lines_edited(self) -> None:
        self._draft_pause.start()
        self._dirty_changed(self.is_dirty())

    def _start(self) -> None:
        self._given.setdefault("ordered_on", clock.today())
        super()._start()
        self._remember()
        self._show_steps()

    def _head_edited(self, _name: str) -> None:
        """Ask the prices again where another customer, day or list decides them."""
        before = self._head_values
        self._remember()
        changed = [n for n in _DECIDE_LIST if before.get(n) != self._head_values.get(n)]
        chosen = before.get("price_list_id")
        if changed and chosen and chosen == self._head_values.get("price_list_id"):
            self.form.editor("price_list_id").put(None)  # comes back here as a change of the list
            return
        if self.grid is not None and any(before.get(n) != self._head_values.get(n) for n in _DECIDE_PRICES):
            self.grid.look_up_again()

    def _remember(self) -> None:
        self._head_values = {**self.form.current(), _STORED: self._record.values.get("currency")}
        if self.grid is not None and self.grid.model.currency != (self._head_values.get("currency") or ""):
            self.grid.set_currency(self._head_values.get("currency") or "")

    def _loaded(self, record: Record) -> None:
        moved = record.id == self._record_id and record.version != self._record.version
        fresh = record.id == self._record_id and record.id != self._record.id
        if fresh and self.grid is not None:
            self.grid.set_lines(())  # another order's lines, kept on disk where they were unsaved
            self._written = None
            self._after.clear()
        super()._loaded(record)
        self._remember()
        if fresh or (moved and not self.parts_dirty()):
            self.parts_saved()
        self._show_steps()

    def concerned(self, change: Changed) -> bool:
        """Tell whether the order or one of its lines may have changed (``Page``)."""
        if change.table == "sales_order_line" and self._record_id and not self._saving:
            return True
        return super().concerned(change)

    def refresh(self) -> None:
        """Read order and lines again (``Page``)."""
        super().refresh()
        if self._record_id and not self.parts_dirty():
            self.parts_saved()

    # ── parts (RecordPage) ───────────────────────────────

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store order and lines, and remember the lines as they are under way (``RecordPage``)."""
        under_way = self._saving
        if self._written and not under_way:  # lines not known to be stored would be stored once more
            self._after.append(lambda: self.save(then))
            self.parts_saved()
            return
        super().save(then)
        if self.grid is not None and self._saving and not under_way:
            self._written = (self.grid.model.filled(), snapshot(self.grid.model))

    def parts_changes(self) -> LineChanges:
        """Return what is to be written of the lines; raise Invalid."""
        assert self.grid is not None
        return self.grid.changes()

    @property
    def store(self) -> Callable[..., Record]:  # type: ignore[override]
        """Return what writes order and lines in one transaction."""
        return partial(_store, self._line)

    def parts_saved(self) -> None:
        """Read the lines again: what was saved stands in the database, what was typed since stays on top."""
        if self.grid is None or not self._record_id:
            return
        self._remember()  # the database has chosen a list
        lines, before = self._written or (self.grid.model.filled(), snapshot(self.grid.model))
        self._read_lines(lambda stored: self._show_lines(stored, lines, before))

    def _read_lines(self, done: Callable[[list[Record]], None]) -> None:
        order_id, entity = self._record_id, self._line
        self.context.jobs.run(
            lambda session: services.list_lines(session, order_id=order_id, entity=entity),
            owner=self, done=done, failed=self._lines_unread, key="lines",
        )  # fmt: skip

    def _take_their_lines(self, stored: list[Record]) -> None:
        assert self.grid is not None
        saved = self.tr("A colleague saved {value} here meanwhile. The next save writes yours.")
        take_theirs(
            self.grid.model, stored, saved, self.tr("A colleague removed this line. The next save adds yours anew.")
        )
        self._show_state()

    def _lines_unread(self, error: Exception) -> None:
        self._after.clear()  # the next save reads them first
        self.context.messages.error(error)

    def _show_lines(self, stored: list[Record], lines: list[Line], before: list[dict[str, Any]]) -> None:
        assert self.grid is not None
        if snapshot(self.grid.model) == before:
            self.grid.set_lines(stored)
        else:
            written = [line for line in lines if not _is_free(line.record)]
            self.grid.model.rebase(written, [record for record in stored if not _is_free(record)])
            self.grid.model.exchange(_is_free, [record for record in stored if _is_free(record)])
        kept, self._kept_lines = self._kept_lines, None
        if kept is not None:
            self._bring_back(kept)
        self._show_state()
        if not self._saving:
            self._written = None
            after, self._after = self._after, []
            for save in after:
                save()

    def parts_dirty(self) -> bool:
        """Tell whether lines are unsaved."""
        return self.grid is not None and self.grid.is_dirty()

    def parts_snapshot(self, *, copied: bool = False) -> Mapping[str, Any]:
        """Return the lines for the draft, or for a copy: without what was free, their prices taken as agreed."""
        if self.grid is None:
            return {}
        if not copied:
            return {"#lines": snapshot(self.grid.model)}
        lines = zip(self.grid.model.filled(), snapshot(self.grid.model), strict=True)
        kept = [
            {**without_batch(entry), "id": 0, "typed": [*entry["typed"], "unit_price"]}
            for line, entry in lines
            if not _is_free(line.record)
        ]
        return {"#lines": kept, _COPIED: True}

    def parts_restore(self, kept: Mapping[str, Any]) -> None:
        """Bring the lines of a draft back; those of a stored order wait until it has been read."""
        if self.grid is None or "#lines" not in kept:
            return
        if self._record_id:
            self._kept_lines = kept["#lines"]
        else:
            self._bring_back(kept["#lines"])
            if kept.get(_COPIED):  # what the lists say today is asked for, and told where it is another price
                self.grid.look_up_again()

    def _bring_back(self, kept: Any) -> None:
        assert self.grid is not None
        restore(self.grid.model, kept)
        for line in self.grid.model.filled():
            line.values.update(services.rated(line.values))

    # ── steps ────────────────────────────────────────────

    def lead_to(self, state: str) -> None:
        """Lead the order to its next state; what is unsaved is saved first."""

        def step() -> None:
            if self._stepping:
                return
            record, entity = self._record, self.entity
            self._stepping = True
            self._show_steps()
            self.context.jobs.run(
                lambda session: services.step_order(session, order=record, state=state, entity=entity),
                owner=self,
                done=self._stepped,
                failed=self._not_stepped,
            )

        if state == "cancelled":
            self.context.messages.ask(
                self.tr("Cancel this order? This cannot be undone."),
                self.tr("Cancel the order"),
                lambda: self.save(step),
                parent=self,
            )
        else:
            self.save(step)

    def _not_stepped(self, error: Exception) -> None:
        self._stepping = False
        self._show_steps()
        if self._written:  # what is said of a line is said of it as it is read now
            self._after.append(lambda: self._not_saved(error))
        else:
            self._not_saved(error)

    def _stepped(self, record: Record) -> None:
        self._stepping = False
        self._record = record
        self.form.load(record)
        self._show_head()
        self._show_steps()
        self.parts_saved()
        words = {
            "confirmed": self.tr("Order {code} is confirmed."),
            "draft": self.tr("Order {code} is a draft again and can be changed; its number stays."),
        }.get(record.values["state"])
        if words:
            self.context.messages.toast(words.format(code=record.values["code"]))

    def _not_saved(self, error: Exception) -> None:
        lines = self._written[0] if self._written and self._saving else None
        if self._saving:  # else a step was refused
            self._written = None
        super()._not_saved(error)
        if isinstance(error, Invalid) and error.rule == "line_changed":
            self._read_lines(self._take_their_lines)
        elif isinstance(error, Invalid) and error.table == self._line.name:
            self._line_refused(error, lines)
        if isinstance(error, Invalid) and error.rule == "promotion_used_up" and self.grid is not None:
            self.grid.look_up_again()
        if isinstance(error, Conflict) and not self.parts_dirty():
            self.parts_saved()

    def _line_refused(self, error: Invalid, lines: list[Line] | None) -> None:
        """Mark the cell of which the database says what is not right, among the *lines* as they were sent."""
        assert self.grid is not None
        words, place = sentence(error, self._line), error.values.get("line")
        if place and lines is None:
            lines = self.grid.model.filled()
        line = lines[place - 1] if lines and place and place <= len(lines) else None
        if line is not None:
            self.grid.show_error(line, error.field or "", words)
            words = self.tr("Line {line}: {words}").format(line=place, words=words)
        self.notice.show_words(words, "bad")

    def _show_steps(self) -> None:
        state = self._record.values.get("state", "draft")
        may = self.context.facts().rights.may("sales_order", "edit" if self._record.id else "create")
        for name, button in self._step_buttons.items():
            button.setVisible(name in STEPS.get(state, ()) and (name == "confirmed" or bool(self._record.id)))
            button.setEnabled(may and not self._stepping)  # its answer may come after the change is on show
        if self.grid is not None:
            if state != "draft":
                locked = self.tr("Only the lines of a draft can be changed.")
            elif may and "product_id" in self._line:
                locked = ""
            else:
                locked = self.tr("Lines are written by those who may edit orders and see products.")
            if locked != self.grid.model.locked:
                self.grid.set_locked(locked)

    def _name_steps(self) -> None:
        words = {
            "draft": self.tr("Back to draft"),
            "confirmed": self.tr("Confirm"),
            "delivered": self.tr("Mark as delivered"),
            "closed": self.tr("Close"),
            "cancelled": self.tr("Cancel the order"),
        }
        for name, button in self._step_buttons.items():
            button.setText(words[name])
            button.setAccessibleName(words[name])
        self._step_buttons["confirmed"].setShortcut("Ctrl+Shift+Return")  # a new text takes it away
        if self.grid is not None:
            self.grid.setAccessibleName(QCoreApplication.translate(SALES_ORDER_LINE.context, SALES_ORDER_LINE.plural))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        super().retranslate()
        self._name_steps()
        self._show_steps()


def _store(
    line: Entity,
    session: Any,
    _records: Any,
    entity: Entity,
    record: Record,
    changes: Mapping[str, Any],
    parts: LineChanges,
) -> Record:
    if not record.id:
        return services.create_order(session, values=changes, lines=parts.added, entity=entity, line_entity=line)
    return services.save_order(
        session,
        order=record,
        changes=changes,
        added=parts.added,
        changed=parts.changed,
        removed=parts.removed,
        entity=entity,
        line_entity=line,
    )


def _is_free(record: Record) -> bool:
    """Tell whether the database wrote this line itself, by a promotion."""
    return bool(record.values.get("free_of"))
