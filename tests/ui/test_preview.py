"""The preview of a print: pages, zoom, saving, keys, printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter

from crm_desktop.printing.listing import print_list
from crm_desktop.printing.page import Head
from crm_desktop.printing.tables import Column
from crm_desktop.qt.preview import PdfPages, Preview

CONTENT = print_list(Head(company="西安", title="清单"), (Column(label="名称"),), [(f"第 {n} 行",) for n in range(150)])

PAGES = 4


@pytest.fixture
def preview(qtbot: Any) -> Preview:
    window = Preview(CONTENT, "清单")
    qtbot.addWidget(window)
    window.resize(700, 800)
    window.show()
    return window


def test_pages_are_drawn(preview: Preview) -> None:
    assert len(preview.pages.sizes) == PAGES
    picture = preview.view.grab().toImage()
    dark = sum(
        picture.pixelColor(x, y).lightness() < 100
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )
    assert dark > 50
    assert picture.pixelColor(picture.width() // 2, 20) == QColor("white")


@pytest.mark.parametrize("width", [700, 701, 703, 760, 811])
def test_no_line_of_a_page_is_lost(preview: Preview, width: int) -> None:
    """A picture squeezed by one pixel loses a row or a column: the hyphen of a phone, the stem of a letter."""
    preview.resize(width, 800)
    view = preview.view
    seen = view.grab().toImage()
    place = view.page_rects()[0]
    page = view.pages.image(0, view.logicalDpiX() * view.zoom)
    drawn = seen.copy(place.x() + view.viewport().x(), place.y() + view.viewport().y(), page.width(), 600)
    assert drawn.convertToFormat(page.format()) == page.copy(0, 0, page.width(), 600)


def test_bold_signs_are_no_blots_on_a_small_picture(preview: Preview) -> None:
    """As seen from far away: what the same page drawn large is when it is made small."""
    small, large = preview.pages.image(0, 78), preview.pages.image(0, 4 * 78)
    how = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    far, head = large.scaled(small.size(), *how), range(120)  # heading and titles of the columns
    dark = [
        sum(255 - picture.pixelColor(x, y).lightness() for x in range(picture.width()) for y in head)
        for picture in (small, far)
    ]
    assert dark[0] < dark[1] * 1.05


def test_walking_and_zooming_by_keys(preview: Preview, qtbot: Any) -> None:
    qtbot.keyClick(preview, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.current_page() == 1
    assert "2" in preview.place.text()
    before = preview.view.zoom
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.zoom > before
    qtbot.keyClick(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.fit_width


def test_saving(preview: Preview, tmp_path: Path) -> None:
    preview.save_to(str(tmp_path / "x.pdf"))
    assert (tmp_path / "x.pdf").read_bytes() == CONTENT
    preview.save_to(str(tmp_path / "no such folder" / "x.pdf"))
    assert preview.place.text()
    assert not (tmp_path / "no such folder").exists()


@pytest.mark.parametrize("width", [900, 640])
def test_what_was_saved_is_told_where_it_is_seen(preview: Preview, tmp_path: Path, qtbot: Any, width: int) -> None:
    preview.offer_whole(lambda: None)  # one button more in the bar
    preview.resize(width, 700)
    preview.save_to(str(tmp_path / "陕西海宁国际货运代理有限公司.pdf"))
    qtbot.waitUntil(lambda: "陕西海宁" in preview.place.text())
    qtbot.waitUntil(
        lambda: preview.place.width() >= preview.place.fontMetrics().horizontalAdvance(preview.place.text())
    )
    assert preview.place.isVisible() and preview.rect().contains(preview.place.geometry())
    assert preview.place.parentWidget() is preview


def test_printing_into_a_file_gives_every_page(preview: Preview, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    preview.print_to(printer)
    assert len(PdfPages((tmp_path / "out.pdf").read_bytes()).sizes) == PAGES


@pytest.mark.parametrize("paper", [QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter])
def test_another_paper_keeps_the_shape_of_a_page(preview: Preview, tmp_path: Path, paper: QPageSize.PageSizeId) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(QPageSize(paper))
    printer.setFullPage(True)
    preview.print_to(printer)
    printed = _extent(PdfPages((tmp_path / "out.pdf").read_bytes()).image(0, 96))
    meant = _extent(preview.pages.image(0, 96))
    assert abs(printed[0] / printed[1] - meant[0] / meant[1]) < 0.01


def _extent(page: QImage) -> tuple[int, int]:
    """Return how far what is printed reaches, in pixels."""
    dark = [
        (x, y)
        for x in range(0, page.width(), 2)
        for y in range(0, page.height(), 2)
        if page.pixelColor(x, y).lightness() < 240
    ]
    across, down = zip(*dark, strict=True)
    return max(across) - min(across), max(down) - min(down)


def test_escape_closes_it(qtbot: Any) -> None:
    window = Preview(CONTENT, "清单")
    with qtbot.waitActive(window):
        window.show()
    with qtbot.waitSignal(window.destroyed, timeout=2000):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
