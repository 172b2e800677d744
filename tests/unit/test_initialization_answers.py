"""Answers of an initialization are looked at step by step, without a database."""

from __future__ import annotations

import copy
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.printing.words import translate
from crm_desktop.system.company import RELATIONS, ROLES
from crm_desktop.system.initialization import STEPS, keep_answers, read_answers, validate, validate_all
from crm_desktop.system.initialization_words import SENTENCES, STEP_NAMES, explain_answer
from server_schema.data.roles import NAMES
from server_schema.data.terms import TERMS

GOOD: dict[str, Any] = {
    "account_set": {"name": "Xian", "company": "西安未来科技有限公司", "currency": "CNY"},
    "departments": [{"name": "总经理室"}, {"name": "销售部", "parent": "总经理室", "head": "wang"}],
    "employees": [
        {"login": "gao", "name": "高远", "department": "总经理室", "roles": ["administrator"]},
        {"login": "wang", "name": "王明", "department": "销售部", "superior": "gao", "roles": ["sales_rep"]},
        {"name": "无登录的人", "department": "销售部"},
    ],
    "rights": {
        "roles": [{"code": "intern", "name": "实习生", "like": "sales_rep"}],
        "rules": [{"role": "intern", "module": "customer", "action": "export", "scope": "none"}],
    },
    "dictionaries": {"industry": [{"code": "space", "name": "航天", "name_en": "Space"}]},
    "attributes": [{"entity": "customer", "key": "pcs", "label": "电脑台数", "kind": "integer"}],
    "coding_rules": [{"entity": "customer", "pattern": "XA-{YYYY}-{####}"}],
    "imports": [],
}

CIRCLE = [{"name": "无登录的人"}, {"login": "wang", "name": "王明", "superior": "wang", "roles": ["administrator"]}]


def changed(step: str, *path: Any, value: Any) -> dict[str, Any]:
    answers = copy.deepcopy(GOOD)
    place = answers[step]
    for key in path[:-1]:
        place = place[key]
    if path:
        place[path[-1]] = value
    else:
        answers[step] = value
    return answers


def entries(kind: str, *meanings: dict[str, Any]) -> dict[str, Any]:
    made = [{"code": f"e{n}", "name": f"n{n}", **meaning} for n, meaning in enumerate(meanings)]
    return changed("dictionaries", value={kind: made})


@pytest.mark.parametrize(
    "answers",
    [
        entries("customer_status", {"stage": "former"}, {}),
        entries("opportunity_stage", {"outcome": "open", "probability": 0}, {"outcome": "won"}),
        entries("region", {"provinces": ["61"]}, {"provinces": ["62"]}),
        entries("relation_kind", {"opposite": "e1"}, {"opposite": "e0"}, {"opposite": "supplies"}),
        changed("dictionaries", value={"region": [{"code": "x", "name": "x", "data": {"provinces": ["61"]}}]}),
    ],
)
def test_entries_may_mean_something(answers: dict[str, Any]) -> None:
    assert validate("dictionaries", answers) == []


def test_the_relations_that_are_there_are_known() -> None:
    for kind, codes in RELATIONS.items():
        assert set(codes) == {code for code, *_ in TERMS[kind]}


def test_the_roles_that_are_there_are_known() -> None:
    assert set(ROLES) == set(NAMES)
    assert validate_all(changed("employees", 1, "roles", value=["data_steward"])) == []


def test_good_answers_have_no_problem() -> None:
    assert validate_all(GOOD) == []
    assert set(STEP_NAMES) >= set(STEPS)


