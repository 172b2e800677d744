"""The initialization of an account set: one engine for the wizard and for ``crm-admin init``.

Answers are plain data (JSON or TOML), one entry per step of ``STEPS``; ``validate`` looks at one step
without a database, ``carry_out`` does everything or leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.rights import ACTIONS, SCOPES
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.system import company
from crm_desktop.system.importing import from_json
from crm_desktop.system.importing.mapping import ImportMapping, Translate
from crm_desktop.system.importing.whole import Imported, import_file

STEPS = ("account_set", "departments", "employees", "rights", "dictionaries", "attributes", "coding_rules", "imports")
SHORTEST_PASSWORD = 8
#: Attribute kinds that need a dictionary.
CHOICES = ("choice", "choices")
ATTRIBUTE_KINDS = ("text", "long_text", "integer", "number", "money", "date", "bool", *CHOICES, "link")

Answers = Mapping[str, Any]
#: ``report(done, total, text)``; it may raise Cancelled.
Report = Callable[[int, int, str], None]

_SET_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,28}")
_LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,40}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_PATTERN = re.compile(r"[^{}]*(\{(YYYY|YY|MM|DD|class)\}[^{}]*)*\{#+\}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Place(Protocol):
    """The server on which an account set is made; the command line and the desktop each bring one."""

    def exists(self, name: str) -> bool:
        """Tell whether an account set of that name is there."""

    def create(self, name: str, facts: Mapping[str, Any]) -> None:
        """Make the account set: schema, dictionaries, role templates; leave nothing behind on failure."""

    def drop(self, name: str) -> None:
        """Remove the account set with all its logins and groups."""

    def as_owner(self, name: str) -> AbstractContextManager[Session]:
        """Give a session above all rights; committed at the end."""

    def as_employee(self, name: str, login: str) -> AbstractContextManager[tuple[Session, Facts]]:
        """Give a session of that employee with his facts; committed at the end."""

    def verifier(self, login: str, password: str) -> str:
        """Return the SCRAM verifier of a password."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What an initialization made. ``passwords``: login → password; ``broken``: what the check page names."""

    name: str
    passwords: Mapping[str, str]
    imports: tuple[tuple[str, Imported], ...] = ()
    broken: tuple[Mapping[str, Any], ...] = ()


@dataclass
class _Progress:
    report: Report | None
    total: int
    done: int = 0

    def step(self, text: str) -> None:
        if self.report:
            self.report(self.done, self.total, text)
        self.done += 1


@dataclass
class _Found:
    step: str
    problems: list[Invalid] = field(default_factory=list)

    def add(self, rule: str, place: str, **values: Any) -> None:
        self.problems.append(Invalid(rule, f"{self.step}.{place}" if place else self.step, values))


def read_answers(path: Path) -> dict[str, Any]:
    """Read answers from a JSON or TOML file; files they name are looked for beside it. Raise Invalid."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        answers = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except FileNotFoundError:
        raise Invalid("file_missing", values={"file": path.name}) from None
    except (ValueError, UnicodeDecodeError) as error:
        raise Invalid("answers_unreadable", values={"text": str(error)}) from error
    if not isinstance(answers, dict):
        raise Invalid("answers_unreadable", values={"text": path.name})
    for entry in answers.get("imports", []):
        for key in ("file", "mapping"):
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                entry[key] = str((path.parent / entry[key]).resolve())
    return answers


def keep_answers(path: Path, answers: Answers) -> None:
    """Keep answers to take them up again later: readable by their owner only, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(answers, file, ensure_ascii=False, indent=2)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def validate(step: str, answers: Answers) -> list[Invalid]:
    """Return what is wrong with one step's answers, seen with those before it; ``field`` is the place."""
    found = _Found(step)
    _CHECKS[step](answers, found)
    return found.problems


def validate_all(answers: Answers) -> list[Invalid]:
    """Return what is wrong with any step, unknown steps included."""
    strangers = [Invalid("answers_unknown", name, {"text": name}) for name in answers if name not in (*STEPS, "note")]
    return strangers + [problem for step in STEPS for problem in validate(step, answers)]


def carry_out(answers: Answers, place: Place, *, passwords: Callable[[str], str], translate: Translate,
              report: Report | None = None) -> Made:
    """Make the account set that *answers* describe; on any failure nothing of it is left on the server.

    *passwords* gives one to every login for which the answers have none. Raise Invalid with the first
    problem, or ``import_has_errors`` (``values["imported"]`` has the check) where rows of a file are bad.
    """
    problems = validate_all(answers)
    if problems:
        raise problems[0]
    about = dict(answers["account_set"])
    name = str(about.pop("name"))
    if place.exists(name):
        raise Invalid("account_set_exists", "account_set.name", {"text": name})
    files = answers.get("imports", [])
    progress = _Progress(report, len(files) + 3)
    progress.step("account_set")
    place.create(name, {key: about[key] for key in ("company", "company_en", "currency", "colour") if about.get(key)})
    try:
        progress.step("employees")
        given = _fill(answers, name, about, place, passwords)
        administrator = next(e["login"] for e in answers["employees"] if "administrator" in e.get("roles", ()))
        imported: list[tuple[str, Imported]] = []
        for entry in files:
            progress.step(Path(entry["file"]).name)
            imported.extend((entry["entity"], part) for part in _import(entry, name, place, administrator, translate))
        progress.step("check")
        with place.as_owner(name) as session:
            broken = company.broken_invariants(session)
    except BaseException:
        place.drop(name)
        raise
    return Made(name=name, passwords=given, imports=tuple(imported), broken=tuple(broken))


