"""What is wrong with the answers of an initialization: looked at step by step, without a database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import Invalid
from crm_desktop.core.fields import Options
from crm_desktop.core.rights import ACTIONS, SCOPES
from crm_desktop.exchange.table import open_table
from crm_desktop.system import company
from crm_desktop.system.entities.definitions import DICTIONARY
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.mapping import ImportMapping

STEPS = ("account_set", "departments", "employees", "rights", "dictionaries", "attributes", "coding_rules", "imports")
SHORTEST_PASSWORD = 8
#: Attribute kinds that need a dictionary.
CHOICES = ("choice", "choices")
#: Kinds that need a further answer, which a file of answers gives and the wizard does not ask for.
ATTRIBUTE_NEEDS = {"link": "target", "formula": "formula"}
ATTRIBUTE_KINDS = (
    *(
        "text",
        "long_text",
        "integer",
        "number",
        "money",
        "percent",
        "date",
        "datetime",
        "bool",
        "phone",
        "email",
        "url",
    ),
    *CHOICES,
    *ATTRIBUTE_NEEDS,
)

Answers = Mapping[str, Any]

_SET_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,28}")
_LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,40}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_PATTERN = re.compile(r"[^{}]*(\{(YYYY|YY|MM|DD|class)\}[^{}]*)*\{#+\}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass
class _Found:
    step: str
    problems: list[Invalid] = field(default_factory=list)

    def add(self, rule: str, place: str, **values: Any) -> None:
        self.problems.append(Invalid(rule, f"{self.step}.{place}" if place else self.step, values))


def validate(step: str, answers: Answers) -> list[Invalid]:
    """Return what is wrong with one step's answers, seen with those before it; ``field`` is the place."""
    found = _Found(step)
    if _well_shaped(step, answers):
        _CHECKS[step](answers, found)
    else:
        found.add("answers_shape", "")
    return found.problems


def validate_all(answers: Answers) -> list[Invalid]:
    """Return what is wrong with any step, unknown steps included."""
    strangers = [Invalid("answers_unknown", name, {"text": name}) for name in answers if name not in (*STEPS, "note")]
    return strangers + [problem for step in STEPS for problem in validate(step, answers)]


def mapping_of(entry: Mapping[str, Any]) -> ImportMapping:
    """Return the mapping of one entry of the step ``imports``: an object, or the path of its file."""
    given = entry.get("mapping") or {}
    if isinstance(given, str):
        try:
            given = Path(given).read_text(encoding="utf-8-sig")
        except OSError:
            raise Invalid("file_missing", values={"file": Path(given).name}) from None
    return from_json(given, entity=str(entry["entity"]))


def _well_shaped(step: str, answers: Answers) -> bool:
    """Tell whether a step's answers, and those it is held against, are made of what a step is made of."""
    return all(_SHAPES[name](answers.get(name)) for name in (step, *_SEEN_WITH.get(step, ())) if answers.get(name))


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and all(isinstance(row, Mapping) for row in value)
        and all(
            isinstance(cell, (list, tuple, Mapping))
            if key in ("roles", "data")
            else isinstance(cell, (str, list, tuple))
            if key == "provinces"
            else isinstance(cell, (str, Mapping))
            if key == "mapping"
            else cell is None or isinstance(cell, (str, int, float))
            for row in value
            for key, cell in row.items()
        )
    )


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(word, str) for word in value.values())


def _are_tables(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_is_table(rows) for rows in value.values())


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "account_set": _is_words,
    "departments": _is_table,
    "employees": _is_table,
    "rights": _are_tables,
    "dictionaries": _are_tables,
    "attributes": _is_table,
    "coding_rules": _is_table,
    "imports": _is_table,
}
_SEEN_WITH = {"employees": ("departments", "rights")}


def _check_account_set(answers: Answers, found: _Found) -> None:
    about = answers.get("account_set")
    if not isinstance(about, Mapping):
        found.add("required", "")
        return
    if not _SET_NAME.fullmatch(str(about.get("name", ""))):
        found.add("account_set_name", "name", text=about.get("name", ""))
    if not str(about.get("company", "")).strip():
        found.add("required", "company")
    if about.get("currency") and not _CURRENCY.fullmatch(str(about["currency"])):
        found.add("currency_form", "currency", text=about["currency"])
    if about.get("colour") and not _COLOUR.fullmatch(str(about["colour"])):
        found.add("colour_form", "colour", text=about["colour"])
    for key in about:
        if key not in ("name", *company.FACTS):
            found.add("answers_unknown", str(key), text=key)


