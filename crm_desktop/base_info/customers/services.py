"""What the customer's page asks of the database: divisions, neighbours, the lines for a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.customers.address_rules import Division, Divisions
from crm_desktop.base_info.customers.rules import nearness
from crm_desktop.base_info.entities.important_date import IMPORTANT_DATE
from crm_desktop.core.codec.ways import ways_values
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.db.errors import translated
from crm_desktop.db.masks import shown
from crm_desktop.db.naming import naming

NEAR = 30  #: neighbours of each distance


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """Another customer near one; *near*: 0 same district, 1 same city, 2 same province."""

    id: int
    name: str
    near: int
    district: str
    city: str
    phone: str
    last_contact_at: datetime | None
    next_contact_on: date | None


def read_divisions(session: Session) -> Divisions:
    """Return the country's divisions."""
    with translated():
        rows = session.execute(
            text("SELECT code, name, short_name, level, parent, postcode, area_code FROM crm.division ORDER BY code")
        )
        return Divisions(tuple(Division(*row) for row in rows))


def place_of_customer(session: Session, customer_id: int) -> tuple[str, str, str]:
    """Return province, city and district of a customer; empty where it may not be seen."""
    with translated():
        row = session.execute(
            text("SELECT province, city, district FROM crm.customer WHERE id = :id"), {"id": customer_id}
        ).one_or_none()
    return (row.province, row.city, row.district) if row else ("", "", "")


def list_neighbours(session: Session, facts: Facts, customer_id: int) -> list[Neighbour]:
    """Return customers of the same district, then city, then province, by the codes of their divisions."""
    with translated():
        mine = session.execute(
            text("SELECT division FROM crm.customer WHERE id = :id"), {"id": customer_id}
        ).scalar_one_or_none()
        if not mine:
            return []
        phone = shown(facts.entities["customer"], "phone", "c")
        found: dict[int, Neighbour] = {}
        for first, last in _ranges(mine):
            rows = session.execute(
                text(
                    "SELECT c.id, c.name, c.division, c.district, c.city, c.last_contact_at, c.next_contact_on, "
                    f"{phone} AS phone FROM crm.customer c WHERE c.division >= :first AND c.division < :last "
                    "AND c.division <> '' AND c.id <> :id ORDER BY c.division, c.sort_key, c.id LIMIT :most"
                ),
                {"first": first, "last": last, "id": customer_id, "most": NEAR},
            )
            for row in rows:
                found.setdefault(
                    row.id,
                    Neighbour(
                        id=row.id,
                        name=row.name,
                        near=nearness(mine, row.division),
                        district=row.district,
                        city=row.city,
                        phone=row.phone,
                        last_contact_at=row.last_contact_at,
                        next_contact_on=row.next_contact_on,
                    ),
                )
    return sorted(found.values(), key=lambda one: one.near)


def _ranges(code: str) -> list[tuple[str, str]]:
    """Return the ranges of codes to look through, the nearest first: district, city, province."""
    ranges = [] if code.endswith("00") else [(code, code + "~")]
    if not code.endswith("0000"):
        ranges.append((code[:4], code[:4] + "~"))
    return [*ranges, (code[:2], code[:2] + "~")]


#: An e-mail that is marked goes into no chat.
_UNMARKED = "CASE WHEN t.email_opted_out OR t.email_invalid THEN '' ELSE t.email END AS email"
CHAT_CONTACT = ("name", "title", "mobile", "phone", "further_phones", "email", "further_emails")


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatParts:
    """What goes into a chat about a customer; what may not be read is not in it."""

    customer: Mapping[str, str]
    phones: tuple[str, ...]
    contacts: tuple[Mapping[str, str], ...]


def read_chat_parts(session: Session, facts: Facts, customer_id: int) -> ChatParts:
    """Return name, address, phones and contacts of a customer, the main contact first."""
    entity = facts.entities["customer"]
    wanted = [
        n for n in ("name", "province", "city", "district", "address", "postcode", "phone", "mobile") if n in entity
    ]
    given = {"id": customer_id}
    with translated():
        row = session.execute(
            text(f"SELECT {_columns(entity, wanted)} FROM crm.customer t WHERE id = :id"), given
        ).one()
        values = dict(row._mapping)
        phones = [str(values.pop(n)) for n in ("phone", "mobile") if n in values]
        if (further := facts.entities.get("customer_phone")) is not None:
            more = session.execute(
                text(
                    f"SELECT {shown(further, 'number', 't')}, {shown(further, 'extension', 't')} "
                    "FROM crm.customer_phone t WHERE customer_id = :id ORDER BY id"
                ),
                given,
            )
            phones += [f"{number}-{extension}" if extension else number for number, extension in more]
        people: list[Mapping[str, str]] = []
        contact = facts.entities.get("contact")
        if contact is not None:
            columns = [n for n in CHAT_CONTACT if n in contact]
            told = _columns(contact, columns).replace(f"{shown(contact, 'email', 't')} AS email", _UNMARKED)
            people = [
                {name: ways_values(v) if isinstance(v, list) else v for name, v in one._mapping.items()}
                for one in session.execute(
                    text(
                        f"SELECT {told} FROM crm.contact t WHERE customer_id = :id ORDER BY is_primary DESC, id LIMIT 3"
                    ),
                    given,
                )
            ]
    return ChatParts(customer=values, phones=tuple(phones), contacts=tuple(people))


def list_addresses(session: Session, facts: Facts, customer_id: int) -> list[str]:
    """Return a customer's addresses as an order writes them, delivery and default first; words as crm.address_line's."""
    entity = facts.entities.get("customer_address")
    if entity is None:
        return []
    wanted = [n for n in ("province", "city", "district", "address", "recipient", "phone") if n in entity]
    with translated():
        rows = session.execute(
            text(
                f"SELECT {_columns(entity, wanted)} FROM crm.customer_address t WHERE customer_id = :id "
                "ORDER BY kind <> 'delivery', NOT is_default, id LIMIT 50"
            ),
            {"id": customer_id},
        ).mappings()
        return [_address_line(dict(row)) for row in rows]


def _columns(entity: Entity, names: Sequence[str]) -> str:
    """Return the SQL of fields of the row ``t`` as the reader has them."""
    return ", ".join(f"{shown(entity, name, 't')} AS {name}" for name in names)


def _address_line(row: Mapping[str, str]) -> str:
    province = row["province"] if row["province"] != row["city"] else ""
    line = "".join((province, row["city"], row["district"], row["address"]))
    if row.get("recipient"):
        line += f"，{row['recipient']}"
    return line + (f" {row['phone']}" if row.get("phone") else "")


def complete_dates(session: Session, ids: Sequence[int]) -> int:
    """Tick important dates off for this time; return the number of an undoable action. Raises Denied."""
    with naming(session, IMPORTANT_DATE):
        return int(session.execute(text("SELECT crm.complete_dates(:ids)"), {"ids": list(ids)}).scalar_one())