@pytest.mark.parametrize(
    ("answers", "rule", "place"),
    [
        (changed("account_set", "name", value="帐套"), "account_set_name", "account_set.name"),
        (changed("account_set", "company", value=" "), "required", "account_set.company"),
        (changed("account_set", "currency", value="yuan"), "currency_form", "account_set.currency"),
        (changed("account_set", "color", value="x"), "answers_unknown", "account_set.color"),
        (changed("account_set", value=["Xian"]), "answers_shape", "account_set"),
        (changed("departments", value="销售部"), "answers_shape", "departments"),
        (changed("employees", value=[["gao"]]), "answers_shape", "employees"),
        (changed("employees", 0, "login", value={"a": 1}), "answers_shape", "employees"),
        (changed("dictionaries", value={"industry": {"a": "b"}}), "answers_shape", "dictionaries"),
        (changed("rights", value=[1]), "answers_shape", "rights"),
        (changed("departments", 1, "parent", value="没有"), "parent_before_child", "departments.1.parent"),
        (
            changed("departments", value=[{"name": "销售部", "code": "XS"}, {"name": "市场部", "code": "XS"}]),
            "named_twice",
            "departments.1.code",
        ),
        (changed("employees", value=CIRCLE), "superior_circle", "employees.1.superior"),
        (changed("departments", 1, "name", value="总经理室"), "named_twice", "departments.1.name"),
        (changed("employees", 0, "roles", value=[]), "one_administrator_needed", "employees"),
        (changed("employees", 1, "login", value="王"), "employee_login_form", "employees.1.login"),
        (changed("employees", 1, "login", value="gao"), "named_twice", "employees.0.login"),
        (changed("employees", 1, "password", value="short"), "password_too_short", "employees.1.password"),
        (changed("employees", 1, "superior", value="nobody"), "reference_unknown", "employees.1.superior"),
        (changed("employees", 0, "superior", value="wang"), "superior_circle", "employees.0.superior"),
        (changed("employees", 1, "roles", value=["king"]), "reference_unknown", "employees.1.roles"),
        (changed("rights", "rules", 0, "scope", value="some"), "right_rule_form", "rights.rules.0"),
        (changed("dictionaries", "industry", 0, "name", value=""), "required", "dictionaries.industry.0"),
        (
            entries("opportunity_stage", {"probability": 150}),
            "dictionary_meaning",
            "dictionaries.opportunity_stage.0.probability",
        ),
        (
            entries("opportunity_stage", {"probability": "40"}),
            "dictionary_meaning",
            "dictionaries.opportunity_stage.0.probability",
        ),
        (entries("customer_status", {"stage": "friend"}), "dictionary_meaning", "dictionaries.customer_status.0.stage"),
        (entries("industry", {"stage": "target"}), "dictionary_meaning", "dictionaries.industry.0.stage"),
        (entries("region", {"provinces": "陕西"}), "dictionary_meaning", "dictionaries.region.0.provinces"),
        (
            entries("region", {"provinces": ["61"]}, {"provinces": ["61", "62"]}),
            "named_twice",
            "dictionaries.region.1.provinces",
        ),
        (
            entries("relation_kind", {"opposite": "sister"}),
            "reference_unknown",
            "dictionaries.relation_kind.0.opposite",
        ),
        (changed("attributes", 0, "kind", value="choice"), "attribute_kind", "attributes.0.kind"),
        (changed("attributes", 0, "key", value="电脑"), "attribute_form", "attributes.0"),
        (
            changed("coding_rules", 0, "pattern", value="XA-{YYYY}"),
            "coding_rule_pattern_form",
            "coding_rules.0.pattern",
        ),
        (changed("imports", value=[{"entity": "customer", "file": "no.csv"}]), "file_missing", "imports.0"),
    ],
)
def test_each_wrong_answer_is_named_with_its_place(answers: dict[str, Any], rule: str, place: str) -> None:
    found = [p for step in STEPS for p in validate(step, answers)]
    assert (rule, place) in [(p.rule, p.field) for p in found]
    words = explain_answer(found[0], "en", translate)
    assert words.startswith(tuple(STEP_NAMES.values()))
    assert "{text}" not in words
    assert "{limit}" not in words
    assert "：" in explain_answer(found[0], "zh_CN", translate)


def test_a_place_in_a_file_is_counted_from_one() -> None:
    answers = changed("employees", 1, "password", value="short")
    words = explain_answer(validate("employees", answers)[0], "en", translate)
    assert words == "Employees · #2 password: A password has at least 8 characters."


def test_strange_steps_are_refused() -> None:
    assert [p.rule for p in validate_all({**GOOD, "employes": []})] == ["answers_unknown"]
    assert "answers_unknown" in SENTENCES


def test_answers_are_kept_and_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    keep_answers(path, GOOD)
    assert read_answers(path) == GOOD
    assert [p.name for p in tmp_path.iterdir()] == ["answers.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_toml_is_read_and_files_lie_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        '[account_set]\nname = "Xian"\n[[imports]]\nentity = "customer"\nfile = "in.csv"\n', encoding="utf-8"
    )
    answers = read_answers(path)
    assert answers["account_set"] == {"name": "Xian"}
    assert answers["imports"][0]["file"] == str(tmp_path.resolve() / "in.csv")


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", "{"), ("a.toml", "x = ="), ("a.json", "[]"), ("b.json", None)]
)
def test_unreadable_answers_say_so(tmp_path: Path, name: str, content: str | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_answers(path)
    assert caught.value.rule in ("answers_unreadable", "file_missing")
    json.dumps(caught.value.rule)