def _check_departments(answers: Answers, found: _Found) -> None:
    names: set[str] = set()
    codes: set[str] = set()
    for number, entry in enumerate(answers.get("departments", [])):
        name, code = (str(entry.get(key) or "").strip() for key in ("name", "code"))
        if not name:
            found.add("required", f"{number}.name")
        elif name in names:
            found.add("named_twice", f"{number}.name", text=name)
        if entry.get("parent") and entry["parent"] not in names:
            found.add("parent_before_child", f"{number}.parent", text=entry["parent"])
        if code and code in codes:
            found.add("named_twice", f"{number}.code", text=code)
        names.add(name)
        codes.add(code)


def _check_employees(answers: Answers, found: _Found) -> None:
    people = answers.get("employees") or []
    departments = {d.get("name") for d in answers.get("departments", [])}
    logins = [str(e["login"]) for e in people if e.get("login")]
    own_roles = {r.get("code") for r in answers.get("rights", {}).get("roles", [])}
    if not any("administrator" in e.get("roles", ()) and e.get("login") for e in people):
        found.add("one_administrator_needed", "")
    for number, entry in enumerate(people):
        if not str(entry.get("name", "")).strip():
            found.add("required", f"{number}.name")
        login = str(entry.get("login") or "")
        if login and not _LOGIN.fullmatch(login):
            found.add("employee_login_form", f"{number}.login", text=login)
        elif login and logins.count(login) > 1:
            found.add("named_twice", f"{number}.login", text=login)
        if entry.get("password") and len(str(entry["password"])) < SHORTEST_PASSWORD:
            found.add("password_too_short", f"{number}.password", limit=SHORTEST_PASSWORD)
        if entry.get("department") and entry["department"] not in departments:
            found.add("reference_unknown", f"{number}.department", text=entry["department"])
        if entry.get("superior") and entry["superior"] not in logins:
            found.add("reference_unknown", f"{number}.superior", text=entry["superior"])
        for role in entry.get("roles", ()):
            if role not in company.ROLES and role not in own_roles:
                found.add("reference_unknown", f"{number}.roles", text=role)
    for login in _in_circles({e.get("login"): e.get("superior") for e in people if e.get("login")}):
        number = next(n for n, entry in enumerate(people) if entry.get("login") == login)
        found.add("superior_circle", f"{number}.superior", text=login)


def _in_circles(superiors: Mapping[str, Any]) -> list[str]:
    circles = []
    for login in superiors:
        above, seen = superiors.get(login), set()
        while above and above not in seen and above != login:
            seen.add(above)
            above = superiors.get(above)
        if above == login:
            circles.append(login)
    return circles


def _check_rights(answers: Answers, found: _Found) -> None:
    rights = answers.get("rights", {})
    known = set(company.ROLES)
    for number, role in enumerate(rights.get("roles", [])):
        if not _KEY.fullmatch(str(role.get("code", ""))) or not role.get("name"):
            found.add("role_form", f"roles.{number}", text=role.get("code", ""))
        if role.get("like") and role["like"] not in known:
            found.add("reference_unknown", f"roles.{number}.like", text=role["like"])
        known.add(role.get("code"))
    for number, rule in enumerate(rights.get("rules", [])):
        if rule.get("role") not in known:
            found.add("reference_unknown", f"rules.{number}.role", text=rule.get("role", ""))
        if rule.get("action") not in ACTIONS or rule.get("scope") not in SCOPES:
            found.add("right_rule_form", f"rules.{number}", text=f"{rule.get('action')} {rule.get('scope')}")


