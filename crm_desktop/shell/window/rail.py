"""The left edge: the tabs as icons with words, and the pages of the one in use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.entries import Listed, Tab
from crm_desktop.shell.icons import icon


class Rail(QWidget):
    """The tabs that the person may use; *chosen* carries a tab's name."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 8, 4, 8)
        self._column.setSpacing(4)
        self._buttons: dict[str, RailButton] = {}
        self._counts: dict[str, int] = {}
        self._titles: dict[str, str] = {}

    def show_tabs(self, tabs: Sequence[tuple[Tab, str]], current: str) -> None:
        """Show *tabs* with their translated titles, *current* marked; buttons that are there already stay."""
        if list(self._buttons) != [tab.name for tab, _title in tabs]:
            self._make_buttons([tab for tab, _title in tabs])
        for number, (tab, title) in enumerate(tabs, start=1):
            button = self._buttons[tab.name]
            button.setChecked(tab.name == current)
            button.setToolTip(as_on_keys(f"{title}  Ctrl+{number}"))
            self._titles[tab.name] = title
            self._label(tab.name)

    def _make_buttons(self, tabs: Sequence[Tab]) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons.clear()
        for tab in tabs:
            button = RailButton(self)
            button.setObjectName(f"tab_{tab.name}")
            button.setIcon(icon(tab.icon))
            button.setIconSize(QSize(20, 20))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=tab.name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[tab.name] = button
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)

    def mark(self, name: str) -> None:
        """Show *name* as the tab in use."""
        if button := self._buttons.get(name):
            button.setChecked(True)

    def set_count(self, name: str, count: int) -> None:
        """Show how much there is to do on a tab; 0 shows nothing."""
        self._counts[name] = count
        self._label(name)

    def _label(self, name: str) -> None:
        if button := self._buttons.get(name):
            title, count = self._titles[name], self._counts.get(name, 0)
            button.setText(title)
            button.set_count(count)
            button.setAccessibleName(title if not count else f"{title}, {count}")


class RailButton(QToolButton):
    """A tab's button with the number of what there is to do at its corner."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0

    def set_count(self, count: int) -> None:
        """Show a number; 0 shows none."""
        self._count = count
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number over the button (QWidget.paintEvent)."""
        super().paintEvent(event)
        if not self._count:
            return
        words = str(self._count) if self._count < 100 else "99+"
        font = QFont(self.font())
        font.setPixelSize(10)
        font.setBold(True)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        width = max(16, painter.fontMetrics().horizontalAdvance(words) + 8)
        badge = QRect(self.width() // 2 + 6, 4, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = QApplication.palette()  # the style sheet has taken this button's own
        painter.setBrush(palette.color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(badge, 8, 8)
        painter.setPen(palette.color(QPalette.ColorRole.Base))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)


class PagesPanel(QWidget):
    """The pages of one tab; *opened* carries the name of a page, at a click or Enter."""

    opened = Signal(str)
    fold_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title, self._list, self._fold = QLabel(self), QListWidget(self), QToolButton(self)
        self._shown: tuple[str | Listed, ...] = ()
        self._title.setProperty("kind", "heading")
        self._list.setObjectName("page_list")
        self._list.setIconSize(QSize(16, 16))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._open)
        self._list.itemActivated.connect(self._open)
        self._fold.setObjectName("fold_pages")
        self._fold.setIcon(icon("panel-left", "muted"))
        self._fold.clicked.connect(self.fold_asked)
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 6, 4)
        head.addWidget(self._title, 1)
        head.addWidget(self._fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._list, 1)

    def show_pages(self, title: str, pages: Sequence[Listed]) -> None:
        """Show *pages* under *title*, with headings where there are several groups."""
        if self._shown == (title, *pages):
            return  # filled anew, the list would jump to its beginning whenever a dictionary changes
        self._shown = (title, *pages)
        self._title.setText(title)
        self._list.setAccessibleName(title)
        self._fold.setToolTip(as_on_keys(self.tr("Fold the list of pages (Ctrl+B)")))
        self._fold.setAccessibleName(self._fold.toolTip())
        self._list.clear()
        several = len({page.group for page in pages}) > 1
        group = ""
        for page in pages:
            if several and page.group != group:
                group = page.group
                self._list.addItem(_heading(group))
            item = QListWidgetItem(icon(page.icon), page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            item.setToolTip(page.title)
            self._list.addItem(item)

    def mark(self, name: str) -> None:
        """Show *name* as the page in use; an unknown one marks none."""
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self._list.setCurrentRow(row)
                if row and not self._list.item(row - 1).flags():  # its heading is seen, too
                    self._list.scrollToItem(self._list.item(row - 1))
                return
        self._list.setCurrentRow(-1)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))


def _heading(words: str) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
