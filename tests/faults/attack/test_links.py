"""Links to foreign records, owners and authors: a forged one is refused, and says nothing of what is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.company import as_superuser, covers

As = Callable[[str, str], Attacker]
NOWHERE = 987654321
#: who tries, and whose records are foreign to him
TRIES = (("rep1", "rep3"), ("narrow", "rep1"), ("masked", "rep1"), ("help", "rep1"), ("nobody", "rep1"))
#: records that whoever has the module may see, so a link to them tells nothing; and people, who are seen by all
_SEEN = ("employee", "department", "product", "product_class", "price_list", "partner", "role", "price", "dictionary")


def _links(siege: Siege) -> list[tuple[str, str, str]]:
    """Return every foreign key of the schema to a table whose rows belong to somebody."""
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT k.relname, a.attname::text, f.relname FROM pg_constraint c JOIN pg_class k ON k.oid = c.conrelid "
            "JOIN pg_class f ON f.oid = c.confrelid JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
            "WHERE c.contype = 'f' AND c.connamespace = 'crm'::regnamespace AND cardinality(c.conkey) = 1 ORDER BY 1, 2"
        )
        return [link for link in cursor.fetchall() if link[2] not in _SEEN]


def _foreign(siege: Siege, table: str, owner: str) -> int | None:
    ids = [record for (name, record), login in siege.owners.items() if name == table and login == owner]
    return min(ids, default=None)


def _present(siege: Siege) -> None:
    """Let everybody be at his records still: who is there is told for a minute and a half."""
    with as_superuser(siege.account_set) as cursor:
        cursor.execute("SET session_replication_role = replica; UPDATE crm.presence SET seen_at = clock_timestamp()")


def _granted(siege: Siege, login: str, table: str, privilege: str) -> list[str]:
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND has_column_privilege(%s, attrelid, attnum, %s) AND attname NOT IN ('code', 'coupon', 'is_default', 'is_primary')",
            (f"crm.{table}", login, privilege),
        )
        return [row[0] for row in cursor.fetchall()]


def _ways(siege: Siege, login: str, table: str, key: str) -> tuple[str, ...]:
    """Return statements that link rows of *table* to a record: one's own rows, new ones, lines read back."""
    inserted, read = _granted(siege, login, table, "INSERT"), _granted(siege, login, table, "SELECT")
    others = [name for name in inserted if name != key and name in read]
    copied = f"INSERT INTO crm.{table} ({', '.join([key, *others])}) SELECT {', '.join(['%s', *others])} FROM crm.{table} LIMIT 1"
    return (
        f"UPDATE crm.{table} SET {key} = %s",
        f"INSERT INTO crm.{table} ({key}) VALUES (%s)",
        copied,
        f"{copied} ON CONFLICT DO NOTHING RETURNING 1",
        f"SELECT * FROM crm.parts_as_of('{table}', '{key}', %s, now())",
    )


#: what hangs on a record, or tells of it, by its number alone: target, statement
BY_NUMBER = (
    ("customer", "SELECT * FROM crm.price_for(1, %s)"),
    ("customer", "INSERT INTO crm.action (kind, customer_id, subject, employee_id) VALUES ('call', %s, 'x', crm.me())"),
    ("customer", "INSERT INTO crm.contact (customer_id, name) VALUES (%s, 'x')"),
    ("customer", "INSERT INTO crm.customer (name, parent_id) VALUES ('x', %s)"),
    ("customer", "INSERT INTO crm.sales_order (customer_id) VALUES (%s)"),
    ("customer", "INSERT INTO crm.opportunity (name, stage, customer_id) VALUES ('x', 'engaging', %s)"),
    ("customer", "INSERT INTO crm.qualification (customer_id, need) SELECT c.id, 'x' FROM (VALUES (%s::bigint)) c(id)"),
    ("customer", "INSERT INTO crm.customer_relation (customer_id, kind, other_id) SELECT max(id), 'supplies', %s FROM crm.customer"),
    ("contact", "INSERT INTO crm.qualification (customer_id, need, decision_maker_id) SELECT min(id), 'x', %s FROM crm.customer"),
    ("action", "DELETE FROM crm.timeline_pin; INSERT INTO crm.timeline_pin (customer_id, source, record_id) SELECT min(id), 'action', %s FROM crm.customer"),
    ("action", "INSERT INTO crm.action_reaction (action_id, employee_id, kind) VALUES (%s, crm.me(), 'noted')"),
    ("sales_order", "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES (%s, 1, 1, 1)"),
)  # fmt: skip


