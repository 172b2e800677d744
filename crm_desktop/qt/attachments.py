"""The files of a record: dropped, pasted or chosen, opened, saved and removed, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt import files
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.tools import Tools, as_on_keys, furnish

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FILE = Qt.ItemDataRole.UserRole


class FileEntry(Protocol):
    """One stored file, without its content; *size* in bytes."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class FileStore:
    """What the list needs of the database; every function is called in a job with a session."""

    read_all: Callable[[Any], Sequence[FileEntry]]
    read: Callable[[Any, int], bytes]
    add: Callable[[Any, str, bytes, str], Any]  #: session, name, content, media type
    remove: Callable[[Any, int], Any]


class Attachments(QWidget):
    """Lists the files of one record; *message* carries a sentence for the person."""

    message = Signal(str)
    counted = Signal(int)

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attachments")
        self.setAcceptDrops(True)
        self.tools = tools
        self._store: FileStore | None = None
        self._reason = ""
        self._to_remove: FileEntry | None = None
        self._stored: Sequence[FileEntry] = ()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._buttons: dict[str, QPushButton] = {}
        for name, icon, act in (
            ("add", "plus", self.choose),
            ("open", "external-link", self.open_current),
            ("save", "download", self.save_current),
            ("remove", "trash-2", self.ask_remove),
        ):
            button = QPushButton(QIcon.fromTheme(icon), "", self)
            button.setObjectName(f"attachments.{name}")
            button.clicked.connect(act)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self._make_question())
        stack_holder = QWidget(self)
        self._stack = QStackedLayout(stack_holder)
        self.list = FileList(self)
        self.list.setObjectName("attachments.list")
        self.list.currentItemChanged.connect(self._show_buttons)
        self.list.itemDoubleClicked.connect(self.open_current)
        self._empty = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._empty.setProperty("kind", "muted")
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        box.addWidget(stack_holder, 1)
        self.retranslate()
        self._show_files()

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is seen when it is first looked at (QWidget.showEvent)."""
        furnish(self, self._build)
        super().showEvent(event)

    def _make_question(self) -> QFrame:
        self._question = QFrame(self)
        self._question.setObjectName("attachments.question")
        self._question.setProperty("kind", "banner-warn")
        row = QHBoxLayout(self._question)
        row.setContentsMargins(8, 4, 8, 4)
        self._question_words = QLabel(self._question, wordWrap=True)
        self._yes = QPushButton(self._question)
        self._yes.setObjectName("attachments.yes")
        self._yes.setProperty("kind", "danger")
        self._yes.clicked.connect(self._remove)
        self._no = QPushButton(self._question)
        self._no.setObjectName("attachments.no")
        self._no.clicked.connect(self._close_question)
        row.addWidget(self._question_words, 1)
        row.addWidget(self._yes)
        row.addWidget(self._no)
        self._question.hide()
        return self._question

    # ── content ──────────────────────────────────────────

    def set_store(self, store: FileStore | None) -> None:
        """Show the files behind *store*; None for a record that is not stored yet."""
        self._store, self._stored = store, ()
        if self.layout() is not None:
            self._close_question()
            self._show_files()
        self.refresh()

    def set_read_only(self, reason: str) -> None:
        """Let files be read only, with *reason*; '' gives them free again."""
        self._reason = reason
        if self.layout() is not None:
            self._show_buttons()

    def refresh(self) -> None:
        """Read the list anew."""
        if self._store is not None:
            self.tools.jobs.run(self._store.read_all, owner=self, key="files", done=self._show)

    def current(self) -> FileEntry | None:
        """Return the marked file, or None."""
        item = self.list.currentItem()
        return item.data(_FILE) if item is not None else None

    def _show(self, stored: Sequence[FileEntry]) -> None:
        self._stored = stored
        self._show_files()
        self.counted.emit(len(stored))

    def _show_files(self) -> None:
        if self.layout() is None:
            return
        stored, marked = self._stored, self.current()
        self.list.clear()
        size = QLocale(self.tools.language())
        for file in stored:
            parts = [size.formattedDataSize(file.size, 1), file.at.astimezone().strftime("%Y-%m-%d %H:%M"), file.by]
            item = QListWidgetItem(_icon(file.name), f"{file.name}\n{' · '.join(p for p in parts if p)}")
            item.setData(_FILE, file)
            item.setToolTip(file.name)
            self.list.addItem(item)
            if marked is not None and marked.id == file.id:
                self.list.setCurrentItem(item)
        if stored and self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self._show_buttons()

    def _show_buttons(self) -> None:
        stored, marked = self._store is not None, self.current() is not None
        self._buttons["add"].setEnabled(stored and not self._reason)
        self._buttons["remove"].setEnabled(marked and not self._reason)
        self._buttons["add"].setToolTip(self._reason or "Ins")
        self._buttons["remove"].setToolTip(self._reason or "Del")
        self._buttons["open"].setEnabled(marked)
        self._buttons["save"].setEnabled(marked)
        self._stack.setCurrentIndex(0 if self.list.count() else 1)

    # ── adding ───────────────────────────────────────────

    def choose(self) -> None:
        """Let files be chosen (Ins)."""
        if self._store is None or self._reason:
            return
        dialog = file_dialog(self, self.tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def add_files(self, paths: Iterable[str]) -> None:
        """Store files of this PC with the record."""
        store = self._store
        if store is None or self._reason:
            return
        for path in map(Path, paths):
            reason = files.refusal(path, self.tools.language())
            if reason:
                self.message.emit(reason)
            else:
                self._add(store, path)

    def _add(self, store: FileStore, path: Path) -> None:
        self.tools.jobs.run(
            lambda session: store.add(session, path.name, path.read_bytes(), files.media_type(path.name)),
            owner=self,
            done=lambda _id: self.refresh(),
            failed=lambda error: self._unreadable(error, path.name),
        )

    def add_content(self, name: str, content: bytes) -> None:
        """Store *content* as a file called *name*."""
        store = self._store
        if store is not None and not self._reason:
            self.tools.jobs.run(
                lambda s: store.add(s, name, content, files.media_type(name)),
                owner=self,
                done=lambda _id: self.refresh(),
            )

    def paste(self) -> None:
        """Store what is on the clipboard: files, or a picture such as a screenshot (Ctrl+V)."""
        data = QGuiApplication.clipboard().mimeData()
        if data.hasUrls():
            self.add_files(map(str, files.dropped(data)))
        elif data.hasImage():
            made = files.picture(QGuiApplication.clipboard().image())
            self.add_content(made.name, made.data)

    def _unreadable(self, error: Exception, name: str) -> None:
        if isinstance(error, OSError):
            self.message.emit(files.unreadable(name))
        else:
            self.tools.jobs.unhandled.emit(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls() and self._store is not None and not self._reason:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept files anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files."""
        self.add_files(map(str, files.dropped(event.mimeData())))
        event.acceptProposedAction()

    # ── using ────────────────────────────────────────────

    def open_current(self) -> None:
        """Open a copy of the marked file in its program (Enter)."""
        file = self.current()
        store, copies = self._store, self.tools.copies
        if file is None or store is None:
            return
        reason = files.is_program(file.name)
        if reason:
            self.message.emit(reason)
            return
        self._fetch(file, lambda session: copies.put(file.name, store.read(session, file.id)), files.open_copy)

    def save_current(self) -> None:
        """Save the marked file on this PC (Ctrl+Shift+S)."""
        file = self.current()
        if file is None or self._store is None:
            return
        dialog = file_dialog(self, self.tr("Save file"), save_as=file.name)
        dialog.fileSelected.connect(lambda path: self.save_to(file, Path(path)))
        dialog.open()

    def save_to(self, file: FileEntry, path: Path) -> None:
        """Write the content of *file* to *path*, whole or not at all."""
        store = self._store
        assert store is not None
        self._fetch(
            file,
            lambda session: files.write_whole(path, store.read(session, file.id)),
            lambda p: self.message.emit(self.tr("Saved as {path}").format(path=p)),
        )

    def _fetch(self, file: FileEntry, work: Callable[[Any], Path], done: Callable[[Path], Any]) -> None:
        self.tools.jobs.run(work, owner=self, done=done, failed=lambda e: self._unreadable(e, file.name))

    def ask_remove(self) -> None:
        """Ask once before the marked file is removed (Del)."""
        file = self.current()
        if file is None or self._reason:
            return
        self._to_remove = file
        self._question_words.setText(self.tr("Remove “{name}” for everybody?").format(name=file.name))
        self._question.show()
        self._no.setFocus()

    def _remove(self) -> None:
        file, store = self._to_remove, self._store
        self._close_question()
        if file is not None and store is not None:
            self.tools.jobs.run(lambda s: store.remove(s, file.id), owner=self, done=lambda _none: self.refresh())

    def _close_question(self) -> None:
        self._to_remove = None
        if not self._question.isHidden():
            self._question.hide()
            self.list.setFocus()

    # ── looks ────────────────────────────────────────────

    def retranslate(self) -> None:
        """Show every word in the language of the moment."""
        words = {
            "add": self.tr("Add"),
            "open": self.tr("Open"),
            "save": self.tr("Save as"),
            "remove": self.tr("Remove"),
        }
        for name, button in self._buttons.items():
            button.setText(words[name])
            button.setAccessibleName(words[name])
        self._yes.setText(self.tr("Remove"))
        self._no.setText(self.tr("Keep"))
        for button in (self._yes, self._no):
            button.setAccessibleName(button.text())
        self.list.setAccessibleName(self.tr("Files"))
        self._empty.setText(
            as_on_keys(self.tr("No files yet. Drop them here, paste a picture with Ctrl+V, or press Add."))
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.layout() is not None:
            self.retranslate()


class FileList(QListWidget):
    """The list with its keys: Enter, Ins, Del, Ctrl+V, Ctrl+Shift+S."""

    def __init__(self, owner: Attachments) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setProperty("kind", "plain")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of the files."""
        held, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        save = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if key in _ENTER and not held:
            self._owner.open_current()
        elif key == Qt.Key.Key_Insert and not held:
            self._owner.choose()
        elif key == Qt.Key.Key_Delete and not held:
            self._owner.ask_remove()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._owner.paste()
        elif key == Qt.Key.Key_S and held == save:
            self._owner.save_current()
        else:
            super().keyPressEvent(event)


def _icon(name: str) -> QIcon:
    kind = files.media_type(name)
    if "spreadsheet" in kind or "excel" in kind or name.lower().endswith((".csv", ".xlsx", ".xls")):
        return QIcon.fromTheme("file-spreadsheet")
    return QIcon.fromTheme("file-text" if kind.startswith(("text/", "application/pdf")) else "file")
