"""The groups of a list as a tree, and records below them; drawn anew, it is open where it was, and the keyboard finds its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QTreeWidgetItemIterator, QWidget

from crm_desktop.core.grouping import Group
from crm_desktop.qt.cells import BETWEEN

_DATA = Qt.ItemDataRole.UserRole
_WHOLE = Qt.ItemDataRole.UserRole + 1  #: the sums of several units or currencies in one line
_BESIDE = 240  #: pixels of groups and counts
_AROUND = 20  #: pixels beside the words of a cell
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class GroupTree(QTreeWidget):
    """Shows groups, counts and sums; what stands below a group comes when it is opened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}  #: of the groups, by their path
        self._opened: set[str] = set()
        self._place = ""  #: the group to which the keyboard goes back after counting anew
        self.setAllColumnsShowFocus(True)
        self.setExpandsOnDoubleClick(False)  # that is as Enter
        self.header().setSectionsMovable(False)
        self.currentItemChanged.connect(self._moved)
        self._room = 0  #: pixels that a sum may be wide
        self.itemExpanded.connect(lambda item: self._opened.add(self.key(item)))
        self.itemCollapsed.connect(lambda item: self._opened.discard(self.key(item)))

    def forget_opened(self) -> None:
        """Let every group be closed when the tree is drawn anew: they are groups by something else."""
        self._opened.clear()

    def begin(self, labels: Sequence[str]) -> None:
        """Empty the tree and head its columns."""
        with QSignalBlocker(self):
            self.clear()
        self._items.clear()
        self.setColumnCount(len(labels))
        self.setHeaderLabels(list(labels))
        self._take_room()
        for column in range(1, len(labels)):
            self.headerItem().setTextAlignment(column, _RIGHT)
        self.header().setStretchLastSection(False)
        for column in range(len(labels)):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)

    def add_groups(
        self, above: QTreeWidgetItem | None, groups: Sequence[Group], cells: Callable[[Group, int], Sequence[str]]
    ) -> None:
        """Add groups below another, or the outermost; *cells* gives the words of a group at a depth."""
        depth = len(self.path(above))
        for group in groups:
            item = QTreeWidgetItem(self if above is None else above, list(cells(group, depth)))
            item.setData(0, _DATA, group)
            for column in range(2, self.columnCount()):
                item.setData(column, _WHOLE, item.text(column))
            self._break(item)
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
            for column in range(1, self.columnCount()):
                item.setTextAlignment(column, _RIGHT)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            key = self.key(item)
            self._items[key] = item
            if self._place.startswith(key) and self.key(self.currentItem()) == self.key(above):
                with QSignalBlocker(self):
                    self.setCurrentItem(item)
            if key in self._opened:
                item.setExpanded(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let sums of several units or currencies be read whole beside each other (QTreeWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._take_room()

    def _take_room(self) -> None:
        room = (self.viewport().width() - _BESIDE) // max(self.columnCount() - 2, 1) - _AROUND
        if room == self._room:
            return
        self._room, at = room, QTreeWidgetItemIterator(self)
        while at.value():
            self._break(at.value())
            at += 1

    def _break(self, item: QTreeWidgetItem) -> None:
        """Break sums that are too wide between two units or currencies."""
        for column in range(2, self.columnCount()):
            whole, lines = item.data(column, _WHOLE), [""]
            if not whole or BETWEEN not in whole:
                continue
            for part in whole.split(BETWEEN):
                longer = f"{lines[-1]}{BETWEEN}{part}" if lines[-1] else part
                if lines[-1] and self.fontMetrics().horizontalAdvance(longer) > self._room:
                    lines.append(part)
                else:
                    lines[-1] = longer
            item.setText(column, "\n".join(lines))

    def add_record(self, above: QTreeWidgetItem, record_id: int | None, cells: Sequence[str]) -> None:
        """Add a record below its group; without an id it stands for those that are not shown."""
        item = QTreeWidgetItem(above, list(cells))
        item.setData(0, _DATA, record_id)
        for column in range(2, len(cells)):
            item.setTextAlignment(column, _RIGHT)

    def group_item(self, key: str) -> QTreeWidgetItem | None:
        """Return the item of a group that is shown."""
        return self._items.get(key)

    @staticmethod
    def value(item: QTreeWidgetItem) -> Group | int | None:
        """Return the group or the id of the record that an item shows."""
        found: Group | int | None = item.data(0, _DATA)
        return found

    @classmethod
    def path(cls, item: QTreeWidgetItem | None) -> list[Group]:
        """Return the groups that lead to an item, the outermost first, its own included."""
        path: list[Group] = []
        while item is not None:
            group, item = cls.value(item), item.parent()
            if isinstance(group, Group):
                path.insert(0, group)
        return path

    @classmethod
    def key(cls, item: QTreeWidgetItem | None) -> str:
        """Return what tells a group from all others, drawn anew or not."""
        return "".join(f"{group.value!r}\n" for group in cls.path(item))

    def _moved(self, item: QTreeWidgetItem | None) -> None:
        """Remember where somebody went: drawn anew before all is read again, the keyboard is on the way back there, not there."""
        if item is not None:
            self._place = self.key(item)
