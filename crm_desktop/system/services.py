"""What a desktop asks at login: who I am, my rights, the dictionaries, the company's own attributes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import clock
from crm_desktop.core import fields as kinds
from crm_desktop.core.codec import from_text
from crm_desktop.core.codec.words import split_words
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import CustomObject, Facts, Term
from crm_desktop.core.fields import Field, Ref
from crm_desktop.core.forms.layout import Layout, arranged, from_stored
from crm_desktop.core.forms.rules import FieldRule
from crm_desktop.core.rights import Rights
from crm_desktop.db.errors import translated
from crm_desktop.db.together import Rows, ask_together
from crm_desktop.system.entities.custom_object import attributes_first, with_objects


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
    found = ask_together(session, _FACTS, {"me": me})
    (company,), (person,) = found["company"], found["person"]
    clock.set_by_server(datetime.fromisoformat(company["moment"]), date.fromisoformat(company["day"]))
    rights = Rights(
        scopes={(r["module"], r["action"]): r["scope"] for r in found["scopes"]},
        fields={(r["table_name"], r["field"]): r["access"] for r in found["fields"]},
    )
    own, rules = _attributes_of(found["attributes"], language), _rules_of(found["rules"])
    layouts = {r["entity"]: from_stored(r["layout"]) for r in found["layouts"]}
    objects = tuple(CustomObject(**row) for row in found["objects"])
    entities = with_objects(entities, objects, language)
    seen = [n for n, e in entities.items() if rights.may(e.rights_module, "view") or n in PUBLIC]
    unseen = entities.keys() - seen
    mine = {
        name: restricted(
            _arranged(_with_own(entities[name], own, rules), layouts, language), rights, unseen
        ).with_star()
        for name in seen
        if not _part_is_hidden(entities[name], rights, unseen)
    }
    return Facts(
        account_set=company["name"],
        account_colour=company["colour"],
        company=company["company"],
        company_en=company["company_en"],
        currency=company["currency"],
        login=person["login"],
        employee_id=person["id"],
        employee_name=person["name"],
        department_id=person["department_id"],
        stands_in_for=tuple(person["absent"]),
        forgotten_days=company["forgotten_days"],
        handed_days=company["handed_days"],
        undo_days=company["undo_days"],
        lookups=tuple((one["name"], one["address"]) for one in company["lookups"]),
        rights=rights,
        terms=_terms_of(found["terms"]),
        objects=objects,
        entities={name: entity.with_parts(mine) for name, entity in mine.items()},
    )


#: Readable by every employee, whatever the role: lists and forms show their words.
PUBLIC = (
    "employee", "department", "dictionary", "coding_rule", "attribute_definition", "field_rule", "custom_object"
)  # fmt: skip


_TERMS = (
    "(SELECT kind, code, name, name_en, colour, position, retired, stage FROM crm.dictionary ORDER BY kind, position, id) "
    # provinces are no dictionary, but regions choose from them
    "UNION ALL (SELECT 'province', left(code, 2), short_name, '', '', 0, false, '' FROM crm.division "
    "WHERE level = 1 ORDER BY code)"
    # nor what relations turn to: the words of both kinds of them
    "UNION ALL (SELECT 'opposite', code, name, name_en, colour, position, retired, '' FROM crm.dictionary "
    "WHERE kind IN ('relation_kind', 'contact_relation_kind') ORDER BY kind DESC, position, id) "
    # nor are the states of a customer by which rules for duplicates choose
    "UNION ALL VALUES ('customer_state', 'target', '目标客户', 'Target customer', '', 1, false, ''), "
    "('customer_state', 'customer', '成交客户', 'Customer', '', 2, false, ''), "
    "('customer_state', 'former', '流失或沉睡的客户', 'Former customer', '', 3, false, ''), "
    "('customer_state', 'pooled', '在公海', 'In a public pool', '', 4, false, ''), "
    "('customer_state', 'locked', '已锁定', 'Locked', '', 5, false, ''), "
    # the dictionaries are entries themselves, of one that is not among them
    "('dictionary', 'dictionary', '字典', 'Dictionaries', '', 0, true, '') "
    # what roles are called where other records name them by their ids; no dictionary has a code like that
    "UNION ALL (SELECT '@role', id::text, name, name_en, '', 0, false, '' FROM crm.role)"
)
# what is retired stands last: it is shown only where a record still has a value
_ATTRIBUTES = (
    "SELECT d.*, CASE WHEN only_field = 'class_id' THEN ARRAY(SELECT crm.classes_below(only_values)) END "
    "AS classes FROM crm.attribute_definition d ORDER BY entity, retired, position, id"
)
_FACTS = {
    "company": "SELECT name, colour, company, company_en, currency, clock_timestamp() AS moment, crm.today() AS day, "
    "crm.setting_number('forgotten_days') AS forgotten_days, crm.setting_number('handed_days') AS handed_days, crm.undo_days() AS undo_days, "
    "crm.lookups() AS lookups "
    "FROM crm.account_set",
    "person": "SELECT id, login, name, department_id, crm.stood_in_for() AS absent FROM crm.employee WHERE id = :me",
    "scopes": "SELECT module, action, scope FROM crm.effective_right",
    "fields": "SELECT table_name, field, access FROM crm.my_field_rights()",
    "terms": _TERMS,
    "attributes": _ATTRIBUTES,
    "rules": "SELECT entity, field, kind, tree, by_field, mapping FROM crm.field_rule WHERE NOT retired "
    "AND kind <> 'pattern' ORDER BY entity, position, id",
    "objects": "SELECT code, name, name_en, plural_en, icon, belongs_to, tab, retired FROM crm.custom_object "
    "ORDER BY position, id",
    "layouts": "SELECT entity, layout FROM crm.form_layout",
}


def load_terms(session: Session) -> dict[str, tuple[Term, ...]]:
    """Return all dictionaries: kind → entries in order."""
    return _terms_of(ask_together(session, {"terms": _TERMS})["terms"])


def _terms_of(rows: Rows) -> dict[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for row in rows:
        found.setdefault(row["kind"], []).append(Term(**row))
    return {kind: tuple(terms) for kind, terms in found.items()}


def load_attributes(session: Session, language: str) -> dict[str, tuple[list[Field], list[str]]]:
    """Return the company's own fields: entity → fields named ``attrs.KEY``, and the names of those in its list."""
    return _attributes_of(ask_together(session, {"attributes": _ATTRIBUTES})["attributes"], language)


