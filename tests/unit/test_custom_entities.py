"""What the company adds itself becomes a noun of the desktop: its entity, its place, its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import NOBODY, CustomObject, Facts
from crm_desktop.core.fields import Date, Ref
from crm_desktop.core.rights import Rights
from crm_desktop.printing.words import translate
from crm_desktop.shell import registry
from crm_desktop.system.entities.custom_object import attributes_first, custom_entity, with_objects

LOAN = CustomObject(
    code="loan", name="样机借用", name_en="Loan", plural_en="Loans", icon="monitor", belongs_to="customer", tab="sales"
)
CAR = CustomObject(code="car", name="公务车", name_en="Car", belongs_to="employee")
LICENCE = CustomObject(code="licence", name="许可证", icon="no-such-picture")


def test_its_words_are_the_companys_in_both_languages() -> None:
    chinese, english = custom_entity(LOAN, "zh_CN"), custom_entity(LOAN, "en")
    assert (chinese.title, chinese.plural) == ("样机借用", "样机借用")
    assert (english.title, english.plural, custom_entity(CAR, "en").plural) == ("Loan", "Loans", "Car")
    assert custom_entity(LICENCE, "en").title == "许可证"  # nobody said what it is in English
    labels = [field.label for field in english.fields]
    assert all(translate("zh_CN", english.context, label) != label for label in labels)


@pytest.mark.parametrize(("made", "names", "owner"), [
    (LOAN, ("code", "name", "customer_id", "owner_id"), "owner_id"),
    (CAR, ("code", "name", "owner_id"), "owner_id"),
    (LICENCE, ("code", "name"), ""),
])  # fmt: skip
def test_it_has_the_columns_of_what_it_belongs_to(made: CustomObject, names: tuple[str, ...], owner: str) -> None:
    entity = custom_entity(made, "en")
    assert (entity.name, entity.rights_module) == (f"custom_{made.code}", f"custom_{made.code}")
    assert entity.list_columns == names and entity.owner == owner and entity.search and entity.attachable
    columns = set(entity.mapped.__table__.columns.keys())
    assert {field.name for field in entity.fields} <= columns
    assert columns - {f.name for f in entity.fields} == {"id", "version", "attrs", "sort_key"}


def test_who_owns_a_customers_record_follows_the_customer() -> None:
    assert custom_entity(LOAN, "en")["owner_id"].read_only and not custom_entity(CAR, "en")["owner_id"].read_only


def test_an_unknown_picture_is_a_box() -> None:
    assert custom_entity(LICENCE, "en").icon == "box" and custom_entity(LOAN, "en").icon == "monitor"


def test_its_table_is_made_once() -> None:
    assert custom_entity(LOAN, "en").mapped is custom_entity(LOAN, "zh_CN").mapped


def test_another_account_set_may_mean_something_else_by_a_code() -> None:
    other = custom_entity(replace(LOAN, belongs_to="nobody"), "en")
    assert "customer_id" not in other.mapped.__table__.columns
    assert "customer_id" in custom_entity(LOAN, "en").mapped.__table__.columns


def test_it_stands_below_its_customers_and_among_the_modules_of_rights() -> None:
    found = with_objects(registry.descriptors(), (LOAN, CAR, replace(LICENCE, retired=True)), "en")
    below = [related.entity for related in found["customer"].related]
    assert below.index("sales_order") < below.index("custom_loan") < below.index("action")
    assert "custom_car" not in below
    modules = dict(found["right_rule"]["module"].options)  # type: ignore[attr-defined]
    assert modules["custom_loan"] == "Loans" and modules["custom_licence"] == "许可证"
    assert registry.descriptors()["customer"].related is not found["customer"].related  # ours stay as they are


def test_its_own_attributes_stand_before_who_wrote_it() -> None:
    entity = attributes_first(custom_entity(LOAN, "en").with_attributes([Date(name="attrs.due", label="Due")]))
    assert [section.title for section in entity.sections] == ["General", "Own attributes", "Record"]
    assert attributes_first(custom_entity(LOAN, "en")).sections == custom_entity(LOAN, "en").sections


def facts_with(*objects: CustomObject) -> Facts:
    entities: dict[str, Entity] = with_objects({}, objects, "en")
    scopes = {(name, action): "all" for name in entities for action in ("view", "create")}
    return replace(NOBODY, objects=objects, entities=entities, rights=Rights(scopes=scopes))


def listed(tab: str, facts: Facts) -> list[tuple[str, str, str]]:
    return [(page.name, page.title, page.group) for page in registry.pages_of(tab, facts, lambda _context, word: word)]


def test_its_list_stands_on_its_tab() -> None:
    facts = facts_with(LOAN, CAR, LICENCE)
    assert ("list:custom_loan", "Loans", "") in listed("sales", facts)
    assert ("list:custom_car", "Car", "People") in listed("base_info", facts)
    assert ("list:custom_licence", "许可证", "Custom objects") in listed("base_info", facts)
    entry = registry.entity_entry("custom_loan", facts)
    assert entry is not None and entry.quick and entry.tab == "sales"
    assert registry.entity_entry("custom_loan") is None


def test_what_is_retired_is_offered_no_more_and_still_known() -> None:
    facts = facts_with(replace(LOAN, retired=True))
    assert not [page for page in listed("sales", facts) if page[0] == "list:custom_loan"]
    entry = registry.entity_entry("custom_loan", facts)
    assert entry is not None and not entry.quick and "custom_loan" in facts.entities


def test_a_record_leads_to_its_customer() -> None:
    link = custom_entity(LOAN, "en")["customer_id"]
    assert isinstance(link, Ref) and link.to == "customer" and link.required


def test_its_sections_are_called_the_same_in_both_languages() -> None:
    """An arranged form knows a section by its title, whoever arranged it."""
    titles = [[section.title for section in custom_entity(LOAN, language).sections] for language in ("zh_CN", "en")]
    assert titles[0] == titles[1]
