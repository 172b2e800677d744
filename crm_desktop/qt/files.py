"""Files of this PC on their way to a record and back: what may go in, what is on the clipboard, what is opened."""

from __future__ import annotations

import mimetypes
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QFileInfo, QIODevice, QLocale, QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QImage

from crm_desktop.core import clock
from crm_desktop.core.files import whole

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


def place_to_open(name: str) -> Path:
    """Return where a copy of a file is put to be opened."""
    return Path(tempfile.mkdtemp(prefix="crm-")) / safe_name(name)


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
