"""Every generic promise of an entity, for every entity that is registered; a new noun gets these tests for nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Choice, MultiChoice, Options, Ref
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.resources import resource
from crm_desktop.db import records
from crm_desktop.db.connect import SCHEMA_REVISION
from crm_desktop.printing.words import translate
from crm_desktop.shell import registry
from crm_desktop.system.entities.custom_object import with_objects
from server_schema import install
from server_schema.data.terms import TERMS
from tests.databases import AccountSet
from tests.db.customkit import OBJECTS, bid, lend, make_kinds

#: those that a company added are held to the same promises
ENTITIES = with_objects(registry.descriptors(), OBJECTS, "zh_CN")
each = pytest.mark.parametrize("entity", ENTITIES.values(), ids=list(ENTITIES))


@pytest.fixture(scope="module")
def account_set(account_set: AccountSet) -> AccountSet:
    """Give the tiny company with kinds of records of its own, one record in each."""
    make_kinds(account_set)
    lend(account_set, "rep1", "戴尔笔记本样机", "环太科技")
    bid(account_set, "rep1", "高新区中学机房投标")
    account_set.rows("INSERT INTO crm.custom_licence (name) VALUES ('绘图软件许可证')")
    return account_set


def _query(entity: Entity, **more: object) -> ListQuery:
    given = {
        "entity": entity.name,
        "columns": entity.list_columns,
        "sort": entity.sort,
        "descending": entity.descending,
    }
    return ListQuery(**{**given, **more})  # type: ignore[arg-type]


def test_client_knows_the_newest_schema() -> None:
    assert install.head_revision() == SCHEMA_REVISION


@each
def test_mapped_columns_stand_in_the_database(entity: Entity, account_set: AccountSet) -> None:
    rows = account_set.rows(
        "SELECT attname, CASE c.relkind WHEN 'v' THEN NULL ELSE attnotnull END FROM pg_attribute "
        "JOIN pg_class c ON c.oid = attrelid WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        f"crm.{entity.name}",
    )
    actual = dict(rows)
    mapped = {c.name: not c.nullable for c in entity.mapped.__table__.columns}
    # a view does not tell what is never empty
    assert {
        name: required if name in actual and actual[name] is None else actual.get(name)
        for name, required in mapped.items()
    } == mapped


@each
def test_fields_have_columns_and_the_form_shows_them_once(entity: Entity) -> None:
    columns = set(entity.mapped.__table__.columns.keys())
    assert {f.name for f in entity.fields if not f.by_link} <= columns
    for field in entity.fields:
        if field.by_link:
            link = entity[field.by_link]
            assert isinstance(link, Ref) and field.read_only and not field.sortable
            assert field.name.rpartition(".")[2] in ENTITIES[link.to].mapped.__table__.columns
    shown = [name for section in entity.sections for name in section.fields]
    assert sorted(shown) == sorted(set(shown))


@each
def test_references_dictionaries_and_related_lists_exist(entity: Entity, qapp: QApplication) -> None:
    for field in entity.fields:
        if isinstance(field, Ref):
            assert field.to in ENTITIES
        if isinstance(field, (Choice, MultiChoice)):
            assert field.dictionary in (*TERMS, "province", "opposite", "customer_state")
        if isinstance(field, Options) and field.default is not None:
            assert field.default in dict(field.options)
    for related in entity.related:
        assert isinstance(ENTITIES[related.entity][related.field], Ref)
        assert all(name in ENTITIES[related.entity] for name in related.columns)
    assert resource("icons", f"{entity.icon}.svg").is_file()


@each
def test_constraints_have_a_sentence(entity: Entity, account_set: AccountSet) -> None:
    """A rule that an employee can break by typing is explained in both languages."""
    rules = account_set.rows(
        "SELECT conname FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('c', 'u') AND conname NOT LIKE '%%_not_null'",
        f"crm.{entity.name}",
    )
    rules += account_set.rows(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass "
        "AND i.indisunique AND NOT i.indisprimary",
        f"crm.{entity.name}",
    )
    # words that the program itself writes: nobody can mistype them
    own = {f"{entity.name}_{word}_known" for word in ("outcome", "state", "status", "method", "base")}
    silent = {name for (name,) in rules} - set(entity.messages) - own
    assert not silent
    for sentence in entity.messages.values():
        assert translate("zh_CN", entity.context, sentence) != sentence


@each
def test_words_are_translated(entity: Entity) -> None:
    words = [entity.title, entity.plural, *(f.label for f in entity.fields), *(s.title for s in entity.sections)]
    companys = {made.name for made in OBJECTS}
    missing = [w for w in words if w not in companys and translate("zh_CN", entity.context, w) == w]
    assert not missing


@each
def test_sortable_fields_have_an_index_that_ends_in_id(entity: Entity, account_set: AccountSet) -> None:
    if (
        entity.name in ("product_class", "department", "price", "price_list", "product_cost")
        or entity.module
        or not entity.search
    ):
        pytest.skip("a small table: sorting it costs nothing")
    rows = account_set.rows(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass", f"crm.{entity.name}"
    )
    indexes = [row[0] for row in rows]
    for field in entity.fields:
        if field.sortable:
            column = (
                "sort_key"
                if field.name == entity.label and "sort_key" in entity.mapped.__table__.columns
                else field.name
            )
            assert any(f"({column}, id)" in index for index in indexes), field.name


@each
def test_list_is_read_sorted_searched_filtered_and_counted(entity: Entity, login: Callable[[str], Session]) -> None:
    session = login("admin")
    rows = records.first_rows(session, entity, _query(entity))
    ids = records.ordered_ids(session, entity, _query(entity))
    assert [r.id for r in rows[:100]] == list(ids[:100])
    assert records.totals(session, entity, _query(entity), entity.list_columns).count == len(ids)
    turned = list(records.ordered_ids(session, entity, _query(entity, descending=not entity.descending)))
    nullable = entity.mapped.__table__.columns[entity.sort].nullable  # empty values come last either way
    assert set(turned) == set(ids) if nullable else turned == list(ids)[::-1]
    if rows:
        again = records.rows_by_ids(session, entity, entity.list_columns, [rows[-1].id, rows[0].id])
        assert [r.id for r in again] == [rows[-1].id, rows[0].id]
        found = records.load(session, entity, rows[0].id)
        assert set(found.values) == {f.name for f in entity.fields}
        sort = entity.sort if entity.sort != "id" else entity.label
        value = found.values[sort]
        if value is not None:
            same = records.ordered_ids(session, entity, _query(entity, conditions=(Condition(sort, "eq", value),)))
            assert rows[0].id in same
    assert len(records.ordered_ids(session, entity, _query(entity, search="没有这样的东西xyz"))) == 0


@each
def test_list_is_sorted_by_any_field_either_way(entity: Entity, login: Callable[[str], Session]) -> None:
    session = login("admin")
    everything = sorted(records.ordered_ids(session, entity, _query(entity)))
    for field in entity.with_star().fields:
        for descending in (False, True):
            query = _query(entity.with_star(), sort=field.name, descending=descending)
            ids = list(records.ordered_ids(session, entity.with_star(), query))
            assert sorted(ids) == everything, field.name
            assert [r.id for r in records.first_rows(session, entity.with_star(), query)] == ids[:101], field.name
