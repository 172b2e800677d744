"""Pure rules of customers: a short name from a long one, the lines for a chat, how near a neighbour is, where it is looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crm_desktop.base_info.customers.address_rules import Divisions

#: What an address for looking a company up may name of it.
_PLACEHOLDERS = ("name", "tax_number")
#: Signs of an address that stand there for what they mean.
_SIGNS = ":/?#[]@!$&'()*+,;=-._~%"
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


@cache
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a company is by law and what it does: words at the end of its name, the longest first."""
    forms, trades = Path(__file__).with_name("company_words.txt").read_text(encoding="utf-8").split("\n\n")
    return tuple(forms.split()), tuple(trades.split())


def propose_short_name(name: str, divisions: Divisions) -> str:
    """Return the brand in a company's full name: place, legal form and trade dropped; '' where nothing is left."""
    bare = _BRACKETS.sub("", name).strip()
    bare = _without_form(_without_place(bare, divisions))
    brand = _without_trade(bare)
    places = {word for d in (*divisions.by_level[1], *divisions.by_level[2]) for word in (d.name, d.short_name)}
    if place := next((w for w in places if brand.endswith(w) and len(brand) - len(w) >= 2), ""):
        brand = _without_trade(brand[: -len(place)])
    return brand if len(brand) >= 2 else ""


def _without_place(text: str, divisions: Divisions) -> str:
    for level in (1, 2, 3):
        names = sorted(
            ((word, d) for d in divisions.by_level[level] for word in {d.name, d.short_name} if len(word) >= 2),
            key=lambda pair: -len(pair[0]),
        )
        word = next((w for w, _d in names if text.startswith(w)), "")
        rest = text[len(word) :]
        if word and rest[:1] in ("省", "市", "县", "区"):
            rest = rest[1:]
        if word and (len(_without_trade(_without_form(rest))) >= 2 or rest in _words()[0]):
            text = rest
    return text


def _without_form(text: str) -> str:
    if text in _words()[0]:
        return ""
    while form := next((f for f in _words()[0] if text.endswith(f) and len(text) - len(f) >= 2), ""):
        text = text[: -len(form)]
    return text


def _without_trade(text: str) -> str:
    while trade := next((t for t in _words()[1] if text.endswith(t) and len(text) - len(t) >= 2), ""):
        text = text[: -len(trade)]
    return text


def chat_text(
    customer: Mapping[str, str], phones: Sequence[str], contacts: Sequence[Mapping[str, str]], words: Mapping[str, str]
) -> str:
    """Return a customer as plain lines to paste into a chat; empty lines are left out, no blanks at the ends."""
    place = "".join(_once(customer.get("province", ""), customer.get("city", ""), customer.get("district", "")))
    address = (place + customer.get("address", "")).strip()
    postcode = customer.get("postcode", "")
    lines = [customer.get("name", "").strip()]
    if address:
        lines.append(f"{words['address']}{address}{f' {postcode}' if postcode else ''}")
    numbers = list(dict.fromkeys(n.strip() for n in phones if n.strip()))
    if numbers:
        lines.append(f"{words['phone']}{'、'.join(numbers)}")
    for contact in contacts:
        who = " ".join(part for part in (contact.get("name", ""), contact.get("title", "")) if part)
        ways = ("mobile", "phone", "further_phones", "email", "further_emails")
        reach = " ".join(part for name in ways if (part := contact.get(name, "")))
        lines.append(f"{words['contact']}{' '.join(part for part in (who, reach) if part)}")
    return "\n".join(line.strip() for line in lines if line.strip())


def _once(province: str, city: str, district: str) -> list[str]:
    return [part for part in (province if province != city else "", city, district) if part]


def nearness(mine: str, other: str) -> int:
    """Return how near two divisions are by code alone: 0 same district, 1 same city, 2 same province, 3 farther."""
    if mine == other and not mine.endswith("00"):
        return 0
    if mine[:4] == other[:4] and not mine.endswith("0000") and not other.endswith("0000"):
        return 1
    return 2 if mine[:2] == other[:2] else 3


def lookup_lacks(address: str, values: Mapping[str, Any]) -> str:
    """Return what an address asks of a company that *values* do not say; '' where nothing is lacking."""
    return next((n for n in _PLACEHOLDERS if f"{{{n}}}" in address and not str(values.get(n) or "").strip()), "")


def lookup_address(address: str, values: Mapping[str, Any]) -> str:
    """Return the address at which a company is looked up, what is put in escaped; only letters of a URL."""
    made = quote(address, safe=_SIGNS + "{}")
    for name in _PLACEHOLDERS:
        made = made.replace(f"{{{name}}}", quote(str(values.get(name) or "").strip(), safe=""))
    return made
