"""Charts on the screen: what is drawn, what the mouse and the keys do."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy

from crm_desktop.core.series import Chart, Series
from crm_desktop.qt.charts import ChartView

NAMES = ("王小明", "陈静", "Darcel Schlecht")


def chart(kind: str = "bars", *, horizontal: bool = False, **more: Any) -> Chart:
    series = (Series(name="本期", values=(300_00, 200_00, -100_00)),)
    if kind != "funnel":
        series += (Series(name="上期", values=(100_00, None, 50_00), muted=True),)
    return Chart(
        kind=kind, title="成交金额", categories=NAMES, series=series, unit="money", horizontal=horizontal, **more
    )


@pytest.fixture
def view(qtbot: Any) -> ChartView:
    widget = ChartView(lambda: "zh_CN")
    qtbot.addWidget(widget)
    widget.resize(500, 300)
    widget.show()
    return widget


@pytest.mark.parametrize("shape", [chart(), chart(horizontal=True), chart("lines"), chart("funnel")])
def test_every_value_has_a_mark_inside_the_widget(view: ChartView, shape: Chart) -> None:
    view.set_chart(shape)
    view.grab()
    values = [v for s in shape.series for v in s.values if v is not None]
    assert len(view.marks()) == len(values)
    for mark in view.marks():
        box = mark.shape.boundingRect()
        assert -1 <= box.left() <= box.right() <= view.width() + 1
        assert -1 <= box.top() <= box.bottom() <= view.height() + 1


def test_words_stand_behind_the_longer_bar_of_the_period_before(view: ChartView) -> None:
    now, before = (10.0, 40.0, -5.0), (30.0, 20.0, -60.0)
    series = (Series(name="本期", values=now), Series(name="上期", values=before, muted=True))
    view.set_chart(Chart(kind="bars", title="x", categories=NAMES, series=series, horizontal=True))
    view.grab()
    for mark in (m for m in view.marks() if m.series == 0):
        bars = [m.shape.boundingRect() for m in view.marks() if m.place == mark.place]
        end = max(b.right() for b in bars) if mark.value > 0 else min(b.left() for b in bars)
        assert mark.words.x() == pytest.approx(end)


def test_a_click_gives_the_key_and_the_series(view: ChartView, qtbot: Any) -> None:
    view.set_chart(chart(keys=("a", "b", "c")))
    view.grab()
    spy = QSignalSpy(view.picked)
    mark = next(m for m in view.marks() if m.place == 1)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=mark.shape.boundingRect().center().toPoint())
    assert spy.at(0) == ["b", 0]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert spy.count() == 1


def test_arrows_walk_and_enter_picks(view: ChartView, qtbot: Any) -> None:
    view.set_chart(chart())
    view.grab()
    view.setFocus()
    spy = QSignalSpy(view.picked)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert spy.count() == 0
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert spy.at(0) == [2, 1]
    assert "Darcel Schlecht" in view.accessibleDescription()


def test_it_says_what_it_shows(view: ChartView) -> None:
    view.set_chart(chart())
    assert view.accessibleName() == "成交金额"
    assert "王小明 · 本期: 300" in view.accessibleDescription()


def test_nothing_and_empty_charts_are_drawn_without_fault(view: ChartView) -> None:
    for shape in (
        None,
        Chart(kind="bars", title="", categories=(), series=()),
        Chart(kind="lines", title="t", categories=("a",), series=(Series(name="x", values=(None,)),)),
        Chart(kind="funnel", title="t", categories=("a", "b"), series=(Series(name="x", values=(0, 0)),)),
    ):
        view.set_chart(shape)
        view.resize(40, 40)
        view.grab()
