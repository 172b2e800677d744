"""The initialization of an account set: one engine for the wizard and for ``crm-admin init``.

Answers are plain data (JSON or TOML), one entry per step of ``STEPS``; ``validate`` looks at one step
without a database, ``carry_out`` does everything or leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.files import whole
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.system import company
from crm_desktop.system.importing import Standardise, propose_mapping
from crm_desktop.system.importing.mapping import Translate
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.initialization_checks import (
    ATTRIBUTE_KINDS,
    CHOICES,
    SHORTEST_PASSWORD,
    STEPS,
    Answers,
    mapping_of,
    validate,
    validate_all,
)

__all__ = [
    "ATTRIBUTE_KINDS",
    "CHOICES",
    "SHORTEST_PASSWORD",
    "STEPS",
    "Answers",
    "Made",
    "Place",
    "Report",
    "carry_out",
    "keep_answers",
    "read_answers",
    "validate",
    "validate_all",
]

#: ``report(done, total, text)``; it may raise Cancelled.
Report = Callable[[int, int, str], None]


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

    def where(self, name: str) -> Mapping[str, Any]:
        """Return ``host``, ``port`` and ``dbname`` of an account set, as people reach it."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What an initialization made. ``passwords``: login → password; ``broken``: what the check page names.

    ``where``: ``host``, ``port``, ``dbname`` and the administrator's ``login``, to enter it.
    """

    name: str
    where: Mapping[str, Any]
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
    with (
        whole(path) as fresh,
        os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file,
    ):
        json.dump(answers, file, ensure_ascii=False, indent=2)


def carry_out(
    answers: Answers,
    place: Place,
    *,
    passwords: Callable[[str], str],
    translate: Translate,
    standardise: Standardise | None = None,
    report: Report | None = None,
) -> Made:
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
            parts = _import(entry, name, place, administrator, translate, standardise)
            imported.extend((entry["entity"], part) for part in parts)
        progress.step("check")
        with place.as_owner(name) as session:
            broken = company.broken_invariants(session)
    except BaseException:
        place.drop(name)
        raise
    where = {**place.where(name), "login": administrator}
    return Made(name=name, where=where, passwords=given, imports=tuple(imported), broken=tuple(broken))


def _fill(
    answers: Answers, name: str, about: Mapping[str, Any], place: Place, passwords: Callable[[str], str]
) -> dict[str, str]:
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


def _import(
    entry: Mapping[str, Any], name: str, place: Place, login: str, translate: Translate, standardise: Standardise | None
) -> Iterator[Imported]:
    with place.as_employee(name, login) as (session, facts):
        mapping = mapping_of(entry)
        table: Table = open_table(entry["file"], mapping.options)
        if not mapping.sources:  # no mapping given: the headings say it, or the check names what they do not say
            mapping = propose_mapping(session, table, facts=facts, entity=mapping.entity, translate=translate)
        for part in import_file(
            session, table, facts=facts, mapping=mapping, translate=translate, standardise=standardise
        ):
            if part.result is None:
                raise Invalid(
                    "import_has_errors", "imports", {"count": part.check.bad, "file": table.path.name, "imported": part}
                )
            yield part
