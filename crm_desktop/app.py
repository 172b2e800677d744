"""The desktop program: the only place that wires things together."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from crm_desktop.shell import places
from crm_desktop.shell.icons import icon
from crm_desktop.shell.languages import LANGUAGES, Languages
from crm_desktop.shell.login import late, offered, profiles
from crm_desktop.shell.login.window import LoginWindow
from crm_desktop.shell.program.ahead import Ahead, steps
from crm_desktop.shell.program.calls import CallReceiver, hand_over
from crm_desktop.shell.program.collector import Collector
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.settings import Settings, read_settings, write_settings
from crm_desktop.shell.style import Style

if TYPE_CHECKING:
    from crm_desktop.shell.login.services import Opened
    from crm_desktop.shell.program.desktop import Desktop
    from crm_desktop.system.initialization import Place
    from crm_desktop.system.safety.rules import Keeper
    from crm_desktop.system.wizard.places import Where
    from crm_desktop.system.wizard.steps import Templates
    from crm_desktop.system.wizard.window import WizardWindow


class Program(QObject):
    """Login and desktop in turn, until the last window is closed."""

    def __init__(self, application: QApplication, folder: Path, arguments: argparse.Namespace) -> None:
        super().__init__(application)
        self.folder, self._arguments = folder, arguments
        self._collector = Collector(self)
        settings = read_settings(folder)
        self.style = Style(application, settings.look)
        self.languages = Languages(application, arguments.lang or settings.language)
        self.crashes = CrashReporter(folder, self)
        self.crashes.install()
        self.login: LoginWindow | None = None
        self.desktop: Desktop | None = None
        self._next: Desktop | None = None  #: that of whoever logs in next
        self._ahead: Ahead | None = None
        self.wizard: WizardWindow | None = None
        self._call = arguments.call
        self.calls = CallReceiver(folder, self)
        self.calls.called.connect(self._called)
        for signal in (self.style.changed, self.languages.changed):
            signal.connect(self._keep_settings)

    def show_login(self) -> None:
        """Ask who wants to work."""
        given = self._arguments
        where, logins = offered.read_offers(given.offer_logins) if given.offer_logins else ({}, ())
        server, account_set = given.server, given.set
        if where and not server:
            server, account_set = self._keep_set(where), account_set or str(where.get("dbname", ""))
        self.login = LoginWindow(
            self.folder,
            self.languages,
            self.style,
            server=server,
            account_set=account_set,
            login=given.user,
            offered=logins,
            homes=HOMES,
        )
        self.login.setWindowIcon(icon("contact", "accent"))
        self.login.opened.connect(self._opened)
        self.login.loaded.connect(self._make_ahead)
        self.login.wizard_asked.connect(self.show_wizard)
        self.login.show()

    def show_wizard(self) -> None:
        """Make a new account set, step by step."""
        from crm_desktop.system.wizard.window import WizardWindow  # only the implementation engineer needs it

        if self.wizard is None:
            self.wizard = WizardWindow(self.folder, self.languages, make_place, wizard_templates())
            self.wizard.setWindowIcon(icon("wand-sparkles", "accent"))
            self.wizard.made.connect(self._set_made)
            self.wizard.closed.connect(self._wizard_closed)
        self.wizard.show()
        self.wizard.activateWindow()

    def _set_made(self, where: Mapping[str, Any]) -> None:
        """Let the next login begin at the account set that was just made."""
        if self.login is not None:
            self.login.offer(where)
        else:
            self._keep_set(where)

    def _wizard_closed(self) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is not None:
            wizard.deleteLater()

    def _keep_set(self, where: Mapping[str, Any]) -> str:
        """Let the login begin at an account set, and return the name of its server."""
        known, name = profiles.with_set(profiles.read_servers(self.folder), where)
        profiles.write_servers(self.folder, known)
        return name

    def _make_ahead(self, modules: Iterable[str]) -> None:
        """Load *modules* and make the desktop while the password is typed."""

        def work() -> Iterator[None]:
            yield from late.steps(modules)
            self._next = self._make_desktop()
            yield
            yield from steps(self._next.window)

        self._ahead = Ahead(work(), self)

    def _make_desktop(self) -> Desktop:
        from crm_desktop.shell.program.desktop import (
            Desktop,  # the window's modules load while the login is read, not before it
        )

        return Desktop(
            self.folder, self.languages, self.style, self.crashes, self,
            keeper=reach_server, open_wizard=self.show_wizard, homes=HOMES,
        )  # fmt: skip

    def _opened(self, opened: Opened) -> None:
        login, self.login = self.login, None
        self._stop_ahead()
        self.desktop, self._next = self._next or self._make_desktop(), None
        self.desktop.open(opened)
        self.desktop.left.connect(self._left)
        self.desktop.show()
        if login is not None:
            login.close_jobs()
            login.close()
            login.deleteLater()
        if self._call:
            number, self._call = self._call, ""
            QTimer.singleShot(0, self, lambda: self._called(number))

    def _stop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.stop()
            self._ahead.deleteLater()
            self._ahead = None

    def _left(self) -> None:
        """Show the login again after a log-out."""
        desktop, self.desktop = self.desktop, None
        self.show_login()
        if desktop is not None:
            desktop.window.deleteLater()
            desktop.deleteLater()

    def _called(self, number: str) -> None:
        if self.desktop is None:
            self._call = number
        else:
            self.desktop.show_caller(number)

    def _keep_settings(self) -> None:
        write_settings(self.folder, Settings(language=self.languages.language, look=self.style.look))

    def close(self) -> None:
        """End the background work; called when the last window is closed."""
        self.calls.close()
        if self.login is not None:
            self.login.close_jobs()
        self._stop_ahead()
        if self.desktop is not None:
            self.desktop.end()
        if self._next is not None:
            self._next.end()
            self._next.window.deleteLater()  # nobody's: it was never shown
        self._collector.stop()
        self.crashes.uninstall()


def make_place(where: Where, language: str) -> Place:
    """Reach the server on which the wizard makes an account set, starting the embedded one (in a job)."""
    from crm_desktop.admin import target  # the command line's engine: loaded when it is needed
    from crm_desktop.admin.place import ServerPlace

    return ServerPlace(target.for_wizard(where.host, where.port, where.user, where.password), language)


def reach_server(host: str, port: int, user: str, password: str, language: str) -> Keeper:
    """Reach a server as its superuser, for backups and account sets (in a job)."""
    from crm_desktop.admin.keeping.keeper import reach  # loaded when it is needed

    return reach(host, port, user, password, language)


def home_of(host: str, port: int) -> str:
    """Return the folder of the embedded server that runs there; '' for others (in a job)."""
    from crm_desktop.admin import embedded  # loaded when it is needed

    found = embedded.serving(port) if host == embedded.LOCALHOST else None
    return str(found.data_dir) if found is not None else ""


def port_of(folder: str) -> int:
    """Return the port on which the embedded server of *folder* was started last, 0 where nothing says it (in a job)."""
    from crm_desktop.admin import embedded  # loaded when it is needed

    return embedded.port_of(Path(folder))


HOMES = profiles.Homes(of=home_of, port=port_of)


def wizard_templates() -> Templates:
    """Return what every account set starts with, as the wizard offers it."""
    from crm_desktop.core.facts import Term
    from crm_desktop.system.wizard.steps import Templates
    from server_schema.data import divisions, roles, terms

    known = {
        kind: tuple(Term(kind=kind, code=code, name=name, name_en=name_en) for code, name, name_en, *_ in entries)
        for kind, entries in terms.TERMS.items()
    }
    known["province"] = tuple(Term(kind="province", code=code, name=name) for code, name in divisions.provinces())
    return Templates(roles=roles.NAMES, terms=known, coding_rules=terms.CODING_RULES)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="crm-desktop", description="The CRM desktop.")
    parser.add_argument("--server", default="", metavar="NAME|HOST:PORT", help="a known server, or its address")
    parser.add_argument("--set", default="", metavar="DB", help="the account set")
    parser.add_argument("--wizard", action="store_true", help="make a new account set, step by step")
    parser.add_argument("--user", default="", metavar="LOGIN")
    parser.add_argument("--call", default="", metavar="NUMBER", help="open the customer with this telephone number")
    parser.add_argument("--lang", default="", choices=["", *LANGUAGES])
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="where profiles and drafts are kept")
    parser.add_argument(
        "--offer-logins",
        type=Path,
        default=None,
        metavar="FILE",
        help="offer the logins of a practice account set (output of `crm-admin demo info --json`)",
    )
    return parser.parse_args(list(words))


def main(words: Sequence[str] | None = None) -> int:
    """Run the desktop and return the exit code."""
    arguments = parse(sys.argv[1:] if words is None else words)
    folder = places.data_folder(arguments.data)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(places.APPLICATION)
    application.setDesktopFileName(places.APPLICATION)
    if arguments.call and hand_over(folder, arguments.call):
        return 0
    if arguments.server and profiles.named(profiles.read_servers(folder), arguments.server) is None:
        words = f"crm-desktop: no server is called {arguments.server!r} here; give its address as HOST:PORT"
        print(words, file=sys.stderr)  # on Windows there may be none: then print says nothing
        return 2
    program = Program(application, folder, arguments)
    program.show_login()
    if arguments.wizard:
        program.show_wizard()
    code = application.exec()
    program.close()
    return code
