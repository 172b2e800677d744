"""A print as it will look: pages of a PDF on screen, then to the printer or into a file."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QIcon,
    QImage,
    QKeySequence,
    QPageLayout,
    QPainter,
    QPaintEvent,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QLabel, QToolBar, QVBoxLayout, QWidget

from crm_desktop.core.files import whole
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.tools import resize_on_screen

POINTS = 72.0
GAP = 12
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
ICONS = {
    "print": "printer",
    "save": "download",
    "larger": "plus",
    "smaller": "minus",
    "width": "maximize-2",
    "previous": "chevron-up",
    "next": "chevron-down",
    "whole": "list",
}
#: Below this PDFium draws the outline of a bold sign a pixel wide, and a Chinese one becomes a blot: drawn twice as large and made smaller, it is none.
COARSE_DPI = 160
#: Printers get no finer pictures than this: beyond it nothing is seen, and a page takes seconds.
PRINT_DPI = 300


class PdfPages:
    """The pages of a PDF as pictures; used on the GUI thread only, because PDFium is not reentrant."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(content)
        self.sizes: list[tuple[float, float]] = [self._document.get_page_size(n) for n in range(len(self._document))]

    def image(self, number: int, dpi: float) -> QImage:
        """Return a page (from 0) drawn with *dpi* dots per inch."""
        finer = 2 if dpi < COARSE_DPI else 1
        page = self._document[number]
        bitmap = page.render(scale=finer * dpi / POINTS, prefer_bgrx=True)
        image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        size = QSize(*(ceil(length * dpi / POINTS) for length in self.sizes[number]))
        how = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(size, *how) if finer > 1 else image.copy()
        bitmap.close()
        page.close()
        return image

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()


