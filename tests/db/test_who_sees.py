"""Who sees a record, and why: what `crm.who_sees` tells is what the policies do, for every login of the practice company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.admin import embedded
from server_schema import install
from server_schema.demo import generate
from tests.databases import AccountSet
from tests.db.handoverkit import ask, customer, make_pool, person, pooled, refused

WHO = "SELECT employee_id, sees, edits, deletes, ways, lacks, scope FROM crm.who_sees(%s, %s)"
#: tables of the modules of which nobody is told: no records, or no ids
NOT_TOLD = {
    "absence",
    "audit",
    "audit_archive",
    "audit_seal",
    "session_log",
    "safety_run",
    "sales_order_cost",
    "pool_run",
    "action_reaction",
}
EACH = 10  #: records of a table that are looked at
SCOPED = ("action", "contact", "contact_relation", "contact_way", "custom_bidding", "custom_lend", "customer", "customer_address", "customer_phone", "important_date", "opportunity",
          "opportunity_competitor", "sales_order", "sales_order_line")  # fmt: skip
#: ways that must have been met, and through whom
KINDS = {("all", ""), ("open", ""), ("everybody", ""), ("helper", ""), ("helping", ""), ("member", ""), ("admin", ""), ("all_pools", ""),
         *((way, whose) for way in ("own", "subordinates", "stand_in") for whose in ("owner", "customer", "author")),
         ("own", "keeper"), ("own", "finish"), ("department", "owner"), ("departments_below", "owner")}  # fmt: skip
#: what makes the company of the practice as tangled as a real one: each sample takes the records that are named here first
TANGLE = """
-- a role of one person's own, with scopes that no template has
INSERT INTO crm.role (code, name, name_en) VALUES ('own_kangting', '康婷自己的', 'Kang Ting''s own');
INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, v.module, v.action, v.scope FROM crm.role r, (VALUES ('customer', 'view', 'department'),
    ('opportunity', 'view', 'departments_below'), ('opportunity', 'delete', 'department'), ('product_cost', 'view', 'all'), ('sales_order', 'edit', 'department'))
    v(module, action, scope) WHERE r.code = 'own_kangting';
INSERT INTO crm.employee_role (employee_id, role_id) SELECT e.id, r.id FROM crm.employee e, crm.role r WHERE e.login = 'kangting' AND r.code = 'own_kangting';
-- another, whose fields are kept from him
INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', f, a FROM crm.role, (VALUES ('phone', 'mask'), ('mobile', 'mask'), ('email', 'none')) v(f, a)
    WHERE code = 'sales_rep';
-- helpers: to look, to write, over; on customers of tianyuqing
INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on) SELECT c.id, e.id, v.power, crm.today() + v.days FROM (VALUES ('kangting', 'read', 5),
    ('liangchao', 'write', NULL::int), ('xiangwanqiu', 'write', -1)) v(login, power, days) JOIN crm.employee e USING (login),
    (SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'tianyuqing' ORDER BY c.id LIMIT 3) c ON CONFLICT DO NOTHING;
-- absent: tianyuqing, whom somebody of another department stands in for; a stand-in who sees nothing of his own
INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) SELECT a.id, s.id, crm.today() - 1, crm.today() + v.days FROM (VALUES ('tianyuqing', 'qiaolei', 3),
    ('tianyuqing', 'ruanyiming', 1), ('maguodong', 'gezhihong', 2), ('kangting', 'maguodong', -1)) v(absent, stand_in, days)
    JOIN crm.employee a ON a.login = v.absent JOIN crm.employee s ON s.login = v.stand_in;
-- others' work at one's customer: confirmed, drafts, and a deal
WITH them AS (SELECT o.id, row_number() OVER (ORDER BY o.state NOT IN ('confirmed', 'delivered'), o.id) AS n FROM crm.sales_order o
    JOIN crm.customer c ON c.id = o.customer_id AND c.owner_id = o.owner_id JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'tianyuqing')
UPDATE crm.sales_order o SET owner_id = (SELECT id FROM crm.employee WHERE login = CASE them.n % 2 WHEN 0 THEN 'qiaolei' ELSE 'kangting' END) FROM them WHERE them.id = o.id AND n <= 8;
WITH them AS (SELECT o.id FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id WHERE e.login = 'qiaolei' ORDER BY o.id LIMIT 4)
UPDATE crm.opportunity o SET owner_id = (SELECT id FROM crm.employee WHERE login = 'kangting') FROM them WHERE them.id = o.id;
-- promises that another is to keep; a rule made from the cost
UPDATE crm.action a SET promise = '寄样品', responsible_id = (SELECT id FROM crm.employee WHERE login = 'liangchao') WHERE a.id IN (
    SELECT a.id FROM crm.action a JOIN crm.employee e ON e.id = a.employee_id WHERE e.login = 'tianyuqing' ORDER BY a.id LIMIT 4);
