"""The client's process dies at any key: the next start has what was typed, and nothing is written twice."""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.databases import AccountSet
from tests.faults.figures import note, size
from tests.faults.led import Client, desktop
from tests.ui.shellkit import Office

KILLS = size("client_kills", 5)  #: of each of the two desktops
WRITTEN_DOWN = 1.1  #: seconds after a key at the latest, where the program has not stood still since


def test_an_order_with_its_lines_outlives_the_process(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    with desktop((account_set.host, account_set.port, account_set.name), tmp_path / "desk", "rep1") as client:
        client.ask("new", "sales_order")
        client.ask("type", "note", "typed before the PC died")
        client.ask("line", 1, "PC")
        deadline = time.monotonic() + 20
        while not any("#lines" in path.read_text("utf-8") for path in tmp_path.rglob("sales_order-new-*.json")):
            assert time.monotonic() < deadline
            client.state()
        client.kill()
    assert account_set.rows("SELECT count(*) FROM crm.sales_order WHERE note LIKE 'typed%%'") == [(0,)]

    office = Office(account_set, tmp_path, qtbot, qapp)
    try:
        desk = office.open("rep1", tmp_path / "desk")
        desk.until(lambda: desk.window.documents.current.objectName() == "sales_order_page")
        page = desk.window.documents.current
        desk.until(lambda: page.form.current().get("note") == "typed before the PC died")
        assert [line.values["product_id"] for line in page.grid.model.filled()] == [1]
        assert page.is_dirty()
    finally:
        office.close()


@dataclass
class Typist:
    """Somebody who types, dies, comes back, looks, saves, and types on."""

    login: str
    own: int  #: a customer of the login
    chance: random.Random
    keys: int = 0
    #: when a key was pressed, when it had been heard, and what stood there then
    told: list[tuple[float, float, str]] = field(default_factory=list)
    new: bool = False
    name: str = ""
    saved: bool = False

    def type_on(self, client: Client, turn: int) -> None:
        """Type into a new customer or an old one, and be killed at some key."""
        self.new, self.saved, self.told = self.chance.random() < 0.5, False, []
        self.name = f"{self.login} {turn}"
        words = f"{turn}:{''.join(self.chance.choices('abcdefgh', k=40))}."
        if self.new:
            client.ask("new", "customer")
            client.ask("type", "name", self.name)
        else:
            client.open("customer", self.own)
        start = "" if self.new else client.state()["values"].get("address") or ""
        last, save_at = self.chance.randint(5, len(words)), self.chance.randint(3, 60)
        for number, letter in enumerate(words[:last]):
            pressed = time.monotonic()
            client.ask("type", "address", letter)
            self.told.append((pressed, time.monotonic(), start + words[: number + 1]))
            self.keys += 1
            if number == save_at:
                client.ask("keys", "Ctrl+S")
                self.saved = True
            time.sleep(self.chance.random() * 0.12)
        client.kill()

    def look(self, client: Client, company: AccountSet, drafts: set[str]) -> float:
        """Hold what is there against what was typed; save it, once. Return the seconds of typing that are lost."""
        died = self.told[-2][0]  # from then on it surely lived: it heard that key and the next
        safe = [text for _, heard, text in self.told if heard < died - WRITTEN_DOWN]
        everything, state = self.told[-1][2], client.state()
        made = company.rows("SELECT id FROM crm.customer WHERE name = %s", self.name)
        record = (made[0][0] if made else 0) if self.new else self.own
        if record and not (state["page"] == "customer_page" and state["id"] == 0):
            assert f"customer-{record}.json" not in drafts or ["record", record] in state["tabs"], "offered by itself"
            state = client.open("customer", record)
        there = state["page"] == "customer_page" and (not self.new or state["values"].get("name") == self.name)
        stored = company.rows("SELECT address FROM crm.customer WHERE id = %s", record)
        found = max((state["values"].get("address") or "") if there else "", stored[0][0] if stored else "", key=len)
        assert everything.startswith(found)
        assert len(found) >= len(safe[-1] if safe else ""), f"typed {everything!r}, back {found!r}"
        if there and (state["dirty"] or not state["id"]):
            client.ask("keys", "Ctrl+S")
            state = client.until(lambda s: not s["saving"] and s["busy"] == 0)
            if state["dirty"]:  # made before: what was typed since is put on top
                client.ask("keys", "Ctrl+S")
                client.until(lambda s: not s["saving"] and not s["dirty"])
            which, what = ("name", self.name) if self.new else ("id", self.own)
            rows = company.rows(f"SELECT address FROM crm.customer WHERE {which} = %s", what)
            assert rows == [(found,)], "written once, whatever the first attempt did"
        lost = [pressed for pressed, _, text in self.told if len(text) > len(found)]
        return self.told[-1][1] - lost[0] if lost else 0.0


def test_killed_at_any_key(account_set: AccountSet, tmp_path: Path) -> None:
    where = (account_set.host, account_set.port, account_set.name)
    own = dict(
        account_set.rows(
            "SELECT e.login, min(c.id) FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id GROUP BY 1"
        )
    )
    typists = [Typist(login=login, own=own[login], chance=random.Random(login)) for login in ("rep2", "rep3")]
    problems: list[BaseException] = []
    lost: list[float] = []

    def live(typist: Typist) -> None:
        folder = tmp_path / typist.login
        try:
            for turn in range(KILLS + 1):
                drafts = {path.name for path in folder.rglob("drafts/*/*.json") if json.loads(path.read_text("utf-8"))}
                with desktop(where, folder, typist.login) as client:
                    if turn:
                        lost.append(typist.look(client, account_set, drafts))
                    if turn < KILLS:
                        typist.type_on(client, turn)
        except BaseException as problem:
            problems.append(problem)
            raise

    threads = [threading.Thread(target=live, args=(typist,)) for typist in typists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    twice = account_set.rows("SELECT name FROM crm.customer GROUP BY name HAVING count(*) > 1")
    assert twice == []
    note(
        "client killed", "at random keys", kills=KILLS * len(typists), keys=sum(t.keys for t in typists),
        typing_lost_at_most_seconds=round(max(lost), 2),
    )  # fmt: skip
