"""Changes of prices: proposed with old, new and margin, written in one transaction, planned for a day, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.prices.price_files import PRODUCT_KEYS, read_price_file
from crm_desktop.base_info.prices.rules import PriceChange, margin_percent
from crm_desktop.base_info.prices.services import ON_DAY, SOLD, may_see_cost
from crm_desktop.core import clock
from crm_desktop.core.errors import Conflict, Denied, Invalid
from crm_desktop.db.errors import translated

Problem = tuple[int, str, str]  #: row number of a file, code, rule


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceProposal:
    """One line of the preview: what stands, what would stand, and the margin where the cost may be seen."""

    product_id: int
    code: str
    name: str
    old: Decimal | None
    new: Decimal | None  #: None: a rule leaves it without a price
    min_quantity: Decimal = Decimal(0)
    cost: Decimal | None = None
    sold: Decimal | None = Decimal(1)  #: what makes the price comparable with the cost; None in another currency
    unit: str = ""  #: a price of its own for this unit; '' for the product's

    @property
    def margin(self) -> Decimal | None:
        """Return the margin of the new price in per cent; None without a cost in the same money."""
        if self.new is None or self.cost is None or self.sold is None:
            return None
        return margin_percent(self.new * self.sold, self.cost)

    @property
    def difference(self) -> Decimal | None:
        """Return by how much the price changes; None where one of the two is missing."""
        return None if self.new is None or self.old is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class _Standing:
    """A price of a list as it stands: of a product, from a quantity on."""

    product_id: int
    code: str
    name: str
    min_quantity: Decimal
    price: Decimal | None
    changed: Decimal | None
    cost: Decimal | None
    sold: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit in which a product is sold: '' for its own, and how many of its own it is."""

    code: str
    pieces: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherPrice:
    """A price of a product for another unit or from a quantity on."""

    product_id: int
    unit: str  #: '' for the product's own
    min_quantity: Decimal
    price: Decimal | None
    cost: Decimal | None


def list_other_prices(session: Session, *, product_ids: Sequence[int], price_list_id: int) -> list[OtherPrice]:
    """Return what a list says today of the products' other units and quantities; the cost for those who may see it."""
    rows = _standing(session, product_ids, price_list_id, clock.today(), PriceChange())
    return [
        OtherPrice(product_id=r.product_id, unit=r.unit, min_quantity=r.min_quantity, price=r.price, cost=r.cost)
        for r in rows
        if r.unit or r.min_quantity > 1
    ]


def propose_prices(
    session: Session,
    *,
    product_ids: Sequence[int],
    change: PriceChange,
    price_list_id: int | None = None,
    day: date | None = None,
) -> list[PriceProposal]:
    """Return old and new prices of the products under *change*, with their quantity steps and units; nothing is written.

    Raises Denied for a price made from the cost without the right to see costs, Invalid for a list of another
    currency as the base, a margin of 100% and more, or a least above the most.
    """
    if change.margin is not None and change.margin >= 100:
        raise Invalid("margin_too_high")
    if change.margin_min is not None and change.margin_max is not None and change.margin_min > change.margin_max:
        raise Invalid("price_margins_crossed")
    rows = _standing(session, product_ids, price_list_id, day or clock.today(), change)
    return [
        PriceProposal(
            product_id=r.product_id,
            code=r.code,
            name=r.name,
            min_quantity=r.min_quantity,
            old=r.price,
            new=r.changed,
            cost=r.cost,
            sold=r.sold,
            unit=r.unit,
        )
        for r in rows
        if r.changed is not None
    ]


