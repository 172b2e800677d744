"""The files of a record: drop them here, open them, save them elsewhere."""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import Invalid
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records import services
from crm_desktop.shell.records.services import Attachment

LARGEST = 25 * 1024 * 1024  #: bytes of one file
#: Suffixes that run when opened: they are saved, not opened, from here.
PROGRAMS = {
    ".exe",
    ".bat",
    ".cmd",
    ".com",
    ".msi",
    ".ps1",
    ".vbs",
    ".js",
    ".scr",
    ".lnk",
    ".jar",
    ".sh",
    ".desktop",
    ".hta",
    ".reg",
}


class Attachments(QWidget):
    """The list of files; *counted* with their number."""

    counted = Signal(int)

    def __init__(self, context: Context, table: str, may_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAcceptDrops(may_change)
        self._context, self._table, self._record_id, self._may_change = context, table, 0, may_change
        self._list, self._hint = QListWidget(self), QLabel(self)
        self._list.setObjectName("attachment_list")
        self._list.setProperty("kind", "plain")
        self._list.itemActivated.connect(lambda item: self._open(item))
        self._hint.setProperty("kind", "muted")
        self._hint.setWordWrap(True)
        self._add, self._save = QPushButton(self), QPushButton(self)
        self._add.setObjectName("add_file")
        self._add.setIcon(icon("paperclip"))
        self._add.clicked.connect(self._choose_files)
        self._add.setVisible(may_change)
        self._save.setObjectName("save_file")
        self._save.setIcon(icon("download"))
        self._save.clicked.connect(self._save_as)
        self._remove = QAction(
            self, shortcut=QKeySequence("Del"), shortcutContext=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._remove.triggered.connect(self._ask_remove)
        self._list.addAction(self._remove)
        row = QHBoxLayout()
        row.addWidget(self._add)
        row.addWidget(self._save)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self._list, 1)
        self.retranslate()

    def show_record(self, record_id: int) -> None:
        """Show the files of another record."""
        self._record_id = record_id
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        table, record_id = self._table, self._record_id
        if record_id:
            self._context.jobs.run(
                lambda session: services.list_attachments(session, table, record_id),
                owner=self,
                done=self._fill,
                failed=self._context.messages.error,
                key="files",
            )

    def _fill(self, files: Sequence[Attachment]) -> None:
        self._list.clear()
        for file in files:
            size = QLocale().formattedDataSize(file.size)
            item = QListWidgetItem(
                icon("paperclip"), f"{file.name}\n{size} · {file.at.astimezone():%Y-%m-%d %H:%M} · {file.by}"
            )
            item.setData(Qt.ItemDataRole.UserRole, file)
            self._list.addItem(item)
        self._hint.setVisible(not files)
        self._save.setEnabled(bool(files))
        self.counted.emit(len(files))

    def _current(self) -> Attachment | None:
        item = self._list.currentItem() or (self._list.item(0) if self._list.count() == 1 else None)
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def add(self, paths: Sequence[Path]) -> None:
        """Keep files with the record; one that is too large or cannot be read is named and left out."""
        table, record_id = self._table, self._record_id
        for path in paths:
            self._context.jobs.run(
                lambda session, p=path: _attach(session, table, record_id, p),
                owner=self,
                done=lambda _: self.refresh(),
                failed=lambda error, p=path: self._not_added(p, error),
            )

    def _not_added(self, path: Path, error: Exception) -> None:
        if isinstance(error, OSError):
            self._context.messages.toast(
                self.tr("“{name}” cannot be read; it was not attached.").format(name=path.name)
            )
        elif isinstance(error, Invalid) and error.rule == "file_too_large":
            words = self.tr("“{name}” is larger than {limit} MB and was not attached.")
            self._context.messages.toast(words.format(name=path.name, limit=LARGEST // 1024 // 1024))
        else:
            self._context.messages.error(error)

    def _open(self, item: QListWidgetItem) -> None:
        file = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(file, Attachment):
            return
        if Path(file.name).suffix.lower() in PROGRAMS:
            self._context.messages.toast(
                self.tr("“{name}” is a program; it can be saved, but is not opened from here.").format(name=file.name)
            )
            return
        self._context.jobs.run(
            lambda session: _fetch(session, file),
            owner=self,
            failed=self._context.messages.error,
            done=lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )

    def _save_as(self) -> None:
        file = self._current()
        if file is None:
            return
        dialog = QFileDialog(self, self.tr("Save the file"), file.name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_to(file, Path(name)))
        dialog.open()

    def save_to(self, file: Attachment, path: Path) -> None:
        """Write a file's content to *path*."""

        def failed(error: Exception) -> None:
            if isinstance(error, OSError):
                self._context.messages.toast(self.tr("The file cannot be written there. Please choose another place."))
            else:
                self._context.messages.error(error)

        self._context.jobs.run(
            lambda session: path.write_bytes(services.read_attachment(session, file.id)),
            owner=self,
            done=lambda _: self._context.messages.toast(self.tr("Saved: {name}").format(name=path.name)),
            failed=failed,
        )

    def _ask_remove(self) -> None:
        file = self._current()
        if file is None or not self._may_change:
            return
        self._context.messages.ask(
            self.tr("Remove the file “{name}” for everybody? This cannot be undone.").format(name=file.name),
            self.tr("Remove"),
            lambda: self._delete(file),
            parent=self,
        )

    def _delete(self, file: Attachment) -> None:
        self._context.jobs.run(
            lambda session: services.delete_attachment(session, file.id),
            owner=self,
            done=lambda _: self.refresh(),
            failed=self._context.messages.error,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged here (QWidget.dragEnterEvent)."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach the files dropped here (QWidget.dropEvent)."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.add([path for path in paths if path.is_file()])

    def retranslate(self) -> None:
        """Set every text anew."""
        self._hint.setText(
            self.tr("No files yet. Drop them here, or press the button.")
            if self._may_change
            else self.tr("No files yet.")
        )
        self._add.setText(self.tr("Attach files …"))
        self._save.setText(self.tr("Save as …"))
        for button in (self._add, self._save):
            button.setAccessibleName(button.text())
        self._list.setAccessibleName(self.tr("Files"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _attach(session: object, table: str, record_id: int, path: Path) -> int:
    if path.stat().st_size > LARGEST:
        raise Invalid("file_too_large")
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return services.add_attachment(session, table, record_id, path.name, path.read_bytes(), media_type)  # type: ignore[arg-type]


def _fetch(session: object, file: Attachment) -> Path:
    """Write a file's content into a temporary folder of its own and return the path."""
    folder = Path(tempfile.mkdtemp(prefix="crm-"))
    plain = "".join("_" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in file.name).strip(". ") or "file"
    path = folder / plain
    path.write_bytes(services.read_attachment(session, file.id))  # type: ignore[arg-type]
    return path