@pytest.mark.parametrize(("login", "owner"), TRIES)
def test_no_link_leads_to_a_foreign_record(siege: Siege, as_login: As, login: str, owner: str) -> None:
    """A link to a foreign record is refused as one to no record is, in one's own rows and in new ones."""
    attacker = as_login(login, "a link to a foreign record")
    tried = [(target, sql) for table, key, target in _links(siege) for sql in _ways(siege, login, table, key)]
    for target, sql in (*tried, *BY_NUMBER):
        foreign = _foreign(siege, target, owner)
        if foreign is None or covers(login, siege.canary.modules.get(target, ""), "view", owner):
            continue
        there, nowhere = attacker.attempt(sql, (foreign,), writes=True), attacker.attempt(sql, (NOWHERE,))
        if there.kind == "allowed":
            attacker.leaks.append(f"{login}: {sql} led to {target} {foreign} of {owner}")
        told, plain = (outcome.error.split("\n")[0].replace(str(NOWHERE), str(foreign)) for outcome in (there, nowhere))
        if (there.code, told) != (nowhere.code, plain):
            attacker.leaks.append(f"{login}: {sql} says {told!r} of a foreign record, {plain!r} of none")


def test_a_link_to_ones_own_record_is_made(siege: Siege, as_login: As) -> None:
    """The attempts above are not vacuous: the same statements succeed with what one sees."""
    attacker = as_login("rep1", "a link to one's own record")
    made, vain = set(), set()
    for table, key, target in _links(siege):
        own = _foreign(siege, target, "rep1")
        if own is not None and key in _granted(siege, "rep1", table, "INSERT"):
            ways = _ways(siege, "rep1", table, key)
            done = {sql.split()[0] for sql in ways if attacker.attempt(sql, (own,)).kind == "allowed"}
            made |= done
            vain |= set() if done else {(table, key)}
    assert made == {"UPDATE", "INSERT", "SELECT"}
    # of one's only two customers one is the other's; an answer to an entry wants one's own name: both are made below
    assert vain == {("customer", "parent_id"), ("action_reaction", "action_id")}
    for target, sql in BY_NUMBER:
        assert attacker.attempt(sql, (_foreign(siege, target, "rep1"),)).kind == "allowed", sql


#: what tells of a record of any table, touches it or hangs something on it, by table and number
ABOUT = (
    "SELECT * FROM crm.{t} WHERE id = %s",
    "SELECT id FROM crm.{t} WHERE id = %s FOR UPDATE",
    "DELETE FROM crm.{t} WHERE id = %s",
    "SELECT * FROM crm.record_history('{t}', %s)",
    "SELECT * FROM crm.record_edits('{t}', %s)",
    "SELECT * FROM crm.not_told((SELECT string_agg('@' || name, ' ') FROM crm.employee), '{t}', %s)",
    "SELECT * FROM crm.others_at('{t}', %s)",
    "SELECT 1 WHERE crm.record_as_of('{t}', %s, now()) IS NOT NULL",
    "SELECT * FROM crm.trail(NULL, NULL, NULL, '{t}', NULL, %s, NULL, 100)",
    "SELECT 1 WHERE crm.log_read('{t}', %s)",
    "SELECT 1 WHERE crm.sees('{t}', %s)",
    "SELECT 1 WHERE crm.sees('{t}', %s, 'edit')",
    "INSERT INTO crm.attachment (table_name, record_id, name) VALUES ('{t}', %s, 'x')",
    "INSERT INTO crm.favourite (employee_id, table_name, record_id) VALUES (crm.me(), '{t}', %s)",
)


@pytest.mark.parametrize(("login", "owner"), TRIES)
def test_nothing_of_a_foreign_record(siege: Siege, as_login: As, login: str, owner: str) -> None:
    """Whoever knows the number of a foreign record learns nothing by it and changes nothing."""
    attacker = as_login(login, "a foreign record by its number")
    _present(siege)
    for table in sorted(siege.canary.followers):
        foreign = None if (login, table) == ("help", "customer_helper") else _foreign(siege, table, owner)  # he helped
        if foreign is not None and not covers(login, siege.canary.modules[table], "view", owner):
            for sql in ABOUT:
                attacker.must_fail(sql.format(t=table), (foreign,))


def test_ones_own_record_tells_all_of_that(siege: Siege, as_login: As) -> None:
    """The attempts above are not vacuous: whoever sees the record is told."""
    done = set()
    _present(siege)
    for login in ("rep1", "admin"):
        attacker = as_login(login, "one's own record by its number")
        for table in ("customer", "timeline_pin"):
            number = (_foreign(siege, table, "rep1"),)
            done |= {sql for sql in ABOUT if attacker.attempt(sql.format(t=table), number).kind == "allowed"}
    assert set(ABOUT) - done == set()