def propose_prices_from_rows(
    session: Session, *, rows: Sequence[Mapping[str, Any]], price_list_id: int | None = None
) -> tuple[list[PriceProposal], list[Problem]]:
    """Return proposals for the rows of a price file, and the rows that fit no product: (row number, code, rule).

    A row: ``number``, ``code`` (or else ``name``, ``model``), ``price`` (Decimal or None), perhaps ``quantity`` and ``unit``. Bad
    rows are listed, none raises.
    """
    find = _product_finder(session)
    found_by_row = [find(row) for row in rows]
    ids = list({i for found in found_by_row for i in found if len(found) == 1})
    standing = _standing(session, ids, price_list_id, clock.today(), PriceChange())
    known = {(r.product_id, r.unit, r.min_quantity if r.min_quantity > 1 else Decimal(0)): r for r in standing}
    said_unit = _unit_finder(session, ids)
    proposals: dict[tuple[int, str, Decimal], PriceProposal] = {}
    problems: list[Problem] = []
    for row, hits in zip(rows, found_by_row, strict=True):
        code = next((word for key in PRODUCT_KEYS if (word := str(row.get(key) or "").strip())), "")
        price, quantity = row["price"], row.get("quantity") or Decimal(0)
        quantity = quantity if quantity > 1 else Decimal(0)  # from one on is from the first on
        found = known.get((next(iter(hits)), "", Decimal(0))) if len(hits) == 1 else None
        unit = said_unit(found.product_id, row.get("unit")) if found else None
        if found is None:
            problems.append((row["number"], code, "product_ambiguous" if hits else "product_unknown"))
        elif price is None or price < 0:
            problems.append((row["number"], code, "price_unreadable"))
        elif unit is None:
            problems.append((row["number"], code, "unit_not_of_product"))
        elif (quantity or unit.code) and price_list_id is None:
            rule = "list_price_has_no_unit" if unit.code else "list_price_has_no_quantity"
            problems.append((row["number"], code, rule))
        elif (found.product_id, unit.code, quantity) in proposals:
            problems.append((row["number"], code, "product_twice"))
        else:
            place = (found.product_id, unit.code, quantity)
            step = known.get(place)
            proposals[place] = PriceProposal(
                product_id=found.product_id,
                code=found.code,
                name=found.name,
                min_quantity=quantity,
                old=step.price if step else _price_at(session, *place, price_list_id),
                new=price,
                cost=None if found.cost is None else found.cost * unit.pieces,
                sold=found.sold,
                unit=unit.code,
            )
    return [p for p in proposals.values() if p.new != p.old], problems


def _product_finder(session: Session) -> Callable[[Mapping[str, Any]], frozenset[int]]:
    """Return what finds the products that a row may mean: by its code; without one by name and model, of those on sale first."""
    known: dict[str, dict[str, set[int]]] = {key: {} for key in PRODUCT_KEYS}
    on_sale: set[int] = set()
    with translated():
        for product in session.execute(text("SELECT id, status, code, name, model FROM crm.product")):
            if product.status != "withdrawn":
                on_sale.add(product.id)
            for key in PRODUCT_KEYS:
                known[key].setdefault(_folded(getattr(product, key)), set()).add(product.id)

    def find(row: Mapping[str, Any]) -> frozenset[int]:
        said = {key: word for key in PRODUCT_KEYS if (word := _folded(row.get(key)))}
        if "code" in said:
            said = {"code": said["code"]}
        hits = [known[key].get(word, set()) for key, word in said.items()]
        found = frozenset.intersection(*map(frozenset, hits)) if hits else frozenset()
        return found & on_sale if len(found) > 1 and found & on_sale else found

    return find


def _unit_finder(session: Session, product_ids: Sequence[int]) -> Callable[[int, Any], _Unit | None]:
    """Return what finds the unit of a product that a word means, in either language; none said is its own."""
    words: dict[str, set[str]] = {}
    units: dict[int, dict[str, _Unit]] = {}
    with translated():
        for entry in session.execute(text("SELECT code, name, name_en FROM crm.dictionary WHERE kind = 'unit'")):
            for word in entry:
                words.setdefault(_folded(word), set()).add(entry.code)
        sold_in = (
            "SELECT i.id, u.unit, u.unit = p.unit AS own, u.factor / u.divisor AS pieces FROM unnest(CAST(:ids AS bigint[])) i(id) "
            "JOIN crm.product p ON p.id = i.id CROSS JOIN LATERAL crm.units_of(i.id) u"
        )
        for row in session.execute(text(sold_in), {"ids": list(product_ids)}):
            units.setdefault(row.id, {})[row.unit] = _Unit("" if row.own else row.unit, row.pieces)

    def find(product_id: int, said: Any) -> _Unit | None:
        sold = units.get(product_id)
        if not _folded(said) or not sold:  # one that has no unit is sold in any
            return _Unit("", Decimal(1))
        return next((unit for code, unit in sold.items() if code in words.get(_folded(said), ())), None)

    return find


def _folded(word: Any) -> str:
    """Return a code or a name without what differs from file to file: case and blanks."""
    return "".join(str(word or "").casefold().split())