def _attributes_of(rows: Rows, language: str) -> dict[str, tuple[list[Field], list[str]]]:
    found: dict[str, tuple[list[Field], list[str]]] = {}
    for row in rows:
        field = attribute_field(row, language)
        fields, listed = found.setdefault(row["entity"], ([], []))
        fields.append(field)
        if row["in_list"] and not row["retired"]:
            listed.append(field.name)
    return found


def _rules_of(rows: Rows) -> dict[str, list[FieldRule]]:
    """Return the rules of fields that are in force, by entity."""
    found: dict[str, list[FieldRule]] = {}
    for row in rows:
        found.setdefault(row["entity"], []).append(field_rule(row))
    return found


def _with_own(
    entity: Entity, own: Mapping[str, tuple[list[Field], list[str]]], rules: Mapping[str, list[FieldRule]]
) -> Entity:
    found = entity.with_attributes(*own.get(entity.name, ((), ())))
    if entity.context == "CustomRecord":
        found = attributes_first(found)
    return replace(found, rules=(*entity.rules, *rules.get(entity.name, ())))


def _arranged(entity: Entity, layouts: Mapping[str, Layout], language: str) -> Entity:
    return arranged(entity, layouts[entity.name], language) if entity.name in layouts else entity


def field_rule(row: Mapping[str, Any]) -> FieldRule:
    """Return the rule of a row."""
    mapping = {value: tuple(offered) for value, offered in row["mapping"].items()}
    return FieldRule(field=row["field"], kind=row["kind"], tree=row["tree"], by_field=row["by_field"], mapping=mapping)


_KINDS: dict[str, type[Field]] = {
    "text": kinds.Text,
    "long_text": kinds.LongText,
    "integer": kinds.Integer,
    "number": kinds.Quantity,
    "money": kinds.Money,
    "percent": kinds.Percent,
    "date": kinds.Date,
    "datetime": kinds.DateTime,
    "bool": kinds.Bool,
    "phone": kinds.Phone,
    "email": kinds.Email,
    "url": kinds.Url,
    "choice": kinds.Choice,
    "choices": kinds.MultiChoice,
    "link": kinds.Ref,
    "attachment": kinds.Attachment,
}
_PLACES = ("form", "filter", "import", "export", "print")