INSERT INTO crm.contact_relation (contact_id, other_id, kind) SELECT a.id, b.id, 'relative' FROM (SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id
    WHERE e.login = 'tianyuqing' ORDER BY c.id LIMIT 1) a, (SELECT c.id FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'qiaolei' ORDER BY c.id LIMIT 1) b;
-- kinds of records that the company added
INSERT INTO crm.custom_object (code, name, belongs_to) VALUES ('lend', '借出', 'customer'), ('bidding', '竞标', 'employee'), ('patent', '专利', 'nobody');
INSERT INTO crm.custom_lend (name, customer_id) SELECT '借给' || name, id FROM crm.customer;
INSERT INTO crm.custom_bidding (name, owner_id) SELECT name || '的竞标', id FROM crm.employee;
INSERT INTO crm.custom_patent (name) SELECT '专利 ' || n FROM generate_series(1, 12) n;
UPDATE crm.employee SET status = 'locked' WHERE login = 'jinsuzhen';
"""


@dataclass(frozen=True, kw_only=True)
class Practice(AccountSet):
    """The practice company."""

    def password(self, login: str) -> str:
        """Return what the generator gave (``AccountSet``)."""
        return f"demo-{login}"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told of one employee and one record."""

    sees: str
    edits: bool
    deletes: bool
    ways: list[dict[str, Any]]
    lacks: str
    scope: str


@pytest.fixture(scope="module")
def demo(server: embedded.Server) -> Iterator[Practice]:
    """Give a small practice company in which people help, stand in, promise and sell across each other."""
    generate.reset(server.admin_dsn, "Whosees", customers=240, today=date.today())
    company = Practice(name=install.database_name("Whosees"), server=server)
    with closing(company.connect_admin()) as connection, connection.cursor() as cursor:
        cursor.execute(TANGLE)
    yield company
    install.drop_account_set(server.admin_dsn, "Whosees")


@pytest.fixture(scope="module")
def samples(demo: Practice) -> dict[str, list[int]]:
    """Give records of every table: of different people, and of those that were tangled."""
    found = {}
    for (table,) in demo.rows("SELECT table_name FROM crm.module_table ORDER BY 1"):
        if table in NOT_TOLD:
            continue
        columns = {c for (c,) in demo.rows("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", f"crm.{table}")}  # fmt: skip
        if table == "pool_customer":  # the view shows the superuser nothing
            found[table] = [
                i
                for (i,) in demo.rows(
                    "SELECT id FROM crm.customer WHERE pool_id IS NOT NULL ORDER BY id LIMIT %s", EACH
                )
            ]
            continue
        first = {"price": "base <> 'cost'", "customer": "pool_id IS NULL", "sales_order": "customer_owner_id IS NULL OR state NOT IN ('confirmed', 'delivered')",
                 "action": "responsible_id IS NULL"}.get(table, "customer_owner_id IS NULL" if "customer_owner_id" in columns else "id IS NULL")  # fmt: skip
        tangled = demo.rows(f"SELECT id FROM crm.{table} ORDER BY {first}, id LIMIT {EACH // 2}")
        other = demo.rows(f"SELECT id FROM crm.{table} ORDER BY md5(id::text) LIMIT {EACH // 2}")
        theirs = []
        if "owner_id" in columns:
            theirs = demo.rows(f"SELECT min(t.id) FROM crm.{table} t JOIN crm.employee e ON e.id = t.owner_id WHERE e.login IN "
                               "('tianyuqing', 'qiaolei', 'kangting', 'maguodong') GROUP BY e.id")  # fmt: skip
        found[table] = sorted({i for (i,) in (*tangled, *other, *theirs)})
    return found


def told(company: AccountSet, table: str, record: int, login: str = "ruanyiming") -> dict[int, Told]:
    """Ask as *login* who sees a record."""
    rows = ask(company, login, WHO, table, record)
    return {row[0]: Told(sees=row[1], edits=row[2], deletes=row[3], ways=row[4], lacks=row[5], scope=row[6]) for row in rows}  # fmt: skip


