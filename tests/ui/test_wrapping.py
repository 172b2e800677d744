"""Lists whose words take several lines: none is cut, whether a bar stands at the right or not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem
from pytestqt.qtbot import QtBot

from crm_desktop.qt.rows import wrap_words
from crm_desktop.shell.icons import icon
from crm_desktop.shell.style import Look, Style

PADDING, ICON = 2 * 6, 4


@pytest.mark.parametrize("count", [1, 30])
def test_every_line_has_its_room(qtbot: QtBot, qapp: QApplication, count: int) -> None:
    style = Style(qapp, Look(theme="dark"))
    view = QListWidget()
    view.setProperty("kind", "notices")
    qtbot.addWidget(view)
    wrap_words(view)
    view.resize(340, 420)
    view.show()
    for n in range(count):
        item = QListWidgetItem(
            icon("info"), f"Fell into the public pool: {'榆林昌福科技有限公司'[: 1 + n % 10]}\n11-26 17:05"
        )
        font = QFont(item.font())
        font.setBold(True)
        item.setFont(font)
        view.addItem(item)
    qtbot.waitUntil(lambda: view.verticalScrollBar().isVisible() == (count > 9))
    for n in range(count):
        item = view.item(n)
        given = view.visualItemRect(item)
        room = given.width() - PADDING - view.iconSize().width() - ICON - 20
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        needed = view.fontMetrics().boundingRect(QRect(0, 0, room, 1000), flags, item.text()).height()
        assert given.height() >= needed, item.text()
    style.deleteLater()
