"""What the database refuses or finds broken is said in words, in both languages: the catalogue itself tells what there is to say."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from crm_desktop.admin import invariants
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.db import records
from crm_desktop.printing.words import translate
from crm_desktop.shell import registry, sentences
from crm_desktop.system.importing.words import SENTENCES
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

ENTITIES = registry.descriptors().values()
BY_NAME = r"crm\.(refuse|formula_refuse|deny|refuse_row|refuse_batch)\((?:line, |\w+, to_jsonb\(\w+\), )?''(\w+)''(?!, to_jsonb)"
#: written by the program itself: nobody can mistype them
OWN = {"favourite_table_known", "import_run_state_known", "attachment_one_main"}
#: tables that the program fills by keys of its own, none of them typed
KEYS = ("favourite_employee_id_table_name_record_id_key", "favourite_folder_id_employee_id_key")


def test_every_rule_of_the_check_has_a_sentence(account_set: AccountSet) -> None:
    rules = account_set.rows(
        "SELECT DISTINCT m[1] FROM pg_proc, regexp_matches(prosrc, 'SELECT ''(\\w+)''', 'g') m "
        "WHERE proname = 'check_account_set' AND to_regclass('crm.' || m[1]) IS NULL"
    )
    assert {rule for (rule,) in rules} == set(invariants.RULES)
    for words in invariants.RULES.values():
        assert translate("zh_CN", "Admin", words) != words


def test_every_refusal_has_a_sentence(qapp: QApplication, account_set: AccountSet) -> None:
    found = account_set.rows(
        f"SELECT DISTINCT m[1], m[2] FROM pg_proc, regexp_matches(prosrc, '{BY_NAME}', 'g') m "
        "WHERE pronamespace = 'crm'::regnamespace "
        # rules that are named after the table
        "UNION SELECT 'refuse', relname || CASE proname WHEN 'tg_no_loop' THEN '_loop' ELSE '_field_known' END FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE proname IN ('tg_no_loop', 'tg_field_known')"
    )
    assert len(found) > 120
    silent = [(kind, rule) for kind, rule in found if not _is_said(kind, rule)]
    assert not silent, silent
    assert not _is_said("refuse", "nobody_knows_it") and not _is_said("deny", "nobody_knows_it")


def test_whatever_is_written_past_a_form_is_refused_in_words_too(qapp: QApplication, account_set: AccountSet) -> None:
    """Tables without a form of their own, that employees write: tests/test_entities.py has those with one."""
    found = account_set.rows(
        "SELECT DISTINCT conname FROM pg_constraint c JOIN pg_class k ON k.oid = c.conrelid WHERE k.relnamespace = 'crm'::regnamespace "
        "AND contype IN ('c', 'u') AND conname NOT LIKE '%%_not_null' AND relname <> ALL (%s) AND (has_any_column_privilege('boss', k.oid, 'INSERT') "
        "OR has_any_column_privilege('boss', k.oid, 'UPDATE'))",
        [entity.name for entity in ENTITIES],
    )
    assert ("saved_view_unique",) in found
    assert [rule for (rule,) in found if rule not in {*OWN, *KEYS} and not _is_said("refuse", rule)] == []


def _is_said(kind: str, rule: str) -> bool:
    """Tell whether a person reads more than the name of the rule; of rules made of a beginning, any that is known will do."""
    if rule.endswith("_"):
        return any(known.startswith(rule) for known in sentences.RULES)
    if rule in SENTENCES:
        return True
    error, unknown = (Denied(rule), Denied("")) if kind == "deny" else (Invalid(rule), Invalid("?"))
    plain = sentences.sentence(unknown).replace("?", rule)
    return any(
        sentences.sentence(error, entity) not in (plain, sentences.sentence(unknown, entity))
        for entity in (None, *ENTITIES)
    )


@pytest.mark.parametrize("rule", ["saved_view_name_required", "favourite_folder_name_required"])
def test_a_name_that_is_missing_is_asked_for(qapp: QApplication, rule: str) -> None:
    assert sentences.sentence(Invalid(rule)) == sentences.say(sentences.RULES["name_required"])


def test_of_many_records_those_are_named_that_one_may_not_change(qapp: QApplication, account_set: AccountSet) -> None:
    """A helper sees the customer, and may not change it; what one does not see is named to nobody."""
    with account_set.session("boss") as session:
        facts = load_facts(session, registry.descriptors())
    customer = facts.entities["customer"]
    ids = {login: [] for login in ("rep1", "rep3")}
    for number, login in account_set.rows(
        "SELECT c.id, e.login FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login IN ('rep1', 'rep3')"
    ):
        ids[login].append(number)
    ((name,),) = account_set.rows("SELECT name FROM crm.customer WHERE id = %s", ids["rep3"][0])
    asked = [*ids["rep1"], ids["rep3"][0]]
    for seen, words in ((False, ""), (True, name)):
        if seen:
            account_set.rows(
                "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT %s, id, 'read' FROM crm.employee "
                "WHERE login = 'rep1' RETURNING 1",
                ids["rep3"][0],
            )
        with account_set.session("rep1") as session, pytest.raises(Denied) as refused:
            records.save_many(session, customer, asked, {"description": "x"})
        assert refused.value.reason == "some_may_not_be_edited" and refused.value.of == ((words,) if words else ())
        assert sentences.sentence(refused.value, customer).endswith(f"Among them: {name}" if words else "changed.")
    with account_set.session("rep1") as session:
        assert records.save_many(session, customer, ids["rep1"], {"description": "x"})
        session.rollback()


def test_of_many_records_the_one_is_named_that_breaks_a_rule(qapp: QApplication, account_set: AccountSet) -> None:
    """A draft has no number yet: it is named by its customer."""
    with account_set.session("boss") as session:
        order = load_facts(session, registry.descriptors()).entities["sales_order"]
    numbers = account_set.rows(
        "INSERT INTO crm.sales_order (customer_id, ordered_on, price_list_id) SELECT c.id, date '2026-01-01' + (row_number() OVER (ORDER BY c.id))::int, "
        "(SELECT min(id) FROM crm.price_list) FROM crm.customer c ORDER BY c.id LIMIT 4 RETURNING id, (SELECT name FROM crm.customer WHERE id = customer_id)"
    )
    ids = [number for number, _ in numbers]
    with account_set.session("admin") as session, pytest.raises(Invalid) as refused:
        records.save_many(session, order, ids, {"deliver_on": date(2026, 1, 4)})
    assert (refused.value.rule, refused.value.values["of"]) == ("sales_order_delivery_after_order", [numbers[3][1]])
    assert sentences.sentence(refused.value, order).endswith(f" Among them: {numbers[3][1]}")
    with account_set.session("admin") as session:
        assert records.save_many(session, order, ids[:3], {"deliver_on": date(2026, 1, 4)})
        session.rollback()
