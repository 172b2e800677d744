"""Started as a program of its own: shows one window and says when it was painted."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget


class Watch(QObject):
    """Ends the program as soon as its window has been painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the first paint of a window."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            watched.removeEventFilter(self)
            QApplication.instance().removeEventFilter(self)
            watched.repaint()
            sys.stdout.write(f"{time.monotonic()}\n")
            sys.stdout.flush()
            os._exit(0)
        return False


def bare() -> None:
    """Show the plainest window of a program that speaks to a database."""
    import sqlalchemy  # noqa: F401 - part of what any such program pays for at its start

    application = QApplication([])
    watch = Watch()
    application.installEventFilter(watch)
    window = QWidget()
    column = QVBoxLayout(window)
    for _ in range(3):
        column.addWidget(QLineEdit(window))
    column.addWidget(QPushButton("OK", window))
    window.show()
    application.exec()


def login(folder: str, server: str, account_set: str) -> None:
    """Start the desktop as its command does."""
    from crm_desktop import app

    real = app.QApplication

    def watched(arguments: list[str]) -> QApplication:
        application = real(arguments)
        application.watch = Watch()  # type: ignore[attr-defined]
        application.installEventFilter(application.watch)  # type: ignore[attr-defined]
        return application

    app.QApplication = watched  # type: ignore[assignment,misc]
    sys.exit(app.main(["--data", folder, "--server", server, "--set", account_set]))


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else login(*sys.argv[2:])
