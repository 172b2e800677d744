"""What a list shows where it has no rows: why, and what to do next; grey lines while it loads."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.qt.lists.painting import grey, grey_line
from crm_desktop.qt.tools import furnish

#: Grey lines that come and go faster than this would only flicker.
PATIENCE_MS = 120


class StateOverlay(QWidget):
    """Lies over the rows of a list; *acted* carries 'clear', 'new' or 'retry'."""

    acted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("list_state")
        self._lines = False
        self.row_height = 26
        self._said = ""
        self._buttons: dict[str, QPushButton] = {}
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._show_lines)
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self._text = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, objectName="list_state_text")
        self._text.setProperty("kind", "muted")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = {name: QPushButton(self, objectName=f"list_state_{name}") for name in ("clear", "new", "retry")}
        row = QHBoxLayout()
        row.addStretch()
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.acted.emit(name))
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._text)
        layout.addLayout(row)
        layout.addStretch(3)

    def show_loading(self, patience: int = PATIENCE_MS) -> None:
        """Paint grey lines if the rows are not here soon (ms)."""
        if not self._lines:
            self._patience.start(patience)

    def show_words(self, text: str, **actions: str) -> None:
        """Show a sentence and buttons: action → words."""
        self._patience.stop()
        self._lines, self._said = False, text
        furnish(self, self._build)
        self._text.setText(text)
        self.setAccessibleName(text)
        for name, button in self._buttons.items():
            button.setVisible(name in actions)
            button.setText(actions.get(name, ""))
            button.setAccessibleName(actions.get(name, ""))
        self._text.show()
        self._cover()

    def finish(self) -> None:
        """Get out of the way of the rows."""
        self._patience.stop()
        self._lines = False
        self.hide()

    @property
    def words(self) -> str:
        """Return the sentence on show, or ''."""
        return self._said if not self.isHidden() and not self._lines else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the rows' area."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and the grey lines while loading."""
        painter, palette = QPainter(self), self.palette()
        painter.fillRect(self.rect(), palette.base())
        if self._lines:
            for n, top in enumerate(range(0, self.height(), self.row_height)):
                for column, left in enumerate(range(0, self.width(), 180)):
                    place = QRect(left, top, 180, self.row_height)
                    painter.fillRect(grey_line(place, n * 5 + column * 3), grey(palette))

    def _show_lines(self) -> None:
        self._lines = True
        if self.layout() is not None:
            self._text.hide()
        for button in self._buttons.values():
            button.hide()
        self._cover()

    def _cover(self) -> None:
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()
        self.update()
