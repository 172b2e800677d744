"""Personal data: seen and erased by those with the right, in records and history; the trail proves itself all the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.privacy import services
from crm_desktop.core.errors import Denied, Invalid
from crm_desktop.shell import registry
from crm_desktop.shell.records.past.services import read_past
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

Login = Callable[[str], Session]
NAME, MOBILE, OLD, MAIL = "周海燕", "13933334444", "13911112222", "zhy@example.com"


@pytest.fixture
def account_set(fresh_account_set: AccountSet) -> AccountSet:
    return fresh_account_set


@pytest.fixture
def person(account_set: AccountSet, login: Login) -> int:
    """One of rep1's contacts with a life: changed twice, named in the timeline, sealed, nothing open."""
    ((contact, customer),) = account_set.rows(
        "SELECT c.id, c.customer_id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'rep1' "
        "ORDER BY c.id LIMIT 1"
    )
    rep, given = login("rep1"), {"id": contact, "customer": customer}
    for statement in (
        f"UPDATE crm.contact SET name = '{NAME}', mobile = '{OLD}', email = '{MAIL}', birthday = '1980-02-03', "
        "preferences = '喝茶' WHERE id = :id",
        "UPDATE crm.important_date SET note = '爱吃抹茶蛋糕' WHERE contact_id = :id",
        "UPDATE crm.important_date SET day = 4 WHERE contact_id = :id AND kind = 'birthday'",
        "UPDATE crm.important_date SET day = 3 WHERE contact_id = :id AND kind = 'birthday'",
        f"UPDATE crm.contact SET mobile = '{MOBILE}' WHERE id = :id",
        "INSERT INTO crm.action (kind, customer_id, contact_id, employee_id, subject, content) "
        f"VALUES ('call', :customer, :id, crm.me(), '与{NAME}通话', '她的手机{OLD}停用了')",
        "INSERT INTO crm.action (kind, customer_id, employee_id, subject) "
        f"VALUES ('visit', :customer, crm.me(), '门口遇到{NAME}')",
        f"UPDATE crm.opportunity SET description = '联系{NAME}' WHERE customer_id = :customer",
    ):
        rep.execute(text(statement), given)
    rep.commit()
    admin = login("admin")
    admin.execute(text("SELECT crm.seal_audit()"))
    admin.commit()
    return int(contact)


def problems(session: Session) -> list[tuple[str, int]]:
    found = [(r.problem, r.audit_id) for r in session.execute(text("SELECT * FROM crm.verify_audit()"))]
    session.rollback()
    return found


def erase(session: Session, contact: int) -> int:
    number = services.erase(session, entity="contact", record_id=contact, reason="asked")
    session.commit()
    return number


def left(account_set: AccountSet) -> list[str]:
    """Return the tables that still tell of the person anywhere, looking through every row of every table."""
    tables = account_set.rows(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' "
        "AND c.relname NOT IN ('hanzi', 'division', 'syllable')"
    )
    words = f"{NAME}|{MOBILE}|{OLD}|{MAIL}|{MOBILE[::-1]}|{OLD[::-1]}|1980-02-03|1980-02-04|抹茶|喝茶|zhouhaiyan"
    return [
        name for (name,) in tables
        if account_set.rows(f"SELECT 1 FROM crm.{name} t WHERE t::text ~ %s LIMIT 1", words)
    ]  # fmt: skip


def test_nothing_of_the_person_is_left_and_the_trail_proves_itself(
    account_set: AccountSet, login: Login, person: int
) -> None:
    admin = login("admin")
    assert {"contact", "action", "audit", "opportunity", "duplicate_key"} <= set(left(account_set))
    assert problems(admin) == []
    seals = account_set.rows("SELECT id, digest FROM crm.audit_seal ORDER BY id")
    erase(admin, person)
    assert left(account_set) == []
    kept = account_set.rows(
        "SELECT old, new FROM crm.audit WHERE table_name = 'important_date' AND new ->> 'contact_id' = %s", str(person)
    )
    assert kept and not any({"year", "month", "day", "note"} & set({**(old or {}), **(new or {})}) for old, new in kept)
    assert problems(admin) == []
    assert account_set.rows("SELECT id, digest FROM crm.audit_seal ORDER BY id") == seals
    admin.execute(text("SELECT crm.seal_audit()"))
    admin.commit()
    assert problems(admin) == []
    ((name, mobile, birthday, by),) = account_set.rows(
        "SELECT name, mobile, birthday, updated_by FROM crm.contact WHERE id = %s", person
    )
    assert (name, mobile, birthday, by) == ("(erased)", "", None, "rep1")
    subjects = account_set.rows("SELECT subject, content FROM crm.action WHERE subject LIKE '%%(erased)%%' ORDER BY id")
    assert subjects == [("与(erased)通话", "她的手机(erased)停用了"), ("门口遇到(erased)", "")]


