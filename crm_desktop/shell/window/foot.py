"""The foot of the window: the connection, what is loading, rows and sum of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from crm_desktop.qt.cells import BETWEEN
from crm_desktop.shell.icons import icon

BESIDE = 200  #: pixels of the foot for what is loading
BUSY_AFTER = 300  #: milliseconds; what is done sooner is not worth a flicker


class Foot(QStatusBar):
    """The status bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setSizeGripEnabled(False)
        self._mark, self._connection, self._loading, self._sum = QLabel(self), QLabel(self), QLabel(self), QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(80)
        self._connection.setObjectName("connection")
        self._sum.setObjectName("selection_sum")
        self._sum.setProperty("kind", "sum")
        self.addWidget(self._mark)
        self.addWidget(self._connection)
        self.addWidget(self._bar)
        self.addWidget(self._loading, 1)
        self.addPermanentWidget(self._sum)
        self._sum.setMinimumWidth(1)  # what is selected makes no window wider
        self._status = ""
        self._online, self._where = True, ""
        self._pause = QTimer(self, singleShot=True, interval=BUSY_AFTER)
        self._pause.timeout.connect(lambda: self._show_busy(True))
        self._show_busy(False)

    def show_connection(self, online: bool, where: str) -> None:
        """Say whether the server is there; *where* names it."""
        self._online, self._where = online, where
        self.retranslate()

    def show_busy(self, jobs: int) -> None:
        """Say that *jobs* pieces of work are under way, if it lasts."""
        if jobs and not self._pause.isActive() and not self._bar.isVisible():
            self._pause.start()
        elif not jobs:
            self._pause.stop()
            self._show_busy(False)

    def _show_busy(self, busy: bool) -> None:
        self._bar.setVisible(busy)
        self._loading.setText(self.tr("Loading …") if busy else "")

    def show_loading(self, words: str) -> None:
        """Say how far long work is."""
        self._loading.setText(words)

    def show_status(self, words: str) -> None:
        """Show the rows and the sum of the page in front."""
        self._status = words
        self._sum.setAccessibleName(words)
        self._wrap()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let what is selected be read whole (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._wrap()

    def _wrap(self) -> None:
        """Break the words of what is selected between two of its parts, where one line has no room for all."""
        metrics, lines = self._sum.fontMetrics(), [""]
        room = self.width() - self._connection.sizeHint().width() - BESIDE
        for part in self._status.split(BETWEEN):
            longer = f"{lines[-1]}{BETWEEN}{part}" if lines[-1] else part
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines[-1] += BETWEEN.rstrip()
                lines.append(part)
            else:
                lines[-1] = longer
        self._sum.setText("\n".join(lines))

    def retranslate(self) -> None:
        """Set every text anew."""
        self._mark.setPixmap(
            icon("wifi" if self._online else "wifi-off", "ok" if self._online else "bad").pixmap(14, 14)
        )
        words = self.tr("Connected to {where}") if self._online else self.tr("Not connected to {where}")
        self._connection.setText(words.format(where=self._where))
        self._connection.setAccessibleName(self._connection.text())


class OfflineBanner(QFrame):
    """Says that the server is away or refuses the login, that nothing is lost, and when the next attempt is made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offline_banner")
        self.setProperty("kind", "banner-warn")
        self._words, self.retry = QLabel(self), QPushButton(self)
        self.retry.setObjectName("retry_now")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._words, 1)
        row.addWidget(self.retry)
        self.hide()
        self._seconds, self._refused = 0, False
        self.retranslate()

    def show_refused(self) -> None:
        """Show that the server is there and lets this login in no more."""
        self._refused = True
        self.retranslate()
        self.show()

    def show_waiting(self, seconds: int) -> None:
        """Show when the next attempt is made."""
        self._seconds, self._refused = seconds, False
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Set every text anew."""
        self._words.setText(
            self.tr(
                "Your login was locked or given another password. Nothing you typed is lost; ask your administrator."
            )
            if self._refused
            else self.tr(
                "The server cannot be reached. Nothing you typed is lost; next attempt in about {seconds} s."
            ).format(seconds=self._seconds)
        )
        self._words.setAccessibleName(self._words.text())
        self.retry.setText(self.tr("Try now"))
        self.retry.setAccessibleName(self.retry.text())
