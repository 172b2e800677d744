"""Files of quality rules come back whether they hold the names of fields, or their words as files of before did."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.core.query import ListQuery
from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.shell.services import entity_descriptors
from crm_desktop.system import importing
from crm_desktop.system.exporting import export_list
from crm_desktop.system.importing.whole import import_file
from crm_desktop.system.services import load_facts
from tests.databases import AccountSet

#: what files of before called these fields, of customers and contacts alike
BEFORE = {
    "zh_CN": {
        "name": "名称",
        "phone": "电话",
        "email": "邮箱",
        "tax_number": "税号",
        "mobile": "手机",
        "title": "职务",
    },
    "en": {
        "name": "Name",
        "phone": "Phone",
        "email": "E-mail",
        "tax_number": "Tax number",
        "mobile": "Mobile",
        "title": "Title",
    },
}


@pytest.mark.parametrize("entity", ["duplicate_field", "completeness_rule"])
@pytest.mark.parametrize("language", ["", "zh_CN", "en"])
def test_names_and_words_mean_the_same(
    fresh_account_set: AccountSet, tmp_path: Path, entity: str, language: str
) -> None:
    session = fresh_account_set.session("admin")
    facts = load_facts(session, entity_descriptors())
    path = tmp_path / "rules.csv"
    columns = tuple(facts.entities[entity].list_columns)
    query = ListQuery(entity=entity, columns=columns, sort="entity")
    count = export_list(session, query, path, facts=facts, language=language or "zh_CN", translate=translate)
    told = path.read_text(encoding="utf-8-sig")
    lines = [line.split(",") for line in told.splitlines()]
    place = next(i for i, c in enumerate(lines[0]) if c in ("字段", "Field"))
    assert "email" in {line[place] for line in lines[1:]}
    for line in lines[1:] if language else ():
        line[place] = BEFORE[language].get(line[place], line[place])
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    mapping = importing.propose_mapping(session, open_table(path), facts=facts, entity=entity, translate=translate)
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert part.check.counts["same"] == count, part.check.problems
    # what is no field is said to be none
    path.write_text(path.read_text(encoding="utf-8").replace(lines[1][place], "没有的", 1), encoding="utf-8")
    (part,) = import_file(session, open_table(path), facts=facts, mapping=mapping, translate=translate)
    assert part.result is None and [p.rule for p in part.check.problems] == [f"{entity}_field_known"]
    session.close()
