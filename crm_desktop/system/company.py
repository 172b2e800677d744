"""What an initialization writes into a new account set, each as plain rows; runs above all rights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.db.errors import translated

#: What an account set knows about its company, beside its name.
FACTS = ("company", "company_en", "colour", "currency", "address", "phone", "tax_number", "bank_name", "bank_account")
#: Role templates that every account set starts with.
ROLES = (
    "administrator",
    "manager",
    "team_lead",
    "sales_rep",
    "product_maintainer",
    "market",
    "service",
    "commerce",
    "finance",
    "warehouse",
    "data_steward",
)
#: Relations of companies and of persons that every account set starts with: dictionary → codes.
RELATIONS = {
    "relation_kind": (
        "subsidiary_of",
        "parent_of",
        "same_group",
        "buys_through",
        "buys_for",
        "supplied_by",
        "supplies",
        "competitor_of",
        "recommended_by",
        "recommended",
    ),
    "contact_relation_kind": (
        "classmate",
        "relative",
        "friend",
        "former_colleague",
        "from_same_place",
        "reports_to",
        "superior_of",
        "assisted_by",
        "assists",
        "taught_by",
        "taught",
        "introduced_by",
        "introduced",
        "acquainted",
    ),
}
_DAYS = ("birthday", "hired_on")
_PERSON = ("code", "title", "gender", "phone", "mobile", "email", "birthday", "hired_on", "note")


def set_facts(session: Session, about: Mapping[str, Any]) -> None:
    """Write what is known about the company."""
    given = {name: about[name] for name in FACTS if about.get(name)}
    if given:
        with translated():
            columns = ", ".join(f"{name} = :{name}" for name in given)
            session.execute(text(f"UPDATE crm.account_set SET {columns}"), given)


def add_terms(session: Session, dictionaries: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Add entries to the dictionaries, or change those that are there; entries of a kind keep their order."""
    with translated():
        for kind, terms in dictionaries.items():
            session.execute(
                text(
                    "INSERT INTO crm.dictionary (kind, code, name, position) VALUES ('dictionary', :kind, :kind, 1000) "
                    "ON CONFLICT (kind, code) DO NOTHING"
                ),
                {"kind": kind},
            )
            for number, term in enumerate(terms, 1):
                session.execute(
                    text(
                        "INSERT INTO crm.dictionary (kind, code, name, name_en, colour, position) "
                        "VALUES (:kind, :code, :name, :name_en, :colour, :position) "
                        "ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, "
                        "colour = excluded.colour, position = excluded.position"
                    ),
                    {
                        "kind": kind,
                        "code": term["code"],
                        "name": term["name"],
                        "name_en": term.get("name_en", ""),
                        "colour": term.get("colour", ""),
                        "position": term.get("position", number * 10),
                    },
                )
            _make_room(session, kind, terms)
            for term in terms:  # when all are there: an opposite names another one
                _set_meaning(session, kind, term)


#: What an entry may mean besides its name; files written before these had columns name it under ``data``.
MEANINGS = ("stage", "outcome", "probability", "provinces", "opposite")


