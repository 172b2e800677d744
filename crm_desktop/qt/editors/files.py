"""Editor of an attribute that names one of the record's own files."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QStringListModel
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors.base import LineEditor, is_open_key
from crm_desktop.qt.tools import Tools


class FileEditor(LineEditor):
    """One of the files that stand under Files: chosen from their names (F4); the database holds to them."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setObjectName(f"{field.name}.popup")
        self._completer.setPopup(popup)
        self._completer.setWidget(self.line)
        self._completer.activated[str].connect(self._pick)  # type: ignore[index]
        self.line.popup = popup
        self._button = self._add_button("paperclip", QT_TRANSLATE_NOOP("Editor", "Choose a file"), self.drop_down, "F4")
        self.retranslate()

    def drop_down(self) -> None:
        """List the names of the record's files."""
        entity = self._entity()
        if self.read_only or entity is None or not self.record_id:
            return
        record_id, source = self.record_id, self.tools.records
        self.tools.jobs.run(
            lambda session: source.file_names(session, entity, record_id), owner=self, done=self._offer, key="files"
        )

    def _entity(self) -> Entity | None:
        entities = self.tools.facts().entities.values()
        return next((e for e in entities if self.field.name in e and e[self.field.name] is self.field), None)

    def _offer(self, names: list[str]) -> None:
        self._names.setStringList(["", *dict.fromkeys(names)])
        self._completer.popup().setAccessibleName(self.input.accessibleName())
        self._completer.complete()

    def _pick(self, name: str) -> None:
        self._typed = name
        self._finish()
        self.edited.emit()

    def _parse(self, text: str) -> Any:
        return text.strip()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)

    def set_value(self, value: Any, label: str = "") -> None:
        """Show the name as unedited; a record that is not saved yet has no files."""
        super().set_value(value, label)
        self.retranslate()

    def retranslate(self) -> None:
        """Say where the files come from, in the language of the moment."""
        super().retranslate()
        words = (
            QCoreApplication.translate("Editor", "one of the record's files (F4)")
            if self.record_id
            else QCoreApplication.translate("Editor", "possible once the record is saved and has files")
        )
        self.line.setPlaceholderText(words)
