"""The login: which server, which account set, who."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import LoginFailed, Offline
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.icons import icon
from crm_desktop.shell.languages import LANGUAGES, Languages
from crm_desktop.shell.login import late, passwords, profiles
from crm_desktop.shell.login.offered import OfferedLogin, OfferedLogins
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.login.server_dialog import ServerDialog
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.style import Style

if TYPE_CHECKING:
    from crm_desktop.shell.login.services import Opened

_AFTER_PAINTING = 20  #: milliseconds after which the window has been seen


class LoginWindow(QWidget):
    """Asks for server, account set, login and password; *opened* carries a ``services.Opened``.

    *loaded* tells that what a login asks of is there, and carries the modules that a desktop is made of.
    """

    opened = Signal(object)
    loaded = Signal(tuple)
    wizard_asked = Signal()  #: somebody wants to make a new account set

    def __init__(
        self,
        folder: Path,
        languages: Languages,
        style: Style,
        *,
        server: str = "",
        account_set: str = "",
        login: str = "",
        offered: Sequence[OfferedLogin] = (),
        open_set: Callable[..., Opened] | None = None,
        homes: profiles.Homes | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("login")
        self.setProperty("kind", "page")
        self._folder, self._languages, self._style, self._homes = folder, languages, style, homes
        self._open_set = open_set or (lambda *given: late.services().open_account_set(*given))
        self._jobs = Jobs(nullcontext, self, threads=2)
        self._delays = profiles.Delays(folder)
        self._servers = profiles.read_servers(folder)
        self._keyring: str | None = None  # not asked yet
        self._error: Exception | None = None
        self._busy = False
        self._wait = QTimer(self, interval=500)
        self._wait.timeout.connect(self._show_wait)
        self._build(offered)
        self.retranslate()
        self._choose(server, account_set, login)
        self._seen = QTimer(self, singleShot=True, interval=_AFTER_PAINTING)
        self._seen.timeout.connect(self._prepare)
        self._seen.start()

    def _prepare(self) -> None:
        """Load what is not needed to be seen: what a login opens, and the keyring where it may hold the password."""
        server = self._current()
        if server and server.keeps(self._database(), self._login.text().strip()):
            self._ask_keyring()

        def work(_: None) -> tuple[str, ...]:
            late.load_services()
            return late.desktop_modules()

        self._jobs.run(work, owner=self, done=self.loaded.emit)

    def _build(self, offered: Sequence[OfferedLogin]) -> None:
        """Place the widgets: the form, beside it who may be tried where logins are offered."""
        self._server, self._set = QComboBox(self), QComboBox(self)
        self._login, self._password = QLineEdit(self), QLineEdit(self)
        self._remember = QCheckBox(self)
        self._message, self._hint = QLabel(self), QLabel(self)
        self._enter = QPushButton(self)
        self._server_menu, self._language = QToolButton(self), QToolButton(self)
        self._offers = OfferedLogins(offered, self)
        for widget, name in (
            (self._server, "server"), (self._set, "account_set"), (self._login, "login_name"),
            (self._password, "password"), (self._remember, "remember"), (self._message, "message"),
            (self._hint, "keyring_hint"), (self._enter, "log_in"), (self._server_menu, "server_menu"),
            (self._language, "language"),
        ):  # fmt: skip
            widget.setObjectName(name)
        self._set.setEditable(True)
        self._set.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = self._password.addAction(icon("eye", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._show_password)
        self._enter.setDefault(True)
        self._enter.setProperty("kind", "primary")
        self._hint.setProperty("kind", "small")
        self._message.setProperty("kind", "error")
        for label in (self._message, self._hint):
            label.setWordWrap(True)
        self._server_menu.setIcon(icon("ellipsis"))
        self._server_menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._language.setIcon(icon("languages"))
        self._language.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._language.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._make_menus()
        QShortcut(QKeySequence("F1"), self, self._show_manual)
        self._lay_out(bool(offered))
        self._server.currentIndexChanged.connect(self._server_chosen)
        self._enter.clicked.connect(self.log_in)
        self._remember.toggled.connect(lambda on: self._ask_keyring() if on else None)
        self._offers.chosen.connect(self._offer_chosen)
        self._offers.activated.connect(self._offer_taken)

    def _show_manual(self) -> None:
        from crm_desktop.shell.manual.window import open_manual  # not before it is asked for

        open_manual(self, lambda: self._languages.language, "01-first-steps")

    def _make_menus(self) -> None:
        menu = QMenu(self)
        self._add, self._edit, self._remove = QAction(self), QAction(self), QAction(self)
        for action, picture, slot in (
            (self._add, "plus", self._add_server),
            (self._edit, "pencil", self._edit_server),
            (self._remove, "trash-2", self._remove_server),
        ):
            action.setIcon(icon(picture))
            action.triggered.connect(slot)
            menu.addAction(action)
        self._wizard = menu.addAction(icon("wand-sparkles"), "")
        self._wizard.triggered.connect(lambda: self.wizard_asked.emit())
        self._server_menu.setMenu(menu)
        choices = QMenu(self)
        for code, name in LANGUAGES.items():
            choices.addAction(name).triggered.connect(lambda _=False, c=code: self._languages.use(c))
        self._language.setMenu(choices)

    def _lay_out(self, with_offers: bool) -> None:
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setFixedWidth(380)
        self._title, self._slogan, mark = QLabel(card), QLabel(card), QLabel(card)
        self._title.setProperty("kind", "title")
        self._slogan.setProperty("kind", "muted")
        mark.setPixmap(icon("contact", "accent").pixmap(32, 32))
        self._mark = mark
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._slogan)
        head.addWidget(mark)
        head.addSpacing(8)
        head.addLayout(words, 1)
        server_row = QHBoxLayout()
        server_row.addWidget(self._server, 1)
        server_row.addWidget(self._server_menu)
        self._labels = [QLabel(card) for _ in range(4)]
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setSpacing(8)
        for label, editor in zip(self._labels, (self._server, self._set, self._login, self._password), strict=True):
            if editor is self._server:
                form.addRow(label, server_row)
            else:
                form.addRow(label, editor)
            label.setBuddy(editor)
        form.addRow("", self._remember)
        form.addRow("", self._hint)
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 24, 24, 16)
        column.addLayout(head)
        column.addSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(self._message)
        column.addWidget(self._enter)
        column.addSpacing(4)
        column.addWidget(self._language, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 24, 24, 24)
        row.setSpacing(16)
        row.addWidget(card)
        row.addWidget(self._offers, 1)
        self._offers.setVisible(with_offers)
        self.resize(880 if with_offers else 430, 470)
        typed = (self._server, self._server_menu, self._set, self._login, self._password, self._remember, self._enter)
        for earlier, later in pairwise(typed):
            QWidget.setTabOrder(earlier, later)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Log in"))
        self._title.setText(self.tr("Customers and sales"))
        self._slogan.setText(self.tr("All about your customers, in one place"))
        for label, words in zip(
            self._labels,
            (self.tr("&Server"), self.tr("&Account set"), self.tr("&Login"), self.tr("&Password")),
            strict=True,
        ):
            label.setText(words)
            label.buddy().setAccessibleName(words.replace("&", ""))
        self._remember.setText(self.tr("Keep the password on this PC"))
        self._remember.setAccessibleName(self._remember.text())
        self._enter.setText(self.tr("Log in"))
        self._enter.setAccessibleName(self._enter.text())
        self._add.setText(self.tr("Add a server …"))
        self._edit.setText(self.tr("Change this server …"))
        self._remove.setText(self.tr("Forget this server"))
        self._server_menu.setToolTip(self.tr("Add, change or forget a server"))
        self._wizard.setText(self.tr("New account set …"))
        self._server_menu.setAccessibleName(self._server_menu.toolTip())
        self._reveal.setToolTip(self.tr("Show the password"))
        self._language.setText(LANGUAGES[self._languages.language])
        self._language.setAccessibleName(self.tr("Language"))
        self._offers.retranslate()
        self._show_hint()
        self._show_wait()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._mark.setPixmap(icon("contact", "accent").pixmap(32, 32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Log in at Enter wherever one stands, but go from a login to its password first (QWidget.keyPressEvent)."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.focusWidget() is self._login and not self._password.text():
            self._password.setFocus()
        else:
            self.log_in()

    # ── servers ──────────────────────────────────────────

    def _choose(self, server: str, account_set: str, login: str) -> None:
        wanted = profiles.named(self._servers, server) if server else None
        if wanted and not any(s.name == wanted.name for s in self._servers):
            self._servers = (*self._servers, wanted)
        self._fill_servers(wanted.name if wanted else "")
        if account_set:
            self._set.setCurrentText(profiles.shown(account_set))
        if login:
            self._login.setText(login)
        self._recall()
        (self._password if self._login.text() else self._login).setFocus()

    def offer(self, where: Mapping[str, object]) -> None:
        """Stand at an account set that was just made, ready for its first password."""
        self._keep_servers(*profiles.with_set(self._servers, where))
        self._password.clear()
        self._password.setFocus()

    def _fill_servers(self, current: str = "") -> None:
        self._server.blockSignals(True)
        self._server.clear()
        for server in self._servers:
            self._server.addItem(server.name, server)
        self._server.setCurrentIndex(max(0, self._server.findText(current)) if self._servers else -1)
        self._server.blockSignals(False)
        self._edit.setEnabled(bool(self._servers))
        self._remove.setEnabled(bool(self._servers))
        self._server_chosen()

    def _current(self) -> Server | None:
        found = self._server.currentData()
        return found if isinstance(found, Server) else None

    def _server_chosen(self, _index: int = 0) -> None:
        server = self._current()
        self._set.clear()
        if server is None:
            return
        self._set.addItems([profiles.shown(name) for name in server.sets])
        last = server.last_set or (server.sets[0] if server.sets else "")
        self._set.setCurrentText(profiles.shown(last))
        if server.last_login:
            self._login.setText(server.last_login)

    def _add_server(self) -> None:
        self._open_dialog(ServerDialog(self._jobs, self), "")

    def _edit_server(self) -> None:
        if server := self._current():
            self._open_dialog(ServerDialog(self._jobs, self, server), server.name)

    def _open_dialog(self, dialog: ServerDialog, instead_of: str) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(
            lambda new: self._keep_servers(profiles.with_server(self._servers, new, instead_of), new.name)
        )
        dialog.open()

    def _remove_server(self) -> None:
        server = self._current()
        self._keep_servers(tuple(s for s in self._servers if s is not server), "")

    def _keep_servers(self, servers: tuple[Server, ...], current: str) -> None:
        self._servers = servers
        profiles.write_servers(self._folder, servers)
        self._fill_servers(current)

    # ── passwords ────────────────────────────────────────

    def _ask_keyring(self) -> None:
        """Ask for this PC's keyring once somebody wants one: it is 8 MB that most do without."""
        if self._keyring is None:
            find, known = lambda _: passwords.keyring_name(), self._keyring_known
            self._jobs.run(find, owner=self, done=known, failed=self._no_keyring, key="keyring")

    def _keyring_known(self, name: str) -> None:
        self._keyring = name
        self._show_hint()
        self._recall()

    def _no_keyring(self, _error: Exception) -> None:
        self._keyring_known("")

    def _show_hint(self) -> None:
        none = self._keyring == ""
        self._hint.setVisible(none)
        self._remember.setVisible(not none)
        self._remember.setChecked(self._remember.isChecked() and not none)
        self._hint.setText(self.tr("This PC has no keyring, so the password is not kept: please type it each time."))

    def _recall(self) -> None:
        server, login, account_set = self._current(), self._login.text().strip(), self._database()
        if not (self._keyring and server and server.keeps(account_set, login)) or self._password.text():
            return

        def found(password: str) -> None:
            if password and not self._password.text():
                self._password.setText(password)
                self._remember.setChecked(True)

        self._jobs.run(
            lambda _: passwords.recall(server.host, server.port, account_set, login),
            owner=self,
            done=found,
            failed=self._no_keyring,
            key="recall",
        )

    def _show_password(self, shown: bool) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._reveal.setIcon(icon("eye-off" if shown else "eye", "muted"))

    def _offer_chosen(self, offer: OfferedLogin) -> None:
        self._login.setText(offer.login)
        self._password.setText(offer.password)
        self._enter.setFocus()

    def _offer_taken(self, offer: OfferedLogin) -> None:
        self._offer_chosen(offer)
        self.log_in()

    # ── logging in ───────────────────────────────────────

    def log_in(self) -> None:
        """Try to log in with what stands in the form."""
        server, login = self._current(), self._login.text().strip()
        missing = (
            (self._server, server is None, self.tr("Please add a server first: the button beside the list.")),
            (self._login, not login, self.tr("Please type your login.")),
            (self._password, not self._password.text(), self.tr("Please type your password.")),
        )
        for widget, is_missing, words in missing:
            if is_missing:
                self._message.setText(words)
                widget.setFocus()
                return
        if self._busy or self._waiting() > 0 or server is None:
            return
        password, self._error = self._password.text(), None
        self._set_busy(True)
        account_set, language = self._database(), self._languages.language
        self._jobs.run(
            lambda _: (
                self._open_set(profiles.followed(server, self._homes), account_set, login, password, language)
                if account_set
                else late.services().find_account_sets(profiles.followed(server, self._homes), login, password)
            ),
            owner=self,
            done=(lambda opened: self._logged_in(opened, password)) if account_set else self._sets_found,
            failed=self._refused,
            key="login",
        )

    def _database(self) -> str:
        server = self._current()
        return profiles.database_of(self._set.currentText().strip(), server.sets if server else ())

    def _sets_found(self, names: tuple[str, ...]) -> None:
        """Go on where the server has one account set; let the person choose where it has several."""
        self._set_busy(False)
        self._set.clear()
        self._set.addItems([profiles.shown(name) for name in names])
        if len(names) == 1:
            self.log_in()
        elif names:
            self._set.setFocus()
            self._message.setText(self.tr("This server has several account sets. Please choose one."))
        else:
            self._message.setText(self.tr("There is no account set for this login on the server."))

    def _who(self) -> str:
        server = self._current()
        return f"{server.host}:{server.port}/{self._login.text().strip()}" if server else ""

    def _waiting(self) -> float:
        return self._delays.seconds_left(self._who(), time.time())

    def _logged_in(self, opened: Opened, password: str) -> None:
        self._delays.succeeded(self._who())
        wanted, before = self._remember.isChecked(), opened.server.kept
        server = profiles.seen(opened.server, opened.account_set, opened.login, opened.sets, keep=wanted)
        self._servers = profiles.with_server(self._servers, server, self._server.currentText())
        profiles.write_servers(self._folder, self._servers)
        where = (server.host, server.port, opened.account_set, opened.login)
        if wanted or server.kept != before:
            self._jobs.run(
                lambda _: passwords.keep(*where, password) if wanted else passwords.forget(*where),
                owner=self,
                failed=self._no_keyring,
            )
        self._set_busy(False)
        self._password.clear()
        self.opened.emit(replace(opened, server=server))

    def _refused(self, error: Exception) -> None:
        self._set_busy(False)
        self._error = error
        if isinstance(error, LoginFailed):
            self._delays.failed(self._who(), time.time())
            self._password.selectAll()
            self._password.setFocus()
        self._show_wait()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self._server, self._set, self._login, self._password, self._remember, self._server_menu):
            widget.setEnabled(not busy)
        self._enter.setEnabled(not busy)
        self._enter.setText(self.tr("Logging in …") if busy else self.tr("Log in"))
        if busy:
            self._message.clear()

    def _show_wait(self) -> None:
        """Show what went wrong, and count down where a wait is due."""
        left = self._waiting() if isinstance(self._error, LoginFailed) else 0.0
        words = "" if self._error is None else self._words(self._error)
        if left > 0:
            words += "\n" + self.tr("You can try again in {seconds} s.").format(seconds=int(left) + 1)
            self._wait.start()
        else:
            self._wait.stop()
        self._message.setText(words)
        self._enter.setEnabled(left <= 0 and not self._busy)

    def _words(self, error: Exception) -> str:
        if isinstance(error, Offline):
            return self.tr("The server does not answer. Is it switched on, and is this PC in the company's network?")
        return sentence(error)

    def close_jobs(self) -> None:
        """End the background work."""
        self._jobs.close()
