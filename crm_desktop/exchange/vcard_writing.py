"""Contacts as business cards (vCard 3.0, UTF-8): what telephones and mail programs read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crm_desktop.core.codec.ways import ways_apart
from crm_desktop.core.codec.words import split_words
from crm_desktop.core.files import whole
from crm_desktop.exchange.vcard import JOINS, MARKED, OWN

_TYPES = {"mobile": "CELL", "work": "WORK", "home": "HOME", "fax": "FAX"}


def write_vcard(path: Path, cards: Iterable[Mapping[str, str]]) -> int:
    """Write one card for each mapping of ``vcard.HEADINGS`` to text; further phones and e-mails as ``kind:value``."""
    count = 0
    with whole(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        for card in cards:
            file.write(card_of(card))
            count += 1
    return count


def card_of(given: Mapping[str, str]) -> str:
    """Return one card."""
    import vobject  # loaded when first used: start-up stays short

    card: Any = vobject.vCard()
    name = given.get("Name", "")
    card.add("n").value = vobject.vcard.Name(family=name)
    card.add("fn").value = name
    company, department = given.get("Customer", ""), given.get("Department", "")
    if company or department:
        card.add("org").value = [company, department] if department else [company]
    for heading, kind in (("Phone", "WORK"), ("Mobile", "CELL"), ("Fax", "FAX")):
        first, *more = re.split("(、|, )", given.get(heading, ""))
        for joint, number in (("", first), *zip(more[::2], more[1::2], strict=True)):
            if number:
                _add(card, "tel", number, kind, next((own for own, between in JOINS.items() if between == joint), ""))
    for heading, kind in (
        ("Title", "title"),
        ("Email", "email"),
        ("Birthday", "bday"),
        ("Website", "url"),
        ("Note", "note"),
    ):
        if given.get(heading):
            value = given[heading]
            card.add(kind).value = (
                f"--{value[2:].replace('-', '')}" if value.startswith("--") and kind == "bday" else value
            )
    marks = [
        mark
        for mark, heading in (("opted_out", "Wants no e-mail"), ("invalid", "E-mail invalid"))
        if given.get(heading) == "yes"
    ]
    if marks and given.get("Email"):
        card.email.params[MARKED] = marks
    if gender := {"male": "M", "female": "F"}.get(given.get("Gender", "")):
        card.add("gender").value = gender
    for heading, name in (("Further phones", "tel"), ("Further e-mails", "email")):
        for kind, value in ways_apart(split_words(given.get(heading, ""))):
            _add(card, name, value, _TYPES.get(kind.partition("+")[0], "VOICE" if name == "tel" else "INTERNET"), kind)
    if given.get("Address") or given.get("Postcode"):
        card.add("adr").value = vobject.vcard.Address(street=given.get("Address", ""), code=given.get("Postcode", ""))
    return str(card.serialize())


def _add(card: Any, name: str, value: str, kind: str, own: str) -> None:
    entry = card.add(name)
    entry.value, entry.params["TYPE"] = value, [kind]
    if own:
        entry.params[OWN] = [own]
