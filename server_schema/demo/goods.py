"""Make the class tree, 300 products with cost, the price lists, and compute prices as the database does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from server_schema.demo.words.goods import LEAVES, POLICIES, SERIES, TREE, Leaf

STANDARD, GRADE_A, GRADE_B, EDUCATION = 1, 2, 3, 4
_CENT, _E4 = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product; prices in yuan with tax."""

    id: int
    code: str
    name: str
    leaf: str
    class_id: int
    brand: str
    model: str
    configuration: str
    specification: str
    unit: str
    tax: int
    warranty: int
    price: Decimal
    cost: Decimal
    withdrawn: bool
    policy: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row of crm.price."""

    id: int
    price_list: int
    product: int | None = None
    class_id: int | None = None
    min_quantity: int = 0
    valid_from: date | None = None
    method: str = "fixed"
    price: Decimal | None = None
    discount: int = 0
    rounding: int = 0
    floor: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Goods:
    """All that can be sold and what it costs."""

    classes: tuple[tuple[int, str, str, int | None], ...]
    products: tuple[Product, ...]
    rules: tuple[Rule, ...]
    by_leaf: dict[str, tuple[Product, ...]]
    prices: dict[tuple[int, int], tuple[tuple[int, Decimal, int], ...]]

    def price(self, price_list: int, product: int, quantity: int) -> tuple[Decimal, int]:
        """Return unit price and the id of the rule, as crm.price_in_list finds them for a day before today."""
        for least, price, rule in self.prices[price_list, product]:
            if least <= quantity:
                return price, rule
        raise LookupError(product)


def make(seed: str, today: date) -> Goods:
    """Return the goods of the company."""
    rng = Random(f"{seed}:goods")
    classes: list[tuple[int, str, str, int | None]] = [
        (number, code, name, None) for number, (code, (name, _none)) in enumerate(TREE.items(), 1)
    ]
    numbers = {code: number for number, code, _name, _parent in classes}
    for leaf in LEAVES:
        classes.append((len(classes) + 1, leaf.code, leaf.name, numbers[leaf.parent]))
    numbers = {code: number for number, code, _name, _parent in classes}
    products: list[Product] = []
    for leaf in LEAVES:
        products += _products(rng, leaf, numbers[leaf.code], len(products))
    rules = _rules(rng, products, numbers, today)
    by_leaf = {leaf.code: tuple(p for p in products if p.leaf == leaf.code and not p.withdrawn) for leaf in LEAVES}
    parents = {number: parent for number, _code, _name, parent in classes}
    return Goods(
        classes=tuple(classes),
        products=tuple(products),
        rules=tuple(rules),
        by_leaf=by_leaf,
        prices=_resolve(products, rules, parents, today),
    )


def _nice(amount: float) -> Decimal:
    if amount < 100:
        return Decimal(max(5, round(amount)))
    if amount < 1000:
        return Decimal(int(amount) // 10 * 10 + 9)
    if amount < 20000:
        return Decimal(int(amount) // 100 * 100 + (99 if int(amount) % 3 else 80))
    return Decimal(int(amount) // 500 * 500 + 300)


def _products(rng: Random, leaf: Leaf, class_id: int, before: int) -> list[Product]:
    made: list[Product] = []
    models: set[str] = set()
    for number in range(leaf.count):
        level = (number + rng.random()) / leaf.count
        chosen = []
        for options in leaf.parts:
            if "@" in options[0]:
                chosen.append(options[number % len(options)])
            else:
                at = round(level * (len(options) - 1) + rng.gauss(0, 0.45))
                chosen.append(options[max(0, min(len(options) - 1, at))])
        price = leaf.prices[0] * (leaf.prices[1] / leaf.prices[0]) ** level
        item, _at, own_price = chosen[0].partition("@")
        if own_price:
            price = float(own_price) * rng.uniform(0.9, 1.2)
        brand, letters = rng.choice(leaf.brands)
        letter, ending = leaf.code.split("-")[1][0], rng.choice(("", "", "S", "Pro", "E"))
        model = f"{letters}-{letter}{rng.randint(10, 99)}{rng.choice('0058')}{ending}"
        while model in models:
            model += "+"
        models.add(model)
        configuration = " / ".join([item, *chosen[1:]])
        generic = own_price or leaf.parent in ("SU", "SW", "SE")
        words = item if generic else f"{rng.choice(SERIES)}{leaf.noun}"
        if leaf.code == "SU-TON":
            chosen[-1] = "通用" if brand == "格印" else "原装"
            words = f"{item}{leaf.noun}"
        elif words.endswith("英寸"):
            words += leaf.noun
        listed = _nice(price)
        cost = (listed * Decimal(str(round(1 - rng.uniform(*leaf.margin), 4)))).quantize(_CENT)
        made.append(
            Product(
                id=before + number + 1,
                code=f"CP-{before + number + 1:05d}",
                leaf=leaf.code,
                class_id=class_id,
                brand=brand,
                model=model,
                name=f"{brand}{words} {model}",
                configuration=configuration,
                specification=" / ".join([item, *chosen[1:2]]),
                unit=leaf.unit,
                tax=leaf.tax,
                warranty=leaf.warranty,
                price=listed,
                cost=cost,
                withdrawn=rng.random() < 0.05 and number > 2,
                policy=rng.choice(POLICIES) if rng.random() < 0.2 else "",
            )
        )
    return made


def _rules(rng: Random, products: list[Product], classes: dict[str, int], today: date) -> list[Rule]:
    rules: list[Rule] = []

    def add(price_list: int, **what: object) -> None:
        rules.append(Rule(id=len(rules) + 1, price_list=price_list, **what))  # type: ignore[arg-type]

    for product in products:
        room = product.price - product.cost
        floor = _whole(product.cost + room * Decimal("0.25"))
        add(STANDARD, product=product.id, price=product.price, floor=min(floor, product.price))
        hardware = product.leaf[:2] in ("PC", "NB", "PR", "PA", "NE", "SU")
        if hardware and product.price < 9000 and product.id % 3:
            for least, share in ((10, "0.10"), (50, "0.20")):
                add(
                    STANDARD,
                    product=product.id,
                    min_quantity=least,
                    floor=min(floor, product.price),
                    price=_whole(product.price - room * Decimal(share)),
                )
        if rng.random() < 0.08:
            add(
                GRADE_A,
                product=product.id,
                price=_whole(product.price - room * Decimal("0.6")),
                floor=floor,
                note="大客户特价",
            )
        if rng.random() < 0.04:
            add(
                STANDARD,
                product=product.id,
                valid_from=today + timedelta(days=rng.randint(3, 25)),
                floor=floor,
                price=_whole(product.price * Decimal("0.97")),
                note="厂家调价，按生效日执行",
            )
    for price_list, cuts in (
        (GRADE_A, {"": 5, "SU": 12, "SE": 15, "SW-BIZ": 15, "NE": 8, "SV": 7, "PC": 4, "NB": 4, "PA": 7}),
        (GRADE_B, {"": 3, "SU": 7, "SE": 8, "SW-BIZ": 8, "NE": 6, "PA": 6, "PR": 5}),
        (EDUCATION, {"": 4, "SW": 20, "SE": 10}),
    ):
        for code, cut in cuts.items():
            add(price_list, class_id=classes[code] if code else None, method="formula", discount=cut, rounding=1)
    add(GRADE_A, class_id=classes["PC-BIZ"], min_quantity=20, method="formula", discount=6, rounding=1, note="二十台起")
    add(GRADE_B, class_id=classes["PC-BIZ"], min_quantity=20, method="formula", discount=4, rounding=1, note="二十台起")
    return rules


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1) if amount >= 100 else Decimal("0.1"), ROUND_HALF_UP)


def _resolve(
    products: list[Product], rules: list[Rule], parents: dict[int, int | None], today: date
) -> dict[tuple[int, int], tuple[tuple[int, Decimal, int], ...]]:
    """Return for each list and product its prices by minimum quantity, largest first."""
    valid = [rule for rule in rules if rule.valid_from is None or rule.valid_from < today]
    table: dict[tuple[int, int], tuple[tuple[int, Decimal, int], ...]] = {}
    for price_list in (STANDARD, GRADE_A, GRADE_B, EDUCATION):
        own = [rule for rule in valid if rule.price_list == price_list]
        for product in products:
            nearness = {product.class_id: 1, parents[product.class_id]: 2, None: 3}
            ranked = [
                (0 if rule.product else nearness[rule.class_id], -rule.min_quantity, -rule.id, rule)
                for rule in own
                if rule.product == product.id or (rule.product is None and rule.class_id in nearness)
            ]
            ranked.sort(key=lambda entry: entry[:3])
            steps = []
            for least in sorted({rule.min_quantity for *_rank, rule in ranked} | {0}, reverse=True):
                rule = next(rule for *_rank, rule in ranked if rule.min_quantity <= least)
                steps.append((least, _price(rule, product), rule.id))
            table[price_list, product.id] = tuple(steps)
    return table


def _price(rule: Rule, product: Product) -> Decimal:
    if rule.price is not None:
        return rule.price
    cut = product.price * (100 - rule.discount) / 100
    return (cut.quantize(Decimal(1), ROUND_HALF_UP) if rule.rounding else cut).quantize(_E4)
