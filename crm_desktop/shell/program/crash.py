"""What happens at a bug: written down, one dialog, the program goes on."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

log = logging.getLogger("crm_desktop")


class CrashReporter(QObject):
    """Receives what nobody caught, from any thread; *before* is called first and keeps the drafts."""

    _happened = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = folder / "errors.log"
        self.before: Callable[[], None] | None = None
        self.dialog: CrashDialog | None = None
        self._before = sys.excepthook, threading.excepthook
        self._happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch every error from now on."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(args.exc_type, args.exc_value, args.exc_traceback)

    def uninstall(self) -> None:
        """Leave errors to whoever caught them before."""
        sys.excepthook, threading.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        """Write an error down and show it (sys.excepthook)."""
        if issubclass(kind, KeyboardInterrupt):
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        facts = f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, {platform.platform()}"
        words = f"{facts}\n\n{report}"
        log.error("unexpected error\n%s", report)
        try:
            with self.file.open("a", encoding="utf-8") as file:
                file.write(f"\n{words}\n")
        except OSError:
            pass  # a full disk must not hide the error itself
        self._happened.emit(words)

    def report(self, error: Exception) -> None:
        """Show an error of background work that is a bug."""
        self.caught(type(error), error, error.__traceback__)

    def _show(self, words: str) -> None:
        if self.before:
            before, self.before = self.before, None  # a failure in here must not come back here
            before()
            self.before = before
        if self.dialog is not None:
            self.dialog.add(words)
            return
        self.dialog = CrashDialog(words, _top_window())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog:
            self.dialog.deleteLater()
            self.dialog = None


def _top_window() -> QWidget | None:
    from PySide6.QtWidgets import QApplication

    return QApplication.activeWindow()


class CrashDialog(QDialog):
    """Says that nothing is lost, and offers the details for whoever can help."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash_dialog")
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setMinimumSize(560, 360)
        title, text = QLabel(self.tr("Something went wrong"), self), QLabel(self)
        title.setProperty("kind", "title")
        text.setWordWrap(True)
        text.setText(
            self.tr(
                "The program has an error here. What you typed is kept as a draft, and you can go on working. "
                "Please send the text below to whoever looks after the program."
            )
        )
        self._details = QPlainTextEdit(words, self)
        self._details.setReadOnly(True)
        self._details.setObjectName("crash_details")
        self._details.setAccessibleName(self.tr("Details"))
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton(self.tr("Copy the text"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(self.tr("Go on working"), QDialogButtonBox.ButtonRole.AcceptRole)
        copy.setObjectName("copy_details")
        close.setObjectName("go_on")
        for button in (copy, close):
            button.setAccessibleName(button.text())
        close.setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details.toPlainText()))
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addWidget(text)
        column.addWidget(self._details, 1)
        column.addWidget(buttons)

    def add(self, words: str) -> None:
        """Add a further error to the one on show."""
        self._details.appendPlainText("\n" + words)
