"""Two who wait for what the other has changed: the session of the one that gives way says so itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.errors import Invalid, Overtaken
from crm_desktop.db.errors import translated


def test_who_gives_way_in_a_deadlock_is_overtaken(login: Callable[[str], Session]) -> None:
    one, other = login("boss"), login("admin")

    def change(session: Session, number: int) -> str:
        with translated():
            session.execute(
                text("UPDATE crm.customer SET short_name = short_name || '.' WHERE id = :id"), {"id": number}
            )
        return "done"

    change(one, 1)
    change(other, 2)
    with ThreadPoolExecutor(2) as pool:  # the server chooses
        both = [pool.submit(change, one, 2), pool.submit(change, other, 1)]
        lost = [error for each in both if (error := each.exception(timeout=30)) is not None]
        assert [type(error) for error in lost] == [Overtaken]
        assert isinstance(lost[0], Invalid) and lost[0].rule == "saved_at_once"
    one.rollback()
    other.rollback()