def attribute_field(row: Mapping[str, Any], language: str) -> Field:
    """Return the field of an attribute definition; a formula is a field of the kind that it makes, read only."""
    kind, chinese = _KINDS[row["formula_kind"] or row["kind"]], language.startswith("zh")
    more: dict[str, Any] = {}
    if kind in (kinds.Choice, kinds.MultiChoice):
        more["dictionary"] = row["dictionary"]
    elif kind is kinds.Ref:
        more["to"] = row["target"]
    elif kind in (kinds.Text, kinds.Url):
        more["max_length"] = 500
    elif kind is kinds.Phone:
        more["checked"] = True
    labels = (row["label"], row["label_en"] or row["label"])
    only = row["classes"] if row["only_field"] == "class_id" else row["only_values"]
    return kind(
        name=f"attrs.{row['key']}",
        label=labels[0 if chinese else 1],
        other_label=labels[1 if chinese else 0],
        group=row["group_label"] if chinese or not row["group_label_en"] else row["group_label_en"],
        required=row["required"] and not row["retired"],
        read_only=row["kind"] == "formula" or row["retired"],
        retired=row["retired"],
        only=(row["only_field"], tuple(only)) if row["only_field"] else None,
        hidden_in=frozenset(place for place in _PLACES if not row[f"in_{place}"]),
        indexed=(row["searchable"] and row["kind"] not in ("long_text", "attachment")) or row["kind"] == "link",
        default=_default(kind, row),
        **more,
    )


def _default(kind: type[Field], row: Mapping[str, Any]) -> Any:
    """Return the value that a new form starts with; the database fills it in too, and refuses what is none."""
    if not row["default_value"] or row["retired"]:
        return None
    if kind is kinds.MultiChoice:
        return split_words(row["default_value"])
    if kind is kinds.Choice:
        return row["default_value"]
    return from_text(kind(name="", label=""), row["default_value"])


def _part_is_hidden(entity: Entity, rights: Rights, unseen: Collection[str]) -> bool:
    """Tell whether a part of other records (their phones, say) has lost the very field it is about."""
    return bool(entity.module) and (
        not _label(entity, rights, unseen) or _is_hidden(entity, entity.sort, rights, unseen)
    )


def _label(entity: Entity, rights: Rights, unseen: Collection[str]) -> str:
    """Return the field that calls a record: where it leads to what is not seen, the first text instead; '' where there is none."""
    if not _is_hidden(entity, entity.label, rights, unseen):
        return entity.label
    texts = (f.name for f in entity.fields if type(f) is kinds.Text and not _is_hidden(entity, f.name, rights, unseen))
    return next(texts, "") if isinstance(entity[entity.label], Ref) else ""


def _is_hidden(entity: Entity, name: str, rights: Rights, unseen: Collection[str]) -> bool:
    """Tell whether a field may not be read, or leads to records of which none may be seen."""
    field = entity[name]
    if field.by_link:  # read like the field of the other record, and only where that may be seen
        link, beyond = entity[field.by_link], name.rpartition(".")[2]
        if _is_hidden(entity, link.name, rights, unseen) or not rights.may_read(link.to, beyond):  # type: ignore[attr-defined]
            return True
    return not rights.may_read(entity.name, name) or (isinstance(field, Ref) and field.to in unseen)


def _within(field: Field, table: str, rights: Rights) -> Field:
    """Return *field* as it may be used: read-only where it may not be written, of a masked one nothing but its mask."""
    if rights.masks(table, field.name):
        unasked = field.hidden_in | {"filter", "import"}
        return replace(field, read_only=True, masked=True, searchable=False, sortable=False, hidden_in=unasked)
    return field if rights.may_write(table, field.name) else replace(field, read_only=True)


def _summed(field: Field, entity: Entity, rights: Rights, unseen: Collection[str]) -> Field:
    """Return *field* without a sum where its reader does not know in which unit each value is."""
    if not isinstance(field, kinds.Quantity) or not field.unit:
        return field
    name, _, beyond = field.unit.partition(".")
    link = entity[name]
    unread = isinstance(link, Ref) and not rights.may_read(link.to, beyond)
    return replace(field, unit="", summed=False) if unread or _is_hidden(entity, name, rights, unseen) else field


def restricted(entity: Entity, rights: Rights, unseen: Collection[str] = ()) -> Entity:
    """Return *entity* without the fields that may not be read, the others read-only where they may not be written.

    Links to entities that are *unseen* are left out too.
    """

    def hidden(name: str) -> bool:
        return _is_hidden(entity, name, rights, unseen)

    def seen(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(n for n in names if not hidden(n))

    fields = tuple(
        _summed(_within(f, entity.name, rights), entity, rights, unseen) for f in entity.fields if not hidden(f.name)
    )
    if fields == entity.fields:
        return entity
    label = _label(entity, rights, unseen)
    if not label or hidden(entity.sort):
        raise Denied("label_hidden")
    return replace(
        entity,
        fields=fields,
        label=label,
        list_columns=seen(entity.list_columns),
        gives_way=seen(entity.gives_way),
        unique=tuple(n for n in seen(entity.unique) if not rights.masks(entity.name, n)),
        sections=tuple(replace(s, fields=seen(s.fields)) for s in entity.sections),
    )