def meaning_of(term: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry of the answers says of its meaning."""
    return {name: value for name, value in {**term.get("data", {}), **term}.items() if name in MEANINGS}


def _make_room(session: Session, kind: str, terms: Sequence[Mapping[str, Any]]) -> None:
    """Take the provinces that regions of the answers name out of the usual ones: each is in one region."""
    taken = [str(code) for term in terms for code in meaning_of(term).get("provinces", ())]
    if kind == "region" and taken:
        session.execute(
            text(
                "UPDATE crm.dictionary SET provinces = ARRAY(SELECT p FROM unnest(provinces) p WHERE p <> ALL (:taken)) "
                "WHERE kind = :kind AND provinces && :taken"
            ),
            {"kind": kind, "taken": taken},
        )


def _set_meaning(session: Session, kind: str, term: Mapping[str, Any]) -> None:
    given = meaning_of(term)
    if given:
        columns = ", ".join(f"{name} = :{name}" for name in given)
        session.execute(
            text(f"UPDATE crm.dictionary SET {columns} WHERE kind = :kind AND code = :code"),
            {**given, "kind": kind, "code": term["code"]},
        )


_ATTRIBUTE_WORDS = ("target", "formula", "formula_kind", "group_label", "group_label_en", "only_field")


def add_attributes(session: Session, attributes: Iterable[Mapping[str, Any]]) -> None:
    """Define the company's own attributes, in their order."""
    with translated():
        for number, entry in enumerate(attributes, 1):
            session.execute(
                text(
                    "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, required, "
                    "default_value, target, formula, formula_kind, group_label, group_label_en, only_field, "
                    "only_values, position, searchable, in_list) VALUES (:entity, :key, :label, :label_en, :kind, "
                    ":dictionary, :required, :default_value, :target, :formula, :formula_kind, :group_label, "
                    ":group_label_en, :only_field, :only_values, :position, :searchable, :in_list)"
                ),
                {
                    "entity": entry["entity"],
                    "key": entry["key"],
                    "label": entry["label"],
                    "kind": entry["kind"],
                    "label_en": entry.get("label_en", ""),
                    "dictionary": entry.get("dictionary", ""),
                    "required": bool(entry.get("required", False)),
                    "default_value": str(entry.get("default", "")),
                    **{name: entry.get(name, "") for name in _ATTRIBUTE_WORDS},
                    "only_values": list(entry.get("only_values", ())),
                    "position": number * 10,
                    "searchable": bool(entry.get("searchable", False)),
                    "in_list": bool(entry.get("in_list", False)),
                },
            )


def set_coding_rules(session: Session, rules: Iterable[Mapping[str, Any]]) -> None:
    """Say how codes are made."""
    with translated():
        for rule in rules:
            session.execute(
                text(
                    "INSERT INTO crm.coding_rule (entity, class_code, pattern, gapless) "
                    "VALUES (:entity, :class_code, :pattern, :gapless) ON CONFLICT (entity, class_code) "
                    "DO UPDATE SET pattern = excluded.pattern, gapless = excluded.gapless"
                ),
                {
                    "entity": rule["entity"],
                    "class_code": rule.get("class_code", ""),
                    "pattern": rule["pattern"],
                    "gapless": bool(rule.get("gapless", False)),
                },
            )


def add_departments(session: Session, departments: Sequence[Mapping[str, Any]]) -> None:
    """Add departments, a parent before its children."""
    with translated():
        for number, entry in enumerate(departments, 1):
            session.execute(
                text(
                    "INSERT INTO crm.department (code, name, parent_id, position) VALUES (:code, :name, "
                    "(SELECT id FROM crm.department WHERE name = :parent), :position)"
                ),
                {
                    "code": entry.get("code", ""),
                    "name": entry["name"],
                    "parent": entry.get("parent") or None,
                    "position": number * 10,
                },
            )


def add_employees(session: Session, people: Sequence[Mapping[str, Any]]) -> None:
    """Add employees with departments, roles and superiors; superiors are named by login and may come later.

    One statement each for all people: every statement puts the rights into force anew.
    """
    rows = [
        {
            **{name: entry[name] for name in _PERSON if entry.get(name)},
            "place": place,
            "name": entry["name"],
            "login": entry.get("login") or None,
            "department": entry.get("department") or None,
            "superior": entry.get("superior") or None,
            "roles": list(entry.get("roles", ())),
        }
        for place, entry in enumerate(people)
    ]
    given = {"rows": json.dumps(rows)}
    columns = ", ".join(_PERSON)
    texts = ", ".join(f"x.{name}" if name in _DAYS else f"coalesce(x.{name}, '')" for name in _PERSON)
    kinds = ", ".join(f"{name} {'date' if name in _DAYS else 'text'}" for name in _PERSON)
    with translated():
        ids = (
            session.execute(
                text(
                    f"INSERT INTO crm.employee (name, login, department_id, {columns}) SELECT x.name, x.login, d.id, {texts} "
                    "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) "
                    f"AS x(place int, name text, login text, department text, {kinds}) "
                    "LEFT JOIN crm.department d ON d.name = x.department ORDER BY x.place RETURNING id"
                ),
                given,
            )
            .scalars()
            .all()
        )
        with_ids = {"rows": json.dumps([{**row, "id": made} for row, made in zip(rows, ids, strict=True)])}
        session.execute(
            text(
                "INSERT INTO crm.employee_role (employee_id, role_id) SELECT DISTINCT x.id, r.id "
                "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id bigint, roles text[]) "
                "JOIN crm.role r ON r.code = ANY (x.roles)"
            ),
            with_ids,
        )
        session.execute(
            text(
                "UPDATE crm.employee e SET superior_id = s.id "
                "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id bigint, superior text) "
                "JOIN crm.employee s ON s.login = x.superior WHERE e.id = x.id"
            ),
            with_ids,
        )


def set_heads(session: Session, departments: Iterable[Mapping[str, Any]]) -> None:
    """Name the heads of departments, by login."""
    with translated():
        for entry in departments:
            if not entry.get("head"):
                continue
            done = session.execute(
                text(
                    "UPDATE crm.department SET head_id = e.id FROM crm.employee e "
                    "WHERE e.login = :head AND department.name = :name RETURNING department.id"
                ),
                {"head": entry["head"], "name": entry["name"]},
            ).all()
            if not done:
                raise Invalid("reference_unknown", "departments.head", {"text": entry["head"]})


def set_rights(session: Session, rights: Mapping[str, Any]) -> None:
    """Add own roles (``like`` copies a template) and rules; the database puts them into force."""
    with translated():
        for role in rights.get("roles", []):
            session.execute(
                text(
                    "WITH made AS "
                    "(INSERT INTO crm.role (code, name, name_en) VALUES (:code, :name, :name_en) RETURNING id) "
                    "INSERT INTO crm.right_rule (role_id, module, action, scope) "
                    "SELECT made.id, r.module, r.action, r.scope "
                    "FROM made, crm.right_rule r JOIN crm.role o ON o.id = r.role_id WHERE o.code = :like"
                ),
                {
                    "code": role["code"],
                    "name": role["name"],
                    "name_en": role.get("name_en", ""),
                    "like": role.get("like", ""),
                },
            )
        rules = {(rule["role"], rule["module"], rule["action"]): rule for rule in rights.get("rules", [])}
        if rules:
            session.execute(
                text(
                    "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, x.module, x.action, x.scope "
                    "FROM jsonb_to_recordset(CAST(:rules AS jsonb)) AS x(role text, module text, action text, scope text) "
                    "JOIN crm.role r ON r.code = x.role "
                    "ON CONFLICT (role_id, module, action) DO UPDATE SET scope = excluded.scope"
                ),
                {"rules": json.dumps(list(rules.values()))},
            )


def give_login(session: Session, login: str, verifier: str) -> None:
    """Let an employee log in; only the verifier of his password is known here."""
    with translated():
        session.execute(
            text("SELECT crm.set_login(id, :verifier) FROM crm.employee WHERE login = :login"),
            {"login": login, "verifier": verifier},
        )


def broken_invariants(session: Session) -> list[Mapping[str, Any]]:
    """Return what the check page shows: every rule of an account set that does not hold, with its record."""
    with translated():
        rows = session.execute(
            text("SELECT rule, table_name, record_id, detail FROM crm.check_account_set() LIMIT 200")
        )
        return [dict(row) for row in rows.mappings()]
