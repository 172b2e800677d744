"""A file whose one column is a whole address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.browsing import preview_rows
from crm_desktop.system.importing.mapping import address_parts
from tests.db.test_importing import _import as import_table
from tests.db.test_importing import facts_of, table, translate

PLACES = (
    "name,地址\n甲地公司,陕西省西安市雁塔区科技路1号 710075\n乙地公司,某个谁也不知道的地方\n丙地公司,西安市莲湖区\n"
)


def test_one_column_with_the_whole_address_is_taken_apart(login: Callable[[str], Session], tmp_path: Path) -> None:
    session = login("rep1")
    source, facts = table(tmp_path, PLACES), facts_of(session)
    parts = list(address_parts(facts.entities["customer"]))
    assert parts == ["address", "province", "city", "district", "postcode"]
    mapping = from_json({"columns": {"name": "name", "地址": parts}, "match": ["name"]}, "customer")
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    importing.check(session, run, facts=facts, standardise=standardise)
    rows = preview_rows(session, run, facts=facts, language="en", translate=translate)
    assert [row.outcome for row in rows] == ["new"] * 3
    assert rows[0].written["地址"] == "科技路1号 · 陕西省 · 西安市 · 雁塔区 · 710075", "shown before it is written"
    importing.commit(session, run, facts=facts)
    asked = text("SELECT province, city, district, address, postcode FROM crm.customer WHERE name LIKE :name")

    def kept(name: str) -> tuple[str, ...]:
        return tuple(session.execute(asked, {"name": name}).one())

    assert kept("甲地公司") == ("陕西省", "西安市", "雁塔区", "科技路1号", "710075")
    assert kept("乙地公司") == ("", "", "", "某个谁也不知道的地方", "")
    assert kept("丙地公司")[:3] == ("陕西省", "西安市", "莲湖区")
    # a later line that says less leaves what is known; the same file once more changes nothing
    less = PLACES.replace("陕西省西安市雁塔区科技路1号 710075", "西安市科技路2号")
    again = from_json({"columns": {"name": "name", "地址": parts}, "match": ["name"]}, "customer")
    import_table(session, table(tmp_path, less), facts=facts, mapping=again, standardise=standardise)
    assert kept("甲地公司")[:4] == ("陕西省", "西安市", "雁塔区", "科技路2号")
    (same,) = import_table(session, table(tmp_path, less), facts=facts, mapping=again, standardise=standardise)
    assert same.check.counts["same"] == 3, same.check.counts


LONG = "陕西省西安市雁塔区高新技术产业开发区科技二路与沣惠南路交汇处西北角" + "很长的楼名" * 45


def test_a_guess_takes_the_only_address_apart_and_a_file_of_ours_changes_nothing(
    login: Callable[[str], Session], tmp_path: Path
) -> None:
    session = login("admin")
    facts = facts_of(session)
    source = table(tmp_path, f"名称,地址\n甲地公司,陕西省西安市雁塔区科技路1号\n长地公司,{LONG}\n")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="customer", translate=translate)
    assert [s.field for s in mapping.sources if s.heading == "地址"] == list(address_parts(facts.entities["customer"]))
    (part,) = import_table(session, source, facts=facts, mapping=mapping, standardise=standardise)
    assert part.check.counts["new"] == 2, part.check.problems
    asked = text(
        "SELECT name, province, city, district, address FROM crm.customer WHERE name LIKE '_地公司' ORDER BY name"
    )
    assert session.execute(asked).all()[0] == ("甲地公司", "陕西省", "西安市", "雁塔区", "科技路1号")
    # one that was never taken apart, and one that was: both are as their own file says
    session.execute(
        text(
            "UPDATE crm.customer SET address = '西安市碑林区一路2号', province = '', city = '', district = '' WHERE name = '甲地公司'"
        )
    )
    before = session.execute(asked).all()
    for empty in ("leave", "clear"):
        path = tmp_path / f"{empty}.csv"
        query = ListQuery(entity="customer", columns=("name", "address"), sort="name", search="地公司")
        count = export_list(session, query, path, facts=facts, language="zh_CN", translate=translate)
        ours = from_json({**importing.to_json(mapping), "empty": empty})
        (again,) = import_table(session, open_table(path), facts=facts, mapping=ours, standardise=standardise)
        assert again.check.counts["same"] == count == 2, again.check.counts
    assert session.execute(asked).all() == before
