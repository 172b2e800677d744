"""The screen covered after a while without a key: the password is asked, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.core.errors import LoginFailed
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.icons import icon
from crm_desktop.shell.sentences import sentence

INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.MouseMove,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """Tells by *idle* when nobody has touched the program for *minutes*; 0 is never."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        # Only the window in front is watched: a filter on the application would see every event of every widget.
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        """Wait so long from now on."""
        self._timer.stop()
        self._timer.setInterval(max(0, minutes) * 60_000)
        if minutes > 0:
            self._timer.start()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self._touched()

    def _touched(self) -> None:
        if self._timer.interval() > 0:
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start anew at every key and movement (QObject.eventFilter)."""
        if event.type() in INPUT:
            self._touched()
        return False


class Caret:
    """The place in a line where somebody types, for going on there after the line was left."""

    def __init__(self, widget: QWidget | None) -> None:
        self._line = widget if isinstance(widget, QLineEdit) else None
        self._at = self._line.cursorPosition() if self._line else 0

    def restore(self) -> None:
        """Go there, where the line is there and has the focus again."""
        if self._line is not None and isValid(self._line) and self._line.hasFocus():
            self._line.setCursorPosition(self._at)


class LockCover(QWidget):
    """Covers the window; *unlocked* when the password was right. *check* is called in a job, raises LoginFailed."""

    unlocked = Signal()
    left = Signal()

    def __init__(self, jobs: Jobs, who: str, check: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self.setProperty("kind", "cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._jobs, self._who, self._check, self._failures = jobs, who, check, 0
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setFixedWidth(340)
        self._mark, self._title, self._name, self._hint = QLabel(card), QLabel(card), QLabel(who, card), QLabel(card)
        self._title.setProperty("kind", "title")
        self._name.setProperty("kind", "heading")
        self._hint.setProperty("kind", "muted")
        self._hint.setWordWrap(True)
        self.password, self._open, self._leave = QLineEdit(card), QPushButton(card), QPushButton(card)
        self.password.setObjectName("lock_password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._open.setObjectName("unlock")
        self._open.setProperty("kind", "primary")
        self._leave.setObjectName("leave")
        self._leave.setProperty("kind", "link")
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        for widget in (self._mark, self._title, self._name, self._hint, self.password, self._open, self._leave):
            column.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.password.returnPressed.connect(self._try)
        self._open.clicked.connect(self._try)
        self._leave.clicked.connect(self.left)
        self.retranslate()

    def begin(self) -> None:
        """Ask for the password."""
        self.password.clear()
        self.retranslate()
        self.password.setFocus()

    def _try(self) -> None:
        password, check = self.password.text(), self._check
        if not password or not self._open.isEnabled():
            return
        self._open.setEnabled(False)
        self._hint.setText(self.tr("Checking the password …"))
        self._jobs.run(lambda _: check(password), owner=self, done=self._right, failed=self._wrong, key="unlock")

    def _right(self, _nothing: object) -> None:
        self._failures = 0
        self._open.setEnabled(True)
        self.password.clear()
        self.unlocked.emit()

    def _wrong(self, error: Exception) -> None:
        self._failures += 1
        wrong = isinstance(error, LoginFailed)
        self._hint.setText(self.tr("The password is wrong.") if wrong else sentence(error))
        self.password.selectAll()
        self.password.setFocus()
        wait = min(60, 2 ** max(0, self._failures - 2)) if wrong and self._failures > 1 else 0
        QTimer.singleShot(wait * 1000, self._open, lambda: self._open.setEnabled(True))

    def retranslate(self) -> None:
        """Set every text anew."""
        self._mark.setPixmap(icon("lock", "accent").pixmap(32, 32))
        self._title.setText(self.tr("Locked"))
        self._hint.setText(self.tr("Everything is as you left it. Type your password to go on."))
        self.password.setPlaceholderText(self.tr("Password"))
        self.password.setAccessibleName(self.tr("Password"))
        self._open.setText(self.tr("Unlock"))
        self._open.setAccessibleName(self._open.text())
        self._leave.setText(self.tr("Log in as somebody else"))
        self._leave.setAccessibleName(self._leave.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
