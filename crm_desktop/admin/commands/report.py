"""``crm-admin report``: a report as PDF, Excel or figures, the same as on the screen."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.admin.console import Console, Outcome
from crm_desktop.admin.place import employee_session, owner_session
from crm_desktop.admin.target import Target, target_of
from crm_desktop.admin.trouble import Trouble
from crm_desktop.analysis import ranking_prints as rp
from crm_desktop.analysis.prints import OTHERS, performance_report
from crm_desktop.analysis.rules import GROUPS, MEASURES, NOTHING, Figures, Line, Period, Ranking, quarter_of
from crm_desktop.analysis.services import rank_employees
from crm_desktop.core.files import whole
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.excelfile import Column, write_excel
from crm_desktop.printing.words import translate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    parser.add_argument("name", metavar="NAME", choices=["performance"], help="performance: people, teams, departments")
    parser.add_argument("--from", dest="start", metavar="DAY", type=_day, required=True, help="first day, 2026-01-01")
    parser.add_argument("--to", dest="end", metavar="DAY", type=_day, required=True, help="last day, 2026-12-31")
    parser.add_argument("--measure", choices=MEASURES, default="", help="ranked by; the account set's own without it")
    parser.add_argument(
        "--currency", metavar="CODE", type=str.upper, default="", help="whose amounts; the own without it"
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to: .pdf or .xlsx")
    parser.add_argument("--short", action="store_true", help="leave out the sections per team and person")
    parser.add_argument("--login", metavar="LOGIN", default="", help="as which employee; all records without it")


def run(arguments: argparse.Namespace, console: Console) -> Outcome:
    """Compute, write the file, and show the figures."""
    out: Path | None = arguments.out
    if out is not None and out.suffix.lower() not in (".pdf", ".xlsx"):
        raise Trouble(
            QT_TRANSLATE_NOOP("Admin", "A report is written as .pdf or .xlsx, not as “{name}”."), name=out.name
        )
    if arguments.start > arguments.end:
        raise Trouble(
            QT_TRANSLATE_NOOP("Admin", "The period ends ({end}) before it begins ({start})."),
            start=arguments.start,
            end=arguments.end,
        )
    target = target_of(arguments).expect()
    with _session(target, arguments.login, console.language) as session:
        ranking = rank_employees(
            session,
            period_from=arguments.start,
            period_to=arguments.end,
            measure=arguments.measure,
            currency=arguments.currency,
        )
    if out is not None:
        _write(ranking, out, console.language, sections=not arguments.short)
        console.say(QT_TRANSLATE_NOOP("Admin", "The report is in {path}"), path=out)
    else:
        _show(ranking, console)
    return Outcome(data={"report": arguments.name, "set": target.name, **figures_of(ranking)})


def figures_of(ranking: Ranking) -> dict[str, Any]:
    """Return a ranking as plain values for JSON: amounts in whole units of the currency, rates in per cent."""
    months = [
        {"month": month.isoformat()[:7], **_figures(figures)}
        for month, figures in zip(ranking.months, ranking.total.trend, strict=True)
    ]
    quarters: dict[str, Figures] = {}
    for month, figures in zip(ranking.months, ranking.total.trend, strict=True):
        name = f"{month.year}-Q{(quarter_of(month).start.month + 2) // 3}"
        quarters[name] = quarters.get(name, NOTHING) + figures
    return {
        "company": ranking.company,
        "currency": ranking.currency,
        "currencies": list(ranking.currencies),
        "measure": ranking.measure,
        "period": _span(ranking.period),
        "previous": _span(ranking.period.previous),
        "year_before": _span(ranking.period.year_before),
        "total": _line(ranking.total),
        **{group: [_line(line) for line in ranking.lines(group)] for group in GROUPS},
        "months": months,
        "quarters": [{"quarter": name, **_figures(f)} for name, f in quarters.items()],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "rank": line.rank or None,
        "name": line.name,
        **_figures(line.now),
        "share": _percent(line.share),
        "previous": _figures(line.before),
        "year_before": _figures(line.year),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "won_amount": _units(figures.won_amount),
        "won_count": figures.won_count,
        "lost_count": figures.lost_count,
        "win_rate": _percent(figures.win_rate),
        "order_amount": _units(figures.order_amount),
        "order_count": figures.order_count,
        "profit": _units(figures.profit),
    }


def _units(fen: int | None) -> int | float | None:
    return None if fen is None else fen // 100 if fen % 100 == 0 else fen / 100


def _percent(ratio: Fraction | None) -> float | None:
    return None if ratio is None else round(float(ratio * 100), 4)


def _span(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _write(ranking: Ranking, out: Path, language: str, *, sections: bool) -> None:
    """Write the file whole or not at all."""

    def words(text: str) -> str:
        return translate(language, "Ranking", text)

    if out.suffix.lower() == ".pdf":
        printed = datetime.now().strftime("%Y-%m-%d %H:%M")
        pdf = performance_report(ranking, language=language, printed=printed, sections=sections)
        with whole(out) as fresh:
            fresh.write_bytes(pdf)
    else:
        heads, rows = rp.sheet(ranking, GROUPS, words)
        write_excel(out, [Column(heading=h, kind=k, width=w) for h, k, w in heads], rows, words(rp.RANKING))


def _show(ranking: Ranking, console: Console) -> None:
    def words(text: str) -> str:
        return translate(console.language, "Ranking", text)

    for group in GROUPS:
        columns = rp.ranking_columns(ranking, group, words, narrow=True)
        rows = [
            tuple(c.label for c in columns),
            *(rp.row_texts(columns, line) for line in ranking.lines(group)),
            rp.total_texts(columns, ranking, words),
        ]
        console.show(words(rp.GROUP_NAMES[group]))
        console.table(rows)
        console.show()
    if ranking.others:
        console.show(words(OTHERS).format(currencies=" · ".join(ranking.others)))


@contextmanager
def _session(target: Target, login: str, language: str) -> Iterator[Session]:
    if login:
        with employee_session(target, login, language) as (session, _):
            yield session
    else:
        with owner_session(target) as session:
            yield session


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; one is written like 2026-12-31") from None