def propose_prices_from_file(
    session: Session, *, path: Path, price_list_id: int | None = None
) -> tuple[list[PriceProposal], list[Problem]]:
    """Return the proposals of a price file and its bad rows; raise Invalid for a file that is none."""
    return propose_prices_from_rows(session, rows=read_price_file(path), price_list_id=price_list_id)


def _price_at(
    session: Session, product_id: int, unit: str, quantity: Decimal, price_list_id: int | None
) -> Decimal | None:
    with translated():
        price: Decimal | None = session.execute(
            text("SELECT unit_price FROM crm.price_for(:product, NULL, :quantity, :day, :list, :unit)"),
            {
                "product": product_id,
                "quantity": max(quantity, Decimal(1)),
                "day": clock.today(),
                "list": price_list_id,
                "unit": unit,
            },
        ).scalar_one()
    return price


def _standing(
    session: Session, product_ids: Sequence[int], price_list_id: int | None, day: date, change: PriceChange
) -> list[_Standing]:
    """Return what stands for the products, one row for each quantity step of theirs, with what *change* makes of it."""
    costs = may_see_cost(session)
    if change.base == "cost" and not costs:
        raise Denied("cost_needs_right")
    given = {"ids": list(product_ids), "list": price_list_id, "day": day, "base_list": change.base_list_id}
    given |= {name: getattr(change, name) for name in _CHANGE}
    cost = "(SELECT k.cost FROM crm.product_cost k WHERE k.product_id = p.id) * t.pieces" if costs else "NULL::numeric"
    base = {
        "price": "f.unit_price",
        "list_price": "v.list_price * t.pieces / t.tax",
        "cost": f"{cost} / t.tax",
        # the other list in this one's terms: with tax, then without where this one is
        "price_list": "(SELECT b.unit_price FROM crm.price_for(p.id, NULL, greatest(s.quantity, 1), :day, :base_list, s.unit, false, NULL, "
        "p.tax_rate) b) / t.tax",
    }[change.base]
    changed = f"crm.changed_price({base}, {_CHANGED})"
    with translated():
        _same_currency(session, price_list_id, change)
        rows = session.execute(
            text((_STANDING_IN_LIST if price_list_id else _STANDING).format(cost=cost, changed=changed)), given
        )
        return [_Standing(*row) for row in rows]


#: what of a change says how it is reckoned, in the order in which the database takes it
_CHANGE = ("percent", "margin", "rounding", "rounding_way", "ending", "surcharge", "margin_min", "margin_max")
_CHANGED = ", ".join(f"CAST(:{name} AS {'text' if name == 'rounding_way' else 'numeric'})" for name in _CHANGE)
_STANDING = f"""
SELECT p.id, p.code, p.name, s.quantity, f.unit_price, {{changed}}, {{cost}}, 1, s.unit
FROM crm.product p {ON_DAY}, LATERAL (SELECT 0::numeric AS quantity, '' AS unit) s,
    LATERAL (SELECT v.list_price AS unit_price) f, LATERAL (SELECT 1::numeric AS tax, 1::numeric AS pieces) t
WHERE p.id = ANY (CAST(:ids AS bigint[])) ORDER BY p.sort_key, p.id"""
_STANDING_IN_LIST = f"""
WITH s AS MATERIALIZED (
    SELECT id, 0::numeric AS quantity, '' AS unit FROM unnest(CAST(:ids AS bigint[])) id
    UNION SELECT product_id, min_quantity, unit FROM crm.price WHERE price_list_id = :list AND product_id = ANY (CAST(:ids AS bigint[]))
        AND (min_quantity > 1 OR unit <> '') AND coalesce(valid_from <= :day, true) AND coalesce(valid_to >= :day, true)
    -- boxes and steps that a main product, a class or all may give it (those that do are told below): a price of its own would take their place unseen
    UNION SELECT o.id, r.min_quantity, r.unit FROM unnest(CAST(:ids AS bigint[])) i(id) JOIN crm.product o ON o.id = i.id
    JOIN crm.price r ON r.price_list_id = :list AND (r.product_id = o.variant_of_id OR r.product_id IS NULL)
    WHERE (r.min_quantity > 1 OR r.unit <> '') AND coalesce(r.valid_from <= :day, true) AND coalesce(r.valid_to >= :day, true)
        AND (r.unit = '' OR r.unit <> o.unit AND EXISTS (SELECT FROM crm.units_of(o.id) u WHERE u.unit = r.unit))),
a AS (SELECT array_agg(id ORDER BY id, unit, quantity) AS ids, array_agg(greatest(quantity, 1) ORDER BY id, unit, quantity) AS quantities,
    array_agg(quantity ORDER BY id, unit, quantity) AS steps, array_agg(unit ORDER BY id, unit, quantity) AS units FROM s)
SELECT p.id, p.code, p.name, s.quantity, f.unit_price, {{changed}}, {{cost}}, m.sold, s.unit
FROM a CROSS JOIN LATERAL crm.prices_for(a.ids, NULL, a.quantities, :day, :list, a.units) f
CROSS JOIN LATERAL (SELECT a.steps[f.line] AS quantity, a.units[f.line] AS unit) s JOIN crm.product p ON p.id = f.product_id {ON_DAY}
JOIN crm.price_list l ON l.id = :list CROSS JOIN LATERAL ({SOLD}) m(sold)
CROSS JOIN LATERAL (SELECT CASE WHEN l.tax_included THEN 1 ELSE (100 + p.tax_rate) / 100 END AS tax,
    coalesce((f.explanation #>> '{{{{in_unit,factor}}}}')::numeric / (f.explanation #>> '{{{{in_unit,divisor}}}}')::numeric, 1) AS pieces) t
WHERE s.quantity = 0 AND s.unit = '' OR (f.explanation ->> 'min_quantity')::numeric = s.quantity AND coalesce(f.explanation ->> 'unit', '') = s.unit
ORDER BY p.sort_key, p.id, s.unit, s.quantity"""


