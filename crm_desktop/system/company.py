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
ROLES = ("administrator", "manager", "team_lead", "sales_rep", "product_maintainer", "market", "service", "commerce",
         "finance", "warehouse")
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
            for number, term in enumerate(terms, 1):
                session.execute(text(
                    "INSERT INTO crm.dictionary (kind, code, name, name_en, colour, position, data) "
                    "VALUES (:kind, :code, :name, :name_en, :colour, :position, CAST(:data AS jsonb)) "
                    "ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, "
                    "colour = excluded.colour, position = excluded.position, data = dictionary.data || excluded.data"),
                    {"kind": kind, "code": term["code"], "name": term["name"], "name_en": term.get("name_en", ""),
                     "colour": term.get("colour", ""), "position": term.get("position", number * 10),
                     "data": json.dumps(term.get("data", {}))})


def add_attributes(session: Session, attributes: Iterable[Mapping[str, Any]]) -> None:
    """Define the company's own attributes, in their order."""
    with translated():
        for number, entry in enumerate(attributes, 1):
            session.execute(text(
                "INSERT INTO crm.attribute_definition (entity, key, label, label_en, kind, dictionary, required, "
                "default_value, class_code, position, searchable, in_list) "
                "VALUES (:entity, :key, :label, :label_en, :kind, :dictionary, "
                ":required, :default_value, :class_code, :position, :searchable, :in_list)"),
                {"entity": entry["entity"], "key": entry["key"], "label": entry["label"], "kind": entry["kind"],
                 "label_en": entry.get("label_en", ""), "dictionary": entry.get("dictionary", ""),
                 "required": bool(entry.get("required", False)), "default_value": str(entry.get("default", "")),
                 "class_code": entry.get("class_code", ""), "position": number * 10,
                 "searchable": bool(entry.get("searchable", False)), "in_list": bool(entry.get("in_list", False))})


def set_coding_rules(session: Session, rules: Iterable[Mapping[str, Any]]) -> None:
    """Say how codes are made."""
    with translated():
        for rule in rules:
            session.execute(text(
                "INSERT INTO crm.coding_rule (entity, class_code, pattern, gapless) "
                "VALUES (:entity, :class_code, :pattern, :gapless) ON CONFLICT (entity, class_code) "
                "DO UPDATE SET pattern = excluded.pattern, gapless = excluded.gapless"),
                {"entity": rule["entity"], "class_code": rule.get("class_code", ""), "pattern": rule["pattern"],
                 "gapless": bool(rule.get("gapless", False))})


def add_departments(session: Session, departments: Sequence[Mapping[str, Any]]) -> None:
    """Add departments, a parent before its children."""
    with translated():
        for number, entry in enumerate(departments, 1):
            session.execute(text(
                "INSERT INTO crm.department (code, name, parent_id, position) VALUES (:code, :name, "
                "(SELECT id FROM crm.department WHERE name = :parent), :position)"),
                {"code": entry.get("code", ""), "name": entry["name"], "parent": entry.get("parent") or None,
                 "position": number * 10})


def add_employees(session: Session, people: Sequence[Mapping[str, Any]]) -> None:
    """Add employees with departments, roles and superiors; superiors are named by login and may come later."""
    with translated():
        for entry in people:
            given = {name: entry[name] for name in _PERSON if entry.get(name)}
            columns = "".join(f", {name}" for name in given)
            places = "".join(f", :{name}" for name in given)
            made = session.execute(text(
                f"INSERT INTO crm.employee (name, login, department_id{columns}) VALUES (:who, :login, "
                f"(SELECT id FROM crm.department WHERE name = :department){places}) RETURNING id"),
                {**given, "who": entry["name"], "login": entry.get("login") or None,
                 "department": entry.get("department") or None}).scalar_one()
            session.execute(text("INSERT INTO crm.employee_role (employee_id, role_id) "
                                 "SELECT :id, id FROM crm.role WHERE code = ANY (:roles)"),
                            {"id": made, "roles": list(entry.get("roles", ()))})
        pairs = [{"l": e["login"], "s": e["superior"]} for e in people if e.get("login") and e.get("superior")]
        session.execute(text(
            "UPDATE crm.employee e SET superior_id = s.id "
            "FROM jsonb_to_recordset(CAST(:pairs AS jsonb)) AS x(l text, s text) "
            "JOIN crm.employee s ON s.login = x.s WHERE e.login = x.l"), {"pairs": json.dumps(pairs)})


def set_heads(session: Session, departments: Iterable[Mapping[str, Any]]) -> None:
    """Name the heads of departments, by login."""
    with translated():
        for entry in departments:
            if not entry.get("head"):
                continue
            done = session.execute(text(
                "UPDATE crm.department SET head_id = e.id FROM crm.employee e "
                "WHERE e.login = :head AND department.name = :name RETURNING department.id"),
                {"head": entry["head"], "name": entry["name"]}).all()
            if not done:
                raise Invalid("reference_unknown", "departments.head", {"text": entry["head"]})


def set_rights(session: Session, rights: Mapping[str, Any]) -> None:
    """Add own roles (``like`` copies a template) and rules, then put all rights into force."""
    with translated():
        for role in rights.get("roles", []):
            session.execute(text(
                "WITH made AS "
                "(INSERT INTO crm.role (code, name, name_en) VALUES (:code, :name, :name_en) RETURNING id) "
                "INSERT INTO crm.right_rule (role_id, module, action, scope) "
                "SELECT made.id, r.module, r.action, r.scope "
                "FROM made, crm.right_rule r JOIN crm.role o ON o.id = r.role_id WHERE o.code = :like"),
                {"code": role["code"], "name": role["name"], "name_en": role.get("name_en", ""),
                 "like": role.get("like", "")})
        for rule in rights.get("rules", []):
            session.execute(text(
                "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT id, :module, :action, :scope "
                "FROM crm.role WHERE code = :role "
                "ON CONFLICT (role_id, module, action) DO UPDATE SET scope = excluded.scope"),
                {"role": rule["role"], "module": rule["module"], "action": rule["action"], "scope": rule["scope"]})
        session.execute(text("SELECT crm.apply_rights()"))


def give_login(session: Session, login: str, verifier: str) -> None:
    """Let an employee log in; only the verifier of his password is known here."""
    with translated():
        session.execute(text("SELECT crm.set_login(id, :verifier) FROM crm.employee WHERE login = :login"),
                        {"login": login, "verifier": verifier})


def broken_invariants(session: Session) -> list[Mapping[str, Any]]:
    """Return what the check page shows: every rule of an account set that does not hold, with its record."""
    with translated():
        rows = session.execute(text(
            "SELECT rule, table_name, record_id, detail FROM crm.check_account_set() LIMIT 200"))
        return [dict(row) for row in rows.mappings()]
