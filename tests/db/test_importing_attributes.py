"""Own attributes in files: checked by their kind, written in one way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.importing.browsing import preview_rows
from crm_desktop.system.importing.whole import import_file
from tests.db.test_importing import facts_of, table

Login = Callable[[str], Session]


def test_own_phones_and_addresses_are_written_in_one_way(login: Login, tmp_path: Path) -> None:
    session = login("admin")
    session.execute(
        text(
            "INSERT INTO crm.attribute_definition (entity, key, label, kind) VALUES ('product', 'tel', '热线', 'phone'), "
            "('product', 'web', '主页', 'url'), ('product', 'seen', '时间', 'datetime'), ('product', 'off', '返点', 'percent')"
        )
    )
    facts = facts_of(session)
    rows = "甲机,(029)8845 1234,http://A.cn/,2026-1-15 14:30,12.5%\n乙机,无,a b.cn,x,1.234\n"
    source = table(tmp_path, f"名称,热线,主页,时间,返点\n{rows}")
    mapping = importing.propose_mapping(session, source, facts=facts, entity="product", translate=translate)
    run = importing.stage(session, source, facts=facts, mapping=mapping, translate=translate)
    importing.check(session, run, facts=facts, standardise=standardise)
    good, bad = preview_rows(session, run, facts=facts, language="en", translate=translate)
    assert good.written == {"热线": "029-88451234", "主页": "a.cn"}
    assert set(bad.problems) == {"热线", "主页", "时间", "返点"}
    assert "This is not a telephone number" in bad.problems["热线"]
    source = table(tmp_path, f"名称,热线,主页,时间,返点\n{rows.splitlines()[0]}\n")
    import_file(session, source, facts=facts, mapping=mapping, translate=translate, standardise=standardise)
    attrs = session.execute(text("SELECT attrs FROM crm.product WHERE name = '甲机'")).scalar_one()
    moment = datetime(2026, 1, 15, 14, 30).astimezone(UTC).isoformat()
    assert attrs == {"tel": "029-88451234", "web": "a.cn", "seen": moment, "off": 12.5}
    (again,) = import_file(session, source, facts=facts, mapping=mapping, translate=translate, standardise=standardise)
    assert again.check.counts["same"] == 1
    session.rollback()
