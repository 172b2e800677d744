"""The editor of tags: free words, completed from those in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from crm_desktop.core.fields import Field
from crm_desktop.qt.cells import separator
from crm_desktop.qt.editors.base import LineEditor, is_open_key
from crm_desktop.qt.tools import Tools


class TagsEditor(LineEditor):
    """Free words, separated by commas or 、."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._words = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._hint()

    def _dressed(self, value: Any) -> str:
        return separator(self.tools).join(value or ())

    def _hint(self) -> None:
        self.line.setPlaceholderText(QCoreApplication.translate("Editor", "separated by commas"))

    def retranslate(self) -> None:
        """Show the hint in the language of the moment."""
        super().retranslate()
        self._hint()

    # tags in use are offered for the word under way

    def _on_typed(self, text: str) -> None:
        super()._on_typed(text)
        if self._completer is None:
            self._read()
        self._complete()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            if self._completer is None:
                self._read(then=lambda: self._complete(everything=True))
            else:
                self._complete(everything=True)

    def _read(self, then: Callable[[], None] | None = None) -> None:
        """Make the list of tags and fill it; without an entity (in a dialog, say) there is none to fill it from."""
        completer = self._completer = QCompleter(self._words, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setWidget(self.line)
        popup = QListView()
        popup.setObjectName(f"{self.field.name}.popup")
        popup.setAccessibleName(self.input.accessibleName())
        completer.setPopup(popup)
        completer.activated[str].connect(self._take)  # type: ignore[index]
        self.line.popup = popup
        entity = next((e for e in self.tools.facts().entities.values() if any(f is self.field for f in e.fields)), None)
        if entity is None:
            return
        records = self.tools.records

        def done(words: list[str]) -> None:
            self._words.setStringList(words)
            (then or self._complete)()

        self.tools.jobs.run(
            lambda session: records.tags_in_use(session, entity), owner=self, done=done, failed=lambda _error: None
        )

    def _begun(self) -> tuple[int, str]:
        """Return where the word under the cursor begins and what of it is typed."""
        before = self.line.text()[: self.line.cursorPosition()]
        at = max((before.rfind(sign) for sign in ",，、;；"), default=-1) + 1
        return at + len(before[at:]) - len(before[at:].lstrip()), before[at:].strip()

    def _complete(self, everything: bool = False) -> None:
        completer, begun = self._completer, self._begun()[1]
        if completer is None or not self.line.hasFocus():
            return
        completer.setCompletionPrefix("" if everything else begun)
        if not (begun or everything) or begun in self._words.stringList() or not completer.completionCount():
            completer.popup().hide()
            return
        completer.complete()
        completer.popup().setCurrentIndex(completer.completionModel().index(0, 0))

    def _take(self, word: str) -> None:
        start, begun = self._begun()
        text, cursor = self.line.text(), self.line.cursorPosition()
        self.line.setText(text[:start] + word + text[cursor if begun or start < cursor else start :])
        self.line.setCursorPosition(start + len(word))
        super()._on_typed(self.line.text())
