"""The columns of the price page: what a product costs, what will change, what it earns where that may be seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.services import PriceRow
from crm_desktop.base_info.prices.words import margin_text
from crm_desktop.core.text import QT_TRANSLATE_NOOP, sign_of
from crm_desktop.qt.rows import Column
from crm_desktop.qt.tools import Tools

CODE = QT_TRANSLATE_NOOP("PricePage", "Code")
NAME = QT_TRANSLATE_NOOP("PricePage", "Name")
MODEL = QT_TRANSLATE_NOOP("PricePage", "Model")
UNIT = QT_TRANSLATE_NOOP("PricePage", "Unit")
PRICE = QT_TRANSLATE_NOOP("PricePage", "Price")
LIST_PRICE = QT_TRANSLATE_NOOP("PricePage", "List price")
FLOOR = QT_TRANSLATE_NOOP("PricePage", "Floor price")
PLANNED = QT_TRANSLATE_NOOP("PricePage", "Planned")
COST = QT_TRANSLATE_NOOP("PricePage", "Cost price")
MARGIN = QT_TRANSLATE_NOOP("PricePage", "Margin")
WITHDRAWN = QT_TRANSLATE_NOOP("PricePage", "{name} (withdrawn)")


def _tr(text: str) -> str:
    return QCoreApplication.translate("PricePage", text)


def _withdrawn(row: PriceRow) -> bool:
    return row.status != "on_sale"


def _name(row: PriceRow) -> str:
    words = _tr(WITHDRAWN).format(name=row.name) if _withdrawn(row) else row.name
    return f"    {words}" if row.variant_of_id else words  # below its main product


def _planned(row: PriceRow) -> str:
    return f"{price_text(row.planned)} · {row.planned_on:%m-%d}" if row.planned_on and row.planned is not None else ""


def _planned_column(sign: str) -> Column[PriceRow]:
    return Column(
        title=lambda: _tr(PLANNED),
        text=_planned,
        raw=lambda r: r.planned_on,
        number=True,
        muted=_withdrawn,
        sign=lambda _row: sign,
    )


def price_columns(
    tools: Tools, rows: Sequence[PriceRow], *, may_type: bool, listed: bool = False, currency: str = ""
) -> list[Column[PriceRow]]:
    """Return the columns for *rows*, prices in *currency* ('': the company's own).

    *listed*: the price is the list price itself, it does not stand there twice.
    """
    home = tools.facts().currency

    def words(title: str, of: str) -> Column[PriceRow]:
        return Column(
            title=lambda: _tr(title), text=lambda r: getattr(r, of), raw=lambda r: getattr(r, of), muted=_withdrawn
        )

    def money(title: str, of: str, *, typed: bool = False) -> Column[PriceRow]:
        in_list = of not in ("cost", "list_price")
        return Column(
            title=lambda: _tr(title),
            text=lambda r: price_text(getattr(r, of)),
            raw=lambda r: getattr(r, of),
            number=True,
            typed=typed,
            muted=_withdrawn,
            sign=lambda _row: sign_of(currency or home if in_list else home),
        )

    columns = [
        words(CODE, "code"),
        Column(title=lambda: _tr(NAME), text=_name, raw=lambda r: r.sort_key, muted=_withdrawn),
        money(PRICE, "price", typed=may_type),
    ]
    if any(r.floor_price is not None for r in rows):
        columns.append(money(FLOOR, "floor_price"))
    if any(r.cost is not None for r in rows):
        columns.append(money(COST, "cost"))
    if any(r.margin is not None for r in rows):
        columns.append(
            Column(
                title=lambda: _tr(MARGIN),
                text=lambda r: margin_text(r.margin),
                raw=lambda r: r.margin,
                number=True,
                muted=_withdrawn,
            )
        )
    if any(r.planned_on for r in rows):
        columns.append(_planned_column(sign_of(currency or home)))
    if not listed:
        columns.append(money(LIST_PRICE, "list_price"))
    unit = tools.term_label
    columns.append(
        Column(title=lambda: _tr(UNIT), text=lambda r: unit("unit", r.unit), raw=lambda r: r.unit, muted=_withdrawn)
    )
    return [*columns, words(MODEL, "model")]
