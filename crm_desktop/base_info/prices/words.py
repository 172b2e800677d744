"""Prices in words: how one is written, and why it is what it is: the list, the rule, each step, why the other rules lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.prices.services import PriceEvent, PriceStep, RuleOutcome
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import MINUS, joined, labelled

CHOSEN = {
    "grade": QT_TRANSLATE_NOOP("PriceWords", "List “{list}”: for the grade of this customer."),
    "standard": QT_TRANSLATE_NOOP("PriceWords", "List “{list}”: for everybody else."),
    "agreed": QT_TRANSLATE_NOOP("PriceWords", "List “{list}”: agreed with this customer."),
    "grade_instead": QT_TRANSLATE_NOOP(
        "PriceWords", "List “{list}”: for the grade of this customer; the list agreed with him says nothing here."
    ),
    "standard_instead": QT_TRANSLATE_NOOP(
        "PriceWords", "List “{list}”: for everybody else; this customer's own says nothing here."
    ),
    "given": QT_TRANSLATE_NOOP("PriceWords", "List “{list}”, as chosen."),
}
SOURCES = {
    "product": QT_TRANSLATE_NOOP("PriceWords", "Rule for this product"),
    "main": QT_TRANSLATE_NOOP("PriceWords", "Rule for its main product"),
    "class": QT_TRANSLATE_NOOP("PriceWords", "Rule for the class “{class}”"),
    "all": QT_TRANSLATE_NOOP("PriceWords", "Rule for all products"),
    "list_price": QT_TRANSLATE_NOOP("PriceWords", "No rule: the list price stands"),
}
BASES = {
    "list_price": QT_TRANSLATE_NOOP("PriceWords", "List price"),
    "cost": QT_TRANSLATE_NOOP("PriceWords", "Cost price"),
    "price_list": QT_TRANSLATE_NOOP("PriceWords", "Price in the list “{list}”"),
}
STEPS = {
    "fixed": QT_TRANSLATE_NOOP("PriceWords", "Fixed price"),
    "discount": QT_TRANSLATE_NOOP("PriceWords", "{by}% off"),
    "increase": QT_TRANSLATE_NOOP("PriceWords", "{by}% on top"),
    "rounding": QT_TRANSLATE_NOOP("PriceWords", "Rounded to a multiple of {by}"),
    "rounding_up": QT_TRANSLATE_NOOP("PriceWords", "Rounded up to a multiple of {by}"),
    "rounding_down": QT_TRANSLATE_NOOP("PriceWords", "Rounded down to a multiple of {by}"),
    "surcharge": QT_TRANSLATE_NOOP("PriceWords", "Surcharge {by}"),
    "margin_min": QT_TRANSLATE_NOOP("PriceWords", "At least {by} above the base"),
    "margin_max": QT_TRANSLATE_NOOP("PriceWords", "At most {by} above the base"),
    "unit": QT_TRANSLATE_NOOP("PriceWords", "Per {unit}"),
    "no_unit": QT_TRANSLATE_NOOP("PriceWords", "It is not sold by the {unit}, so there is no price"),
    "below_zero": QT_TRANSLATE_NOOP("PriceWords", "Below zero: that is no price"),
    "list_price": QT_TRANSLATE_NOOP("PriceWords", "List price"),
    "other_currency": QT_TRANSLATE_NOOP(
        "PriceWords", "The list is in {currency} and has no price for it; nothing is converted"
    ),
}
PROMOTIONS = {
    "percent": QT_TRANSLATE_NOOP("PriceWords", "Promotion “{name}”: {by}% off"),
    "fixed": QT_TRANSLATE_NOOP("PriceWords", "Promotion “{name}”: fixed price"),
    "alone": QT_TRANSLATE_NOOP("PriceWords", "Promotion “{name}” does not come on top: one of the two stands alone"),
    "no_lower": QT_TRANSLATE_NOOP("PriceWords", "Promotion “{name}” would not lower the price"),
    "at_floor": QT_TRANSLATE_NOOP("PriceWords", "Promotion “{name}”: the floor price is reached already"),
}
FLOORED = QT_TRANSLATE_NOOP("PriceWords", "the floor price holds")
OUTCOMES = {
    "won": QT_TRANSLATE_NOOP("PriceWords", "applies"),
    "not_yet": QT_TRANSLATE_NOOP("PriceWords", "begins on {from}"),
    "over": QT_TRANSLATE_NOOP("PriceWords", "ended on {to}"),
    "quantity": QT_TRANSLATE_NOOP("PriceWords", "from {quantity} on"),
    "other_unit": QT_TRANSLATE_NOOP("PriceWords", "for another unit"),
    "own_unit": QT_TRANSLATE_NOOP("PriceWords", "the price of the unit itself comes first"),
    "standard_list": QT_TRANSLATE_NOOP("PriceWords", "the other list comes first"),
    "less_specific": QT_TRANSLATE_NOOP("PriceWords", "a nearer rule comes first"),
    "smaller_quantity": QT_TRANSLATE_NOOP("PriceWords", "a larger quantity comes first"),
    "older": QT_TRANSLATE_NOOP("PriceWords", "a younger rule comes first"),
}
TURNED = {
    "net": QT_TRANSLATE_NOOP("PriceWords", "{rate} % tax taken out"),
    "gross": QT_TRANSLATE_NOOP("PriceWords", "with {rate} % tax"),
}
TAXED = QT_TRANSLATE_NOOP("PriceWords", "The list is without tax: {by} % on top")
IN_UNIT = QT_TRANSLATE_NOOP("PriceWords", "{many} {unit} = {pieces} {base}")
ROUNDED = QT_TRANSLATE_NOOP("PriceWords", "rounded to four places")
PER_UNIT = QT_TRANSLATE_NOOP("PriceWords", "per {unit}")
CLOSED = QT_TRANSLATE_NOOP("PriceWords", "How it is calculated is not shown to you.")
NO_COST = QT_TRANSLATE_NOOP("PriceWords", "What it is based on is missing, so there is no price")
FROM_QUANTITY = QT_TRANSLATE_NOOP("PriceWords", "from {quantity}")
EVENTS = {
    "list_price": QT_TRANSLATE_NOOP("PriceWords", "List price"),
    "cost": QT_TRANSLATE_NOOP("PriceWords", "Cost price"),
}
CAUSES = {
    "began": QT_TRANSLATE_NOOP("PriceWords", "From the beginning"),
    "earlier": QT_TRANSLATE_NOOP("PriceWords", "What was before is too much to be listed"),
    "rule_I": QT_TRANSLATE_NOOP("PriceWords", "New rule"),
    "rule_U": QT_TRANSLATE_NOOP("PriceWords", "Rule changed"),
    "rule_D": QT_TRANSLATE_NOOP("PriceWords", "Rule deleted"),
    "came": QT_TRANSLATE_NOOP("PriceWords", "The rule came into force"),
    "over": QT_TRANSLATE_NOOP("PriceWords", "The rule before ran out"),
    "planned": QT_TRANSLATE_NOOP("PriceWords", "The planned list price took effect"),
    "planned_D": QT_TRANSLATE_NOOP("PriceWords", "The planned list price was taken back"),
    "list_price": QT_TRANSLATE_NOOP("PriceWords", "List price changed"),
    "cost": QT_TRANSLATE_NOOP("PriceWords", "Cost price changed"),
    "class": QT_TRANSLATE_NOOP("PriceWords", "Product moved to another class"),
    "tree": QT_TRANSLATE_NOOP("PriceWords", "Class moved under another"),
    "main": QT_TRANSLATE_NOOP("PriceWords", "Another main product, or none"),
    "tax": QT_TRANSLATE_NOOP("PriceWords", "Tax changed"),
    "product": QT_TRANSLATE_NOOP("PriceWords", "Product deleted"),
    "closed": QT_TRANSLATE_NOOP("PriceWords", "What changed it is not shown to you"),
}
BY_LIST = QT_TRANSLATE_NOOP("PriceWords", "by the list “{list}”")
METHODS = {
    "fixed": QT_TRANSLATE_NOOP("PriceWords", "fixed"),
    "percentage": QT_TRANSLATE_NOOP("PriceWords", "percentage"),
    "formula": QT_TRANSLATE_NOOP("PriceWords", "formula"),
}
REMOVED, PLANNED_FOR = QT_TRANSLATE_NOOP("PriceWords", "removed"), QT_TRANSLATE_NOOP("PriceWords", "valid from {from}")


def tr(text: str) -> str:
    """Return marked *text* in the language of the moment."""
    return QCoreApplication.translate("PriceWords", text)


def number_text(value: Any) -> str:
    """Return a number without superfluous zeros."""
    return f"{Decimal(str(value)):,.4f}".rstrip("0").rstrip(".")


def money_text(value: Any) -> str:
    """Return a price that came as a JSON number; '' without one."""
    return "" if value is None else price_text(Decimal(str(value)))


#: Says a unit in the language of the moment.
UnitName = Callable[..., str]  #: code and number → words


def as_coded(code: str, _number: object = 1) -> str:
    """Return a unit as it is kept."""
    return code


def reason_lines(why: Mapping[str, Any], depth: int = 0, unit_name: UnitName = as_coded) -> list[tuple[str, str, int]]:
    """Return (words, price after this step, depth) of an explanation, first things first."""
    lines: list[tuple[str, str, int]] = []
    if not depth and why.get("price_list"):
        words = tr(CHOSEN.get(why.get("chosen", ""), CHOSEN["given"]))
        lines.append((words.replace("{list}", why["price_list"]), "", depth))
    if why.get("in_unit"):
        lines.append((_in_unit(why["in_unit"], unit_name), "", depth))
    source = tr(SOURCES[why["source"]]).replace("{class}", why.get("class", ""))
    if why.get("unit"):
        source += ", " + tr(PER_UNIT).replace("{unit}", unit_name(why["unit"]))
    if why.get("min_quantity", 0):
        source += ", " + tr(FROM_QUANTITY).replace("{quantity}", number_text(why["min_quantity"]))
    dates = " – ".join(d for d in (why.get("valid_from", ""), why.get("valid_to", "")) if d)
    lines.append((f"{source} ({dates})" if dates else source, "", depth))
    if why.get("note"):
        lines.append((why["note"], "", depth))
    if why.get("closed"):
        lines.append((tr(CLOSED), "", depth))
    below = why.get("base_list")
    if below:
        lines += reason_lines(below, depth + 1, unit_name)
    lines += [(*_step(step, below, unit_name), depth) for step in why.get("steps", ())]
    if why.get("tax"):
        lines.append(
            (tr(TAXED).replace("{by}", number_text(why["tax"]["by"])), money_text(why["tax"].get("value")), depth)
        )
    lines += [(*_promotion(step), depth) for step in why.get("promotion_steps", ())]
    return lines


def _in_unit(told: Mapping[str, Any], unit_name: UnitName) -> str:
    many, pieces = Decimal(str(told["divisor"])), Decimal(str(told["factor"]))
    words = tr(IN_UNIT).replace("{many}", number_text(many)).replace("{unit}", unit_name(told["unit"], many))
    return words.replace("{pieces}", number_text(pieces)).replace("{base}", unit_name(told["base"], pieces))


def _promotion(step: Mapping[str, Any]) -> tuple[str, str]:
    words = tr(PROMOTIONS[step["step"]]).replace("{name}", step["name"])
    if step.get("by") is not None:
        words = words.replace("{by}", number_text(step["by"]))
    if step.get("floored"):
        words = joined((words, tr(FLOORED)))
    return words, money_text(step.get("value"))


def _step(step: Mapping[str, Any], below: Mapping[str, Any] | None, unit_name: UnitName) -> tuple[str, str]:
    kind, by = step["step"], step.get("by")
    if kind == "base":
        words = joined((tr(BASES[step["what"]]).replace("{list}", (below or {}).get("price_list", "")), *_turned(step)))
        return (words, money_text(step["value"])) if step.get("value") is not None else (tr(NO_COST), "")
    if kind == "discount" and by is not None and by < 0:
        kind, by = "increase", -by
    elif step.get("way") in ("up", "down"):
        kind = f"{kind}_{step['way']}"
    words = tr(STEPS[kind]).replace("{currency}", step.get("currency", ""))
    words = joined((words.replace("{unit}", unit_name(step.get("unit", ""))), *_turned(step)))
    if step.get("rounded"):
        words = joined((words, tr(ROUNDED)))
    return words.replace("{by}", number_text(by) if by is not None else ""), money_text(step.get("value"))


def _turned(step: Mapping[str, Any]) -> list[str]:
    """Return that a list price was planned, that a value was brought into the terms of a list with or without tax."""
    planned = tr(PLANNED_FOR).replace("{from}", step["since"]) if step.get("since") else ""
    return [
        planned,
        tr(TURNED[step["turned"]]).replace("{rate}", number_text(step["rate"])) if "turned" in step else "",
    ]


def rule_text(rule: RuleOutcome, unit_name: UnitName = as_coded) -> str:
    """Return what a rule says: for what, from which quantity, how."""
    words, value = rule_scope(rule, unit_name), rule_value(rule)
    return labelled(words, value) if value else words


def rule_scope(rule: RuleOutcome, unit_name: UnitName = as_coded) -> str:
    """Return for what a rule is, and from which quantity."""
    words = tr(SOURCES[rule.source]).replace("{class}", rule.class_name)
    if rule.unit:
        words = joined((words, tr(PER_UNIT).replace("{unit}", unit_name(rule.unit))))
    if rule.min_quantity:
        words = joined((words, tr(FROM_QUANTITY).replace("{quantity}", number_text(rule.min_quantity))))
    return words


def rule_value(rule: RuleOutcome) -> str:
    """Return the price that a rule makes, or by how much it changes one; '' where it takes another arithmetic."""
    if rule.price is not None:
        return price_text(rule.price)
    if not rule.discount:
        return ""
    kind, by = ("discount", rule.discount) if rule.discount > 0 else ("increase", -rule.discount)
    return tr(STEPS[kind]).replace("{by}", number_text(by))


def outcome_text(rule: RuleOutcome) -> str:
    """Return why a rule won or lost."""
    words = tr(OUTCOMES[rule.outcome])
    for place, value in (("from", rule.valid_from), ("to", rule.valid_to), ("quantity", rule.min_quantity)):
        words = words.replace("{" + place + "}", _plain(value))
    return words


def event_text(event: PriceEvent, unit_name: UnitName = as_coded) -> str:
    """Return what changed: the list price, the cost, or a rule of a list."""
    if event.what in EVENTS:
        words = tr(EVENTS[event.what])
        if event.valid_from:
            words = joined((words, tr(PLANNED_FOR).replace("{from}", event.valid_from.isoformat())))
            return labelled(words, tr(REMOVED)) if event.operation == "D" else words
        return words
    words = event.price_list
    if event.unit:
        words += ", " + tr(PER_UNIT).replace("{unit}", unit_name(event.unit))
    if event.min_quantity:
        words += ", " + tr(FROM_QUANTITY).replace("{quantity}", number_text(event.min_quantity))
    if event.valid_from:
        words += ", " + tr(PLANNED_FOR).replace("{from}", event.valid_from.isoformat())
    if event.method in ("percentage", "formula"):
        words += f" ({tr(METHODS[event.method])})"
    return f"{words}: {tr(REMOVED)}" if event.operation == "D" else words


def step_text(step: PriceStep, *, in_list: bool) -> tuple[str, str, str]:
    """Return a price before and after, what gave it (the list price itself says nothing of that), and what changed it."""
    old, new = ("—" if price is None else price_text(price) for price in (step.old, step.new))
    prices = new if step.cause in ("began", "earlier") else f"{old} → {new}"
    source = tr(SOURCES[step.source]).replace("{class}", step.class_name) if in_list else ""
    cause = CAUSES.get(f"{step.cause}_{step.operation}") or CAUSES[step.cause]
    return prices, joined((source, *(tr(BY_LIST).replace("{list}", name) for name in step.lists))), tr(cause)


def _plain(value: date | Decimal | None) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else number_text(value)


def change_text(value: Decimal) -> str:
    """Return by how much a price changes, with its sign."""
    text = price_text(abs(value))
    return f"{MINUS if value < 0 else '+'}{text}"


def margin_text(percent: Decimal | None) -> str:
    """Return a margin; '' without one."""
    return "" if percent is None else f"{percent}%".replace("-", MINUS)
