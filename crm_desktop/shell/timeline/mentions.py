"""Completion of colleagues' names behind an @."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter, QPlainTextEdit

from crm_desktop.shell.context import Context
from crm_desktop.shell.timeline import services

_SIGNS = "@＠"


class Mentions(QObject):
    """Offers the names of colleagues in a text field once an @ is typed; they are read when first needed."""

    def __init__(self, context: Context, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._context, self._field = context, field
        self._names: list[str] | None = None
        self._model = QStringListModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setWidget(field)
        self.completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setMaxVisibleItems(8)
        self.completer.popup().setObjectName("mention_names")
        self.completer.activated.connect(self._take)
        field.textChanged.connect(self._typed)
        field.installEventFilter(self)

    def _begun(self) -> str | None:
        """Return what is typed behind the last @ before the cursor; None where there is none."""
        cursor = self._field.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        at = max(before.rfind(sign) for sign in _SIGNS)
        begun = before[at + 1 :]
        return None if at < 0 or len(begun) > 12 or any(c.isspace() for c in begun) else begun

    def _typed(self) -> None:
        begun = self._begun()
        if begun is None:
            self.completer.popup().hide()
        elif self._names is None:
            self._names = []
            self._context.jobs.run(
                services.colleagues, owner=self, done=self._read, failed=lambda _error: None, key="colleagues"
            )
        else:
            self._offer(begun)

    def _read(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._model.setStringList(self._names)
        begun = self._begun()
        if begun is not None and self._field.hasFocus():
            self._offer(begun)

    def _offer(self, begun: str) -> None:
        self.completer.setCompletionPrefix(begun)
        if not self._field.hasFocus() or begun in (self._names or ()) or not self.completer.completionCount():
            self.completer.popup().hide()
            return
        self.completer.popup().setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self._field.cursorRect()
        place.setWidth(180)
        self.completer.complete(place)

    def _take(self, name: str) -> None:
        begun = self._begun()
        if begun is None:
            return
        cursor = self._field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun))
        cursor.insertText(f"{name} ")
        self._field.setTextCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave Enter, Tab and Escape to the open list of names (QObject.eventFilter)."""
        popup = self.completer.popup()
        if (
            watched is self._field
            and popup.isVisible()
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
                self._take(str(popup.currentIndex().data() or self.completer.currentCompletion()))
                popup.hide()
                return True
            if event.key() == Qt.Key.Key_Escape:
                popup.hide()
                return True
        return super().eventFilter(watched, event)
