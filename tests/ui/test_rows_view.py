"""A table of results: its columns share the room there is; it scrolls sideways only where that is too little."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.rows import KEPT, LEAST, Column, RowsModel, RowsView

Row = tuple[str, str, str]


def _view(qtbot: QtBot, width: int) -> RowsView:
    def column(at: int, pixels: int = 0) -> Column[Row]:
        return Column(title=lambda: f"c{at}", text=lambda r: r[at], raw=lambda r: r[at], width=pixels)

    model: RowsModel[Row] = RowsModel([column(0, 140), column(1, 230), column(2)])
    view = RowsView(model, "rows")
    qtbot.addWidget(view)
    view.resize(width, 300)
    view.show()
    model.show([("2026-07-01", "a customer with a long name", "many words " * 20)] * 3)
    QApplication.processEvents()
    return view


def _widths(view: RowsView) -> list[int]:
    return [view.columnWidth(n) for n in range(3)]


def _scrolls(view: RowsView) -> bool:
    return view.horizontalScrollBar().maximum() > 0


def test_wide_columns_give_way_before_the_table_scrolls(qtbot: QtBot) -> None:
    view = _view(qtbot, 900)
    assert _widths(view)[:2] == [140, 230] and not _scrolls(view)
    view.resize(480, 300)
    QApplication.processEvents()
    when, name, words = _widths(view)
    assert when == 140 and KEPT <= name < 230 and words >= LEAST and not _scrolls(view)
    view.resize(300, 300)
    QApplication.processEvents()
    assert _widths(view)[:2] == [140, 230] and _scrolls(view), "where that is not enough, all are as wide as they like"
    view.resize(900, 300)
    QApplication.processEvents()
    assert _widths(view)[:2] == [140, 230] and not _scrolls(view)


def test_a_column_that_was_drawn_wider_stays(qtbot: QtBot) -> None:
    view = _view(qtbot, 900)
    view.setColumnWidth(1, 300)
    view.resize(700, 300)
    QApplication.processEvents()
    assert _widths(view)[:2] == [140, 300]
