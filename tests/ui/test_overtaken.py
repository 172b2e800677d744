"""Where the server lets one of two saves through, the other is done once more by itself: nobody sees it, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt import jobs
from server_schema import install
from tests.databases import AccountSet
from tests.ui.shellkit import Desk, Office
from tests.ui.test_shell_records import opened, typed

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'boss' AND wait_event_type = 'Lock'"


@pytest.fixture
def office(own_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(own_account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep what the server refused of saves, by its code, before anybody is told."""
    codes: list[str] = []
    tried = jobs.Jobs._work_in_session

    def noting(self: Any, job: Any) -> Any:
        try:
            return tried(self, job)
        except jobs.Overtaken as error:
            cause = error.__cause__
            if job._work.__qualname__.startswith("writing."):  # the save, not what else a desktop notes
                codes.append(getattr(getattr(cause, "orig", cause), "pgcode", ""))
            raise

    monkeypatch.setattr(jobs.Jobs, "_work_in_session", noting)
    return codes


def _save(desk: Desk, page: Any) -> None:
    desk.qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def _untold(desk: Desk, page: Any) -> bool:
    return not page.notice.isVisible() and not desk.toasts()


def test_a_save_that_a_colleague_overtook_is_done_again_unseen(office: Office, refusals: list[str]) -> None:
    """By repeatable read, as a server may be set, a row that was changed meanwhile is a serialisation failure."""
    company = office.account_set
    company.rows("ALTER ROLE boss SET default_transaction_isolation = 'repeatable read'")
    desk = office.open("boss")
    page = opened(desk, "customer", 1)
    typed(desk, page, "short_name", "Huaxin")
    with (
        closing(company.connect("lead1")) as other,
        other.cursor() as cursor,
    ):  # what he writes down is kept at the customer
        cursor.execute(
            "INSERT INTO crm.action (customer_id, kind, content, next_contact_on) VALUES (1, 'call', 'told', crm.today() + 1)"
        )
        _save(desk, page)
        desk.until(lambda: company.rows(WAITS)[0][0])
        other.commit()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    assert company.rows("SELECT short_name FROM crm.customer WHERE id = 1") == [("Huaxin",)]
    assert refusals == ["40001"] and _untold(desk, page)


def test_a_save_that_gave_way_in_a_deadlock_is_done_again_unseen(office: Office, refusals: list[str]) -> None:
    company = office.account_set
    desk = office.open("boss")
    ((order, line),) = company.rows(
        "SELECT o.id, min(l.id) FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id WHERE o.state = 'draft' GROUP BY 1 ORDER BY 1 LIMIT 1"
    )
    page = opened(desk, "sales_order", order)
    desk.until(lambda: page.grid is not None and page.grid.model.filled() and desk.desktop.jobs.busy == 0)
    page.form.editor("note").put("typed here")
    page.grid.model.put(page.grid.model.filled()[0], {"quantity": 7}, {}, by_hand=True)
    desk.until(lambda: desk.desktop.jobs.busy == 0)
    with (
        closing(psycopg2.connect(install.dsn_of(company.server.admin_dsn, company.name))) as other,
        other.cursor() as cursor,
        ThreadPoolExecutor(1) as aside,
    ):
        cursor.execute("SELECT FROM crm.sales_order_line WHERE id = %s FOR UPDATE", (line,))
        _save(desk, page)
        desk.until(lambda: company.rows(WAITS)[0][0])

        def cross() -> None:
            cursor.execute("SELECT FROM crm.sales_order WHERE id = %s FOR UPDATE", (order,))
            other.commit()

        crossed = aside.submit(cross)  # whoever waited first looks first, and gives way
        desk.until(crossed.done)
        crossed.result()
    desk.until(lambda: not page.is_dirty() and desk.desktop.jobs.busy == 0)
    stored = "SELECT o.note, l.quantity::int FROM crm.sales_order o JOIN crm.sales_order_line l ON l.order_id = o.id WHERE l.id = %s"
    assert company.rows(stored, line) == [("typed here", 7)]
    assert refusals == ["40P01"] and _untold(desk, page)


def test_where_it_goes_on_failing_one_sentence_says_so_and_what_was_typed_stays(
    office: Office, refusals: list[str]
) -> None:
    company = office.account_set
    desk = office.open("boss")
    page = opened(desk, "customer", 1)
    company.rows(
        "CREATE FUNCTION public.overtake() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'x' USING ERRCODE = '40001'; END$$"
    )
    company.rows("CREATE TRIGGER a00 BEFORE UPDATE ON crm.customer FOR EACH ROW EXECUTE FUNCTION public.overtake()")
    typed(desk, page, "short_name", "Huaxin")
    _save(desk, page)
    desk.until(page.notice.words)
    assert page.notice.words().startswith("A colleague changed the same at this moment, so nothing of yours was saved.")
    assert refusals == ["40001"] * jobs.TRIES
    assert page.is_dirty() and page.form.editor("short_name").value() == "Huaxin"
    company.rows("DROP FUNCTION public.overtake() CASCADE")
    _save(desk, page)
    desk.until(lambda: not page.is_dirty())
    assert company.rows("SELECT short_name FROM crm.customer WHERE id = 1") == [("Huaxin",)]
