"""The ranking page over a real database: figures, keys, records behind a figure, export, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from crm_desktop.analysis.ranking_page import RankingPage
from crm_desktop.analysis.rules import Period
from crm_desktop.analysis.services import show_records
from crm_desktop.core.facts import Facts
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed
from crm_desktop.core.rights import ACTIONS, Rights
from crm_desktop.exchange.table import open_table
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.context import Context
from tests.databases import AccountSet

SPRING = {"start": "2026-01-01", "end": "2026-03-31"}


@dataclass
class Seen:
    """Stands for the window: remembers what it was asked to open and to say."""

    lists: list[tuple[str, tuple[Condition, ...], str]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def open_list(self, entity: str, conditions: Any = (), *, search: str = "", title: str = "") -> None:
        self.lists.append((entity, tuple(conditions), title))

    def toast(self, text: str, undo: Any = None) -> None:
        self.toasts.append(text)

    def error(self, error: Exception, entity: Any = None) -> None:
        self.errors.append(error)


@pytest.fixture
def make_page(qtbot: Any, account_set: AccountSet) -> Iterator[Callable[..., tuple[RankingPage, Seen]]]:
    pages: list[RankingPage] = []
    jobs: list[Jobs] = []

    def make(login: str, actions: tuple[str, ...] = ACTIONS, **args: str) -> tuple[RankingPage, Seen]:
        @contextmanager
        def open_session() -> Iterator[Session]:
            with account_set.session(login) as session, session.begin():
                yield session

        seen, runner = Seen(), Jobs(open_session)
        rights = Rights(scopes={(m, a): "all" for m in ("opportunity", "sales_order") for a in actions})
        facts = Facts(
            account_set="Demo",
            account_colour="#0a0",
            company="西安",
            login=login,
            employee_id=1,
            employee_name="高远",
            department_id=None,
            rights=rights,
            terms={},
            entities={},
        )
        given = {
            "jobs": runner,
            "facts": lambda: facts,
            "language": lambda: "en",
            "bus": ChangeBus(),
            "navigator": seen,
            "messages": seen,
        }
        context = Context(**{**dict.fromkeys(f.name for f in fields(Context)), **given})  # type: ignore[arg-type]
        page = RankingPage(context, **{**SPRING, **args})
        jobs.append(runner)
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        qtbot.waitUntil(lambda: page.ranking is not None or bool(seen.errors), timeout=30_000)
        return page, seen

    yield make
    for runner in jobs:
        runner.close()


def cells(page: RankingPage, row: int) -> list[str]:
    return [str(page.model.index(row, c).data()) for c in range(page.model.columnCount())]


def column(page: RankingPage, name: str) -> int:
    return next(n for n, c in enumerate(page.model.columns) if c.name == name)


def test_the_manager_reads_his_people(make_page: Any) -> None:
    page, _ = make_page("boss", measure="won")
    assert (
        cells(page, 0)[:7] == ["1", "王小明", "李梅", "¥240,000.00", "33.33%", "2", "2"] or cells(page, 0)[1] == "陈静"
    )
    assert cells(page, 4)[column(page, "amount")] == "¥720,000.00"
    assert "720,000.00" in page.headline.text()
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.tabs.setCurrentIndex(1)
    assert [cells(page, r)[1] for r in range(3)] == ["李梅", "赵刚", "Total"]


def test_enter_on_a_figure_opens_exactly_its_records(make_page: Any, qtbot: Any, login: Any) -> None:
    page, seen = make_page("boss", measure="won")
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, column(page, "lost_count")))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    [(entity, conditions, title)] = seen.lists
    assert entity == "opportunity"
    owner = page.model.lines[0].id
    assert set(conditions) == {
        Condition("outcome", "eq", "lost"),
        Condition("owner_id", "eq", owner),
        Condition("closed_on", "between", (date(2026, 1, 1), date(2026, 3, 31))),
    }
    assert page.model.lines[0].name in title
    assert (
        len(
            show_records(
                login("boss"), figure="lost", owners=(owner,), period=Period(date(2026, 1, 1), date(2026, 3, 31))
            )
        )
        == 2
    )


def test_a_click_on_a_bar_opens_its_records(make_page: Any, qtbot: Any) -> None:
    page, seen = make_page("boss", measure="won")
    page.chart.repaint()
    mark = page.chart.marks()[0]
    centre = mark.shape.boundingRect().center()
    qtbot.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=QPointF(centre).toPoint())
    assert seen.lists[0][0] == "opportunity"
    page.trend.repaint()
    page.trend.setFocus()
    qtbot.keyClick(page.trend, Qt.Key.Key_Right)
    qtbot.keyClick(page.trend, Qt.Key.Key_Return)
    assert Condition("closed_on", "between", (date(2026, 1, 1), date(2026, 1, 31))) in seen.lists[1][1]


def test_copy_sort_and_period(make_page: Any, qtbot: Any) -> None:
    page, _ = make_page("boss", measure="won")
    page.table.setFocus()
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 5
    assert lines[-1].split("\t")[3] == "720000.00"
    page.model.sort(1, Qt.SortOrder.AscendingOrder)
    assert [line.name for line in page.model.lines] == sorted(line.name for line in page.model.lines)
    page.periods.start.input.setFocus()
    page.periods.start.input.selectAll()
    qtbot.keyClicks(page.periods.start.input, "2026-03-01")
    qtbot.keyClick(page.periods.start.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.ranking.period.start == date(2026, 3, 1), timeout=30_000)
    assert page.state() == {
        "period": "free",
        "start": "2026-03-01",
        "end": "2026-03-31",
        "measure": "won",
        "group": "people",
    }


def test_an_impossible_period_is_marked_at_the_field(make_page: Any, qtbot: Any) -> None:
    page, seen = make_page("boss")
    before = page.ranking
    page.periods.end.input.setFocus()
    page.periods.end.input.selectAll()
    qtbot.keyClicks(page.periods.end.input, "2025-01-01")
    qtbot.keyClick(page.periods.end.input, Qt.Key.Key_Return)
    assert page.periods.period() is None
    assert page.ranking is before
    assert not seen.errors


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_file_holds_what_the_screen_shows(make_page: Any, qtbot: Any, tmp_path: Path, suffix: str) -> None:
    page, seen = make_page("boss", measure="won")
    target = tmp_path / f"ranking.{suffix}"
    page.export_to(str(target))
    qtbot.waitUntil(lambda: bool(seen.toasts or seen.errors), timeout=30_000)
    assert not seen.errors
    table = open_table(target)
    rows = list(table.rows())
    assert list(table.headings) == [c.label for c in page.model.columns]
    assert [row.cells[1] for row in rows] == [*(line.name for line in page.model.lines), "Total"]
    assert float(rows[-1].cells[3]) == 720_000


def test_the_report_is_previewed(make_page: Any, qtbot: Any, tmp_path: Path) -> None:
    page, _ = make_page("boss", measure="won")
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.findChild(Preview) is not None, timeout=10_000)
    preview = page.findChild(Preview)
    assert len(preview.pages.sizes) >= 3
    preview.view.show_page(1)
    assert preview.view.current_page() == 1
    preview.save_to(str(tmp_path / "report.pdf"))
    assert (tmp_path / "report.pdf").read_bytes() == preview.content
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.findChild(Preview) is None, timeout=2000)


def test_a_rep_sees_himself_and_no_profit(make_page: Any) -> None:
    page, _ = make_page("rep1", actions=("view",))
    assert [line.name for line in page.model.lines] == ["王小明"]
    assert not page.ranking.has_profit
    assert page.measures.findData("profit") < 0
    assert not page.print_button.isEnabled()
    assert page.print_button.toolTip()


def test_the_profit_follows(make_page: Any, qtbot: Any) -> None:
    page, _ = make_page("boss", measure="won")
    qtbot.waitUntil(lambda: not page.ranking.profit_pending, timeout=30_000)
    assert cells(page, 4)[column(page, "profit_amount")] not in ("", "–")


def test_a_colleague_s_change_is_read(make_page: Any, qtbot: Any, account_set: AccountSet) -> None:
    page, _ = make_page("boss", measure="won")
    first = page.ranking
    page.context.bus.changed.emit(Changed("opportunity", "UPDATE", (1,)))
    qtbot.waitUntil(lambda: page.ranking is not first, timeout=30_000)