def mapping_of(entry: Mapping[str, Any]) -> ImportMapping:
    """Return the mapping of one entry of the step ``imports``: an object, or the path of its file."""
    given = entry.get("mapping") or {}
    if isinstance(given, str):
        try:
            given = Path(given).read_text(encoding="utf-8-sig")
        except OSError:
            raise Invalid("file_missing", values={"file": Path(given).name}) from None
    return from_json(given, entity=str(entry["entity"]))


def _fill(answers: Answers, name: str, about: Mapping[str, Any], place: Place,
          passwords: Callable[[str], str]) -> dict[str, str]:
    people: Sequence[Mapping[str, Any]] = answers["employees"]
    given = {e["login"]: e.get("password") or passwords(e["login"]) for e in people if e.get("login")}
    with place.as_owner(name) as session:
        company.set_facts(session, about)
        company.add_terms(session, answers.get("dictionaries", {}))
        company.add_attributes(session, answers.get("attributes", []))
        company.set_coding_rules(session, answers.get("coding_rules", []))
        company.add_departments(session, answers.get("departments", []))
        company.set_rights(session, answers.get("rights", {}))
        company.add_employees(session, people)
        company.set_heads(session, answers.get("departments", []))
        for login, password in given.items():
            company.give_login(session, login, place.verifier(login, password))
    return given


def _import(entry: Mapping[str, Any], name: str, place: Place, login: str, translate: Translate) -> Iterator[Imported]:
    with place.as_employee(name, login) as (session, facts):
        table: Table = open_table(entry["file"], mapping_of(entry).options)
        for part in import_file(session, table, facts=facts, mapping=mapping_of(entry), translate=translate):
            if part.result is None:
                raise Invalid("import_has_errors", "imports", {
                    "count": part.check.bad, "file": table.path.name, "imported": part})
            yield part


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
    for number, entry in enumerate(answers.get("departments", [])):
        name = str(entry.get("name", "")).strip()
        if not name:
            found.add("required", f"{number}.name")
        elif name in names:
            found.add("named_twice", f"{number}.name", text=name)
        if entry.get("parent") and entry["parent"] not in names:
            found.add("parent_before_child", f"{number}.parent", text=entry["parent"])
        names.add(name)


def _check_employees(answers: Answers, found: _Found) -> None:
    people = answers.get("employees") or []
    departments = {d.get("name") for d in answers.get("departments", [])}
    logins = [e.get("login") for e in people if e.get("login")]
    own_roles = {r.get("code") for r in answers.get("rights", {}).get("roles", [])}
    if not any("administrator" in e.get("roles", ()) and e.get("login") for e in people):
        found.add("one_administrator_needed", "")
    for number, entry in enumerate(people):
        if not str(entry.get("name", "")).strip():
            found.add("required", f"{number}.name")
        login = entry.get("login") or ""
        if login and not _LOGIN.fullmatch(login):
            found.add("employee_login_form", f"{number}.login", text=login)
        elif login and logins.count(login) > 1:
            found.add("named_twice", f"{number}.login", text=login)
        if entry.get("password") and len(entry["password"]) < SHORTEST_PASSWORD:
            found.add("password_too_short", f"{number}.password", limit=SHORTEST_PASSWORD)
        if entry.get("department") and entry["department"] not in departments:
            found.add("reference_unknown", f"{number}.department", text=entry["department"])
        if entry.get("superior") and entry["superior"] not in logins:
            found.add("reference_unknown", f"{number}.superior", text=entry["superior"])
        for role in entry.get("roles", ()):
            if role not in company.ROLES and role not in own_roles:
                found.add("reference_unknown", f"{number}.roles", text=role)
    for login in _in_circles({e.get("login"): e.get("superior") for e in people if e.get("login")}):
        found.add("superior_circle", f"{logins.index(login)}.superior", text=login)


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
            if term.get("colour") and not _COLOUR.fullmatch(term["colour"]):
                found.add("colour_form", f"{kind}.{number}.colour", text=term["colour"])
            codes.add(code)


def _check_attributes(answers: Answers, found: _Found) -> None:
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(answers.get("attributes", [])):
        place = (str(entry.get("entity", "")), str(entry.get("key", "")))
        if not _KEY.fullmatch(place[1]) or not place[0] or not entry.get("label"):
            found.add("attribute_form", str(number), text=place[1])
        elif place in seen:
            found.add("named_twice", f"{number}.key", text=place[1])
        if entry.get("kind") not in ATTRIBUTE_KINDS or (entry["kind"] in CHOICES and not entry.get("dictionary")):
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
    "account_set": _check_account_set, "departments": _check_departments, "employees": _check_employees,
    "rights": _check_rights, "dictionaries": _check_dictionaries, "attributes": _check_attributes,
    "coding_rules": _check_coding_rules, "imports": _check_imports,
}
