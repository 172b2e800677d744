"""The price list on paper: by class, with or without pictures, nothing in it that a customer must not see."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing import fonts
from crm_desktop.printing.page import GREY, INK, RULE, Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row, Table

NO_CLASS = QT_TRANSLATE_NOOP("PriceListPrint", "Without class")
AS_OF = QT_TRANSLATE_NOOP("PriceListPrint", "Prices of {day} in {currency}, {tax}.")
WITH_TAX, WITHOUT_TAX = (
    QT_TRANSLATE_NOOP("PriceListPrint", "tax included"),
    QT_TRANSLATE_NOOP("PriceListPrint", "without tax"),
)
HEADS = (
    QT_TRANSLATE_NOOP("PriceListPrint", "Code"),
    QT_TRANSLATE_NOOP("PriceListPrint", "Name"),
    QT_TRANSLATE_NOOP("PriceListPrint", "Model"),
    QT_TRANSLATE_NOOP("PriceListPrint", "Specification"),
    QT_TRANSLATE_NOOP("PriceListPrint", "Unit"),
    QT_TRANSLATE_NOOP("PriceListPrint", "Price"),
)
PROMOTED = QT_TRANSLATE_NOOP("PriceListPrint", "Promotion “{name}” is running.")
ASK_FOR_IT = QT_TRANSLATE_NOOP("PriceListPrint", "Prices are printed without promotions.")
ON_REQUEST = QT_TRANSLATE_NOOP("PriceListPrint", "on request")
COUNT = QT_TRANSLATE_NOOP("PriceListPrint", "{count} products")
NOTHING = QT_TRANSLATE_NOOP("PriceListPrint", "There is no product in this list.")
CARD, PICTURE = 58.0, (84.0, 52.0)  # points


@dataclass(frozen=True, kw_only=True)
class Item:
    """A product as it is printed."""

    group: str  #: its class with those above it; '' for none
    code: str
    name: str
    model: str
    specification: str
    unit: str
    price: Decimal | None
    picture: bytes = b""
    promotions: tuple[str, ...] = ()  #: running for everybody; the price is marked and a note says which


def price_list_pdf(
    head: Head, items: Sequence[Item], *, day: date, currency: str, tax_included: bool, pictures: bool = False
) -> bytes:
    """Return the price list *items*, in their order, as PDF."""

    def tr(text: str) -> str:
        return head.tr(text, "PriceListPrint")

    count = tr(COUNT).format(count=f"{len(items):,}")
    tax = tr(WITH_TAX if tax_included else WITHOUT_TAX)
    story: list[Flowable] = [
        Heading(head.title, 16, note=count, above=0),
        Words(tr(AS_OF).format(day=day.isoformat(), currency=currency, tax=tax), grey=True),
    ]
    story += _notes(items, tr(PROMOTED), tr(ASK_FOR_IT))
    if not items:
        story.append(Words(tr(NOTHING), 10, grey=True))
    elif pictures:
        story += _cards(items, tr(NO_CLASS), tr(ON_REQUEST))
    else:
        columns = [Column(label=tr(h), weight=w) for h, w in zip(HEADS, (11, 26, 14, 26, 6, 11), strict=True)]
        columns[-1] = replace(columns[-1], right=True)
        if _numbered(items):
            columns.append(Column(label="", weight=1))
        story.append(Table(columns, _rows(items, tr(NO_CLASS), tr(ON_REQUEST))))
    return make_pdf(head, story)


def _notes(items: Sequence[Item], promoted: str, ask: str) -> list[Flowable]:
    """Say which promotions the marks stand for."""
    names = _numbered(items)
    if not names:
        return []
    return [Words(f"{'*' * number} {promoted.format(name=name)}", grey=True) for name, number in names.items()] + [
        Words(ask, grey=True)
    ]


def _numbered(items: Sequence[Item]) -> dict[str, int]:
    names = dict.fromkeys(name for item in items for name in item.promotions)
    return {name: number for number, name in enumerate(names, 1)}


def _price(item: Item, on_request: str) -> str:
    return price_text(item.price) or on_request


def _marks(item: Item, marks: Mapping[str, int]) -> str:
    return " ".join("*" * number for number in sorted(marks[name] for name in item.promotions))


def _rows(items: Sequence[Item], no_class: str, on_request: str) -> list[Row]:
    rows: list[Row] = []
    marks = _numbered(items)
    group: str | None = None
    for item in items:
        if item.group != group:
            group = item.group
            rows.append(Row(cells=(group or no_class, *[""] * (6 if marks else 5)), style="group"))
        cells = (item.code, item.name, item.model, item.specification, item.unit, _price(item, on_request))
        rows.append(Row(cells=(*cells, _marks(item, marks)) if marks else cells))
    return rows


def _cards(items: Sequence[Item], no_class: str, on_request: str) -> list[Flowable]:
    story: list[Flowable] = []
    marks = _numbered(items)
    group: str | None = None
    for item in items:
        if item.group != group:
            group = item.group
            heading = Heading(group or no_class, 11)
            heading.keepWithNext = 1
            story.append(heading)
        story.append(Card(item, f"{_price(item, on_request)} {_marks(item, marks)}".strip()))
    return story


class Card(Flowable):
    """A product with its picture at the left; the price stands at the right."""

    def __init__(self, item: Item, price: str) -> None:
        super().__init__()
        self.item, self._price = item, price

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take one row of fixed height."""
        self.width, self.height = available_width, CARD
        return self.width, self.height

    def draw(self) -> None:
        """Draw picture, words and price."""
        canvas, item = self.canv, self.item
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        canvas.line(0, 0, self.width, 0)
        if item.picture:
            picture = ImageReader(io.BytesIO(item.picture))
            wide, high = picture.getSize()
            scale = min(PICTURE[0] / wide, PICTURE[1] / high)
            size = wide * scale, high * scale
            canvas.drawImage(
                picture, (PICTURE[0] - size[0]) / 2, (CARD - size[1]) / 2, *size, mask="auto", preserveAspectRatio=True
            )
        left, right = PICTURE[0] + 10, 110.0
        room = self.width - left - right
        canvas.setFillColor(INK)
        canvas.setFont(fonts.BOLD, 9.5)
        canvas.drawString(left, CARD - 15, fonts.wrap(item.name, 9.5, room)[0])
        canvas.setFont(fonts.FACE, 8)
        canvas.setFillColor(GREY)
        canvas.drawString(left, CARD - 27, "  ".join(w for w in (item.code, item.model) if w))
        for number, line in enumerate(fonts.wrap(item.specification, 8, room)[:2]):
            canvas.drawString(left, CARD - 38 - number * 10, line)
        canvas.setFillColor(INK)
        canvas.setFont(fonts.BOLD, 11)
        canvas.drawRightString(self.width, CARD - 24, self._price)
        canvas.setFont(fonts.FACE, 8)
        canvas.setFillColor(GREY)
        canvas.drawRightString(self.width, CARD - 37, item.unit)


def items_of(
    rows: Sequence[Any],
    *,
    order: Sequence[int],
    path_of: Mapping[int, str],
    unit_of: Mapping[str, str],
    pictures: Mapping[int, bytes],
    promotions: Sequence[tuple[str, frozenset[int] | None]] = (),
) -> list[Item]:
    """Return rows of a price list as they are printed: by the order of the class tree, by name within a class."""
    places = {class_id: number for number, class_id in enumerate(order)}
    ordered = sorted(rows, key=lambda r: (places.get(r.class_id, len(places)), r.sort_key, r.product_id))
    return [
        Item(
            group=path_of.get(r.class_id, ""),
            code=r.code,
            name=r.name,
            model=r.model,
            specification=r.specification,
            unit=unit_of.get(r.unit, r.unit),
            price=r.price,
            picture=pictures.get(r.picture_id, b""),
            promotions=tuple(name for name, products in promotions if products is None or r.product_id in products),
        )
        for r in ordered
    ]