def test_verifying_accepts_the_erased_entries_and_no_other_change(
    account_set: AccountSet, login: Login, person: int
) -> None:
    admin = login("admin")
    erase(admin, person)
    assert problems(admin) == []
    ((erased,),) = account_set.rows(
        "SELECT max(id) FROM crm.audit WHERE table_name = 'contact' AND record_id = %s AND operation = 'U'", person
    )
    ((other,),) = account_set.rows(
        "SELECT max(id) FROM crm.audit WHERE table_name = 'contact' AND record_id <> %s", person
    )
    account_set.rows('UPDATE crm.audit SET new = new || \'{"title": "x"}\' WHERE id = ANY (%s)', [erased, other])
    assert sorted(problems(admin)) == sorted([("changed", erased), ("changed", other)])


def test_an_erased_entry_cannot_be_guessed_from_its_digest(account_set: AccountSet, login: Login, person: int) -> None:
    guess = (
        "SELECT count(*) FROM crm.audit WHERE id = %s AND digest = crm.audit_digest(at, xid, login, table_name, record_id, "
        f'operation, \'{{"mobile": "{OLD}", "version": 2}}\', \'{{"mobile": "{MOBILE}", "version": 3}}\', epoch, salt)'
    )
    ((entry,),) = account_set.rows(
        "SELECT max(id) FROM crm.audit WHERE table_name = 'contact' AND record_id = %s AND operation = 'U'", person
    )
    assert account_set.rows(guess, entry) == [(1,)]  # with the salt it is the very entry
    erase(login("admin"), person)
    assert account_set.rows(guess, entry) == [(0,)]
    salts = account_set.rows("SELECT count(DISTINCT salt), count(salt) FROM crm.audit")
    assert salts[0][0] == salts[0][1]


def test_years_moved_aside_are_erased_too(account_set: AccountSet, login: Login, person: int) -> None:
    account_set.rows("SELECT crm.archive_audit(now() + interval '1 day')")
    assert "audit_archive" in left(account_set)
    admin = login("admin")
    erase(admin, person)
    assert left(account_set) == [] and problems(admin) == []


def test_merges_imports_notices_views_and_preferences_forget(
    account_set: AccountSet, login: Login, person: int
) -> None:
    admin = login("admin")
    rows = account_set.rows
    ((other,),) = rows(
        "INSERT INTO crm.contact (customer_id, name, mobile, email) SELECT customer_id, %s, %s, %s FROM crm.contact "
        "WHERE id = %s RETURNING id", NAME, OLD, MAIL, person
    )  # fmt: skip
    admin.execute(text("SELECT crm.merge_records('contact', :one, ARRAY[:two])"), {"one": person, "two": other})
    admin.commit()
    rows("INSERT INTO crm.import_run (employee_id, entity) SELECT id, 'contact' FROM crm.employee WHERE login = 'rep1'")
    rows(
        "INSERT INTO crm.import_row (run_id, row_number, employee_id, data, record_id) SELECT max(id), 1, 1, "
        f"'{{\"u\": {{\"name\": \"{NAME}\"}}}}', %s FROM crm.import_run", person
    )  # fmt: skip
    rows(
        "INSERT INTO crm.import_row (run_id, row_number, employee_id, data) SELECT max(id), 2, 1, "
        f'\'{{"u": {{"mobile": "{OLD}"}}}}\' FROM crm.import_run'
    )
    rows("INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id) VALUES (1, 'followed', %s, 'contact', %s)",
         f"王小明\t{NAME}", person)  # fmt: skip
    rows("INSERT INTO crm.saved_view (employee_id, entity, name, query) VALUES (1, 'contact', 'x', %s)",
         f'{{"text": "{NAME}"}}')  # fmt: skip
    rows("INSERT INTO crm.preference (employee_id, name, value) VALUES (1, 'recent', %s)", f'[{{"label": "{NAME}"}}]')
    assert {"record_merge", "import_row", "notice", "saved_view", "preference"} <= set(left(account_set))
    erase(admin, person)
    assert left(account_set) == []
    merge = admin.execute(text("SELECT max(id) FROM crm.merges_of('contact', :id)"), {"id": person}).scalar_one()
    admin.execute(text("SELECT crm.undo_merge(:id)"), {"id": merge})
    admin.commit()
    assert rows("SELECT name, mobile FROM crm.contact WHERE id = %s", other) == [("(erased)", "")]
    assert left(account_set) == [] and problems(admin) == []


