"""Files that go with what is being written down: dropped, pasted or chosen, stored together with the entry."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.qt import files
from crm_desktop.qt.files import file_dialog
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon


class Enclosures(QWidget):
    """A line with the names of the files, and the button that adds some; *refused* carries a sentence."""

    refused = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._files: dict[str, Path | bytes] = {}
        self._names = QLabel(self)
        self._names.setObjectName("compose.files")
        self._names.setTextFormat(Qt.TextFormat.PlainText)
        self._names.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # long names widen nothing
        self._drop = QToolButton(self)
        self._drop.setObjectName("compose.drop_files")
        self._drop.setIcon(icon("x"))
        self._drop.clicked.connect(self.clear)
        self.button = QToolButton(parent)
        self.button.setObjectName("compose.add_files")
        self.button.setIcon(icon("paperclip"))
        self.button.clicked.connect(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._names, 1)
        row.addWidget(self._drop)
        self._show()

    def names(self) -> list[str]:
        """Return the names of the files, in their order."""
        return list(self._files)

    def choose(self) -> None:
        """Let files be chosen."""
        dialog = file_dialog(self, self.tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def add_files(self, paths: Iterable[str | Path]) -> None:
        """Put files of this PC with what is written."""
        for path in map(Path, paths):
            if reason := files.refusal(path, self._context.language()):
                self.refused.emit(reason)
            else:
                self._files[path.name] = path
        self._show()

    def paste(self) -> bool:
        """Take files or a picture from the clipboard; False where it holds words."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasUrls() and (found := files.dropped(data)):
            self.add_files(found)
        elif data.hasImage() and not data.hasText():
            made = files.picture(QGuiApplication.clipboard().image())
            self._files[made.name] = made.data
            self._show()
        else:
            return False
        return True

    def watch(self, words: QWidget) -> None:
        """Take what is pasted or dropped there and is no text."""
        for widget in (words, getattr(words, "viewport", lambda: words)()):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch pasted and dropped files (QObject.eventFilter)."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self.paste()
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            data = event.mimeData()  # type: ignore[attr-defined]
            if found := files.dropped(data) if data.hasUrls() else []:
                event.acceptProposedAction()  # type: ignore[attr-defined]
                if event.type() == QEvent.Type.Drop:
                    self.add_files(found)
                return True
        return super().eventFilter(watched, event)

    def clear(self) -> None:
        """Leave all of them out."""
        self._files = {}
        self._show()

    def store(self) -> Any:
        """Return the function that keeps them with a record, in a job; once, though its answer was lost."""
        enclosed, records = dict(self._files), self._context.records

        def keep(session: Any, entity: Entity, record_id: int) -> None:
            there = records.file_names(session, entity, record_id)
            for name, content in enclosed.items():
                if name not in there:
                    whole = content if isinstance(content, bytes) else content.read_bytes()
                    records.add_file(session, entity, record_id, name, whole, files.media_type(name))

        return keep

    def _show(self) -> None:
        self._names.setText(", ".join(self._files))
        self._names.setToolTip(self._names.text())
        self.setVisible(bool(self._files))

    def retranslate(self) -> None:
        """Set every text anew."""
        for button, words in ((self.button, self.tr("Add files")), (self._drop, self.tr("Without these files"))):
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._names.setAccessibleName(self.tr("Files"))
