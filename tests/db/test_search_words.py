"""What one types finds what one means, never fails, and never reads the whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.db import records
from crm_desktop.db.typed import to_find
from crm_desktop.shell.services import entity_descriptors
from tests.databases import AccountSet
from tests.db.handoverkit import ask, make_pool, pooled

Psql = Callable[[str], Connection]


def _found(connection: Connection, words: str, table: str = "customer") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT label FROM crm.search_{table}(%s)", (words,))
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(("words", "name"), [
    ("环太", "环太"), ("环太科技", "环太"), ("环", "环太"), ("huantai", "环太"), ("xahtkj", "环太"), ("XAHT", "环太"), ("88451", "环太"),
    ("029-8845", "环太"), ("8845", "环太"), ("4512", "环太"), ("234", "环太"), ("8451234", "环太"), ("张环", "环太"), ("西安 环太", "环太"),
    ("环太 88451", "环太"), ("cqcj", "长江"), ("zqcj", "长江"), ("zhongqing", "长江"), ("chongqing", "长江"), ("cjjx", "长江"),
    ("０２３", "长江"), ("abc", "ABC"), ("ABC科技", "ABC"), ("19900000", "环太"),
])  # fmt: skip
def test_found(psql_as: Psql, words: str, name: str) -> None:
    assert any(name in found for found in _found(psql_as("boss"), words)), words


def test_what_has_no_search_words_is_found_by_name_pinyin_and_code(account_set: AccountSet) -> None:
    with closing(account_set.session("boss")) as session:
        lists = entity_descriptors()["price_list"]
        for words, hit in (
            ("标准", True),
            ("biaozhun", True),
            ("BZJ", True),
            ("zhun j", True),
            ("std", True),
            ("bzq", False),
            ("%", False),
        ):
            found = "标准价" in [h.label for h in records.search(session, lists, words)]
            asked = ListQuery(entity=lists.name, columns=("name",), sort=lists.sort, search=words)
            listed = "标准价" in [r.values["name"] for r in records.first_rows(session, lists, asked)]
            assert (found, listed) == (hit, hit), words


_CALLED = [
    "+86 29 8845 1234", "+862988451234", "0086 (29) 88451234", "+86 (0)29-8845-1234", "+86-029-88451234", "０２９ ８８４５ １２ ３４",
    "+86 {mobile}", "86{mobile}", "0{mobile}", "0086{mobile}", "+86-{mobile}",
]  # fmt: skip


@pytest.mark.parametrize("words", _CALLED)
def test_a_number_is_found_as_a_telephone_shows_it(account_set: AccountSet, words: str) -> None:
    ((mobile,),) = account_set.rows("SELECT mobile FROM crm.contact WHERE name = '张环'")
    words = words.format(mobile=mobile)
    with closing(account_set.session("boss")) as session:
        customers = entity_descriptors()["customer"]
        asked = ListQuery(entity="customer", columns=("name",), sort="name", search=words)
        for found in (
            [hit.label for hit in records.search_all(session, words) if hit.entity == "customer"],
            [hit.label for hit in records.search(session, customers, words)],
            [row.values["name"] for row in records.first_rows(session, customers, asked)],
        ):
            assert [name for name in found if "环太" in name] == found != []


@pytest.mark.parametrize("words", ["02988451234", "+86 29 8845 1234", "（029）8845-1234", "8845 12", "512"])
def test_a_filter_finds_a_number_however_it_is_written(account_set: AccountSet, words: str) -> None:
    with closing(account_set.session("boss")) as session:
        asked = (Condition("phone", "contains", words),)
        query = ListQuery(entity="customer", columns=("name", "phone"), sort="name", conditions=asked)
        found = [row.values["phone"] for row in records.first_rows(session, entity_descriptors()["customer"], query)]
        assert found == ["029-88451234"]


@pytest.mark.parametrize(
    "words",
    ["2026-11-26", "8690123456789", "KH-2026-00017", "8845", "88451 2026", "-- (((( --", "+++++++", "19900000001"],
)
def test_what_is_no_number_from_abroad_is_looked_for_as_it_stands(words: str) -> None:
    assert to_find(words) == words


@pytest.mark.parametrize("words", ["天鹅", "环科", "xyzq", "99999999", "KH-1999-00001", "环太 长江"])
def test_not_found(psql_as: Psql, words: str) -> None:
    assert _found(psql_as("boss"), words) == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "'",
        "''",
        "\\",
        "%",
        "_",
        "a'b",
        "😀",
        "&",
        "|",
        "!",
        "(",
        ":*",
        "<->",
        "x" * 10_000,
        "环" * 10_000,
        "xian" * 30,
        "ao" * 50,
        "1" * 500,
        "a b c d e f g h i j k",
        "\t\n",
        "\u200b",
        "\u0301",
        "$$",
        "--",
    ],
)
@pytest.mark.parametrize("table", ["customer", "contact", "product", "opportunity", "sales_order", "employee"])
def test_odd_input_never_fails(psql_as: Psql, words: str, table: str) -> None:
    _found(psql_as("rep1"), words, table)


def test_a_contact_is_found_at_the_customer_while_it_is_there(psql_as: Psql) -> None:
    rep = psql_as("lead1")
    with rep.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, name, mobile) SELECT id, '欧阳修竹', '13577778888' FROM crm.customer "
            "WHERE name LIKE '西安%' RETURNING id"
        )
        assert _found(rep, "欧阳") == _found(rep, "oyxz") == _found(rep, "7777888") == ["西安环太科技有限公司"]
        cursor.execute("UPDATE crm.contact SET mobile = '13599990000' WHERE name = '欧阳修竹'")
        assert _found(rep, "7777888") == []
        cursor.execute("DELETE FROM crm.contact WHERE name = '欧阳修竹'")
        assert _found(rep, "欧阳") == []
    rep.rollback()


def test_letters_stand_together_in_an_e_mail_address(psql_as: Psql) -> None:
    """A long address has many pairs of letters: those of a word must be neighbours, or the sounds of the name."""
    address, word = "zhangxiaoshan@hupingzhenweishengyuan.example", "xianhuan"
    assert all(word[n : n + 2] in address.replace("@", "") for n in range(len(word) - 1))
    rep = psql_as("lead1")
    with rep.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm.contact (customer_id, name, email) SELECT id, '张小珊', %s FROM crm.customer WHERE name LIKE '西安%%'",
            (address,),
        )
        assert _found(rep, word, "contact") == []
        for words in (
            "huping",
            "wei",
            "xiaoshan@huping",
            "zxs",
            "zhangxi",
            "xiao",
            "shan huping",
            "weisheng zhangx",
            "张小 yuan",
        ):
            assert _found(rep, words, "contact") == ["张小珊"], words
        for words in ("huping xianhuan", "张小 xianhuan", "xianhuan@huping"):
            assert _found(rep, words, "contact") == [], words
        cursor.execute("SELECT count(*) FROM crm.match_contact('xianhuan')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM crm.match_contact('huping')")
        assert cursor.fetchone() == (1,)
    rep.rollback()


@pytest.fixture(scope="module")
def many(account_set: AccountSet) -> Iterator[AccountSet]:
    """Give 20,000 customers more, loaded past the triggers."""
    with closing(account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO crm.customer (name, code, owner_id, sort_key, tokens) SELECT '测试' || i, 'T' || i, e.id, 'ce shi ' || i, "
            "array_to_tsvector(ARRAY['测', '测试', '试', '试' || i % 97, '#' || i % 9000, '@' || e.id]) "
            "FROM generate_series(1, 20000) i JOIN crm.employee e ON e.login = (ARRAY['rep1', 'rep2', 'rep3', 'lead2'])[i % 4 + 1]"
        )
        cursor.execute("VACUUM ANALYZE crm.customer")
    return account_set


def _plan(connection: Connection, sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    connection.rollback()
    return plan


@pytest.mark.parametrize("login", ["rep1", "lead1", "boss"])
def test_the_first_page_comes_from_an_index(many: AccountSet, psql_as: Psql, login: str) -> None:
    plan = _plan(psql_as(login), "SELECT id, name FROM crm.customer ORDER BY sort_key, id LIMIT 100")
    assert "Index" in plan and "Seq Scan" not in plan, plan
    if login == "boss":
        assert "visible_owners" not in plan and "Filter" not in plan and "InitPlan" not in plan, plan
    jump = _plan(
        psql_as(login),
        "SELECT id FROM crm.customer WHERE (sort_key, id) > ('ce shi 5', 0) ORDER BY sort_key, id LIMIT 100",
    )
    assert "Index Cond" in jump and "Seq Scan" not in jump, jump


def test_search_reads_the_token_index(many: AccountSet) -> None:
    with closing(many.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('crm.customer_search_tokens'::regclass, 1, true)")
        (words,) = cursor.fetchone()
        cursor.execute(
            f"EXPLAIN SELECT id FROM crm.customer_search WHERE {words} @@ (SELECT crm.any_of(in_index) FROM crm.search_queries('试55'))"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "customer_search_tokens" in plan and "Seq Scan" not in plan, plan


def test_a_helper_finds_a_customer_by_any_reading(fresh_account_set: AccountSet) -> None:
    """Letters may be one syllable or two: xian is 西安 as well as 先."""
    with closing(fresh_account_set.connect("rep3")) as helper:
        helper.autocommit = True
        words = ("环太", "xaht", "xianh", "xianhuan", "xianhuantai")
        assert [_found(helper, word) for word in words] == [[]] * len(words)
        fresh_account_set.rows(
            "INSERT INTO crm.customer_helper (customer_id, employee_id, power) SELECT c.id, e.id, 'read' "
            "FROM crm.customer c, crm.employee e WHERE c.name = '西安环太科技有限公司' AND e.login = 'rep3'"
        )
        assert [_found(helper, word) for word in words] == [["西安环太科技有限公司"]] * len(words)


def test_contacts_of_partners_and_phones_of_addresses_are_found(fresh_account_set: AccountSet) -> None:
    rows = fresh_account_set.rows
    with closing(fresh_account_set.connect("boss")) as boss:
        boss.autocommit = True
        ((supplier,),) = rows("INSERT INTO crm.partner (name, is_supplier) VALUES ('华北线缆厂', true) RETURNING id")
        assert _found(boss, "欧阳娜", "partner") == _found(boss, "ouyang", "partner") == []
        rows(
            "INSERT INTO crm.partner_contact (partner_id, name, mobile, phone) VALUES (%s, '欧阳娜', '13955667788', '0311-77665544')",
            supplier,
        )
        for words in ("欧阳娜", "ouyang", "13955667788", "7766554"):
            assert _found(boss, words, "partner") == ["华北线缆厂"], words
        rows("UPDATE crm.partner_contact SET name = '司马光' WHERE partner_id = %s", supplier)
        assert _found(boss, "欧阳娜", "partner") == []
        assert _found(boss, "司马光", "partner") == ["华北线缆厂"]
        rows("DELETE FROM crm.partner_contact WHERE partner_id = %s", supplier)
        assert _found(boss, "司马光", "partner") == []

        ((name, mine),) = rows("SELECT name, id FROM crm.customer WHERE short_name = '环太科技'")
        assert _found(boss, "13512349876") == []
        ((address,),) = rows(
            "INSERT INTO crm.customer_address (customer_id, kind, address, phone) VALUES (%s, 'delivery', '北库', '13512349876') RETURNING id",
            mine,
        )
        assert _found(boss, "13512349876") == [name]
        assert "13512349876" in str(rows("SELECT phone FROM crm.customer_address"))
        rows("UPDATE crm.customer_address SET phone = '' WHERE id = %s", address)
        assert _found(boss, "13512349876") == []
    assert rows("SELECT rule, detail FROM crm.check_account_set()") == []


def test_letters_stand_together_in_the_pool_too(fresh_account_set: AccountSet) -> None:
    """As everywhere else: a long name in letters may have every three neighbours of a word somewhere."""
    company = fresh_account_set
    pool = make_pool(company, "销售一部")
    (one,) = pooled(company, pool, "蓝天教育")
    name, word = "蓝天 GongsNgsi HupingWeisheng", "gongsi"
    assert all(word[n : n + 3] in name.lower() for n in range(len(word) - 2))
    company.rows("UPDATE crm.customer SET name = %s WHERE id = %s RETURNING 1", name, one)
    for ask_for in ("SELECT id FROM crm.search_pool_customer(%s)", "SELECT * FROM crm.match_pool_customer(%s)"):
        for words in ("huping", "lantian", "lantia", "sheng hupi", "蓝天 weisheng", "weish lt", "hu"):
            assert ask(company, "rep1", ask_for, words) == [(one,)], words
        for words in (word, f"huping {word}", f"蓝天 {word}"):
            assert ask(company, "rep1", ask_for, words) == [], words


def test_what_changes_no_words_writes_nothing_where_they_stand(fresh_account_set: AccountSet) -> None:
    """A hundred words entered anew into the index would be most of a save."""
    written = "SELECT s.xmin::text FROM crm.customer c JOIN crm.customer_search s USING (id) WHERE c.name LIKE %s"

    def seen() -> object:
        return fresh_account_set.rows(written, "西安环太%")

    with closing(fresh_account_set.connect("boss")) as boss, boss.cursor() as cursor:
        boss.autocommit = True
        before = seen()
        assert before
        for change in ("description = '说明'", "address = '科技路 1 号'", "next_contact_on = current_date"):
            cursor.execute(f"UPDATE crm.customer SET {change} WHERE name LIKE '西安环太%%'", ())
            assert cursor.rowcount == 1 and seen() == before, change
        cursor.execute("UPDATE crm.customer SET short_name = '鲲鹏' WHERE name LIKE '西安环太%'")
        assert seen() != before
        assert _found(boss, "鲲鹏") == _found(boss, "kunpeng") == ["西安环太科技有限公司"]


def test_where_words_stand_follows_even_with_triggers_switched_off(fresh_account_set: AccountSet) -> None:
    with closing(fresh_account_set.connect_admin()) as admin, admin.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for change in ("UPDATE crm.customer SET owner_id = NULL", "DELETE FROM crm.customer WHERE id = 1"):
            cursor.execute(change)
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE (c.owner_id, c.tokens) IS DISTINCT FROM (s.owner_id, s.tokens)) "
                "FROM crm.customer c FULL JOIN crm.customer_search s USING (id)"
            )
            customers, wrong = cursor.fetchone() or (0, 0)
            assert customers and not wrong, change