def test_an_undo_brings_nothing_back(account_set: AccountSet, login: Login, person: int) -> None:
    admin = login("admin")
    ((bulk,),) = admin.execute(text("SELECT crm.begin_bulk('bulk_edit', 'contact')")).all()
    admin.execute(text("UPDATE crm.contact SET title = '总监', mobile = '13999998888' WHERE id = :id"), {"id": person})
    admin.commit()
    erase(admin, person)
    admin.execute(text("SELECT crm.undo_bulk(:id)"), {"id": bulk})
    admin.commit()
    assert account_set.rows("SELECT name, mobile FROM crm.contact WHERE id = %s", person) == [("(erased)", "")]


@pytest.mark.parametrize(
    ("open_it", "close_it", "what"),
    [
        ("UPDATE crm.sales_order SET contact_id = %s WHERE customer_id = (SELECT customer_id FROM crm.contact WHERE id = %s)",
         "UPDATE crm.sales_order SET state = 'cancelled' WHERE contact_id = %s OR contact_id = %s", "open_orders"),
        ("UPDATE crm.opportunity SET contact_id = %s WHERE outcome = 'open' AND customer_id = (SELECT customer_id FROM crm.contact WHERE id = %s)",
         "UPDATE crm.opportunity SET contact_id = NULL WHERE contact_id = %s OR contact_id = %s", "open_opportunities"),
        ("UPDATE crm.action SET promise = '送样机', promise_on = '2026-01-01' WHERE contact_id = %s OR contact_id = %s",
         "UPDATE crm.action SET promise_kept = true WHERE contact_id = %s OR contact_id = %s", "open_promises"),
    ],
)  # fmt: skip
def test_open_documents_refuse(
    account_set: AccountSet, login: Login, person: int, open_it: str, close_it: str, what: str
) -> None:
    admin = login("admin")
    account_set.rows(open_it, person, person)
    preview = services.preview_erasure(admin, entity="contact", record_id=person)
    assert [name for name, _n in preview.obstacles] == [what]
    with pytest.raises(Invalid) as refused:
        services.erase(admin, entity="contact", record_id=person, reason="")
    assert refused.value.rule == "erasure_open_documents"
    admin.rollback()
    assert account_set.rows("SELECT name FROM crm.contact WHERE id = %s", person) == [(NAME,)]
    account_set.rows(close_it, person, person)
    erase(admin, person)
    assert account_set.rows("SELECT name FROM crm.contact WHERE id = %s", person) == [("(erased)",)]


def test_the_preview_counts_what_the_erasure_does_and_changes_nothing(
    account_set: AccountSet, login: Login, person: int
) -> None:
    admin = login("admin")
    before = account_set.rows("SELECT count(*), max(id) FROM crm.audit")
    preview = services.preview_erasure(admin, entity="contact", record_id=person)
    admin.commit()
    assert dict(preview.places)["person"] == 1 and dict(preview.places)["action"] == 2
    assert account_set.rows("SELECT count(*), max(id) FROM crm.audit") == before
    assert account_set.rows("SELECT count(*) FROM crm.erasure") == [(0,)]
    number = erase(admin, person)
    ((counts,),) = account_set.rows("SELECT counts FROM crm.erasure WHERE id = %s", number)
    assert counts == dict(preview.places)


def test_only_those_with_the_right(account_set: AccountSet, login: Login, person: int) -> None:
    for who in ("rep1", "lead1", "boss"):
        session = login(who)
        assert session.execute(text("SELECT crm.sees('contact', :id)"), {"id": person}).scalar()
        for attempt in (
            lambda s=session: services.erase(s, entity="contact", record_id=person, reason=""),
            lambda s=session: services.preview_erasure(s, entity="contact", record_id=person),
            lambda s=session: services.read_everything(s, entity="contact", record_id=person),
        ):
            with pytest.raises(Denied):
                attempt()
            session.rollback()
    with closing(account_set.connect("rep1")) as rep:
        for sql in (
            f"INSERT INTO crm.erasure (table_name, record_id) VALUES ('contact', {person})",
            f"SELECT crm.erase_trail(1, ARRAY[{person}]::bigint[], '{{}}', '{{x}}', '{{}}')",
            f"SELECT crm.empty_personal('contact', ARRAY[{person}]::bigint[])",
            "SELECT crm.erase_memory(1, '{1}', '{}', '{x}', '{}')",
            "SELECT crm.erase_around(1, '{x}')",
            "SELECT * FROM crm.personal_words('{1}', '{}')",
            "DELETE FROM crm.personal_field",
            "TABLE crm.erasure",
        ):
            with pytest.raises(psycopg2.Error) as refused, rep.cursor() as cursor:
                cursor.execute(sql)
            assert refused.value.pgcode == "42501", sql
            rep.rollback()
    erase(login("admin"), person)