def _check_dictionaries(answers: Answers, found: _Found) -> None:
    for kind, terms in answers.get("dictionaries", {}).items():
        if not _KIND.fullmatch(kind):
            found.add("dictionary_kind_form", kind, text=kind)
        codes: set[str] = set()
        for number, term in enumerate(terms):
            code = str(term.get("code", ""))
            if not code or not str(term.get("name", "")).strip():
                found.add("required", f"{kind}.{number}")
            elif code in codes:
                found.add("named_twice", f"{kind}.{number}.code", text=code)
            if term.get("colour") and not _COLOUR.fullmatch(str(term["colour"])):
                found.add("colour_form", f"{kind}.{number}.colour", text=term["colour"])
            for name, value in company.meaning_of(term).items():
                only = DICTIONARY[name].only
                if only is None or kind not in only[1] or not means(name, value):
                    found.add("dictionary_meaning", f"{kind}.{number}.{name}", text=value)
            codes.add(code)
        _check_among(kind, terms, found)


def _check_among(kind: str, terms: Sequence[Mapping[str, Any]], found: _Found) -> None:
    """Look at how entries stand to each other: a province is in one region, an opposite is an entry."""
    codes, taken = {str(term.get("code", "")) for term in terms}, set[str]()
    for number, term in enumerate(terms):
        meaning = company.meaning_of(term)
        opposite, provinces = meaning.get("opposite"), meaning.get("provinces")
        if opposite and kind in company.RELATIONS and opposite not in codes.union(company.RELATIONS[kind]):
            found.add("reference_unknown", f"{kind}.{number}.opposite", text=opposite)
        if kind == "region" and isinstance(provinces, list):
            for twice in taken.intersection(map(str, provinces)):
                found.add("named_twice", f"{kind}.{number}.provinces", text=twice)
            taken.update(map(str, provinces))


def means(name: str, value: Any) -> bool:
    """Tell whether an entry may have that meaning."""
    if name in ("stage", "outcome"):
        field = DICTIONARY[name]
        assert isinstance(field, Options)
        return value in dict(field.options)
    if name == "provinces":
        return isinstance(value, list) and all(re.fullmatch(r"\d\d", str(code)) for code in value)
    return isinstance(value, str) if name == "opposite" else isinstance(value, int) and 0 <= value <= 100


def _check_attributes(answers: Answers, found: _Found) -> None:
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(answers.get("attributes", [])):
        place = (str(entry.get("entity", "")), str(entry.get("key", "")))
        if not _KEY.fullmatch(place[1]) or not place[0] or not entry.get("label"):
            found.add("attribute_form", str(number), text=place[1])
        elif place in seen:
            found.add("named_twice", f"{number}.key", text=place[1])
        kind = entry.get("kind")
        needed = "dictionary" if kind in CHOICES else ATTRIBUTE_NEEDS.get(str(kind), "label")
        if kind not in ATTRIBUTE_KINDS or not entry.get(needed):
            found.add("attribute_kind", f"{number}.kind", text=entry.get("kind", ""))
        seen.add(place)


def _check_coding_rules(answers: Answers, found: _Found) -> None:
    for number, rule in enumerate(answers.get("coding_rules", [])):
        if not rule.get("entity"):
            found.add("required", f"{number}.entity")
        if not _PATTERN.fullmatch(str(rule.get("pattern", ""))):
            found.add("coding_rule_pattern_form", f"{number}.pattern", text=rule.get("pattern", ""))


def _check_imports(answers: Answers, found: _Found) -> None:
    for number, entry in enumerate(answers.get("imports", [])):
        if not entry.get("entity") or not entry.get("file"):
            found.add("required", str(number))
            continue
        try:
            mapping = mapping_of(entry)
            table = open_table(entry["file"], mapping.options)
            missing = {s.heading for s in mapping.sources if s.heading} - set(table.headings)
            if missing:
                found.add("mapping_heading", str(number), heading=sorted(missing)[0])
        except Invalid as error:
            found.add(error.rule, str(number), **error.values)


_CHECKS: Mapping[str, Callable[[Answers, _Found], None]] = {
    "account_set": _check_account_set,
    "departments": _check_departments,
    "employees": _check_employees,
    "rights": _check_rights,
    "dictionaries": _check_dictionaries,
    "attributes": _check_attributes,
    "coding_rules": _check_coding_rules,
    "imports": _check_imports,
}
