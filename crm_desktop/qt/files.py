"""Files of this PC on their way to a record and back: what may go in, what is on the clipboard, what is opened."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import (
    QBuffer,
    QCoreApplication,
    QDir,
    QFileInfo,
    QIODevice,
    QLocale,
    QLockFile,
    QMimeData,
    QStandardPaths,
    Qt,
    QUrl,
)  # fmt: skip
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core import clock
from crm_desktop.core.files import make_private, whole

MAX_BYTES = 25 * 1024 * 1024
#: Opened by the system these run code; they can be saved, knowingly.
_RUNS_CODE = re.compile(
    r"\.(exe|com|bat|cmd|scr|pif|msi|jse?|vb[se]|ws[fh]|ps1|hta|jar|lnk|reg|cpl|sh|desktop|app|command|pyw?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Content:
    """A file that is no file of this PC, such as a picture of the clipboard."""

    name: str
    data: bytes

    def read_bytes(self) -> bytes:
        """Return the content."""
        return self.data


def file_dialog(parent: QWidget, title: str, kinds: str = "", *, save_as: str = "") -> QFileDialog:
    """Return a dialog that asks for files of this PC, or where to save one that is proposed to be called *save_as*.

    It begins where files were taken or saved last, the first time among the user's documents.
    """
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # where the system has no dialog of its own: Qt's Chinese lacks these
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, QCoreApplication.translate("Attachments", "Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, QCoreApplication.translate("Attachments", "Files of type:"))
    if dialog.directory() == QDir.current():  # the folder of the program, or wherever it was started
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog.setDirectory(documents if QDir(documents).exists() else QDir.homePath())
    if save_as:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(save_as).suffix[1:])
        dialog.selectFile(safe_name(re.sub(r"[/\\]", "_", save_as)))
    return dialog


def refusal(path: Path, language: str) -> str:
    """Return why a file of this PC cannot be added, or ''."""
    if not path.is_file():
        words = QCoreApplication.translate("Attachments", "“{name}” is not a file. Folders cannot be added.")
        return words.format(name=path.name)
    if path.stat().st_size > MAX_BYTES:
        words = QCoreApplication.translate("Attachments", "“{name}” is larger than {limit}; it was not added.")
        return words.format(name=path.name, limit=QLocale(language).formattedDataSize(MAX_BYTES, 0))
    return ""


def unreadable(name: str) -> str:
    """Return the sentence for a file that this PC does not read or write."""
    words = QCoreApplication.translate("Attachments", "“{name}” cannot be read or written on this PC.")
    return words.format(name=name)


def is_program(name: str) -> str:
    """Return why a file is not opened by us, or ''."""
    if not _RUNS_CODE.search(name):
        return ""
    words = QCoreApplication.translate(
        "Attachments", "“{name}” is a program. It is not opened from here; save it if you trust it."
    )
    return words.format(name=name)


def dropped(data: QMimeData) -> list[Path]:
    """Return the files of this PC that were dragged or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def picture(image: QImage) -> Content:
    """Return a picture of the clipboard, named by the moment."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, the binding text
    words = QCoreApplication.translate("Attachments", "Picture {when}.png")
    return Content(words.format(when=f"{clock.now():%Y-%m-%d %H%M%S}"), bytes(buffer.data().data()))


def media_type(name: str) -> str:
    """Return the media type that a file's name promises."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def safe_name(name: str) -> str:
    """Return *name* without anything that could lead out of a folder or that a file system refuses."""
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", QFileInfo(name.replace("\\", "/")).fileName()).strip(" .")
    return plain[-150:] or QCoreApplication.translate("Attachments", "file")


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file, whole or not at all, and return where it is."""
    with whole(path) as fresh:
        fresh.write_bytes(content)
    return path


def open_copy(path: Path) -> None:
    """Open a file in its program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def first_good(paths: Iterable[Path], language: str) -> tuple[Path | None, str]:
    """Return the first file that can be added, else why there is none."""
    reasons = []
    for path in paths:
        reason = refusal(path, language)
        if not reason:
            return path, ""
        reasons.append(reason)
    return None, reasons[0] if reasons else ""


class Copies:
    """Copies that other programs show: private, read-only, gone with the login that opened them; in a folder
    below *base* that is locked as long as the program lives.

    A copy lies in a folder that has its digest for a name, so that whoever clears up knows, after a crash too, what somebody changed.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._own: Path | None = None
        self._lock: QLockFile | None = None
        self._one = threading.Lock()

    def put(self, name: str, content: bytes) -> Path:
        """Write a copy that can only be read and return where it is (in a job); raise OSError."""
        place = tempfile.mkdtemp(prefix=f"{_digest(content)}.", dir=self._folder())
        path = write_whole(Path(place) / safe_name(name), content)
        path.chmod(0o400)  # whoever changes it is told by his program, and asked for another place
        return path

    def _folder(self) -> Path:
        with self._one:
            if self._own is None:
                self._base.mkdir(parents=True, exist_ok=True)
                self._base.chmod(0o700)
                own = self._base / f"{os.getpid()}-{uuid4().hex}"
                self._lock = _lock(own)
                if not self._lock.tryLock(0):
                    raise OSError(f"no lock for {own}")
                self._own = make_private(own)
            return self._own

    def clear(self) -> None:
        """Remove the copies at the end; what was changed, or is held by another program, is left to the next start."""
        with self._one:
            own, lock, self._own, self._lock = self._own, self._lock, None, None
        if own is not None:
            _remove_unchanged(own)
        if lock is not None:
            lock.unlock()

    def clear_left(self, safe: Path) -> list[Path]:
        """Remove what programs left that have died (in a job); move to *safe* what somebody changed, and return it."""
        moved = []
        for own in sorted(path for path in self._base.glob("*-*") if path.is_dir()):
            lock = _lock(own)
            if lock.tryLock(0):  # else its program lives
                with suppress(OSError):
                    _remove_unchanged(own)
                    for path in _left(own):
                        moved.append(_move(path, safe))
                    shutil.rmtree(own)
                lock.unlock()
        return moved


def _lock(own: Path) -> QLockFile:
    lock = QLockFile(f"{own}.lock")
    lock.setStaleLockTime(0)  # a program may live for weeks; one that died holds nothing
    return lock


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _remove_unchanged(own: Path) -> None:
    for path in own.glob("*/*"):
        with suppress(OSError):
            if path.is_file() and _digest(path.read_bytes()) == path.parent.name.partition(".")[0]:
                path.chmod(0o600)  # Windows removes nothing that can only be read
                path.unlink()
    for place in (*own.iterdir(), own):
        with suppress(OSError):
            place.rmdir()


def _left(own: Path) -> list[Path]:
    """Return what somebody wrote; half a copy and the marks of other programs begin with a dot or with ~$."""
    return [path for path in sorted(own.rglob("*")) if path.is_file() and not path.name.startswith((".", "~$"))]


def _move(path: Path, safe: Path) -> Path:
    safe.mkdir(parents=True, exist_ok=True)
    target, number = safe / path.name, 1
    while target.exists():
        number += 1
        target = safe / f"{path.stem} {number}{path.suffix}"
    path.chmod(0o600)
    return Path(shutil.move(path, target))
