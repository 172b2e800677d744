"""The preview of a print: pages, zoom, saving, keys, printing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
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


def test_printing_into_a_file_gives_every_page(preview: Preview, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    preview.print_to(printer)
    assert len(PdfPages((tmp_path / "out.pdf").read_bytes()).sizes) == PAGES


def test_escape_closes_it(qtbot: Any) -> None:
    window = Preview(CONTENT, "清单")
    with qtbot.waitActive(window):
        window.show()
    with qtbot.waitSignal(window.destroyed, timeout=2000):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
