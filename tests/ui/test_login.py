"""Logging in through the real window, against a real server."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import app
from crm_desktop.admin import embedded
from crm_desktop.core.errors import WrongVersion
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import passwords, profiles
from crm_desktop.shell.login.offered import OfferedLogin
from crm_desktop.shell.login.profiles import Delays, Server
from crm_desktop.shell.login.server_dialog import ServerDialog
from crm_desktop.shell.login.services import probe
from crm_desktop.shell.login.window import LoginWindow
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.style import Look, Style
from tests import databases
from tests.databases import AccountSet
from tests.ui.shellkit import WAIT, Office, clear_events


class Entrance:
    """The login window, with what a person does there."""

    def __init__(self, account_set: AccountSet, folder: Path, qtbot: QtBot, application: QApplication) -> None:
        self.qtbot, self.folder, self.account_set = qtbot, folder, account_set
        self.style, self.languages = Style(application, Look(theme="light")), Languages(application, "en")
        self.opened: list[Any] = []
        self.window: LoginWindow | None = None
        server = Server(name="office", host=account_set.host, port=account_set.port, sets=(account_set.name,))
        profiles.write_servers(folder, (server,))

    def show(self, **given: Any) -> LoginWindow:
        """Show the window."""
        self.window = LoginWindow(self.folder, self.languages, self.style, **given)
        self.window.opened.connect(self.opened.append)
        self.window.show()
        return self.window

    def find(self, kind: type, name: str) -> Any:
        """Return a widget of the window."""
        assert self.window is not None
        return self.window.findChild(kind, name)

    def enter(self, login: str, password: str) -> None:
        """Type login and password and press Enter."""
        for name, words in (("login_name", login), ("password", password)):
            line = self.find(QLineEdit, name)
            line.clear()
            self.qtbot.keyClicks(line, words)
        self.qtbot.keyClick(self.find(QLineEdit, "password"), Qt.Key.Key_Return)

    def until_said(self, words: str) -> None:
        """Wait for a message."""
        self.qtbot.waitUntil(lambda: words in self.find(QLabel, "message").text(), timeout=WAIT)

    def close(self) -> None:
        """Close everything that was opened."""
        for opened in self.opened:
            opened.database.close()
        if self.window is not None:
            self.window.close_jobs()
            self.window.close()
            self.window.deleteLater()
        self.languages.use("en")
        self.style.deleteLater()
        self.languages.deleteLater()
        clear_events()


@pytest.fixture
def entrance(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Entrance]:
    made = Entrance(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def test_login_by_keyboard_opens_the_account_set(entrance: Entrance) -> None:
    entrance.show()
    entrance.enter("rep1", "crm-rep1")
    entrance.qtbot.waitUntil(lambda: bool(entrance.opened), timeout=WAIT)
    opened = entrance.opened[0]
    assert opened.facts.login == "rep1"
    assert opened.facts.rights.may("customer", "view")
    kept = profiles.read_servers(entrance.folder)[0]
    assert (kept.last_login, kept.last_set) == ("rep1", entrance.account_set.name)
    assert "crm-rep1" not in "".join(p.read_text("utf-8") for p in entrance.folder.glob("*.json"))


@pytest.mark.parametrize(
    "place", ["server", "account_set", "login_name", "password", "remember", "server_menu", "log_in", "language"]
)
def test_enter_logs_in_wherever_one_stands(entrance: Entrance, ring: Ring, place: str) -> None:
    window = entrance.show()
    for name, words in (("login_name", "rep1"), ("password", "crm-rep1")):
        entrance.find(QLineEdit, name).setText(words)
    entrance.find(QWidget, place).setFocus()
    entrance.qtbot.waitUntil(lambda: window.focusWidget() is entrance.find(QWidget, place), timeout=WAIT)
    entrance.qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    entrance.qtbot.waitUntil(lambda: bool(entrance.opened), timeout=WAIT)
    assert entrance.opened[0].facts.login == "rep1"


def test_enter_goes_from_the_login_to_a_password_not_yet_typed(entrance: Entrance) -> None:
    window = entrance.show()
    entrance.find(QLineEdit, "login_name").setText("rep1")
    entrance.find(QLineEdit, "login_name").setFocus()
    entrance.qtbot.keyClick(entrance.find(QLineEdit, "login_name"), Qt.Key.Key_Return)
    assert window.focusWidget() is entrance.find(QLineEdit, "password")
    assert not entrance.find(QLabel, "message").text()
    entrance.qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    assert "password" in entrance.find(QLabel, "message").text()


def test_wrong_password_waits_longer_each_time(entrance: Entrance) -> None:
    entrance.show()
    for _ in range(2):
        entrance.enter("rep1", "nonsense")
        entrance.until_said("wrong")
        entrance.qtbot.waitUntil(lambda: entrance.find(QLineEdit, "password").isEnabled(), timeout=WAIT)
    entrance.until_said("try again in")
    assert not entrance.find(QPushButton, "log_in").isEnabled()
    entrance.qtbot.waitUntil(lambda: entrance.find(QPushButton, "log_in").isEnabled(), timeout=WAIT)


def test_delay_is_not_shortened_by_a_restart(tmp_path: Path) -> None:
    now = time.time()
    for _ in range(4):
        Delays(tmp_path).failed("a", now)
    assert Delays(tmp_path).seconds_left("a", now) == 8
    Delays(tmp_path).succeeded("a")
    assert Delays(tmp_path).seconds_left("a", now) == 0


def test_the_window_answers_while_a_server_is_silent(entrance: Entrance) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes the connection and never says a word
        window = entrance.show(server=f"127.0.0.1:{silent.getsockname()[1]}", account_set="crm_demo")
        started = time.monotonic()
        entrance.enter("rep1", "crm-rep1")
        entrance.find(QComboBox, "server")
        assert time.monotonic() - started < 1
        assert window.isVisible()
    entrance.qtbot.waitUntil(lambda: entrance.find(QLabel, "message").text() != "", timeout=WAIT)


def test_one_sentence_where_the_versions_differ(entrance: Entrance) -> None:
    def other_version(*_given: Any) -> Any:
        raise WrongVersion("0004", "0009")

    entrance.show(open_set=other_version)
    entrance.enter("rep1", "crm-rep1")
    entrance.until_said("different versions (0004 and 0009)")
    assert sentence(WrongVersion("", "")).count(".") == 1


def test_plain_words_where_there_is_no_keyring(entrance: Entrance) -> None:
    entrance.show()
    hint, remember = entrance.find(QLabel, "keyring_hint"), entrance.find(QCheckBox, "remember")
    assert not hint.isVisible(), "nobody knows yet"
    entrance.qtbot.mouseClick(remember, Qt.MouseButton.LeftButton)
    entrance.qtbot.waitUntil(hint.isVisible, timeout=WAIT)
    assert "no keyring" in hint.text()
    assert not remember.isVisible() and not remember.isChecked()


class Ring(KeyringBackend):  # type: ignore[misc]
    """A keyring that forgets when the test ends, and counts how often a password was looked up."""

    priority = 1.0

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.looked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.looked += 1
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made


def test_the_keyring_is_asked_only_by_whoever_keeps_a_password_there(entrance: Entrance, ring: Ring) -> None:
    def log_in(*, comes_by_itself: bool, tick: bool) -> None:
        window, before = entrance.show(), len(entrance.opened)
        remember, password = entrance.find(QCheckBox, "remember"), entrance.find(QLineEdit, "password")
        if comes_by_itself:
            entrance.qtbot.waitUntil(lambda: password.text() == "crm-rep1" and remember.isChecked(), timeout=WAIT)
        if remember.isChecked() != tick:
            entrance.qtbot.mouseClick(remember, Qt.MouseButton.LeftButton)
        entrance.enter("rep1", "crm-rep1")
        entrance.qtbot.waitUntil(lambda: len(entrance.opened) > before, timeout=WAIT)
        entrance.qtbot.waitUntil(lambda: bool(ring.held) == tick, timeout=WAIT)
        window.close_jobs()
        window.close()
        window.deleteLater()

    log_in(comes_by_itself=False, tick=False)
    assert ring.looked == 0
    log_in(comes_by_itself=False, tick=True)
    assert list(ring.held.values()) == ["crm-rep1"]
    log_in(comes_by_itself=True, tick=False)
    looked = ring.looked
    assert looked and not ring.held, "unticked, it is forgotten"
    log_in(comes_by_itself=False, tick=False)
    assert ring.looked == looked


def test_a_password_kept_before_that_was_noted_comes_by_itself(entrance: Entrance, ring: Ring) -> None:
    file = entrance.folder / "servers.json"
    (known,) = json.loads(file.read_text("utf-8"))
    del known["kept"]
    known |= {"last_set": entrance.account_set.name, "last_login": "rep1"}
    file.write_text(json.dumps([known]), "utf-8")
    passwords.keep(known["host"], known["port"], entrance.account_set.name, "rep1", "crm-rep1")
    entrance.show()
    password = entrance.find(QLineEdit, "password")
    entrance.qtbot.waitUntil(lambda: password.text() == "crm-rep1", timeout=WAIT)


def test_a_click_on_an_offered_login_fills_it_in(entrance: Entrance) -> None:
    offers = (OfferedLogin(login="boss", password="crm-boss", name="高远", role="Manager", department=""),)
    entrance.show(offered=offers)
    tree = entrance.find(QTreeWidget, "offered_logins")
    tree.setCurrentItem(tree.topLevelItem(0))
    entrance.qtbot.keyClick(tree, Qt.Key.Key_Return)
    entrance.qtbot.waitUntil(lambda: bool(entrance.opened), timeout=WAIT)
    assert entrance.opened[0].facts.login == "boss"


def test_account_sets_of_the_server_are_offered_when_none_is_named(entrance: Entrance) -> None:
    entrance.show()
    entrance.find(QComboBox, "account_set").setCurrentText("")
    entrance.enter("rep1", "crm-rep1")
    entrance.qtbot.waitUntil(
        lambda: bool(entrance.opened) or bool(entrance.find(QLabel, "message").text()), timeout=WAIT
    )


def test_language_of_the_login_is_switched_at_once(entrance: Entrance) -> None:
    window = entrance.show()
    entrance.languages.use("zh_CN")
    entrance.qtbot.waitUntil(lambda: window.windowTitle() == "登录", timeout=WAIT)


def test_server_is_tested_without_a_password(entrance: Entrance) -> None:
    window = entrance.show()
    dialog = ServerDialog(window._jobs, window, Server(name="x", host="127.0.0.1", port=entrance.account_set.port))
    entrance.qtbot.addWidget(dialog)
    dialog.findChild(QPushButton, "test_server").click()
    entrance.qtbot.waitUntil(lambda: "answers" in dialog._result.text(), timeout=WAIT)
    assert probe(dialog.server()) is (databases.TLS in os.environ)  # the embedded server has none


def test_servers_survive_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text("{not json", "utf-8")
    assert profiles.read_servers(tmp_path) == ()
    (tmp_path / "servers.json").write_text(json.dumps([{"name": "a"}]), "utf-8")
    assert profiles.read_servers(tmp_path) == ()


@pytest.mark.parametrize(
    ("typed", "known", "database"),
    [
        ("Demo", (), "crm_demo"),
        ("demo", ("crm_demo",), "crm_demo"),
        ("crm_demo", (), "crm_demo"),
        ("North West", (), "crm_north_west"),
        ("帐套", (), ""),
        ("test_1", ("test_1",), "test_1"),
    ],
)
def test_an_account_set_is_named_as_people_say_it(typed: str, known: tuple[str, ...], database: str) -> None:
    assert profiles.database_of(typed, known) == database


@pytest.mark.parametrize(("word", "port"), [("10.0.0.5", 5432), ("crm.local:6000", 6000), ("localhost", 5432)])
def test_an_address_is_a_server_too(word: str, port: int) -> None:
    server = profiles.named((), word)
    assert server is not None
    assert server.port == port


def test_an_unknown_name_is_no_server() -> None:
    assert profiles.named((), "nonsense") is None


@pytest.fixture
def moved(own_account_set: AccountSet) -> Iterator[int]:
    """Let another program take the port of the embedded server, which comes back on another; give that."""
    server = own_account_set.server
    embedded.stop(server.data_dir)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        other.bind((server.host, server.port))
        other.listen()
        yield embedded.start(server.data_dir, durable=False).port


@pytest.mark.parametrize("name", ["office", ""])
def test_an_embedded_server_that_moved_is_found(
    own_account_set: AccountSet, moved: int, tmp_path: Path, qtbot: QtBot, qapp: QApplication, name: str
) -> None:
    entrance, server = Entrance(own_account_set, tmp_path, qtbot, qapp), own_account_set.server
    plain = f"{server.host}:{server.port}"
    known = Server(name=name or plain, host=server.host, port=server.port, sets=(own_account_set.name,))
    profiles.write_servers(tmp_path, (known,))
    profiles.settled(tmp_path, known, str(server.data_dir))
    try:
        entrance.show(homes=app.HOMES)
        entrance.enter("rep1", "crm-rep1")
        qtbot.waitUntil(lambda: bool(entrance.opened), timeout=WAIT)
    finally:
        entrance.close()
    (kept,) = profiles.read_servers(tmp_path)
    assert server.port != moved == kept.port == entrance.opened[0].database.profile.port
    assert kept.name == (name or f"{server.host}:{moved}")
    assert profiles.followed(kept, app.HOMES) == kept


def test_a_desktop_notes_where_its_embedded_server_lives(
    account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    office = Office(account_set, tmp_path, qtbot, qapp)
    try:
        desk = office.open("rep1")
        desktop = desk.desktop
        known = desktop._opened.server
        profiles.write_servers(desktop._folder, (known,))
        desktop._homes = app.HOMES
        desktop._follow()
        desk.until(lambda: profiles.read_servers(desktop._folder)[0].folder == str(account_set.server.data_dir))
    finally:
        office.close()
