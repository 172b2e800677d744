"""Short messages at the foot of the window that go by themselves; with Undo where something was done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from crm_desktop.qt.tools import as_on_keys

SHOWN_FOR = 6_000  #: milliseconds; with Undo twice as long
AT_ONCE = 3


class Toasts(QWidget):
    """The stack of messages over *parent*; *too_late* when the key of Undo finds no message with one."""

    too_late = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._home = parent
        self.setObjectName("toasts")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # as large as its messages
        self._shown: list[Toast] = []
        shortcut = QShortcut(QKeySequence("Ctrl+Alt+Z"), parent)
        shortcut.activated.connect(self.undo_last)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, undo: Callable[[], None] | None = None) -> Toast:
        """Show *text*, the oldest message making room."""
        while len(self._shown) >= AT_ONCE:
            self._drop(self._shown[0])
        toast = Toast(text, undo, self)
        toast.gone.timeout.connect(lambda: self._drop(toast))
        toast.close_button.clicked.connect(lambda: self._drop(toast))
        if undo:
            toast.undo_button.clicked.connect(lambda: self._undo(toast))
        self._shown.append(toast)
        self._column.addWidget(toast, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show()
        self.raise_()
        self._place()
        return toast

    def undo_last(self) -> None:
        """Take back what the youngest message with Undo is about."""
        for toast in reversed(self._shown):
            if toast.undo:
                self._undo(toast)
                return
        self.too_late.emit()

    def texts(self) -> list[str]:
        """Return the messages on show, the oldest first."""
        return [toast.text for toast in self._shown]

    def _undo(self, toast: Toast) -> None:
        undo = toast.undo
        self._drop(toast)
        if undo:
            undo()

    def _drop(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            self._column.removeWidget(toast)
            toast.gone.stop()
            toast.hide()
            toast.deleteLater()
        self.setVisible(bool(self._shown))
        self._place()

    def _place(self) -> None:
        home = self._home
        self.move((home.width() - self.width()) // 2, home.height() - self.height() - 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay in the middle when a message comes or goes (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size (QObject.eventFilter)."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)


class Toast(QFrame):
    """One message."""

    def __init__(self, text: str, undo: Callable[[], None] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "toast")
        self.setObjectName("toast")
        self.text, self.undo = text, undo
        label = QLabel(text, self)
        label.setWordWrap(len(text) > 60)
        if len(text) > 60:
            label.setMinimumWidth(480)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAccessibleName(text)
        self.undo_button, self.close_button = QPushButton(self.tr("Undo"), self), QPushButton("×", self)
        self.undo_button.setObjectName("undo")
        self.undo_button.setAccessibleName(self.undo_button.text())
        self.undo_button.setToolTip(as_on_keys("Ctrl+Alt+Z"))
        self.undo_button.setVisible(undo is not None)
        self.close_button.setObjectName("close_toast")
        self.close_button.setAccessibleName(self.tr("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(label, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.close_button)
        self.gone = QTimer(self, singleShot=True, interval=SHOWN_FOR * (2 if undo or len(text) > 60 else 1))
        self.gone.start()
