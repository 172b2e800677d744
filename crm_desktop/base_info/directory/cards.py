"""A person's card: picture or initial, name, title, numbers, whether he is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.base_info.directory.rules import Person
from crm_desktop.core.text import SEMICOLON
from crm_desktop.qt.cells import joined

CARD = QSize(290, 122)
#: Pixels of a kept picture: sharp on a card, a few kilobytes.
SIDE = 240
SMALLEST = 10  #: pixels of letters that are still read
_TONES = ("#2f6fb3", "#2c7a4b", "#8a5a12", "#7a3f8c", "#a3423b", "#2b7a86")


def away_words(person: Person) -> str:
    """Say until when somebody is away and who does his work."""
    if person.away_until is None:
        return ""
    words = QCoreApplication.translate("DirectoryPage", "Away until {day}").format(day=f"{person.away_until:%m-%d}")
    stands = QCoreApplication.translate("DirectoryPage", "stand-in {name}").format(name=person.stand_in)
    return joined((words, stands if person.stand_in else ""), SEMICOLON)


class CardDelegate(QStyledItemDelegate):
    """Paints people as cards; *photo* gives the picture of an employee, or None."""

    def __init__(self, photo: Callable[[int], QPixmap | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._photo = photo

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of every card (QStyledItemDelegate.sizeHint)."""
        view = self.parent()
        return view.gridSize() - QSize(6, 6) if isinstance(view, QListView) and not view.gridSize().isEmpty() else CARD

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one card (QStyledItemDelegate.paint)."""
        given: Any = option
        person = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(person, Person):
            return
        palette, frame = QGuiApplication.palette(), given.rect.adjusted(4, 4, -5, -5)
        chosen = bool(given.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = palette.color(QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Mid)
        painter.setPen(QPen(edge, 2 if chosen else 1))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(frame, 6, 6)
        self._picture(painter, person, QRect(frame.left() + 10, frame.top() + 12, 56, 56))
        self._words(painter, person, frame.adjusted(76, 8, -6, -6), palette, given.font)
        painter.restore()

    def _picture(self, painter: QPainter, person: Person, place: QRect) -> None:
        path = QPainterPath()
        path.addEllipse(place)
        painter.save()
        painter.setClipPath(path)
        picture = self._photo(person.id)
        if picture is not None:
            painter.drawPixmap(place, picture)
        else:
            painter.fillPath(path, QColor(_TONES[person.id % len(_TONES)]))
            font = QFont(painter.font())
            font.setPixelSize(26)
            painter.setFont(font)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, person.name[:1])
        painter.restore()

    def _words(self, painter: QPainter, person: Person, place: QRect, palette: QPalette, font: QFont) -> None:
        bold = QFont(font)
        bold.setBold(True)
        number = "  ".join(
            part
            for part in (
                person.phone,
                QCoreApplication.translate("DirectoryPage", "ext. {number}").format(number=person.extension)
                if person.extension
                else "",
            )
            if part
        )
        lines = [
            (person.name, bold, QPalette.ColorRole.Text),
            (number, font, QPalette.ColorRole.Text),
            (person.mobile, font, QPalette.ColorRole.Text),
            (person.email, font, QPalette.ColorRole.Text),
        ]
        if person.away_until is not None:
            lines[-1] = (away_words(person), bold, QPalette.ColorRole.Link)
        height = place.height() // len(lines)
        for row, (words, face, role) in enumerate(lines):
            painter.setFont(face)
            painter.setPen(palette.color(role))
            spot = QRect(place.left(), place.top() + row * height, place.width(), height)
            _line(painter, spot, words)
            if row == 0:
                beside = painter.fontMetrics().horizontalAdvance(words) + 12
                painter.setFont(font)
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                work = "  ".join(filter(None, (person.title, person.department)))
                _line(painter, spot.adjusted(beside, 0, 0, 0), work)


def _line(painter: QPainter, place: QRect, words: str) -> None:
    """Draw a line of words: smaller where that is enough for all of them, else cut."""
    face = QFont(painter.font())
    size = face.pixelSize() if face.pixelSize() > 0 else QFontInfo(face).pixelSize()
    needed = painter.fontMetrics().horizontalAdvance(words)
    if place.width() < needed <= place.width() * size / SMALLEST:
        while size > SMALLEST and painter.fontMetrics().horizontalAdvance(words) > place.width():
            size -= 1
            face.setPixelSize(size)
            painter.setFont(face)
    short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


def picture_bytes(path: str) -> bytes:
    """Return the middle square of a picture file as a small JPEG; empty when it cannot be read."""
    image = QImage(path)
    if image.isNull():
        return b""
    side = min(image.width(), image.height())
    image = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    image = image.scaled(SIDE, SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 85)  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())
