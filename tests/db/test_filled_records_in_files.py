"""Export then import is the identity where every field is filled: the same again, and back as it was after deleting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core import fields
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.services import load_facts

Login = Callable[[str], Session]
AWKWARD = '=1+1,"引号" 甲;乙、丙'
TAGS = ["甲、乙", "a,b", "=x", 'q"r', "x;y", "“引”"]
#: of each entity one record, made with what it cannot be without; the others are filled by the kind of their fields
MADE = {
    "customer": "INSERT INTO crm.customer (name) VALUES ('满满公司') RETURNING id",
    "contact": "INSERT INTO crm.contact (customer_id, name) SELECT min(id), '满满' FROM crm.customer RETURNING id",
    "contact_way": "INSERT INTO crm.contact_way (contact_id, kind, email) SELECT min(id), 'work', 'x@y.cn' FROM crm.contact RETURNING id",
    "contact_relation": "INSERT INTO crm.contact_relation (contact_id, other_id, kind) SELECT min(id), max(id), :kind "
    "FROM crm.contact RETURNING id",
    "customer_phone": "INSERT INTO crm.customer_phone (customer_id, number) SELECT min(id), '1' FROM crm.customer RETURNING id",
    "customer_address": "INSERT INTO crm.customer_address (customer_id, address) SELECT min(id), 'x' FROM crm.customer RETURNING id",
    "customer_relation": "INSERT INTO crm.customer_relation (customer_id, other_id, kind) SELECT min(id), max(id), :kind "
    "FROM crm.customer RETURNING id",
    "important_date": "INSERT INTO crm.important_date (customer_id, kind, calendar, month, day) SELECT min(id), 'other', 'lunar', 5, 12 "
    "FROM crm.customer RETURNING id",
    "action": "INSERT INTO crm.action (customer_id, employee_id, kind, subject, happened_at) SELECT min(id), crm.me(), 'call', 'x', now() "
    "FROM crm.customer RETURNING id",
}
#: what these records say otherwise than the kind of the field alone would
SAID: dict[str, dict[str, Any]] = {
    "customer": {"parent_id": None, "founded_year": 1999},
    "contact_way": {"number": "", "kind": "work"},
    "contact_relation": {"contact_id": None, "other_id": None},
    "customer_relation": {"customer_id": None, "other_id": None},
    "important_date": {
        "kind": "other",
        "calendar": "lunar",
        "year": None,
        "month": 5,
        "day": 12,
        "leap": True,
        "repeat": "year",
        "every": 1,
    },
}


def _value(session: Session, facts: Facts, kind: fields.Field) -> Any:
    """Return something that this kind of field can hold and that a careless file would lose."""
    match kind:
        case fields.Ref():
            return session.execute(text(f"SELECT min(id) FROM crm.{kind.to}")).scalar()
        case fields.Choice():
            return facts.terms[kind.dictionary][-1].code
        case fields.Options():
            return kind.options[-1][0]
        case fields.Tags():
            return TAGS
        case fields.Bool():
            return True
        case fields.Integer():
            return 7
        case fields.Money():
            return 123_456_789
        case fields.Price() | fields.Quantity() | fields.Percent():
            return Decimal("1.25")
        case fields.Birthday():
            return date(1899, 2, 28)  # before the first day that a workbook knows
        case fields.Date():
            return date(2099, 2, 28)
        case fields.DateTime():
            return datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
        case fields.Phone():
            return "029-88250000-12"
        case fields.Email():
            return "a.b+c@d-e.cn"
        case fields.Url():
            return "www.example.cn/?a=1&b=2"
        case fields.LongText():
            return "-第一行\n\n  第二行 =x\n尾"
    assert isinstance(kind, fields.Text), kind
    return "710075" if kind.name == "postcode" else f"{AWKWARD}{len(kind.name)}"[: kind.max_length]


def _filled(session: Session, facts: Facts, entity: Entity) -> tuple[int, list[str]]:
    """Make a record with every field that a file may fill; return its id and the fields."""
    kinds = (
        facts.terms[entity["kind"].dictionary] if "kind" in entity and isinstance(entity["kind"], fields.Choice) else ()
    )
    given = {"kind": kinds[-1].code} if ":kind" in MADE[entity.name] else {}
    made = int(session.execute(text(MADE[entity.name]), given).scalar_one())
    said = SAID.get(entity.name, {})
    names = [f.name for f in entity.fields if not f.read_only and not f.is_custom and "import" not in f.hidden_in]
    for name in names:
        if name == entity.owner or (name in said and said[name] is None):
            continue
        value = (
            said.get(name, _value(session, facts, entity[name]))
            if name in said
            else _value(session, facts, entity[name])
        )
        session.execute(
            text(f"UPDATE crm.{entity.name} SET {name} = :value WHERE id = :id"), {"value": value, "id": made}
        )
    return made, names


def _bring(session: Session, facts: Facts, entity: str, path: Path) -> Imported:
    table = open_table(path)
    mapping = importing.propose_mapping(session, table, facts=facts, entity=entity, translate=translate)
    return import_file(session, table, facts=facts, mapping=mapping, translate=translate, standardise=standardise)[0]


@pytest.mark.parametrize("name", MADE)
def test_a_record_with_every_field_filled_comes_back_as_it_was(login: Login, tmp_path: Path, name: str) -> None:
    session = login("admin")
    facts = load_facts(session, entity_descriptors())
    entity = facts.entities[name]
    made, names = _filled(session, facts, entity)
    content = text(f"SELECT {', '.join(names)} FROM crm.{name} WHERE id = :id OR id > :last")
    last = session.execute(text(f"SELECT max(id) FROM crm.{name}")).scalar_one()
    before = session.execute(content, {"id": made, "last": last}).all()
    empty = {n for n, value in zip(names, before[0], strict=True) if value in (None, "", [])}
    assert empty <= {n for n, value in SAID.get(name, {}).items() if value in (None, "")} | {entity.owner}, empty
    for language, suffix, encoding in (
        ("zh_CN", "xlsx", ""),
        ("en", "xlsx", ""),
        ("zh_CN", "csv", "gb18030"),
        ("en", "csv", ""),
    ):
        path = tmp_path / f"{language}.{suffix}"
        query = ListQuery(entity=name, columns=tuple(names), sort=entity.sort)
        count = export_list(
            session, query, path, facts=facts, language=language, translate=translate, encoding=encoding
        )
        again = _bring(session, facts, name, path)
        assert again.check.counts["same"] == count >= 1, (path.name, again.check.counts, again.check.problems)
        with session.begin_nested() as trial:
            session.execute(text(f"DELETE FROM crm.{name} WHERE id = :id"), {"id": made})
            part = _bring(session, facts, name, path)
            assert part.result is not None and part.result.created >= 1, part.check.problems
            assert before[0] in session.execute(content, {"id": 0, "last": last}).all(), path.name
            trial.rollback()
    session.rollback()
