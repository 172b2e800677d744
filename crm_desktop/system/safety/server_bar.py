"""How the works of safety reach the server: on this PC by itself, an office server by its superuser's password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.qt.jobs import Progress
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.sentences import sentence
from crm_desktop.system.safety.rules import Keeper


class ServerBar(QFrame):
    """Asks for the superuser where that is needed and runs works with progress; the password is kept nowhere.

    Signals: *reached* when the server can be worked on, *busy* while something runs.
    """

    reached = Signal()
    busy = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("server_bar")
        self.setProperty("kind", "card")
        self._context = context
        self.keeper: Keeper | None = None
        self.words, self.wrong = QLabel(self), QLabel(self)
        self.user, self.password, self.connect_button = QLineEdit("postgres", self), QLineEdit(self), QPushButton(self)
        self.progress = QProgressBar(self)
        self._build()
        self.retranslate()
        self.try_without_password()

    def _build(self) -> None:
        for widget, name in (
            (self.user, "server.user"), (self.password, "server.password"), (self.connect_button, "server.connect"),
            (self.progress, "server.progress"),
        ):  # fmt: skip
            widget.setObjectName(name)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setWordWrap(True)
        self.wrong.setProperty("kind", "error")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.progress.hide()
        self.progress.setTextVisible(False)
        self.user.setMaximumWidth(140)
        self.password.setMaximumWidth(180)
        self.connect_button.setIcon(icon("server"))
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        for widget in (self.user, self.password, self.connect_button):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(row)
        column.addWidget(self.wrong)
        column.addWidget(self.progress)
        self.connect_button.clicked.connect(self._connect)
        self.password.returnPressed.connect(self._connect)

    def try_without_password(self) -> None:
        """Reach the server that runs on this PC."""
        self._reach("", "", quiet=True)

    def _connect(self) -> None:
        self._reach(self.user.text().strip(), self.password.text(), quiet=False)

    def _reach(self, user: str, password: str, *, quiet: bool) -> None:
        make = self._context.keeper
        if make is None:
            return
        self.connect_button.setEnabled(False)

        def failed(error: Exception) -> None:
            self.connect_button.setEnabled(True)
            if not quiet:
                self.show_error(error)

        self._context.jobs.run(lambda _session: make(user, password), owner=self, done=self._reached, failed=failed)

    def _reached(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.password.clear()
        self.wrong.hide()
        self.retranslate()
        self.reached.emit()

    def show_error(self, error: Exception) -> None:
        """Say what went wrong; a bug goes the way of all bugs."""
        if not isinstance(error, (CrmError, OSError)):
            self._context.messages.error(error)
            return
        self.wrong.setText(error_words(error))
        self.wrong.show()

    def run(self, work: Callable[[Keeper, Any], Any], done: Callable[[Any], None]) -> None:
        """Run *work* with the keeper in the background, with progress; errors are shown here."""
        keeper = self.keeper
        if keeper is None:
            return
        self.wrong.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.busy.emit(True)

        def ended() -> None:
            self.progress.hide()
            self.busy.emit(False)

        def succeeded(result: Any) -> None:
            ended()
            done(result)

        def failed(error: Exception) -> None:
            ended()
            self.show_error(error)

        self._context.jobs.run(
            lambda _session, report: work(keeper, report), owner=self, done=succeeded, failed=failed, progress=self._report
        )  # fmt: skip

    def _report(self, progress: Progress) -> None:
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)

    def retranslate(self) -> None:
        """Set every text anew."""
        here = self.keeper is not None
        for widget in (self.user, self.password, self.connect_button):
            widget.setVisible(not here)
        if self.keeper is not None:
            words = self.tr("Backups are written by this PC into {place}").format(place=self.keeper.place())
        else:
            words = self.tr("Backups are written by this PC. The office server's superuser must be named first:")
        self.words.setText(words)
        self.user.setAccessibleName(self.tr("Superuser"))
        self.password.setAccessibleName(self.tr("Superuser's password"))
        self.password.setPlaceholderText(self.tr("Password"))
        self.connect_button.setText(self.tr("Connect"))
        self.connect_button.setAccessibleName(self.connect_button.text())
        self.progress.setAccessibleName(self.tr("Progress"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def error_words(error: Exception) -> str:
    """Return what went wrong; the command line's engine marks its own sentences."""
    marked = getattr(error, "sentence", "")
    if marked:
        return QCoreApplication.translate("Admin", marked).format(**getattr(error, "values", {}))
    if isinstance(error, OSError):
        return f"{error.strerror}: {error.filename}" if error.filename else str(error)
    return sentence(error)


def size_words(size: int) -> str:
    """Return a size in KB, MB or GB."""
    value, unit = float(size), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{value:,.0f} {unit}" if value >= 10 or unit == "B" else f"{value:,.1f} {unit}"
