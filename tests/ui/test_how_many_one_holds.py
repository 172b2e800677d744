"""Where customers who bought something do not count, the dialog still shares out by all that each one holds, as the database does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from crm_desktop.base_info.handover import services
from crm_desktop.base_info.handover.assign_dialog import AssignDialog
from crm_desktop.base_info.handover.rules import HELD
from tests.databases import AccountSet
from tests.db.handoverkit import ask, person
from tests.ui.shellkit import Desk, Office


@pytest.fixture
def desk(fresh_account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    office = Office(fresh_account_set, tmp_path, qtbot, qapp)
    yield office.open("boss")
    office.close()


def test_shared_by_all_that_each_holds(fresh_account_set: AccountSet, desk: Desk) -> None:
    company, receivers = fresh_account_set, [person(fresh_account_set, login) for login in ("rep1", "rep2")]
    company.rows("INSERT INTO crm.holding_limit (kind, most, spare_ordered) VALUES ('owned', 50, true) RETURNING 1")
    company.rows(
        "INSERT INTO crm.customer (name, owner_id) SELECT '新' || n, e.id FROM generate_series(1, 3) n, crm.employee e WHERE e.login = 'rep3' RETURNING 1"
    )
    ids = [row[0] for row in company.rows("SELECT id FROM crm.customer WHERE name LIKE '新%%' ORDER BY id")]
    found: list[services.Receiver] = []

    def read(session: Session) -> list[services.Receiver]:
        return services.list_receivers(session)

    desk.window.context.jobs.run(read, owner=desk.window, done=found.extend, failed=pytest.fail)
    desk.until(lambda: found)
    by_id = {one.id: one for one in found}
    holds = dict(
        company.rows("SELECT owner_id, count(*) FROM crm.customer WHERE owner_id = ANY (%s) GROUP BY 1", receivers)
    )
    assert {one: by_id[one].owned for one in receivers} == {one: holds.get(one, 0) for one in receivers}
    assert by_id[receivers[0]].counted < by_id[receivers[0]].owned, "who bought something does not count"
    dialog = AssignDialog(desk.window.context, ids, desk.window)
    dialog.people.show_people(found)
    for one in receivers:
        dialog.people.tick(one)
    dialog._how.setCurrentIndex(dialog._how.findData(HELD))
    told = {part.rpartition(" +")[0]: int(part.rpartition(" +")[2]) for part in dialog._shares.text().split("　")}
    done = dict(
        ask(
            company, "boss",
            "SELECT e.name, count(*) FROM crm.spread(%s, %s, 'held') s JOIN crm.employee e ON e.id = s.owner_id GROUP BY 1",
            ids, [p.id for p in dialog.people.chosen()],
        )
    )  # fmt: skip
    assert {name: more for name, more in told.items() if more} == done
    dialog.reject()
