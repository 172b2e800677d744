"""Tabs leave out their pictures, then their air, before one is out of sight; a width in between moves nothing."""

from __future__ import annotations

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.qt.lists.tabs import PLAIN, SMALL, TIGHT, FittingTabs
from crm_desktop.shell.style import Look, Style

WORDS = ("Timeline", "Files", "Contacts", "Opportunities", "Orders", "Competitors")


def _tabs(qtbot: QtBot) -> FittingTabs:
    tabs = FittingTabs()
    qtbot.addWidget(tabs)
    picture = QPixmap(16, 16)
    picture.fill()
    for words in WORDS:
        tabs.addTab(QWidget(), QIcon(picture), words)
    tabs.show()
    return tabs


def _look(tabs: FittingTabs) -> tuple[bool, str]:
    bar = tabs.tabBar()
    return not bar.tabIcon(0).isNull(), bar.property("air") or PLAIN


def test_the_look_follows_the_room_in_both_directions(qtbot: QtBot, qapp: QApplication) -> None:
    Style(qapp, Look(theme="light"))  # the program's own: other tests leave it on, or not
    tabs = _tabs(qtbot)
    tabs.resize(2000, 200)
    assert _look(tabs) == (True, PLAIN)
    bare, tight, small = (tabs._bar._width((False, air)) for air in (PLAIN, TIGHT, SMALL))
    assert small < tight < bare
    for width, look in (
        (bare + 4, (False, PLAIN)),
        (tight + 4, (False, TIGHT)),
        (60, (False, SMALL)),
        (bare + 4, (False, PLAIN)),
        (2000, (True, PLAIN)),
    ):
        tabs.resize(width, 200)
        assert _look(tabs) == look, width
    tabs.resize(bare + 4, 200)
    tabs.setTabText(0, "All that ever happened with this customer")
    assert _look(tabs) == (False, SMALL)


def test_another_width_with_the_same_look_moves_no_picture(qtbot: QtBot) -> None:
    tabs = _tabs(qtbot)
    bare = tabs._bar._width((False, PLAIN))
    tabs.resize(bare + 4, 200)
    moved: list[int] = []
    real = tabs._bar.setTabIcon
    tabs._bar.setTabIcon = lambda index, icon: (moved.append(index), real(index, icon))  # type: ignore[method-assign,assignment]
    for more in range(5, 12):
        tabs.resize(bare + more, 200)
    assert moved == []
    tabs.resize(2000, 200)
    assert len(moved) == len(WORDS)
