"""The two lists of the favourites page: folders that take what is dropped on them, favourites that are put in order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QListWidget, QListWidgetItem, QTreeWidget, QTreeWidgetItem
from PySide6.QtWidgets import QWidget as Widget

from crm_desktop.base_info.favourites.services import Favourite
from crm_desktop.shell.icons import icon

_DATA = Qt.ItemDataRole.UserRole
ALL, LOOSE = -1, 0
FOLDER = 3  #: the column that says where a favourite lies
WIDEST = 180  #: pixels of a column beside the name


class Folders(QListWidget):
    """All, those without a folder, and the folders; *dropped* with the place on which favourites were let go."""

    dropped = Signal(int)
    moved = Signal(int)

    def __init__(self, parent: Widget) -> None:
        super().__init__(parent)
        self.setObjectName("favourite_folders")
        self.setIconSize(QSize(16, 16))
        self.setProperty("kind", "plain")
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)

    def fill(self, places: Sequence[tuple[int, str, int]], current: int) -> None:
        """Show (place, name, how many) and choose *current*, the first one where it is gone."""
        self.blockSignals(True)
        self.clear()
        for place, name, count in places:
            item = QListWidgetItem(icon("star" if place == ALL else "folder"), f"{name}  ({count})", self)
            item.setData(_DATA, place)
            item.setToolTip(name)
            if place == current:
                self.setCurrentItem(item)
        if self.currentItem() is None:
            self.setCurrentRow(0)
        self.blockSignals(False)

    def place(self) -> int:
        """Return the chosen place: a folder's id, ``ALL`` or ``LOOSE``."""
        item = self.currentItem()
        return ALL if item is None else int(item.data(_DATA))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take favourites only, and not onto all of them (QAbstractItemView.dragMoveEvent)."""
        item = self.itemAt(event.position().toPoint())
        if isinstance(event.source(), Favourites) and item is not None and item.data(_DATA) != ALL:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say where the favourites were let go; the list that they come from keeps its rows (dropEvent)."""
        item = self.itemAt(event.position().toPoint())
        if item is not None and isinstance(event.source(), Favourites):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            place = int(item.data(_DATA))
            QTimer.singleShot(0, self, lambda: self.dropped.emit(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the folder by Alt+Up and Alt+Down (QWidget.keyPressEvent)."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)


class Favourites(QTreeWidget):
    """The favourites of a place; *reordered* with all their ids after a drag, *moved* by -1 or 1 with the keys."""

    reordered = Signal(object)
    moved = Signal(int)

    def __init__(self, parent: Widget) -> None:
        super().__init__(parent)
        self.setObjectName("favourite_list")
        self.setAlternatingRowColors(True)
        self.setColumnCount(5)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)

    def fill(self, rows: Sequence[tuple[Favourite, Sequence[str], str]]) -> None:
        """Show favourites with their words and icon; those selected before stay so."""
        kept, current = {f.id for f in self.chosen()}, self.current()
        self.clear()
        for favourite, words, picture in rows:
            item = QTreeWidgetItem(list(words))
            item.setIcon(0, icon(picture))
            item.setData(0, _DATA, favourite)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            if favourite.follow:
                item.setIcon(4, icon("bell", "accent"))
            for column, text in enumerate(words):
                item.setToolTip(column, text)
            self.addTopLevelItem(item)
            if current and favourite.id == current.id:
                self.setCurrentItem(item)
        for item in self._items():
            item.setSelected(item.data(0, _DATA).id in kept)
        header = self.header()
        for column in range(1, self.columnCount()):  # as wide as their words; the name has the rest
            wanted = max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) + 8
            header.resizeSection(column, min(wanted, WIDEST))

    def _items(self) -> list[QTreeWidgetItem]:
        rows = range(self.topLevelItemCount())
        return [item for row in rows if (item := self.topLevelItem(row)) is not None]

    def all(self) -> list[Favourite]:
        """Return the favourites on show, in order."""
        return [item.data(0, _DATA) for item in self._items()]

    def chosen(self) -> list[Favourite]:
        """Return the selected favourites, in order."""
        return [item.data(0, _DATA) for item in self._items() if item.isSelected()]

    def current(self) -> Favourite | None:
        """Return the favourite under the keyboard."""
        item = self.currentItem()
        found = item.data(0, _DATA) if item is not None else None
        return found if isinstance(found, Favourite) else None

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take its own rows only (QAbstractItemView.dragMoveEvent)."""
        super().dragMoveEvent(event)
        if event.source() is not self:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the order that was dragged (QTreeWidget.dropEvent)."""
        if event.source() is self:
            super().dropEvent(event)
            QTimer.singleShot(0, self, lambda: self.reordered.emit([f.id for f in self.all()]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the favourite by Alt+Up and Alt+Down (QWidget.keyPressEvent)."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)


def stepped(ids: Sequence[int], one: int, step: int) -> list[int] | None:
    """Return *ids* with *one* moved by *step*; None where it cannot go there."""
    if one not in ids or not 0 <= ids.index(one) + step < len(ids):
        return None
    order, at = list(ids), ids.index(one)
    order[at], order[at + step] = order[at + step], order[at]
    return order