def _ids(connection: Connection, sql: str, ids: list[int]) -> set[int]:
    """Return which of the records a statement gives; none where the right to the table lacks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, (ids,))
            return {i for (i,) in cursor.fetchall()}
    except psycopg2.errors.InsufficientPrivilege:
        return set()
    finally:
        connection.rollback()


def _deletable(connection: Connection, table: str, ids: list[int]) -> set[int]:
    """Return which of the records a DELETE reaches: a rule of the data comes only after the policies let it."""
    reached = set()
    for record in ids:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM crm.{table} WHERE id = %s", (record,))
                if cursor.rowcount:
                    reached.add(record)
        except psycopg2.errors.InsufficientPrivilege as error:
            if not str(error.diag.message_primary).startswith("permission denied"):
                reached.add(record)
        except psycopg2.Error:
            reached.add(record)
        finally:
            connection.rollback()
    return reached


def erased(table: str, ids: list[int]) -> list[int]:
    """Return those that are tried to delete: the rules of what nobody owns are the same for all."""
    return ids[: 3 if table in SCOPED else 1]


def _does(connection: Connection, table: str, ids: list[int]) -> dict[str, set[int]]:
    """Return what the policies let somebody do with which of the records."""
    sees = _ids(connection, f"SELECT id FROM crm.{table} WHERE id = ANY (%s)", ids)
    if table == "pool_customer":
        return {"sees": sees, "edits": set(), "deletes": set()}
    edits = _ids(connection, f"SELECT id FROM crm.{table} WHERE id = ANY (%s) FOR NO KEY UPDATE", ids)
    return {"sees": sees, "edits": edits, "deletes": _deletable(connection, table, erased(table, ids))}


def _said(table: str, one: Told, *, tried: bool) -> dict[str, bool]:
    """Return the same of what was told; who has all customers sees one of his pool whole, and through the pool's view too."""
    if table == "pool_customer":
        return {"sees": any("masked" in way["verbs"] for way in one.ways), "edits": False, "deletes": False}
    return {"sees": one.sees == "yes", "edits": one.edits, "deletes": one.deletes and tried}


def test_it_is_what_the_policies_do(demo: Practice, samples: dict[str, list[int]]) -> None:
    people = dict(demo.rows("SELECT id, login FROM crm.employee WHERE status = 'active' AND login IS NOT NULL ORDER BY id"))  # fmt: skip
    answers = {(table, record): told(demo, table, record) for table, ids in samples.items() for record in ids}
    wrong, seen, kinds = [], defaultdict(int), set()
    for employee, login in people.items():
        with closing(demo.connect(login)) as connection:
            for table, ids in samples.items():
                really = _does(connection, table, ids)
                for record in ids:
                    one = answers[table, record][employee]
                    said = _said(table, one, tried=record in erased(table, ids))
                    does = {what: record in reached for what, reached in really.items()}
                    for what, is_so in does.items():
                        seen[table, what, is_so] += 1
                    kinds |= {(way["way"], way["whose"]) for way in one.ways}
                    assert bool(one.lacks) == (one.sees == "no")
                    if said != does:
                        wrong.append((login, table, record, said, does, one.ways))
    assert wrong == [], wrong[:5]
    for table in SCOPED:  # neither answer is given by all
        for what in ("sees", "edits", "deletes"):
            assert seen[table, what, True], (table, what)
            assert seen[table, what, False], (table, what)
    assert kinds >= KINDS, KINDS - kinds
    (locked,) = demo.rows("SELECT id FROM crm.employee WHERE login = 'jinsuzhen'")
    assert {(a[locked[0]].sees, a[locked[0]].lacks) for a in answers.values()} == {("no", "locked")}


REFUSED = "who_sees_is_not_told"
TELL = "SELECT count(*) FROM crm.who_sees(%s, %s)"


@pytest.fixture
def company(own_account_set: AccountSet) -> AccountSet:
    return own_account_set


def ways(company: AccountSet, table: str, record: int, login: str, asked: str = "admin") -> list[tuple[str, str, str]]:
    """Return how *login* comes to the record: way, whose, through whom."""
    names = {0: "", **dict(company.rows("SELECT id, login FROM crm.employee"))}
    one = told(company, table, record, asked)[person(company, login)]
    return [(way["way"], way["whose"], names[way.get("through", 0)]) for way in one.ways]


