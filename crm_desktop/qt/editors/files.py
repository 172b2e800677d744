"""Editor of an attribute that names one of the record's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QFileDialog, QListView, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt import files
from crm_desktop.qt.editors.base import LineEditor, is_open_key
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.tools import Tools

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FileEditor(LineEditor):
    """One of the record's files: chosen among them (F4), or brought from this PC (Ins, drop, Ctrl+V); Enter opens it."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._coming = ""  # the name of a file on its way to the server
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setObjectName(f"{field.name}.popup")
        self._completer.setPopup(popup)
        self._completer.setWidget(self.line)
        self._completer.activated[str].connect(self._pick)  # type: ignore[index]
        self.line.popup = popup
        self.line.installEventFilter(self)
        self._button = self._add_button(
            "paperclip", QT_TRANSLATE_NOOP("Editor", "Choose one of the record's files"), self.drop_down, "F4"
        )
        self._upload = self._add_button(
            "upload", QT_TRANSLATE_NOOP("Editor", "Add a file of this PC"), self.choose, "Ins"
        )
        self._open = self._add_button("external-link", QT_TRANSLATE_NOOP("Editor", "Open"), self.open_file, "Return")
        self.retranslate()

    # ── the record's files ───────────────────────────────

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
        self._show_actions()

    def open_file(self) -> None:
        """Open a copy of the file in its program (Enter)."""
        entity, name, record_id, source = self._entity(), self.line.text().strip(), self.record_id, self.tools.records
        if not name or entity is None or not record_id:
            return
        reason = files.is_program(name)
        if reason:
            self.set_error(reason)
            return
        copies = self.tools.copies
        self.tools.jobs.run(
            lambda session: copies.put(name, source.file_content(session, entity, record_id, name)),
            owner=self,
            done=files.open_copy,
            failed=lambda error: self._failed(error, name),
        )

    # ── files of this PC ─────────────────────────────────

    def _takes(self) -> bool:
        return bool(self.record_id) and not self.read_only and not self._coming

    def choose(self) -> None:
        """Let a file of this PC be chosen (Ins)."""
        if not self._takes():
            return
        dialog = file_dialog(self, QCoreApplication.translate("Editor", "Add a file of this PC"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.add_first([Path(path)]))
        dialog.open()

    def add_first(self, paths: list[Path]) -> None:
        """Store the first of these files with the record and name it here, or say why none can be."""
        path, reason = files.first_good(paths, self.tools.language())
        if path is not None:
            self._store(path)
        elif reason:
            self.set_error(reason)

    def _store(self, file: Path | files.Content) -> None:
        entity, record_id, source, name = self._entity(), self.record_id, self.tools.records, file.name
        if entity is None or not self._takes():
            return
        self._coming = name
        self.set_error("")
        self.retranslate()

        def work(session: Any) -> int:
            return source.add_file(session, entity, record_id, name, file.read_bytes(), files.media_type(name))

        def stored(_id: int) -> None:
            self._coming = ""
            self.retranslate()
            if self.record_id == record_id:  # another record may be on show by now; the file is its own record's
                self._pick(name)

        self.tools.jobs.run(work, owner=self, done=stored, failed=lambda error: self._failed(error, name))

    def _failed(self, error: Exception, name: str) -> None:
        self._coming = ""
        self.retranslate()
        if isinstance(error, OSError):
            self.set_error(files.unreadable(name))
        else:
            self.tools.jobs.unhandled.emit(error)

    def _paste(self) -> bool:
        """Store what is on the clipboard; False where that is text."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if not self._takes():
            return False
        if paths := files.dropped(data):
            self.add_first(paths)
        elif data.hasImage() and not data.hasText():
            self._store(files.picture(clipboard.image()))
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files that are dropped onto the line; it would write down their addresses."""
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls():  # entering and moving are of this kind too
            event.setAccepted(self._takes())
            event.setDropAction(Qt.DropAction.CopyAction)
            if event.type() == QEvent.Type.Drop and self._takes():
                self.add_first(files.dropped(event.mimeData()))
            return True
        return super().eventFilter(watched, event)

    def _parse(self, text: str) -> Any:
        return text.strip()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()
        elif event.key() == Qt.Key.Key_Insert and not event.modifiers():
            event.accept()
            self.choose()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.line.text():
            event.accept()
            self._finish()
            self.open_file()
        elif event.matches(QKeySequence.StandardKey.Paste) and self._paste():
            event.accept()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)
        self._upload.setVisible(not self.read_only)
        self._open.setVisible(bool(self.line.text().strip()) and bool(self.record_id))

    def set_value(self, value: Any, label: str = "") -> None:
        """Show the name as unedited; a record that is not saved yet has no files."""
        super().set_value(value, label)
        self.retranslate()
        self._show_actions()

    def retranslate(self) -> None:
        """Say where the files come from, in the language of the moment."""
        super().retranslate()
        if self._coming:
            words = QCoreApplication.translate("Editor", "“{name}” is being stored …").format(name=self._coming)
        elif self.record_id:
            words = QCoreApplication.translate("Editor", "drop or paste a file, or press Ins")
        else:
            words = QCoreApplication.translate("Editor", "possible once the record is saved")
        self.line.setPlaceholderText(words)
