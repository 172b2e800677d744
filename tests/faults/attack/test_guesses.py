"""Masked phones: of each its mask is told, and whoever guesses a number learns nowhere whether it is the right one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_desktop.core.rights import MASKABLE
from tests.faults.attack.arguments import functions
from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.ear import markers_in, phone_marker

As = Callable[[str, str], Attacker]
#: ways to ask whether a number is the right one; {g} the guess, {c} a customer of one's own, {k} a contact of his
GUESSES = (
    "SELECT * FROM crm.match_duplicates('customer', jsonb_build_object('phone', '{g}', 'mobile', '{g}', 'fax', '{g}'))",
    "SELECT * FROM crm.match_duplicates('contact', jsonb_build_object('name', 'x', 'mobile', '{g}', 'further_phones', ARRAY['home:{g}']))",
    "SELECT * FROM crm.match_duplicate_rows('customer', jsonb_build_array(jsonb_build_object('name', 'x', 'phone', '{g}')))",
    "INSERT INTO crm.import_run (employee_id, entity, mapping) VALUES (crm.me(), 'customer', '{{}}'); "
    "INSERT INTO crm.import_row (run_id, row_number, employee_id, data, outcome) SELECT max(id), 1, crm.me(), "
    '\'{{"u": {{"name": "x", "phone": "{g}"}}}}\', \'new\' FROM crm.import_run WHERE employee_id = crm.me(); '
    "SELECT m.* FROM (SELECT max(id) AS id FROM crm.import_run WHERE employee_id = crm.me()) r, crm.match_import_duplicates(r.id) m",
    "SELECT * FROM crm.check_formula('customer', 'if(contains(mobile, \"{g}\"), 1, 2)', {c})",
    "SELECT crm.check_field_rules('customer', '{{\"phone\": \"{g}\"}}', '{{}}')",
    "SELECT old, new FROM crm.record_edits('customer', {c}, 'infinity', 50, '{g}')",
    "SELECT old, new FROM crm.record_edits('contact', {k}, 'infinity', 50, '{g}')",
    "SELECT * FROM crm.match_attribute('customer', 'phone', '=', to_jsonb('{g}'::text))",
    "SELECT * FROM crm.match_attributes('customer', '{g}')",
    "INSERT INTO crm.customer (name, phone) VALUES ('x', '{g}')",
    "INSERT INTO crm.customer_phone (customer_id, number) VALUES ({c}, '{g}')",
    "INSERT INTO crm.contact_way (contact_id, kind, number) VALUES ({k}, 'home', '{g}')",
    "INSERT INTO crm.contact (customer_id, name, mobile) VALUES ({c}, 'x', '{g}')",
    "UPDATE crm.customer SET phone = '{g}' WHERE id = {c}",
    "SELECT crm.merge_records('customer', {c}, ARRAY[{c} + 1]::bigint[], '{{\"phone\": \"{g}\"}}')",
    "SELECT count(*) FROM crm.customer WHERE phone = '{g}'",
    "EXPLAIN SELECT id FROM crm.customer WHERE phone LIKE '{g}%'",
    "EXPLAIN SELECT id FROM crm.contact_way WHERE digits = '{g}'",
    "SELECT * FROM pg_stats WHERE schemaname = 'crm' AND tablename <> 'division' AND attname !~ '_at$' AND (most_common_vals::text LIKE '%{g}%' OR histogram_bounds::text LIKE '%{g}%')",
)


def test_a_number_is_heard_in_every_form(siege: Siege, as_login: As) -> None:
    """The ear knows a phone forwards, backwards and beside other words, and takes no mask for one."""
    for number in (1, 9999, 10_000, 43_210):
        phone = phone_marker(number)
        assert markers_in(f"home:{phone},".encode()) == {number} == markers_in(phone[::-1].encode())
        assert markers_in(f"{phone[:3]}****{phone[7:]}".encode()) == set()
    attacker = as_login("masked", "asking for masks")
    planted = {(marker.table, marker.column) for marker in siege.canary.markers.values()}
    assert planted >= {place for place in MASKABLE if place[1] != "further_phones"}
    for table, column in MASKABLE:
        boss = siege.attacker("boss", attacker.family).attempt(f"SELECT id, {column} FROM crm.{table}")
        assert any(markers_in(str(row).encode()) for row in boss.rows), (table, column)


def test_masks_are_told_and_nothing_else(siege: Siege, as_login: As) -> None:
    """Of every number the mask comes, of every row that he sees; the ear hears no number."""
    attacker = as_login("masked", "asking for masks")
    for table, column in MASKABLE:
        every = [record for (name, record) in siege.owners if name == table]
        told = attacker.attempt("SELECT id, masked FROM crm.masked_values(%s, %s)", (table, every))
        masks = [str(masked[column]) for _, masked in told.rows]
        assert len(masks) == len(every) and any("166****8808" in mask for mask in masks), (table, column)
        assert attacker.attempt(f"SELECT {column} FROM crm.{table}").code == "42501"
        for login in ("narrow", "nobody", "boss"):  # hidden is not masked, and who reads the number needs no mask
            assert siege.attacker(login, attacker.family).attempt(
                "SELECT * FROM crm.masked_values(%s, %s)", (table, every)
            ).rows == [], login  # fmt: skip


def _numbers(siege: Siege) -> tuple[int, int, str, list[str]]:
    """Return a customer of the masked login, a contact of it, its mobile, and the numbers at every place; a partner's last."""
    ((customer, contact, *more),) = siege.account_set.rows(
        "SELECT c.id, k.id, c.mobile, k.mobile, p.number, a.phone, w.number, b.phone, d.mobile FROM crm.customer c "
        "JOIN crm.employee e ON e.id = c.owner_id JOIN crm.contact k ON k.customer_id = c.id "
        "JOIN crm.customer_phone p ON p.customer_id = c.id JOIN crm.customer_address a ON a.customer_id = c.id "
        "JOIN crm.contact_way w ON w.contact_id = k.id, crm.partner b JOIN crm.partner_contact d ON d.partner_id = b.id "
        "WHERE e.login = 'masked' ORDER BY d.id LIMIT 1"
    )
    numbers = [next(n for n in number.split("、") if markers_in(n.encode()) and n.isdigit()) for number in more]
    return customer, contact, numbers[0], numbers