def test_everything_about_a_person_can_be_handed_over(login: Login, person: int) -> None:
    admin = login("admin")
    kept = services.read_everything(admin, entity="contact", record_id=person)
    told = {(k.section, k.item): k.words for k in kept}
    assert told["record", "contact.birthday"] == "1980-02-03"
    assert f"{OLD} → {MOBILE}" in [k.words for k in kept if k.section == "history"]
    assert any(f"门口遇到{NAME}" in k.words for k in kept if k.section == "timeline")
    assert {k.who for k in kept if k.section == "timeline"} == {"王小明"}


def test_a_private_customer_is_erased_with_what_belongs_to_him(account_set: AccountSet, login: Login) -> None:
    admin, rows = login("admin"), account_set.rows
    ((company,),) = rows("SELECT min(id) FROM crm.customer")
    with pytest.raises(Invalid) as refused:
        services.erase(admin, entity="customer", record_id=company, reason="")
    assert refused.value.rule == "personal_needs_person"
    admin.rollback()
    ((customer,),) = rows(
        "INSERT INTO crm.customer (name, kind, mobile, owner_id) SELECT %s, 'person', %s, id FROM crm.employee "
        "WHERE login = 'rep1' RETURNING id", NAME, MOBILE
    )  # fmt: skip
    rows("INSERT INTO crm.customer_phone (customer_id, number) VALUES (%s, %s)", customer, OLD)
    rows(
        "INSERT INTO crm.customer_address (customer_id, address, recipient) VALUES (%s, '雁塔路1号', %s)",
        customer,
        NAME,
    )
    rows("INSERT INTO crm.contact (customer_id, name, email) VALUES (%s, %s, %s)", customer, NAME, MAIL)
    services.erase(admin, entity="customer", record_id=customer, reason="")
    admin.commit()
    assert left(account_set) == [] and problems(admin) == []
    assert rows("SELECT count(*) FROM crm.audit_whole WHERE concat(old, new) ~ '雁塔路1号'") == [(0,)]
    assert rows("SELECT name, kind FROM crm.customer WHERE id = %s", customer) == [("(erased)", "person")]
    assert rows("SELECT count(*) FROM crm.customer_phone WHERE customer_id = %s", customer) == [(0,)]


def test_own_attributes_marked_personal_go_others_stay(account_set: AccountSet, login: Login, person: int) -> None:
    account_set.rows(
        "INSERT INTO crm.attribute_definition (entity, key, label, kind, personal) VALUES ('contact', 'id_card', '身份证', "
        "'text', true), ('contact', 'team', '组', 'text', false)"
    )
    rep = login("rep1")
    rep.execute(
        text('UPDATE crm.contact SET attrs = \'{"id_card": "610102198002030021", "team": "东"}\' WHERE id = :id'),
        {"id": person},
    )
    rep.commit()
    admin = login("admin")
    erase(admin, person)
    assert account_set.rows("SELECT attrs FROM crm.contact WHERE id = %s", person) == [({"team": "东"},)]
    assert account_set.rows("SELECT count(*) FROM crm.audit WHERE concat(old, new) ~ '610102'") == [(0,)]
    assert problems(admin) == []


def test_the_past_says_when_it_was_erased(login: Login, person: int) -> None:
    admin = login("admin")
    facts = load_facts(admin, registry.descriptors(), language="en")
    ((moment,),) = admin.execute(text("SELECT clock_timestamp()")).all()
    assert read_past(admin, facts, facts.entities["contact"], person, moment).erased_at is None
    erase(admin, person)
    past = read_past(admin, facts, facts.entities["contact"], person, moment)
    assert past.erased_at is not None and past.record is not None
    assert past.record.values["name"] == "(erased)" and past.record.values["mobile"] == ""


def test_two_erased_people_are_no_duplicates_and_other_names_stay(account_set: AccountSet, login: Login) -> None:
    assert account_set.rows("SELECT crm.without('Li met Limited, li again; 与Li谈', '{Li}')") == [
        ("(erased) met Limited, (erased) again; 与(erased)谈",)
    ]
    admin = login("admin")
    account_set.rows("UPDATE crm.duplicate_rule SET by_hand = 'refuse'")
    for number in (1, 2):
        ((customer,),) = account_set.rows(
            "INSERT INTO crm.customer (name, kind) VALUES (%s, 'person') RETURNING id", f"甲乙丙{number}"
        )
        services.erase(admin, entity="customer", record_id=customer, reason="")
        admin.commit()
    assert account_set.rows("SELECT count(*) FROM crm.customer WHERE name = '(erased)'") == [(2,)]
