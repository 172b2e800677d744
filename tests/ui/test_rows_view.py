"""A table of results: its columns share the room there is; it scrolls sideways only where that is too little."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.qt.rows import KEPT, LEAST, Column, RowsModel, RowsView, leave_out

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


def test_room_that_the_last_column_does_not_need_goes_to_words_that_are_cut(qtbot: QtBot) -> None:
    def widths(last: str) -> list[int]:
        columns: list[Column[Row]] = [
            Column(title=lambda: "c", text=lambda r, n=n: r[n], raw=lambda r, n=n: r[n], most=140) for n in range(3)
        ]
        model: RowsModel[Row] = RowsModel(columns)
        view = RowsView(model, "rows")
        qtbot.addWidget(view)
        view.resize(700, 300)
        view.show()
        model.show([("short", "many words " * 3, last)])
        QApplication.processEvents()
        assert not _scrolls(view) and sum(_widths(view)) == view.viewport().width()
        return _widths(view)

    short, cut, _ = widths("many words " * 30)
    assert cut == 140, "what the last needs, it has"
    assert widths("")[0] == short
    assert widths("")[1] > 180


def test_a_column_that_was_drawn_wider_stays(qtbot: QtBot) -> None:
    view = _view(qtbot, 900)
    view.setColumnWidth(1, 300)
    view.resize(700, 300)
    QApplication.processEvents()
    assert _widths(view)[:2] == [140, 300]


def test_what_gives_way_is_left_out_before_the_table_scrolls_and_comes_back(qtbot: QtBot) -> None:
    view, fitted = _view(qtbot, 900), []
    view.fitted.connect(lambda: fitted.append(view.left_out()))
    view.gives_way = (0, 1)
    view.resize(440, 300)
    QApplication.processEvents()
    assert view.left_out() == ["c0"] and not _scrolls(view)
    view.resize(320, 300)
    QApplication.processEvents()
    assert view.left_out() == ["c1"] and not _scrolls(view), (
        "the first comes back where there is room without the second"
    )
    view.resize(900, 300)
    QApplication.processEvents()
    assert view.left_out() == [] and _widths(view)[:2] == [140, 230]
    assert fitted == [["c0"], ["c1"], []]


def test_columns_go_in_their_order_and_only_as_many_as_must() -> None:
    assert leave_out([100, 200, 50], (2, 0), 350) == []
    assert leave_out([100, 200, 50], (2, 0), 300) == [2]
    assert leave_out([100, 200, 50], (2, 0), 250) == [0], "without the first there is room for the last"
    assert leave_out([100, 200, 50], (2, 0), 120) == [2, 0]


def test_the_words_of_a_cell_are_asked_for_once_when_it_is_painted(qtbot: QtBot) -> None:
    asked: list[int] = []

    def text(row: int) -> str:
        asked.append(row)
        return f"{row}"

    model: RowsModel[int] = RowsModel([Column(title=lambda: "n", text=text, raw=lambda r: r, number=True)])
    view = RowsView(model, "rows")
    qtbot.addWidget(view)
    view.resize(300, 300)
    model.show([1, -2])
    view.show()
    view.grab()
    asked.clear()
    view.grab()
    assert asked == [1, -2]
    red, plain = (model.index(row, 0).data(Qt.ItemDataRole.ForegroundRole) for row in (1, 0))
    assert red is not None and plain is None