def test_each_way_by_name(company: AccountSet) -> None:
    shop = customer(company, "环太科技")  # rep1's
    assert ways(company, "customer", shop, "rep1") == [("own", "owner", "rep1")]
    assert ways(company, "customer", shop, "lead1") == [("subordinates", "owner", "rep1")]
    assert ways(company, "customer", shop, "boss") == [("all", "", "")]
    assert ways(company, "customer", shop, "rep3") == []
    everybody = told(company, "customer", shop, "rep1")
    assert {everybody[person(company, who)].lacks for who in ("rep2", "rep3", "lead2")} == {"scope"}
    assert everybody[person(company, "rep3")].scope == "own"
    roles = dict(company.rows("SELECT id, code FROM crm.role"))
    assert [roles[r] for r in everybody[person(company, "lead1")].ways[0]["roles"]] == ["team_lead"]
    company.rows("INSERT INTO crm.employee (name) VALUES ('无登录')")
    lacks = {a.lacks for a in told(company, "customer", shop, "admin").values()}
    assert lacks == {"", "scope", "no_right", "no_login"}
    goods = company.rows("SELECT min(id) FROM crm.product")[0][0]
    assert ways(company, "product", goods, "rep1") == [("open", "", "")]
    assert ways(company, "employee", person(company, "rep2"), "rep1", "rep1") == [
        ("open", "", ""),
        ("everybody", "", ""),
    ]


