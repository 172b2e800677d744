"""A desktop as somebody who is logged in: real window, real database, nothing in between replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.app import reach_server
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import services as login_services
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.program.collector import Collector
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.desktop import Desktop
from crm_desktop.shell.style import Look, Style
from tests.databases import AccountSet

WAIT = 30_000  #: milliseconds that anything may take on a busy machine


@dataclass
class Desk:
    """One person's desktop."""

    desktop: Desktop
    qtbot: QtBot

    @property
    def window(self) -> Any:
        return self.desktop.window

    def until(self, seen: Callable[[], Any]) -> None:
        """Wait until *seen* gives something true."""
        self.qtbot.waitUntil(lambda: bool(seen()), timeout=WAIT)

    def find(self, kind: type[QWidget], name: str) -> Any:
        """Return the visible widget with that object name."""
        found = [w for w in self.window.findChildren(kind, name) if w.isVisible()]
        assert found, f"no visible {kind.__name__} {name!r}"
        return found[-1]

    def toasts(self) -> list[str]:
        """Return the messages on show."""
        return self.window.toasts.texts()

    def close(self) -> None:
        """Close the window as its user would."""
        self.window.close()
        self.window.deleteLater()
        self.desktop.deleteLater()
        clear_events()


def clear_events() -> None:
    """Let everything that was to be deleted go."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


@dataclass
class Office:
    """Opens desktops of employees on one account set."""

    account_set: AccountSet
    folder: Path
    qtbot: QtBot
    application: QApplication
    language: str = "en"
    sslmode: str = "prefer"

    def __post_init__(self) -> None:
        self.style = Style(self.application, Look(theme="light"))
        self.languages = Languages(self.application, self.language)
        self.crashes = CrashReporter(self.folder)
        self.desks: list[Desk] = []
        self.collector = Collector()

    def server(self) -> Server:
        """Return the server's profile."""
        return Server(name="office", host=self.account_set.host, port=self.account_set.port, sslmode=self.sslmode)

    def open(self, login: str, folder: Path | None = None) -> Desk:
        """Log in and show the desktop of *login*."""
        opened = login_services.open_account_set(
            self.server(), self.account_set.name, login, f"crm-{login}", self.languages.language
        )
        desktop = Desktop(folder or self.folder, self.languages, self.style, self.crashes, keeper=reach_server)
        desktop.open(opened)
        desk = Desk(desktop, self.qtbot)
        self.desks.append(desk)
        desktop.show()
        desk.until(lambda: desktop.live._listener is not None)
        return desk

    def close(self) -> None:
        """Close what is still open."""
        for desk in self.desks:
            desk.close()
        self.collector.stop()
        self.collector.deleteLater()
        self.languages.use("en")
        self.style.deleteLater()
        self.languages.deleteLater()
        clear_events()
