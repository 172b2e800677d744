"""Contacts as business cards (vCard 3.0, UTF-8): what telephones and mail programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crm_desktop.core.files import whole


def write_vcard(path: Path, cards: Iterable[Mapping[str, str]]) -> int:
    """Write one card for each mapping of ``vcard.HEADINGS`` to text; several numbers stand with commas between."""
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
        for number in given.get(heading, "").split(", "):
            if number:
                entry = card.add("tel")
                entry.value, entry.type_param = number, kind
    for heading, kind in (
        ("Title", "title"),
        ("Email", "email"),
        ("Birthday", "bday"),
        ("Website", "url"),
        ("Note", "note"),
    ):
        if given.get(heading):
            card.add(kind).value = given[heading]
    if given.get("Address") or given.get("Postcode"):
        card.add("adr").value = vobject.vcard.Address(street=given.get("Address", ""), code=given.get("Postcode", ""))
    return str(card.serialize())
