"""Every table and view × every command × whose row, as every login; nothing may tell or change a foreign row."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.attack.attacker import Attacker, Siege
from tests.faults.attack.canary import DATES
from tests.faults.attack.company import FEW, KINDS, LOGINS, as_superuser, covers
from tests.faults.attack.ear import date_marker, markers_in

As = Callable[[str, str], Attacker]

#: ways to read a whole relation, or to be told of what is in it by an error, a plan, a lock
READINGS = (
    "TABLE crm.{t}",
    "SELECT row_to_json(t) FROM crm.{t} t",
    "SELECT t FROM crm.{t} t",
    "SELECT t::text::int FROM crm.{t} t",
    "SELECT xmlparse(content t::text) FROM crm.{t} t",
    "SELECT count(*) FROM crm.{t} t WHERE (t::text)::date > now()",
    "SELECT string_agg(t::text, '') FROM crm.{t} t",
    "SELECT 1 / (t.* IS NULL)::int, t FROM crm.{t} t",
    "SELECT * FROM crm.{t} FOR UPDATE",
    "SELECT * FROM crm.{t} FOR KEY SHARE SKIP LOCKED",
    "EXPLAIN (ANALYZE, VERBOSE, BUFFERS, TIMING OFF) SELECT * FROM crm.{t} t WHERE (t::text)::int = 1",
    "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM crm.{t}; FETCH ALL FROM c",
    "SELECT query_to_xml('SELECT * FROM crm.{t}', true, false, '')",
    "SELECT table_to_xml('crm.{t}', true, false, '')",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM crm.{t} LOOP RAISE NOTICE '%', r; END LOOP; END $$",
    "PREPARE p AS SELECT * FROM crm.{t}; EXECUTE p",
    "WITH x AS MATERIALIZED (SELECT * FROM crm.{t}) SELECT max(x::text), min(x::text) FROM x",
    "SELECT * FROM (SELECT * FROM crm.{t} OFFSET 0) x NATURAL JOIN crm.{t} y",
    "SELECT * FROM crm.{t} TABLESAMPLE SYSTEM (100)",
    "SELECT tableoid::regclass, ctid, xmin, * FROM crm.{t} WHERE ctid >= '(0,0)'",
)
#: what says who may do what
RIGHTS = ("role", "right_rule", "field_right", "employee_role", "employee", "department")
#: what the log level of a client shows of plans: constants that the planner reckoned from rows
CHATTER = (
    "SET LOCAL client_min_messages = debug5; SET LOCAL debug_print_plan = on; SET LOCAL debug_print_rewritten = on; "
)


def _relations(siege: Siege) -> dict[str, list[str]]:
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
            "GROUP BY c.relname ORDER BY c.relname"
        )
        return dict(cursor.fetchall())


def _granted(siege: Siege, login: str, privilege: str) -> dict[str, list[str]]:
    """Return the columns of each relation on which the database grants *privilege*."""
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
            "AND has_column_privilege(%s, c.oid, a.attnum, %s) GROUP BY c.relname",
            (login, privilege),
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("login", KINDS)
def test_reading(siege: Siege, as_login: As, login: str) -> None:
    """All that a login reads is what his roles let him read: whole rows where all columns are granted, else those that are."""
    attacker = as_login(login, "reading a table or view")
    granted = _granted(siege, login, "SELECT")
    for table in _relations(siege):
        ways = READINGS if login in FEW or table in ("customer", "contact") else READINGS[:3]
        for sql in ways:
            attacker.attempt(sql.format(t=table))
        attacker.copy_out(f"crm.{table}")
        if columns := ", ".join(granted.get(table, [])):
            attacker.attempt(f"SELECT {columns} FROM crm.{table}")
            attacker.copy_out(f"(SELECT {columns} FROM crm.{table})")
            attacker.attempt(CHATTER + f"SELECT {columns} FROM crm.{table}")


@pytest.mark.parametrize("login", KINDS)
def test_hidden_columns(siege: Siege, as_login: As, login: str) -> None:
    """A column that a login may not read is read nowhere in a statement."""
    attacker = as_login(login, "a hidden column")
    granted, writable = _granted(siege, login, "SELECT"), _granted(siege, login, "UPDATE")
    for table, columns in _relations(siege).items():
        shown = granted.get(table, [])
        if not shown:
            continue
        for column in set(columns) - set(shown):
            for sql in (
                f"SELECT {column} FROM crm.{table}",
                f"SELECT {shown[0]} FROM crm.{table} WHERE {column} IS NOT NULL",
                f"SELECT {shown[0]} FROM crm.{table} ORDER BY {column}",
                f"SELECT count(*) FROM crm.{table} GROUP BY {column}",
                f"SELECT a.{shown[0]} FROM crm.{table} a JOIN crm.{table} b USING ({column})",
                f"SELECT row_to_json(t) -> '{column}' FROM crm.{table} t",
                f"SELECT (t).{column} FROM crm.{table} t",
                f"SELECT max({column}) OVER () FROM crm.{table}",
                f"DELETE FROM crm.{table} RETURNING {column}",
                f"UPDATE crm.{table} SET {writable.get(table, shown)[0]} = {writable.get(table, shown)[0]} RETURNING {column}",
                f"SELECT {shown[0]} FROM crm.{table} WHERE {column}::text LIKE 'a%'",
            ):
                outcome = attacker.attempt(sql)
                if not outcome.code:
                    attacker.leaks.append(f"{login}: {sql} was let through")


@pytest.mark.parametrize("login", KINDS)
def test_what_the_roles_hide_is_granted_to_nobody(siege: Siege, as_login: As, login: str) -> None:
    """The grants are what the roles say: no column that the templates hide, no derived column to be written."""
    attacker = as_login(login, "grants of the catalogue")
    readable = _granted(siege, login, "SELECT")
    writable = {privilege: _granted(siege, login, privilege) for privilege in ("INSERT", "UPDATE")}
    for table, columns in _relations(siege).items():
        if table not in siege.canary.columns:
            continue
        for column in siege.canary.hidden_columns(login, table):
            assert column not in readable.get(table, []), (table, column)
        for privilege, granted in writable.items():
            written = set(granted.get(table, [])) & _derived(siege, table, columns)
            assert not written, (login, privilege, table, written)
        attacker.siege.tally.count(attacker.family, login, "refused")


def _derived(siege: Siege, table: str, columns: list[str]) -> set[str]:
    own = {
        "presence",
        "preference",
        "import_row",
        "employee_photo",
    }  # without authorship: what stands there is one's own
    if table in own:
        return set()
    always = {"id", "version", "created_at", "created_by", "updated_by", "sort_key", "tokens", "digest", "xid"} - (
        {"digest"} if table == "attachment" else set()
    )
    return always & set(columns)


#: each writes all rows that it reaches; {c} a column that the login may write, {k} one that he may insert
WRITINGS = (
    "UPDATE crm.{t} SET {c} = {c}",
    "UPDATE crm.{t} SET {c} = {c} WHERE id IN (SELECT generate_series(1, 60))",
    "DELETE FROM crm.{t}",
    "DELETE FROM crm.{t} WHERE id IN (SELECT generate_series(1, 60))",
    "MERGE INTO crm.{t} t USING generate_series(1, 60) g ON t.id = g WHEN MATCHED THEN UPDATE SET {c} = t.{c}",
    "MERGE INTO crm.{t} t USING generate_series(1, 60) g ON t.id = g WHEN MATCHED THEN DELETE",
    "INSERT INTO crm.{t} ({k}) SELECT {k} FROM crm.{t} ON CONFLICT DO NOTHING RETURNING *",
    "INSERT INTO crm.{t} (id, {k}) SELECT id, {k} FROM crm.{t} ON CONFLICT (id) DO UPDATE SET {k} = excluded.{k}",
    "UPDATE crm.{t} SET owner_id = crm.me()",
    "UPDATE crm.{t} SET owner_id = crm.me() WHERE id IN (SELECT generate_series(1, 60))",
    "UPDATE crm.{t} SET employee_id = crm.me()",
    "WITH x AS (UPDATE crm.{t} SET {c} = {c} RETURNING *) SELECT * FROM x",
    "DO $$ BEGIN UPDATE crm.{t} SET {c} = {c}; DELETE FROM crm.{t}; EXCEPTION WHEN integrity_constraint_violation THEN NULL; END $$",
)
#: must not be done at all, whatever the role
NEVER = (
    "TRUNCATE crm.{t}", "TRUNCATE crm.{t} CASCADE", "ALTER TABLE crm.{t} DISABLE ROW LEVEL SECURITY", "DROP TABLE crm.{t}",
    "ALTER TABLE crm.{t} OWNER TO CURRENT_USER", "CREATE TRIGGER x BEFORE INSERT ON crm.{t} FOR EACH ROW EXECUTE FUNCTION crm.tg_touch()",
    "ALTER TABLE crm.{t} DISABLE TRIGGER ALL", "CREATE INDEX ON crm.{t} ((1))", "GRANT SELECT ON crm.{t} TO PUBLIC",
    "CREATE POLICY mine ON crm.{t} USING (true)", "ALTER TABLE crm.{t} ADD COLUMN x int", "CREATE STATISTICS ON (1) FROM crm.{t}",
    "CREATE RULE r AS ON INSERT TO crm.{t} DO NOTHING", "COMMENT ON TABLE crm.{t} IS 'x'", "CREATE TABLE crm.x (LIKE crm.{t})",
    "CREATE TEMP TABLE x AS SELECT 1 AS a FROM crm.{t}", "CREATE VIEW crm.x AS SELECT 1 AS a FROM crm.{t}", "SELECT 1 INTO x FROM crm.{t}",
    "CREATE MATERIALIZED VIEW x AS SELECT 1 AS a FROM crm.{t}", "UPDATE crm.{t} SET version = 99", "UPDATE crm.{t} SET created_by = 'boss'",
    "UPDATE crm.{t} SET created_at = '2001-01-01'", "UPDATE crm.{t} SET updated_by = 'boss'", "UPDATE crm.{t} SET id = id + 100000",
    "INSERT INTO crm.{t} (id) OVERRIDING SYSTEM VALUE VALUES (999999)", "INSERT INTO crm.{t} (created_by) VALUES ('boss')",
)  # fmt: skip


@pytest.mark.parametrize("login", KINDS)
def test_writing(siege: Siege, as_login: As, login: str) -> None:
    """No command changes or erases a row that is not for the login to change or erase."""
    attacker = as_login(login, "writing to a table or view")
    updates, inserts = _granted(siege, login, "UPDATE"), _granted(siege, login, "INSERT")
    for table, columns in _relations(siege).items():
        written, added = updates.get(table, columns)[-1], inserts.get(table, columns)[0]
        if table in RIGHTS and covers(login, "right", "edit", None):
            continue  # an administrator may; each statement would put all rights into force anew
        for sql in WRITINGS if login in FEW else WRITINGS[:3]:
            attacker.attempt(sql.format(t=table, c=written, k=added), writes=True)
        attacker.copy_in(f"crm.{table} ({added})", "1\n")


@pytest.mark.parametrize("login", FEW)
def test_never(siege: Siege, as_login: As, login: str) -> None:
    """Nobody alters what the database is made of, nor writes what the database alone writes."""
    attacker = as_login(login, "altering a table or view")
    for table in _relations(siege):
        if table in RIGHTS and covers(login, "right", "edit", None):
            continue
        for sql in NEVER:
            attacker.must_fail(sql.format(t=table))


def test_the_markers_are_there_to_be_seen(siege: Siege, as_login: As) -> None:
    """Nothing above is vacuous: every column with markers was read by somebody who may, and by nobody who may not."""
    attacker = as_login("admin", "reading a table or view")
    for login in LOGINS:
        granted = _granted(siege, login, "SELECT")
        for table in siege.canary.columns:
            if columns := ", ".join(granted.get(table, [])):
                siege.attacker(login, attacker.family).attempt(f"SELECT {columns} FROM crm.{table}")
    told = {number for numbers in siege.told.values() for number in numbers}
    seen = {(siege.canary.markers[n].table, siege.canary.markers[n].column) for n in told}
    tables = {table for table, _ in siege.canary.planted()}
    assert len(tables) > 40
    unseen = siege.canary.planted() - seen
    assert unseen <= UNSEEN, sorted(unseen - UNSEEN)
    assert siege.canary.unplanted <= CHOSEN, siege.canary.unplanted


#: columns that take a chosen word, or are reckoned
CHOSEN = {
    "qualification.result", "sales_order_line.amount", "measure_unit.measure", "promotion.effect",
    "promotion.terms", "field_rule.condition", "important_date.calendar", "important_date.repeat", "price.rounding_way",
    "custom_object.belongs_to", "custom_object.icon", "custom_object.tab",
}  # fmt: skip
#: columns that nobody reads in the table itself
UNSEEN = {
    ("achievement", "amount"),  # sums, which functions answer with
    ("setting", "value"),  # numbers and words, no objects: it takes no marker
    ("field_rule", "mapping"),  # codes of entries, emptied where the rule is of another kind
    ("price", "rounding_way"),  # a fixed price has none
    ("product", "variant_key"),  # made by a trigger of the values that stand in attrs; '' where there is no main product
    ("code_counter", "prefix"), ("duplicate_pair", "reasons"), ("record_merge", "before"), ("record_merge", "losers"),
    ("record_merge", "moved"), ("record_merge", "after"), ("record_merge", "removed"), ("creation", "token"),
}  # fmt: skip


def test_hidden_days_are_told_to_nobody(siege: Siege, as_login: As) -> None:
    """The ear knows a day in every form, and hears one wherever a column may be read."""
    for number in (1, 43_210):
        for late in (False, True):
            day = date_marker(number, late)
            assert (
                markers_in(f'"{day}"'.encode())
                == {number}
                == markers_in(f" {day.isoformat().replace('-', '')},".encode())
            )
    assert markers_in(b"2026-11-27 0700-13-99") == set()
    boss = as_login("boss", "a hidden column")
    hidden = [
        place
        for place in siege.canary.planted()
        if place[1] in DATES and place[1] in siege.canary.hidden_columns("blind", place[0])
    ]
    assert len(hidden) > 8, hidden
    for table, column in hidden:
        told = boss.attempt(f"SELECT {column} FROM crm.{table}")
        assert any(markers_in(str(row[0]).encode()) for row in told.rows if row[0]), (table, column)
        assert siege.attacker("blind", boss.family).attempt(f"SELECT {column} FROM crm.{table}").code == "42501"