#: a new record forged: in another's name, of another day, with another state
FORGED = (
    "INSERT INTO crm.customer (name, owner_id) SELECT 'x', id FROM crm.employee WHERE login = 'rep3'",
    "INSERT INTO crm.opportunity (name, stage, customer_id, owner_id) SELECT 'x', 'engaging', min(c.id), min(e.id) FROM crm.customer c, crm.employee e WHERE e.login = 'rep3'",
    "INSERT INTO crm.action (kind, customer_id, subject, employee_id) SELECT 'call', min(c.id), 'x', min(e.id) FROM crm.customer c, crm.employee e WHERE e.login = 'rep3'",
    "INSERT INTO crm.customer (name, created_by) VALUES ('x', 'boss')", "INSERT INTO crm.customer (name, created_at) VALUES ('x', '2001-01-01')",
    "INSERT INTO crm.customer (name, version) VALUES ('x', 7)", "UPDATE crm.customer SET updated_at = '2001-01-01'",
    "UPDATE crm.customer SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep3')", "UPDATE crm.customer SET owner_id = NULL",
    "UPDATE crm.customer SET owner_id = NULL, pool_id = 1", "UPDATE crm.customer SET pool_id = 1", "UPDATE crm.customer SET received_at = now()",
    "UPDATE crm.sales_order SET amount = 1", "UPDATE crm.sales_order SET confirmed_by = 'boss'", "UPDATE crm.sales_order SET confirmed_at = now()",
    "UPDATE crm.opportunity SET outcome = 'won'", "UPDATE crm.sales_order SET owner_id = (SELECT id FROM crm.employee WHERE login = 'rep3')",
    "UPDATE crm.opportunity SET owner_id = (SELECT id FROM crm.employee WHERE login = 'boss')", "UPDATE crm.employee SET superior_id = crm.me()",
    "UPDATE crm.employee SET status = 'locked' WHERE login = 'boss'", "UPDATE crm.employee SET login = 'postgres'", "UPDATE crm.employee SET name = 'x'",
    "INSERT INTO crm.employee_role (employee_id, role_id) SELECT crm.me(), id FROM crm.role", "UPDATE crm.right_rule SET scope = 'all'",
    "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT role_id, 'product_cost', 'view', 'all' FROM crm.employee_role WHERE employee_id = crm.me()",
    "DELETE FROM crm.field_right", "INSERT INTO crm.field_right (role_id, table_name, field, access) VALUES (1, 'customer', 'name', 'edit')",
    "UPDATE crm.effective_right SET scope = 'all'", "UPDATE crm.effective_right SET owners = '{1,2,3}'", "UPDATE crm.account_set SET role_prefix = 'x'",
    "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT generate_series(1, 12), crm.me(), 'write'",
    "INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) SELECT id, crm.me(), current_date, current_date FROM crm.employee WHERE login = 'rep3'",
    "INSERT INTO crm.notice (employee_id, kind, text) SELECT id, 'mention', 'x' FROM crm.employee WHERE login = 'boss'",
    "INSERT INTO crm.preference (employee_id, name, value) SELECT id, 'x', '1' FROM crm.employee WHERE login = 'boss'",
    "INSERT INTO crm.import_row (run_id, row_number, employee_id, data) SELECT generate_series(1, 12), 9, crm.me(), '{}'",
    "UPDATE crm.import_run SET bulk_id = 1 WHERE employee_id <> crm.me()", "INSERT INTO crm.bulk_action (employee_id, kind) VALUES (crm.me(), 'x')",
    "INSERT INTO crm.attachment (table_name, record_id, name) SELECT 'customer', id, 'x' FROM crm.customer WHERE false UNION ALL SELECT 'customer', 1, 'x'",
    "INSERT INTO crm.attachment (table_name, record_id, name, owner_id) VALUES ('customer', 1, 'x', crm.me())",
    "INSERT INTO crm.attachment (table_name, record_id, name) VALUES ('product_cost', 1, 'x')", "UPDATE crm.attachment SET record_id = 1",
    "INSERT INTO crm.session_log (employee_id) VALUES (1)", "DELETE FROM crm.audit", "UPDATE crm.audit SET login = 'boss'",
    "INSERT INTO crm.audit (at, xid, login, client, table_name, operation, digest) VALUES (now(), '1', 'boss', '', 'customer', 'U', '')",
    "INSERT INTO crm.timeline_entry (customer_id, kind) SELECT min(id), 'assigned' FROM crm.customer", "UPDATE crm.code_counter SET value = 0",
    "INSERT INTO crm.customer (name, owner_id) OVERRIDING USER VALUE VALUES ('x', 1)", "UPDATE crm.setting SET value = '\"Asia/Tokyo\"'",
)  # fmt: skip


@pytest.mark.parametrize("login", ["rep1", "narrow", "masked", "deputy", "help", "nobody"])
def test_nothing_is_forged(siege: Siege, as_login: As, login: str) -> None:
    """Owner, author, day, version, state and rights are the database's to write."""
    attacker = as_login(login, "a forged owner, author, day, state or right")
    for sql in FORGED:
        attacker.must_fail(sql)
