"""Which to-do boxes a person has, and what they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.facts import Facts, Term
from crm_desktop.core.query import Condition
from crm_desktop.core.rights import Rights
from crm_desktop.home.rules import boxes, overdue_days
from crm_desktop.shell import registry

TODAY = date(2026, 3, 11)  # a Wednesday
MODULES = ("customer", "opportunity", "action", "sales_order")


def facts_of(scopes: dict[tuple[str, str], str], fields: dict[tuple[str, str], str] | None = None) -> Facts:
    return Facts(
        account_set="Tiny",
        account_colour="",
        company="",
        login="rep",
        employee_id=7,
        employee_name="Rep",
        department_id=None,
        rights=Rights(scopes=scopes, fields=fields or {}),
        terms={},
        entities={name: entity for name, entity in registry.descriptors().items() if name in MODULES},
    )


def everything() -> Facts:
    return facts_of({(module, action): "own" for module in MODULES for action in ("view", "edit")})


def test_boxes_are_about_ones_own_records() -> None:
    found = {box.name: box for box in boxes(everything(), TODAY)}
    assert found["customers_today"].conditions == (
        Condition("owner_id", "eq", 7),
        Condition("next_contact_on", "eq", TODAY),
    )
    assert Condition("owner_id", "eq", 7) in found["orders_to_confirm"].conditions
    assert Condition("expected_on", "le", date(2026, 3, 15)) in found["opportunities_closing"].conditions


def test_whoever_confirms_all_orders_sees_all_drafts() -> None:
    facts = everything()
    scopes = {**facts.rights.scopes, ("sales_order", "edit"): "all"}
    found = {box.name: box for box in boxes(replace(facts, rights=Rights(scopes=scopes)), TODAY)}
    assert found["orders_to_confirm"].conditions == (Condition("state", "eq", "draft"),)


def test_no_box_without_the_right_to_see_what_is_in_it() -> None:
    assert boxes(facts_of({}), TODAY) == ()
    assert {b.entity for b in boxes(facts_of({("customer", "view"): "own"}), TODAY)} == {"customer"}
    hidden = facts_of(
        {("customer", "view"): "own"},
        {("customer", name): "none" for name in ("next_contact_on", "pool_due_on", "handed_on", "quiet_since")},
    )
    assert boxes(hidden, TODAY) == ()


@pytest.mark.parametrize(("due", "late"), [(TODAY, 0), (date(2026, 3, 10), 1), (date(2026, 4, 1), 0)])
def test_days_late(due: date, late: int) -> None:
    assert overdue_days(due, TODAY) == late


def test_what_was_forgotten_leaves_out_who_is_a_customer_no_more() -> None:
    terms = (
        Term(kind="customer_status", code="target", name="目标", stage="target"),
        Term(kind="customer_status", code="vip", name="VIP", stage="customer"),
        Term(kind="customer_status", code="gone", name="流失", stage="former"),
    )
    facts = replace(everything(), terms={"customer_status": terms}, forgotten_days=30)
    found = {box.name: box.conditions for box in boxes(facts, TODAY)}
    assert found["customers_forgotten"][1:] == (
        Condition("status", "in", ("target", "vip")),
        Condition("quiet_since", "lt", date(2026, 2, 9)),
    )
