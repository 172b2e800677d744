"""The desktop that is made while somebody types his password: whoever logs in, it is his own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from crm_desktop import app
from crm_desktop.home.desktop_page import DesktopPage, TodoBox
from crm_desktop.shell.login.profiles import Server, write_servers
from crm_desktop.shell.program.ahead import Ahead
from tests.databases import AccountSet
from tests.ui.shellkit import WAIT, clear_events


class Seat:
    """A program on its own, from the login on."""

    def __init__(self, account_set: AccountSet, folder: Path, qtbot: QtBot, qapp: QApplication) -> None:
        self.qtbot = qtbot
        server = Server(name="office", host=account_set.host, port=account_set.port, sets=(account_set.name,))
        write_servers(folder, (server,))
        self.program = app.Program(qapp, folder, app.parse(["--lang", "en"]))
        self.program.show_login()

    def made_ahead(self) -> None:
        """Wait until nothing is left to be made."""
        ahead = lambda: self.program._ahead  # noqa: E731 - asked anew each time
        self.qtbot.waitUntil(lambda: ahead() is not None and not ahead()._idle.isActive(), timeout=WAIT)
        assert self.program._next is not None

    def log_in(self, login: str) -> DesktopPage:
        """Type login and password, press Enter; return the first page once it has been read."""
        window = self.program.login
        assert window is not None
        window._login.setText(login)
        password = window.findChild(QLineEdit, "password")
        password.setText(f"crm-{login}")
        self.qtbot.keyClick(password, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: bool(self.program.desktop or window._message.text()), timeout=WAIT)
        assert self.program.desktop is not None, window._message.text()
        page = self.program.desktop.window.documents.current
        assert isinstance(page, DesktopPage)
        self.qtbot.waitUntil(lambda: bool(page._counts), timeout=WAIT)
        return page

    def log_out(self) -> None:
        """Log out; the login is there again."""
        assert self.program.desktop is not None
        self.program.desktop.leave()
        self.qtbot.waitUntil(lambda: self.program.login is not None, timeout=WAIT)

    def close(self) -> None:
        """End the program."""
        program = self.program
        program.close()
        for widget in (program.login, program.desktop and program.desktop.window):
            if widget is not None:
                widget.close()
                widget.deleteLater()
        program.languages.use("en")
        program.style.deleteLater()
        program.languages.deleteLater()
        program.deleteLater()
        clear_events()


@pytest.fixture
def seat(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Seat]:
    made = Seat(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _words(page: DesktopPage) -> str:
    """Return what the page and its window say to whoever looks at them."""
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return " | ".join([*shown, page.window().findChild(QToolButton, "who_i_am").text()])


def _boxes(page: DesktopPage) -> list[str]:
    return [box.objectName() for box in page.findChildren(TodoBox) if box.isVisible()]


def test_what_was_made_ahead_is_what_is_seen(seat: Seat) -> None:
    seat.made_ahead()
    ahead = seat.program._next
    assert ahead is not None
    (first,) = ahead.window.documents._made_ahead.values()
    page = seat.log_in("rep1")
    assert seat.program.desktop is ahead
    assert page is first
    assert seat.program._next is None
    assert _boxes(page) == [f"todo_{name}" for name in page._boxes]
    assert "Good day, 王小明" in _words(page)


def test_the_language_chosen_at_the_login_is_that_of_the_desktop(seat: Seat) -> None:
    seat.made_ahead()
    seat.program.languages.use("zh_CN")
    page = seat.log_in("rep1")
    seat.qtbot.waitUntil(lambda: "王小明，您好" in _words(page), timeout=WAIT)
    assert "Good day" not in _words(page)
    assert "Customers" not in _words(page)
    tabs = page.window().findChild(QToolButton, "tab_home")
    assert tabs.text() == "我的桌面"


def test_whoever_logs_in_after_another_sees_nothing_of_his(seat: Seat) -> None:
    seat.made_ahead()
    first = _words(seat.log_in("boss"))
    seat.log_out()
    seat.made_ahead()
    second = seat.log_in("rep1")
    assert "高远" in first
    assert "王小明" in _words(second)
    assert "高远" not in _words(second)
    assert seat.program.desktop is not None
    assert seat.program.desktop.preferences._me == second.context.facts().employee_id
    assert second.context.drafts.folder.parent.name == "drafts"


def test_enter_before_anything_was_made(seat: Seat) -> None:
    page = seat.log_in("rep1")
    assert "王小明" in _words(page)


def test_one_step_at_a_time_and_keys_between_them(qtbot: QtBot) -> None:
    taken: list[str] = []
    line = QLineEdit()
    qtbot.addWidget(line)
    line.textEdited.connect(lambda _: taken.append("key"))
    owner = QObject()

    def steps() -> Iterator[None]:
        for _ in range(3):
            taken.append("step")
            yield

    ahead = Ahead(steps(), owner)
    while ahead._idle.isActive():
        before = taken.count("step")
        QApplication.processEvents()
        assert taken.count("step") <= before + 1
        qtbot.keyClicks(line, "a")
    assert taken[:4] == ["step", "key", "step", "key"]
    owner.deleteLater()