class PageView(QAbstractScrollArea):
    """Pages below each other; drawn when they come into sight."""

    def __init__(self, pages: PdfPages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages, self.zoom, self.fit_width = pages, 1.0, True
        self._images: dict[tuple[int, float], QImage] = {}
        self.setObjectName("preview.pages")
        self.setAccessibleName(self.tr("Pages"))
        self.verticalScrollBar().valueChanged.connect(lambda: self.viewport().update())
        self.horizontalScrollBar().valueChanged.connect(lambda: self.viewport().update())

    def sizeHint(self) -> QSize:
        """Ask for room for most of a page."""
        return QSize(860, 900)

    def set_zoom(self, zoom: float | None) -> None:
        """Show pages at *zoom* (1.0 is life-size); None fits them to the width."""
        self.fit_width = zoom is None
        self.zoom = zoom or self.zoom
        self._lay_out()

    def step_zoom(self, steps: int) -> None:
        """Go *steps* up or down the usual zooms."""
        nearest = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self.zoom))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, nearest + steps))])

    def page_rects(self) -> list[QRect]:
        """Return where the pages lie, in pixels from the top of the document."""
        scale, top, rects = self.logicalDpiX() / POINTS * self.zoom, GAP, []
        widest = max((w for w, _ in self.pages.sizes), default=0) * scale
        room = max(self.viewport().width(), int(widest) + 2 * GAP)
        for width, height in self.pages.sizes:
            w, h = int(width * scale), int(height * scale)
            rects.append(QRect((room - w) // 2, top, w, h))
            top += h + GAP
        return rects

    def current_page(self) -> int:
        """Return the page (from 0) in the middle of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        rects = self.page_rects()
        return next((n for n, r in enumerate(rects) if r.bottom() + GAP >= middle), max(len(rects) - 1, 0))

    def show_page(self, number: int) -> None:
        """Scroll to a page (from 0)."""
        rects = self.page_rects()
        if rects:
            self.verticalScrollBar().setValue(rects[max(0, min(number, len(rects) - 1))].top() - GAP)

    def _lay_out(self) -> None:
        if self.fit_width and self.pages.sizes:
            widest = max(w for w, _ in self.pages.sizes) * self.logicalDpiX() / POINTS
            self.zoom = max((self.viewport().width() - 2 * GAP) / widest, 0.1)
        rects = self.page_rects()
        bottom, right = (rects[-1].bottom() + GAP, max(r.right() for r in rects) + GAP) if rects else (0, 0)
        for bar, length, seen in (
            (self.verticalScrollBar(), bottom, self.viewport().height()),
            (self.horizontalScrollBar(), right, self.viewport().width()),
        ):
            bar.setRange(0, max(0, length - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(40)
        self.viewport().update()

    def resizeEvent(self, event: Any) -> None:
        """Lay out anew (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl (QWidget.wheelEvent)."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight (QWidget.paintEvent)."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.palette().color(QPalette.ColorRole.Mid))
        origin = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        seen = self.viewport().rect().translated(origin)
        ratio = self.devicePixelRatioF()
        wanted = set()
        for number, rect in enumerate(self.page_rects()):
            if not rect.intersects(seen):
                continue
            dpi = self.logicalDpiX() * self.zoom * ratio
            wanted.add((number, dpi))
            if (number, dpi) not in self._images:
                self._images[number, dpi] = self.pages.image(number, dpi)
                self._images[number, dpi].setDevicePixelRatio(ratio)
            # as large as it is: squeezed by the pixel that rounding made it larger, it would lose a row and a column
            painter.drawImage(rect.topLeft() - origin, self._images[number, dpi])
        self._images = {key: image for key, image in self._images.items() if key in wanted}


class Preview(QWidget):
    """A window with a print in it; not modal, closed with Esc.

    *content*: the PDF; *name*: what a saved file is called, without suffix.
    """

    def __init__(self, content: bytes, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.content, self.name = content, name
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("preview")
        self.pages = PdfPages(content)
        self.view = PageView(self.pages, self)
        self.bar = QToolBar(self)
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar.setIconSize(QSize(16, 16))
        self.place = QLabel(self, wordWrap=True)  # below: in the bar there is no room for more than a page number
        self.place.setObjectName("preview.place")
        self.place.setContentsMargins(8, 3, 8, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.place)
        self.actions_: dict[str, QAction] = {}
        self._whole: Callable[[], object] | None = None
        self._make_actions()
        resize_on_screen(self, 900, 720)
        self.actions_["whole"].setVisible(False)
        self.view.verticalScrollBar().valueChanged.connect(self._show_place)
        self.view.setFocus()
        self.retranslate()

    def _make_actions(self) -> None:
        for name, keys, slot in (
            ("print", QKeySequence(QKeySequence.StandardKey.Print), self.print_out),
            ("save", QKeySequence(QKeySequence.StandardKey.Save), self.save_as),
            ("larger", QKeySequence(QKeySequence.StandardKey.ZoomIn), lambda: self.view.step_zoom(1)),
            ("smaller", QKeySequence(QKeySequence.StandardKey.ZoomOut), lambda: self.view.step_zoom(-1)),
            ("width", QKeySequence("Ctrl+0"), lambda: self.view.set_zoom(None)),
            ("previous", QKeySequence("Ctrl+PgUp"), lambda: self.view.show_page(self.view.current_page() - 1)),
            ("next", QKeySequence("Ctrl+PgDown"), lambda: self.view.show_page(self.view.current_page() + 1)),
            ("whole", QKeySequence("Ctrl+A"), self._show_whole),
            ("close", QKeySequence("Esc"), self.close),
        ):
            action = QAction(self)
            action.setObjectName(f"preview.{name}")
            action.setShortcut(keys)
            action.triggered.connect(lambda _=False, slot=slot: slot())
            action.setIcon(QIcon.fromTheme(ICONS.get(name, "")))
            self.addAction(action)
            self.actions_[name] = action
            if name != "close":
                self.bar.addAction(action)

    def offer_whole(self, act: Callable[[], object]) -> None:
        """Offer what the print leaves out: *act* shows another preview, with everything, and this one closes."""
        self._whole = act
        self.actions_["whole"].setVisible(True)

    def _show_whole(self) -> None:
        if self._whole is not None:
            self._whole()
            self.close()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Preview: %1").replace("%1", self.name))
        for name, text in (
            ("print", self.tr("Print …")),
            ("save", self.tr("Save as PDF …")),
            ("larger", self.tr("Larger")),
            ("smaller", self.tr("Smaller")),
            ("width", self.tr("Fit to width")),
            ("previous", self.tr("Previous page")),
            ("next", self.tr("Next page")),
            ("whole", self.tr("Everything")),
            ("close", self.tr("Close")),
        ):
            action = self.actions_[name]
            action.setText(text)
            action.setToolTip(f"{text} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        self._show_place()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _show_place(self) -> None:
        words = self.tr("Page %1 of %2").replace("%1", str(self.view.current_page() + 1))
        self.place.setText(words.replace("%2", str(len(self.pages.sizes))))

    def save_as(self) -> None:
        """Ask where to, then save the PDF."""
        dialog = file_dialog(self, self.tr("Save as PDF …"), "PDF (*.pdf)", save_as=f"{self.name}.pdf")
        dialog.setObjectName("preview.file")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Save the PDF; say in the bar when that fails."""
        try:
            with whole(Path(path)) as fresh:
                fresh.write_bytes(self.content)
        except OSError as error:
            self.place.setText(self.tr("The file could not be written: %1").replace("%1", str(error.strerror)))
        else:
            self.place.setText(self.tr("Saved: %1").replace("%1", Path(path).name))

    def print_out(self) -> None:
        """Ask for the printer and pages, then print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.name)
        printer.setFullPage(True)
        width, height = self.pages.sizes[0]
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        )
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("preview.printer")
        dialog.setMinMax(1, len(self.pages.sizes))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)  # QPrintDialog hides the one that needs no slot

    def print_to(self, printer: Any) -> None:
        """Draw the chosen pages on *printer* (a QPrinter)."""
        first, last = printer.fromPage() or 1, printer.toPage() or len(self.pages.sizes)
        painter = QPainter(printer)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in range(first - 1, min(last, len(self.pages.sizes))):
            if number >= first:
                printer.newPage()
            image = self.pages.image(number, min(PRINT_DPI, printer.resolution()))
            paper = painter.viewport()
            place = QRect(QPoint(), image.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio))
            place.moveCenter(paper.center())
            painter.drawImage(place, image)
        painter.end()

    def closeEvent(self, event: Any) -> None:
        """Let go of the file (QWidget.closeEvent)."""
        super().closeEvent(event)
        self.pages.close()
