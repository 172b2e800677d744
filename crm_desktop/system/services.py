"""What a desktop asks at login: who I am, my rights, the dictionaries, the company's own attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import Facts, Term
from crm_desktop.core.fields import Field
from crm_desktop.core.rights import Rights
from crm_desktop.db.errors import translated


def load_facts(
    session: Session, entities: Mapping[str, Entity], *, language: str = "zh_CN", client: str = "", again: bool = False
) -> Facts:
    """Say hello and return the facts of this login; raise Denied for anybody who is no active employee.

    *again*: the facts changed during the day; that is no login to be counted.
    Fields and entities that the employee may not read are left out of the returned entities.
    """
    with translated():
        me = session.execute(
            text("SELECT crm.me()" if again else "SELECT crm.hello(:client)").bindparams(
                **({} if again else {"client": client})
            )
        ).scalar_one()
        if me is None:
            raise Denied("not_an_employee")
        company = session.execute(text("SELECT name, colour, company, currency FROM crm.account_set")).one()
        person = session.execute(
            text("SELECT id, login, name, department_id FROM crm.employee WHERE id = :me"), {"me": me}
        ).one()
    rights = load_rights(session)
    own = load_attributes(session, language)
    return Facts(
        account_set=company.name,
        account_colour=company.colour,
        company=company.company,
        currency=company.currency,
        login=person.login,
        employee_id=person.id,
        employee_name=person.name,
        department_id=person.department_id,
        rights=rights,
        terms=load_terms(session),
        entities={
            name: restricted(entity.with_attributes(*own.get(name, ((), ()))), rights)
            for name, entity in entities.items()
            if rights.may(entity.rights_module, "view") or name in PUBLIC
        },
    )


#: Readable by every employee, whatever the role: lists and forms show their words.
PUBLIC = ("employee", "department", "dictionary", "coding_rule", "attribute_definition")


def load_rights(session: Session) -> Rights:
    """Return the rights of this login as they are in force now."""
    with translated():
        scopes = session.execute(text("SELECT module, action, scope FROM crm.effective_right")).all()
        fields = session.execute(text("SELECT table_name, field, access FROM crm.my_field_rights()")).all()
    return Rights(
        scopes={(r.module, r.action): r.scope for r in scopes},
        fields={(r.table_name, r.field): r.access for r in fields},
    )


def load_terms(session: Session) -> dict[str, tuple[Term, ...]]:
    """Return all dictionaries: kind → entries in order."""
    with translated():
        rows = session.execute(
            text(
                "SELECT kind, code, name, name_en, colour, position, retired, data "
                "FROM crm.dictionary ORDER BY kind, position, id"
            )
        ).all()
    found: dict[str, list[Term]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(Term(**row._mapping))
    return {kind: tuple(terms) for kind, terms in found.items()}


def load_attributes(session: Session, language: str) -> dict[str, tuple[list[Field], list[str]]]:
    """Return the company's own fields: entity → fields named ``attrs.KEY``, and the names of those in its list."""
    with translated():
        rows = session.execute(
            text("SELECT * FROM crm.attribute_definition WHERE NOT retired ORDER BY entity, position, id")
        )
        found: dict[str, tuple[list[Field], list[str]]] = {}
        for row in rows.mappings():
            if field := attribute_field(dict(row), language):
                fields, listed = found.setdefault(row["entity"], ([], []))
                fields.append(field)
                if row["in_list"]:
                    listed.append(field.name)
    return found


_KINDS: dict[str, type[Field]] = {
    "text": kinds.Text,
    "long_text": kinds.LongText,
    "integer": kinds.Integer,
    "number": kinds.Quantity,
    "money": kinds.Money,
    "date": kinds.Date,
    "bool": kinds.Bool,
    "choice": kinds.Choice,
    "choices": kinds.MultiChoice,
}


def attribute_field(row: Mapping[str, Any], language: str) -> Field | None:
    """Return the field of an attribute definition; None for a kind that this program cannot edit yet."""
    kind = _KINDS.get(row["kind"])
    if kind is None:
        return None
    label = row["label"] if language.startswith("zh") or not row["label_en"] else row["label_en"]
    more = {"dictionary": row["dictionary"]} if kind in (kinds.Choice, kinds.MultiChoice) else {}
    return kind(name=f"attrs.{row['key']}", label=label, required=row["required"], **more)


def restricted(entity: Entity, rights: Rights) -> Entity:
    """Return *entity* without the fields that may not be read, the others read-only where they may not be written."""

    def hidden(name: str) -> bool:
        return not rights.may_read(entity.name, name)

    def seen(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(n for n in names if not hidden(n))

    if not any(table == entity.name for table, _ in rights.fields):
        return entity
    if hidden(entity.label) or hidden(entity.sort):
        raise Denied("label_hidden")
    fields = tuple(
        f if rights.may_write(entity.name, f.name) else replace(f, read_only=True)
        for f in entity.fields
        if not hidden(f.name)
    )
    return replace(
        entity,
        fields=fields,
        list_columns=seen(entity.list_columns),
        unique=seen(entity.unique),
        sections=tuple(replace(s, fields=seen(s.fields)) for s in entity.sections),
    )