def _same_currency(session: Session, price_list_id: int | None, change: PriceChange) -> None:
    if change.base == "price":
        return
    differ = session.execute(
        text(
            "SELECT count(DISTINCT c) > 1 FROM (SELECT coalesce((SELECT currency FROM crm.price_list WHERE id = :a), home) AS c "
            "FROM (SELECT currency AS home FROM crm.account_set) s UNION ALL "
            "SELECT coalesce((SELECT currency FROM crm.price_list WHERE id = :b), currency) FROM crm.account_set) x"
        ),
        {"a": price_list_id, "b": change.base_list_id},
    ).scalar_one()
    if differ:
        raise Invalid("price_base_currency")


def commit_prices(
    session: Session,
    *,
    proposals: Sequence[PriceProposal],
    price_list_id: int | None = None,
    valid_from: date | None = None,
) -> int:
    """Write all new prices in this one transaction; return the number of the undoable action.

    Without a list the list prices change, with one its fixed prices; from *valid_from* on where that is given.
    Raises Conflict when a price moved since the preview, Denied, Invalid.
    """
    if not proposals:
        raise Invalid("nothing_to_change")
    given = {
        "ids": [p.product_id for p in proposals],
        "new": [p.new for p in proposals],
        "old": [p.old for p in proposals],
        "steps": [p.min_quantity for p in proposals],
        "units": [p.unit for p in proposals],
        "list": price_list_id,
        "day": clock.today(),
        "valid_from": valid_from,
    }
    with translated():
        bulk = int(session.execute(text("SELECT crm.begin_bulk('price_update', '')")).scalar_one())
        # one maintainer after the other: the second compares with what the first has written
        if price_list_id is None:
            session.execute(
                text(
                    "SELECT id FROM crm.product WHERE id = ANY (CAST(:ids AS bigint[])) ORDER BY id FOR NO KEY UPDATE"
                ),
                given,
            )
            write = _WRITE_LIST_PRICE if valid_from is None else _PLAN_LIST_PRICE
            if session.execute(text(write), given).rowcount < len(proposals):  # type: ignore[attr-defined]
                raise Conflict
            return bulk
        session.execute(text("SELECT id FROM crm.price_list WHERE id = :list FOR NO KEY UPDATE"), given)
        if session.execute(text(_MOVED), given).first():
            raise Conflict
        if valid_from is not None:
            session.execute(text(_WRITE_PLANNED), given)
        elif session.execute(text(_WRITE_STANDING), given).scalar_one() < len(proposals):
            raise Denied("price_from_cost_needs_right")
    return bulk