def test_what_is_for_a_time(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    company.rows("INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on) VALUES (%s, %s, 'read', crm.today() + 5)", shop, person(company, "rep3"))  # fmt: skip
    company.rows("INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) VALUES (%s, %s, crm.today(), crm.today() + 2)",
                 person(company, "rep1"), person(company, "lead2"))  # fmt: skip
    ((helps, stands),) = company.rows("SELECT (crm.today() + 5)::text, (crm.today() + 2)::text")
    seen = told(company, "customer", shop, "admin")
    helper, stand_in = seen[person(company, "rep3")], seen[person(company, "lead2")]
    assert (helper.ways[0]["way"], helper.ways[0]["until"], helper.ways[0]["power"], helper.edits) == (
        "helper",
        helps,
        "read",
        False,
    )
    assert (stand_in.ways[0]["way"], stand_in.ways[0]["until"], stand_in.edits, stand_in.deletes) == (
        "stand_in",
        stands,
        True,
        False,
    )
    # over tomorrow, and so is what was told of it
    company.rows("UPDATE crm.customer_helper SET expires_on = crm.today() - 1")
    company.rows("DELETE FROM crm.absence")
    later = told(company, "customer", shop, "admin")
    assert {later[person(company, who)].sees for who in ("rep3", "lead2")} == {"no"}


def test_who_does_not_see_it_is_told_nothing(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    assert refused(company, "rep1", TELL, "customer", shop) == ""
    assert refused(company, "rep3", TELL, "customer", shop) == REFUSED
    assert refused(company, "rep3", TELL, "customer", 10**9) == REFUSED, "one that is not there is refused alike"
    company.rows("INSERT INTO crm.customer_helper (customer_id, employee_id, power) VALUES (%s, %s, 'read')", shop, person(company, "rep3"))  # fmt: skip
    assert refused(company, "rep3", TELL, "customer", shop) == ""
    company.rows("UPDATE crm.customer_helper SET expires_on = crm.today() - 1")
    assert refused(company, "rep3", TELL, "customer", shop) == REFUSED
    for table in sorted(NOT_TOLD):
        assert refused(company, "admin", TELL, table, 1) == REFUSED, table
    assert refused(company, "admin", TELL, "no_table", 1) == REFUSED
    assert refused(company, "admin", TELL, "customer; DROP TABLE crm.customer", 1) == REFUSED


def test_whose_it_is_stays_hidden_where_a_field_right_hides_it(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    assert refused(company, "rep1", TELL, "customer", shop) == ""
    company.rows("INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', 'owner_id', 'none' FROM crm.role WHERE code = 'sales_rep'")  # fmt: skip
    assert refused(company, "rep1", TELL, "customer", shop) == REFUSED
    assert refused(company, "boss", TELL, "customer", shop) == ""


def test_a_helper_is_told_with_his_day_to_who_sees_the_customer_only(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    company.rows("INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on) VALUES (%s, %s, 'read', crm.today() + 5)", shop, person(company, "rep3"))  # fmt: skip
    ((order,),) = ask(company, "rep1", "INSERT INTO crm.sales_order (customer_id, owner_id) VALUES (%s, crm.me()) RETURNING id", shop)  # fmt: skip
    company.rows("UPDATE crm.sales_order SET owner_id = %s WHERE id = %s", person(company, "rep2"), order)
    days = {asked: told(company, "sales_order", order, asked)[person(company, "rep3")].ways[0].get("until") for asked in ("rep1", "rep2")}  # fmt: skip
    assert days["rep1"]
    assert days["rep2"] is None
    assert ways(company, "sales_order", order, "rep1", "rep2") == [("own", "customer", "rep1")]


def test_fields_that_are_kept_from_somebody(company: AccountSet) -> None:
    shop = customer(company, "环太科技")
    company.rows("INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, 'customer', f, a FROM crm.role r, (VALUES ('email', 'none'), ('phone', 'mask')) "
                 "v(f, a) WHERE r.code = 'sales_rep'")  # fmt: skip
    fields = "SELECT hidden, hidden_fields, masked_fields FROM crm.who_sees('customer', %s) WHERE employee_id = %s"
    rep, lead = person(company, "rep1"), person(company, "lead1")
    hidden = ask(company, "admin", fields, shop, rep)
    assert hidden == [(4, ["email", "email_opted_out", "email_invalid"], ["phone"])]
    assert ask(company, "rep1", fields, shop, rep) == hidden, "one's own"
    assert ask(company, "lead1", fields, shop, rep) == [(4, None, None)], "how many, not which"
    assert ask(company, "admin", fields, shop, lead) == [(0, [], [])]


def test_the_fields_that_roles_keep(company: AccountSet) -> None:
    kept = "SELECT of_table, field, access FROM crm.kept_fields(%s) WHERE of_table = 'customer' AND field <> 'price_list_id' ORDER BY field"
    rep, lead = person(company, "rep1"), person(company, "lead1")
    assert ask(company, "admin", kept, rep) == []
    company.rows("INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, 'customer', f, a FROM crm.role r, (VALUES ('website', 'none'), ('phone', 'mask'), "
                 "('city', 'read')) v(f, a) WHERE r.code = 'sales_rep'")  # fmt: skip
    expected = [("customer", "city", "read"), ("customer", "phone", "mask"), ("customer", "website", "none")]
    assert ask(company, "admin", kept, rep) == expected
    assert ask(company, "rep1", kept, rep) == expected
    assert refused(company, "rep1", kept, lead) == "access_is_not_told"
    # a second role that gives all of it takes the mask away
    company.rows("INSERT INTO crm.employee_role (employee_id, role_id) SELECT %s, id FROM crm.role WHERE code = 'team_lead'", rep)  # fmt: skip
    assert ask(company, "admin", kept, rep) == []


def test_a_customer_of_the_pool(company: AccountSet) -> None:
    pool = make_pool(company, "销售一部", "!lead2")
    (shop,) = pooled(company, pool, "环太科技")
    seen = told(company, "pool_customer", shop, "rep2")
    assert seen == told(company, "customer", shop, "rep2") == told(company, "customer", shop, "boss")
    found = {who: (seen[person(company, who)].sees, [way["way"] for way in seen[person(company, who)].ways]) for who in ("rep2", "lead2", "rep3", "boss", "clerk")}  # fmt: skip
    assert found == {
        "rep2": ("masked", ["member"]),
        "lead2": ("masked", ["admin"]),
        "rep3": ("no", []),
        "boss": ("yes", ["all", "all_pools"]),
        "clerk": found["clerk"],
    }
    assert seen[person(company, "rep3")].lacks == "no_member"
    assert refused(company, "rep3", TELL, "pool_customer", shop) == REFUSED
    assert refused(company, "rep2", TELL, "pool_customer", customer(company, "秦岭医药")) == REFUSED, "none of a pool"


def test_all_who_see_it_are_told_the_same(demo: Practice, samples: dict[str, list[int]]) -> None:
    people = dict(demo.rows("SELECT id, login FROM crm.employee WHERE status = 'active' AND login IN ('tianyuqing', 'qiaolei', 'kangting', 'maguodong', 'liangchao')"))  # fmt: skip
    refusals = 0
    for table in ("customer", "opportunity", "sales_order", "action"):
        for record in samples[table]:
            whole = told(demo, table, record)
            for employee, login in people.items():
                if whole[employee].sees == "no":
                    refusals += 1
                    assert refused(demo, login, TELL, table, record) == REFUSED
                else:
                    seen = told(demo, table, record, login)
                    assert {k: (v.sees, v.edits, v.deletes, v.lacks, v.scope) for k, v in seen.items()} == {
                        k: (v.sees, v.edits, v.deletes, v.lacks, v.scope) for k, v in whole.items()
                    }
    assert refusals
