"""``crm-admin export``: the records of an entity into Excel or CSV, within an employee's rights."""

from __future__ import annotations

import argparse
from pathlib import Path

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.exchange import trouble
from crm_desktop.admin.place import employee_session
from crm_desktop.admin.target import target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.errors import Invalid
from crm_desktop.core.query import ListQuery
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.words import translate
from crm_desktop.system.exporting import MARKS_UNSAID, count_unsaid_marks, export_list


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("entity", metavar="ENTITY", help="customer, contact, product, price, opportunity …")
    parser.add_argument("file", metavar="FILE", type=Path, help="where to: .xlsx, .csv or, for contacts, .vcf")
    parser.add_argument("--columns", metavar="NAME,NAME", default="", help="fields in order; all that people set")
    parser.add_argument(
        "--encoding", choices=["utf-8-sig", "gb18030"], default="", help="of a CSV file (UTF-8 with BOM)"
    )
    parser.add_argument("--search", metavar="WORDS", default="", help="only what these words find")
    parser.add_argument("--login", metavar="LOGIN", default="", help="as which employee (the first administrator)")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Export and say how many records went out."""
    target = target_of(arguments).expect()
    with employee_session(target, arguments.login, console.language) as (session, facts):
        entity = facts.entities.get(arguments.entity)
        if entity is None:
            sentence = QT_TRANSLATE_NOOP("Admin", "There is no kind of record “{name}”. There are: {known}")
            raise Trouble(sentence, name=arguments.entity, known=", ".join(sorted(facts.entities)))
        names = [name.strip() for name in arguments.columns.split(",") if name.strip()]
        for name in names:
            if name not in entity:
                error = Invalid("mapping_field", name, {"field": name, "entity": entity.name})
                raise trouble(error, entity, console)
        columns = tuple(names) or tuple(field.name for field in entity.fields if not field.read_only)
        query = ListQuery(entity=entity.name, columns=columns, sort=entity.sort, search=arguments.search)
        try:
            count = export_list(
                session,
                query,
                arguments.file,
                facts=facts,
                language=console.language,
                translate=translate,
                report=console.progress,
                encoding=arguments.encoding,
            )
            marked = count_unsaid_marks(session, query, arguments.file, facts)
        except Invalid as error:
            raise trouble(error, entity, console) from error
    console.say(QT_TRANSLATE_NOOP("Admin", "{count} records are in {path}"), count=count, path=arguments.file)
    if marked:
        console.show(translate(console.language, "Exchange", MARKS_UNSAID).format(count=f"{marked:,}"))
    said = {"set": target.name, "entity": arguments.entity, "rows": count, "file": str(arguments.file)}
    return Outcome(data=said | ({"marked": marked} if marked else {}))
