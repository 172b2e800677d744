"""Pictures of a product: read and made small in a job, shown large with a row of small ones below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.products import services
from crm_desktop.qt.rows import EmptyLabel
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

LARGE, SMALL = QSize(720, 540), QSize(72, 54)
_PLACE = Qt.ItemDataRole.UserRole
Shown = tuple[int, str, QImage, QImage]


def scaled_image(content: bytes, size: QSize) -> QImage:
    """Return a picture made to fit *size*; null where it is none. Runs in a job: no pixmap, no widget."""
    data = QBuffer()
    data.setData(QByteArray(content))
    data.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(data)
    reader.setAutoTransform(True)
    whole = reader.size()
    if whole.isValid() and (whole.width() > size.width() or whole.height() > size.height()):
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))  # decoded small, not whole
    image = reader.read()
    data.close()
    return image


def read_images(session: Any, product_id: int) -> list[Shown]:
    """Return id, name, large and small picture of a product's pictures, the main one first (in a job)."""
    found = services.list_pictures(session, product_id=product_id)
    contents = services.read_pictures(session, attachment_ids=[p.id for p in found])
    images = []
    for picture in found:
        large = scaled_image(contents.get(picture.id, b""), LARGE)
        if not large.isNull():
            small = large.scaled(SMALL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            images.append((picture.id, picture.name, large, small))
    return images


class PictureView(QLabel):
    """One picture, as large as there is room; it never asks for more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, alignment=Qt.AlignmentFlag.AlignCenter)
        self._image = QImage()
        self.setMinimumSize(1, 1)

    def show_image(self, image: QImage) -> None:
        """Show another picture; a null one shows nothing."""
        self._image = image
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull() or self.width() < 2:
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        wanted = QSize(int(self.width() * ratio), int(self.height() * ratio))
        fits = self._image.width() <= wanted.width() and self._image.height() <= wanted.height()
        image = (
            self._image
            if fits
            else self._image.scaled(
                wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the room (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._fit()


class Pictures(QWidget):
    """All pictures of a product; *counted* with their number. Left and right walk through them."""

    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictures")
        self._context, self._product = context, 0
        self._images: list[Shown] = []
        self.large, self.strip = PictureView(self), QListWidget(self)
        self._empty = EmptyLabel(self)
        self.strip.setObjectName("pictures.strip")
        self.strip.setViewMode(QListView.ViewMode.IconMode)
        self.strip.setFlow(QListView.Flow.LeftToRight)
        self.strip.setWrapping(False)
        self.strip.setMovement(QListView.Movement.Static)
        self.strip.setIconSize(SMALL)
        self.strip.setFixedHeight(SMALL.height() + 34)
        self.strip.currentRowChanged.connect(self._show_row)
        self.main = QPushButton(self)
        self.main.setObjectName("pictures.main")
        self.main.setIcon(icon("star"))
        self.main.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._empty, 1)
        column.addWidget(self.large, 1)
        column.addWidget(self.strip)
        column.addWidget(self.main, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()
        self._show_images([])

    def show_product(self, product_id: int) -> None:
        """Show the pictures of another product."""
        self._product = product_id
        self.refresh()

    def refresh(self) -> None:
        """Read the pictures again."""
        product = self._product
        self._context.jobs.run(
            lambda session: read_images(session, product),
            owner=self,
            done=self._show_images,
            failed=self._context.messages.error,
            key="pictures",
        )

    def _show_images(self, images: Sequence[Shown]) -> None:
        self._images = list(images)
        self.strip.clear()
        for number, (_id, name, _large, small) in enumerate(self._images):
            item = QListWidgetItem(QIcon(QPixmap.fromImage(small)), "")
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setData(_PLACE, number)
            self.strip.addItem(item)
        there = bool(self._images)
        self.large.setVisible(there)
        self.strip.setVisible(len(self._images) > 1)
        self.main.setVisible(len(self._images) > 1)
        self._empty.setVisible(not there)
        if there:
            self.strip.setCurrentRow(0)
            self._show_row(0)
        self.counted.emit(len(self._images))

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._images):
            _id, name, large, _small = self._images[row]
            self.large.show_image(large)
            self.large.setAccessibleName(name)
        may = self._context.facts().rights.may("product", "edit")
        self.main.setEnabled(may and row > 0)
        self.main.setToolTip(
            ("" if row > 0 else self.tr("This is the main picture."))
            if may
            else self.tr("You have no right to do this.")
        )

    def _choose(self) -> None:
        """Let the picture on show stand for the product."""
        attachment = self._images[self.strip.currentRow()][0]
        self._context.jobs.run(
            lambda session: services.choose_main_picture(session, attachment_id=attachment),
            owner=self,
            done=lambda _: self.refresh(),
            failed=self._context.messages.error,
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setAccessibleName(self.tr("Pictures"))
        self.strip.setAccessibleName(self.tr("Pictures"))
        self.main.setText(self.tr("Make it the main picture"))
        self.main.setAccessibleName(self.main.text())
        self._empty.setText(
            as_on_keys(self.tr("No picture yet. Add one under “Files”: drop it there, or paste it with Ctrl+V."))
        )