_STANDS = f"""
SELECT p.id, n.new FROM unnest(CAST(:ids AS bigint[]), CAST(:new AS numeric[]), CAST(:old AS numeric[])) n(id, new, old)
JOIN crm.product p ON p.id = n.id {ON_DAY} WHERE v.list_price = n.old"""
_WRITE_LIST_PRICE = f"UPDATE crm.product t SET list_price = s.new FROM ({_STANDS}) s WHERE t.id = s.id"
_PLAN_LIST_PRICE = f"""
INSERT INTO crm.planned_price (product_id, list_price, valid_from) SELECT id, new, CAST(:valid_from AS date) FROM ({_STANDS}) s
ON CONFLICT (product_id, valid_from) DO UPDATE SET list_price = excluded.list_price"""
_NOW = """
now AS MATERIALIZED (
    SELECT v.id, v.new, v.old, v.step, v.unit, f.unit_price, f.floor_price,
        CASE WHEN f.explanation ->> 'source' = 'product' AND coalesce(f.explanation ->> 'unit', '') = v.unit
            AND (v.step <= 1 AND (f.explanation ->> 'min_quantity')::numeric <= 1
                OR (f.explanation ->> 'min_quantity')::numeric = v.step) THEN f.price_id END AS price_id
    FROM unnest(CAST(:ids AS bigint[]), CAST(:new AS numeric[]), CAST(:old AS numeric[]), CAST(:steps AS numeric[]), CAST(:units AS text[]))
        WITH ORDINALITY v(id, new, old, step, unit, n)
    JOIN crm.prices_for(CAST(:ids AS bigint[]), NULL, ARRAY(SELECT greatest(s, 1) FROM unnest(CAST(:steps AS numeric[])) s),
        :day, :list, CAST(:units AS text[])) f ON f.line = v.n)"""
_MOVED = f"WITH {_NOW} SELECT 1 FROM now WHERE unit_price IS DISTINCT FROM old LIMIT 1"
#: a price of the product itself is changed where it stands; one that a class gave it becomes its own
_WRITE_STANDING = f"""
WITH {_NOW},
changed AS (UPDATE crm.price p SET method = 'fixed', price = now.new FROM now WHERE p.id = now.price_id RETURNING p.id),
added AS (INSERT INTO crm.price (price_list_id, product_id, method, price, floor_price, min_quantity, unit)
    SELECT :list, id, 'fixed', new, floor_price, step, unit FROM now WHERE price_id IS NULL
    ON CONFLICT (price_list_id, product_id, class_id, unit, min_quantity, valid_from)
    DO UPDATE SET method = 'fixed', price = excluded.price, valid_to = NULL RETURNING id)
SELECT (SELECT count(*) FROM changed) + (SELECT count(*) FROM added)"""
_WRITE_PLANNED = f"""
WITH {_NOW}
INSERT INTO crm.price (price_list_id, product_id, method, price, floor_price, valid_from, min_quantity, unit)
SELECT :list, id, 'fixed', new, floor_price, CAST(:valid_from AS date), step, unit FROM now
ON CONFLICT (price_list_id, product_id, class_id, unit, min_quantity, valid_from)
DO UPDATE SET method = 'fixed', price = excluded.price"""


def take_back_planned(
    session: Session, *, planned: Sequence[tuple[str, int]], day: date | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Remove what is planned, by table and id; return the rows for ``plan_again``. Raises Denied, or Conflict where one stands already."""
    taken: list[tuple[str, dict[str, Any]]] = []
    with translated():
        for table, columns in _KEPT.items():
            ids = [i for t, i in planned if t == table]
            sql = f"DELETE FROM crm.{table} WHERE id = ANY (CAST(:ids AS bigint[])) AND valid_from > :day RETURNING {', '.join(columns)}"
            if ids:
                found = session.execute(text(sql), {"ids": ids, "day": day or clock.today()})
                taken += [(table, dict(row._mapping)) for row in found]
    if len(taken) < len(set(planned)):
        raise Conflict
    return taken


def plan_again(session: Session, *, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Write what was taken back once more."""
    with translated():
        for table, columns in _KEPT.items():
            given = [dict(row) for t, row in rows if t == table]
            sql = f"INSERT INTO crm.{table} ({', '.join(columns)}) VALUES ({', '.join(f':{n}' for n in columns)})"
            if given:
                session.execute(text(sql), given)


_RULE = (
    "price_list_id",
    "product_id",
    "class_id",
    "unit",
    "min_quantity",
    "valid_from",
    "valid_to",
    "method",
    "price",
    "base",
    "base_list_id",
    "discount",
    "rounding",
    "rounding_way",
    "surcharge",
    "margin_min",
    "margin_max",
    "floor_price",
    "note",
)
#: Table of planned prices → what comes back.
_KEPT = {"price": _RULE, "planned_price": ("product_id", "list_price", "valid_from", "note")}