@pytest.mark.parametrize("login", ["masked", "narrow"])
def test_the_right_number_is_told_from_a_wrong_one_by_nothing(siege: Siege, as_login: As, login: str) -> None:
    """Search, duplicates, imports, formulas, trail, refusals and plans answer the right number as they answer a wrong one."""
    attacker = as_login(login, "guessing a number")
    customer, contact, mobile, numbers = _numbers(siege)
    searches = [
        f"SELECT * FROM crm.{function.name}('{{g}}')"
        for function in functions(siege, login)
        if function.name.startswith(("search_", "match_")) and function.names[:1] == ("words",)
    ]
    assert len(searches) > 10
    numbers = numbers if login == "masked" else numbers[:-2]  # the other role reads those of partners
    words = [(number, phone_marker(99_999)) for number in numbers]
    words += [(mobile[3:7], "9999"), (mobile[:7], "1669999"), (mobile[3:], "99998898")]  # parts of what the mask hides
    told = {}
    for sql in (*searches, *GUESSES):
        for right, wrong in words:
            answers = []
            for guess in (right, wrong):
                outcome = attacker.attempt(sql.format(g=guess, c=customer, k=contact), writes=True)
                answers.append(f"{outcome.code} {outcome.error} {outcome.rows}".replace(guess, "#"))
            told[sql] = answers
            if answers[0] != answers[1]:
                attacker.leaks.append(
                    f"{login}: {sql} of the right number {right}: {answers[0]}, of a wrong one: {answers[1]}"
                )


def test_whoever_reads_the_numbers_is_told(siege: Siege, as_login: As) -> None:
    """The guesses above are not vacuous: for the manager the right number is told from a wrong one."""
    attacker = as_login("boss", "guessing a number")
    customer, contact, mobile, numbers = _numbers(siege)
    for number in numbers:
        assert attacker.attempt("SELECT * FROM crm.search_all(%s, 20)", (number,)).kind == "allowed", number
    told = set()
    for sql in (
        *(f"SELECT * FROM crm.{name}('{{g}}')" for name in ("search_all", "search_customer", "match_customer")),
        *GUESSES,
    ):
        right, wrong = (
            attacker.attempt(sql.format(g=g, c=customer, k=contact)) for g in (mobile, phone_marker(99_999))
        )
        if (right.code, right.rows) != (wrong.code, wrong.rows):
            told.add(sql)
    assert len(told) >= 8, told
