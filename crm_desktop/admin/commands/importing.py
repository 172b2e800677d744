"""``crm-admin import``: a file into an account set, under the rights of the employee who is named."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.exchange import as_data, tell, trouble
from crm_desktop.admin.place import employee_session
from crm_desktop.admin.target import target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.base_info.quality.formats_services import standardise
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Cancelled, Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.printing.words import translate
from crm_desktop.system.importing import ImportMapping, bad_rows, from_json, propose_mapping
from crm_desktop.system.importing.whole import Imported, import_file
from crm_desktop.system.importing.words import sentence, write_error_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("entity", metavar="ENTITY", help="customer, contact, product, price, opportunity …")
    parser.add_argument("file", metavar="FILE", type=Path, help="Excel, CSV or vCard")
    parser.add_argument("--mapping", metavar="FILE", type=Path, help="JSON: which column is which field; else guessed")
    parser.add_argument("--mode", choices=["create", "update", "both"], help="over the mapping's own")
    parser.add_argument("--pool", metavar="NAME", help="new customers go into this public pool, without an owner")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
    parser.add_argument("--errors", metavar="FILE", type=Path, help="import the good rows, write the others to FILE")
    parser.add_argument("--login", metavar="LOGIN", default="", help="as which employee (the first administrator)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Import, or say what stands in the way; one transaction, so nothing is half-done."""
    target = target_of(arguments).expect()
    parts: list[Imported] = []
    try:
        with employee_session(target, arguments.login, console.language) as (session, facts):
            entity = _entity(facts, arguments.entity)
            try:
                parts = _import(session, facts, entity, arguments, console)
            except Invalid as error:
                raise trouble(error, entity, console) from error
            for part in parts:
                tell(part, facts.entities[part.check.entity], console, dry=arguments.dry_run)
            if arguments.errors:
                _write_errors(session, parts, facts, arguments.errors, console)
            if arguments.dry_run or any(part.result is None for part in parts):
                raise Cancelled  # takes the whole transaction back
    except Cancelled:
        pass
    ok = all(part.result is not None for part in parts)
    data = {"set": target.name, "dry_run": arguments.dry_run, "parts": [as_data(part) for part in parts]}
    return Outcome(data=data, ok=ok)


def _entity(facts: Facts, name: str) -> Entity:
    if name not in facts.entities:
        sentence_ = QT_TRANSLATE_NOOP("Admin", "There is no kind of record “{name}”. There are: {known}")
        raise Trouble(sentence_, name=name, known=", ".join(sorted(facts.entities)))
    return facts.entities[name]


def _import(
    session: Session, facts: Facts, entity: Entity, arguments: argparse.Namespace, console: Console
) -> list[Imported]:
    mapping: ImportMapping | None = None
    if arguments.mapping:
        mapping = from_json(arguments.mapping.read_text(encoding="utf-8-sig"), entity=entity.name)
        if mapping.entity != entity.name:
            raise Invalid("mapping_value", values={"text": mapping.entity})
    table: Table = open_table(arguments.file, mapping.options if mapping else None)
    if mapping is None:
        mapping = propose_mapping(session, table, facts=facts, entity=entity.name, translate=translate)
    if arguments.mode:
        mapping = replace(mapping, mode=arguments.mode)
    if arguments.pool:
        mapping = replace(mapping, pool=arguments.pool)
    what = translate(console.language, entity.context, entity.plural)

    def report(done: int, total: int, text: str) -> None:
        console.progress(done, total, text or what)

    return import_file(
        session,
        table,
        facts=facts,
        mapping=mapping,
        translate=translate,
        skip_bad=arguments.errors is not None,
        standardise=standardise,
        report=report,
    )


def _write_errors(session: Session, parts: list[Imported], facts: Facts, path: Path, console: Console) -> None:
    lines: list[tuple[int, tuple[str, ...], str]] = []
    headings: tuple[str, ...] = ()
    for part in parts:
        entity = facts.entities[part.check.entity]
        headings = part.check.headings
        for number, cells, problems in bad_rows(session, part.check.run_id):
            reasons = (sentence(p.rule, p.field, p.values, entity, console.language, translate) for p in problems)
            lines.append((number, cells, " ".join(reasons)))
    if lines:
        count = write_error_file(path, headings, lines, console.language, translate)
        console.say(QT_TRANSLATE_NOOP("Admin", "{count} rows to correct are in {path}"), count=count, path=path)
