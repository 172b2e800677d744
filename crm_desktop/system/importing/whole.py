"""A whole import in one go: what the command line and the initialization do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_desktop.core.facts import Facts
from crm_desktop.exchange.table import Table
from crm_desktop.system import importing
from crm_desktop.system.importing import CheckReport, ImportMapping, ImportResult, Report, Standardise, Translate


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """One entity's part of an import; *result* is None where bad rows stopped it."""

    check: CheckReport
    result: ImportResult | None


def import_file(
    session: Session,
    table: Table,
    *,
    facts: Facts,
    mapping: ImportMapping,
    translate: Translate,
    skip_bad: bool = False,
    standardise: Standardise | None = None,
    report: Report | None = None,
) -> list[Imported]:
    """Import *table* with *mapping* and what follows it, all in the caller's transaction.

    Bad rows stop it, unless *skip_bad* leaves them out: then the last part has no result, and the caller rolls back.
    """
    done: list[Imported] = []
    for part in (mapping, *mapping.then):
        run_id = importing.stage(session, table, facts=facts, mapping=part, translate=translate, report=report)
        checked = importing.check(session, run_id, facts=facts, trial=False, standardise=standardise, report=report)
        if checked.bad and not skip_bad:
            checked = importing.check(session, run_id, facts=facts, trial=True, standardise=standardise, report=report)
            return [*done, Imported(check=checked, result=None)]
        result = importing.commit_or_explain(
            session, run_id, facts=facts, skip_bad=skip_bad, standardise=standardise, report=report
        )
        if isinstance(result, CheckReport):  # the database knows rules that the check does not
            checked = result
            if checked.bad and not skip_bad:
                return [*done, Imported(check=checked, result=None)]
            result = importing.commit(session, run_id, facts=facts, skip_bad=skip_bad, report=report)
        done.append(Imported(check=checked, result=result))
    return done
