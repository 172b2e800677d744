"""Two who wait for what the other has changed: the session of the one that gives way says so itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
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
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(change, one, 2)
        with pytest.raises(Overtaken) as lost:
            change(other, 1)
            other.rollback()  # the server may have chosen the one that waited first
            waiting.result()
        other.rollback()
        assert lost.value.rule == "saved_at_once" and isinstance(lost.value, Invalid)
        assert isinstance(waiting.exception(), (Overtaken, type(None)))
    one.rollback()
