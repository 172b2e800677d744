"""The tree of product classes: chosen, dragged below another or among siblings, by mouse and by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from crm_desktop.base_info.products.services import ClassNode
from crm_desktop.shell.icons import icon

_ID, _NAME = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ClassTree(QTreeWidget):
    """Signals: *move_asked* (class, its new parent or None, the sibling it goes before or None); *new_asked* with the
    parent or None; *open_asked* and *delete_asked* with a class; *typed* with what was typed to jump somewhere;
    *dropped* with the class onto which rows of the table *takes* were dragged, *pasted* with the one on which Ctrl+V was pressed.
    """

    move_asked = Signal(int, object, object)
    new_asked = Signal(object)
    open_asked = Signal(int)
    delete_asked = Signal(int)
    typed = Signal(str)
    dropped = Signal(int)
    pasted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_classes")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._reason = ""
        self.takes: QWidget | None = None  #: whose rows may be dropped on a class
        self.set_locked("")

    def set_locked(self, reason: str) -> None:
        """Let the tree be looked at only, with *reason*; '' lets it be changed."""
        self._reason = reason
        self.setDragDropMode(
            QAbstractItemView.DragDropMode.NoDragDrop if reason else QAbstractItemView.DragDropMode.InternalMove
        )
        self.setToolTip(reason or self.tr("Drag a class to move it, or press Alt and an arrow key."))

    def show_classes(self, nodes: Sequence[ClassNode]) -> None:
        """Show the tree anew; what was chosen and folded stays so."""
        chosen, folded = self.chosen(), self._folded()
        self.blockSignals(True)
        self.clear()
        root = QTreeWidgetItem(self, [self.tr("All products")])
        root.setData(0, _ID, 0)
        root.setFlags(root.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
        items: dict[int | None, QTreeWidgetItem] = {None: root}
        waiting = list(nodes)
        while ready := [n for n in waiting if n.parent_id in items]:
            for node in ready:
                item = QTreeWidgetItem(items[node.parent_id], [_words(node.name, node.products)])
                item.setData(0, _ID, node.id)
                item.setData(0, _NAME, node.name)
                items[node.id] = item
                waiting.remove(node)
        for item in items.values():
            item.setExpanded(item.data(0, _ID) not in folded)
        self.setCurrentItem(items.get(chosen or None, root))
        self.blockSignals(False)
        self.currentItemChanged.emit(self.currentItem(), None)

    def show_counts(self, products: Mapping[int | None, int]) -> None:
        """Show how many products are in each class now."""
        for item in self._items():
            if number := item.data(0, _ID):
                item.setText(0, _words(item.data(0, _NAME), products.get(number, 0)))

    def _folded(self) -> set[int]:
        return {i.data(0, _ID) for i in self._items() if i.childCount() and not i.isExpanded()}

    def _items(self) -> list[QTreeWidgetItem]:
        return _all_below(self.invisibleRootItem())

    def chosen(self) -> int:
        """Return the chosen class; 0 for all products."""
        item = self.currentItem()
        return item.data(0, _ID) if item else 0

    def chosen_name(self) -> str:
        """Return the words of the chosen class; '' for all products."""
        item = self.currentItem()
        return (item.data(0, _NAME) if item else "") or ""

    def classes_below(self) -> set[int]:
        """Return the chosen class and all below it; nothing for all products."""
        item = self.currentItem()
        return _below(item) if item is not None and item.data(0, _ID) else set()

    def path_of(self, class_id: int | None) -> str:
        """Return a class with those above it, as words; '' for none."""
        item = next((i for i in self._items() if class_id and i.data(0, _ID) == class_id), None)
        words: list[str] = []
        while item is not None and item.data(0, _ID):
            words.insert(0, item.data(0, _NAME))
            item = item.parent()
        return " / ".join(words)

    def place_of(self, class_id: int) -> tuple[int | None, int | None]:
        """Return the class above one and the sibling after it."""
        item = next((i for i in self._items() if i.data(0, _ID) == class_id), None)
        parent = item.parent() if item else None
        if item is None or parent is None:
            return None, None
        after = _next(item, item)
        return parent.data(0, _ID) or None, after.data(0, _ID) if after else None

    def order(self) -> list[int]:
        """Return all classes in the order of the tree."""
        return [item.data(0, _ID) for item in self._items()][1:]

    # ── moving ───────────────────────────────────────────

    def ask_move(self, item: QTreeWidgetItem, parent: QTreeWidgetItem, before: QTreeWidgetItem | None) -> None:
        """Ask that a class be put under another, before a sibling or last."""
        if self._reason or not item.data(0, _ID) or parent.data(0, _ID) in _below(item):
            return
        self.move_asked.emit(item.data(0, _ID), parent.data(0, _ID) or None, before.data(0, _ID) if before else None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take products of the table, too (QWidget.dragEnterEvent)."""
        if self._is_of_table(event):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take products where a class is (QWidget.dragMoveEvent)."""
        if not self._is_of_table(event):
            super().dragMoveEvent(event)
        elif self._class_at(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _is_of_table(self, event: QDropEvent) -> bool:
        return not self._reason and self.takes is not None and event.source() is self.takes

    def _class_at(self, event: QDropEvent) -> int:
        item = self.itemAt(event.position().toPoint())
        return item.data(0, _ID) if item else 0

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move; the tree follows when the database has it (QTreeWidget.dropEvent)."""
        if self._is_of_table(event):
            event.setDropAction(Qt.DropAction.CopyAction)  # the table keeps its rows
            event.accept()
            if number := self._class_at(event):
                self.dropped.emit(number)
            return
        item, target = self.currentItem(), self.itemAt(event.position().toPoint())
        place = self.dropIndicatorPosition()
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the view must not take the row away by itself
        event.accept()
        if item is None or target is None or target is item:
            return
        parent = target.parent()
        if parent is None or place == QAbstractItemView.DropIndicatorPosition.OnItem:
            self.ask_move(item, target, None)
        elif place == QAbstractItemView.DropIndicatorPosition.AboveItem:
            self.ask_move(item, parent, target)
        else:
            self.ask_move(item, parent, _next(target, item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by Alt and an arrow, add by Insert, open by Enter, delete by Del, put products in by Ctrl+V (QWidget.keyPressEvent)."""
        item = self.currentItem()
        if item is None or not item.data(0, _ID):
            if event.key() == Qt.Key.Key_Insert and not self._reason:
                self.new_asked.emit(None)
                return
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self._moved_by_key(item, event.key()):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.open_asked.emit(item.data(0, _ID))
        elif event.key() == Qt.Key.Key_Insert and not self._reason:
            self.new_asked.emit(item.data(0, _ID))
        elif event.key() == Qt.Key.Key_Delete and not self._reason:
            self.delete_asked.emit(item.data(0, _ID))
        elif event.matches(QKeySequence.StandardKey.Paste) and not self._reason:
            self.pasted.emit(item.data(0, _ID))
        else:
            super().keyPressEvent(event)

    def _moved_by_key(self, item: QTreeWidgetItem, key: int) -> bool:
        parent = item.parent()
        if parent is None:
            return False
        place, above = parent.indexOfChild(item), parent.parent()
        before, after = parent.child(place - 1) if place else None, parent.child(place + 1)
        if key == Qt.Key.Key_Up and before is not None:
            self.ask_move(item, parent, before)
        elif key == Qt.Key.Key_Down and after is not None:
            self.ask_move(item, parent, parent.child(place + 2))
        elif key == Qt.Key.Key_Right and before is not None:
            self.ask_move(item, before, None)
        elif key == Qt.Key.Key_Left and above is not None:
            self.ask_move(item, above, _next(parent, item))
        return key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)

    def keyboardSearch(self, search: str) -> None:
        """Hand what is typed to the page: it jumps to a product (QAbstractItemView.keyboardSearch)."""
        self.typed.emit(search)

    def _show_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        number = item.data(0, _ID) if item else 0
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, picture, act, needs in (
            (self.tr("New class"), "plus", lambda: self.new_asked.emit(number or None), False),
            (self.tr("Open"), "external-link", lambda: self.open_asked.emit(number), True),
            (self.tr("Delete"), "trash-2", lambda: self.delete_asked.emit(number), True),
        ):
            if needs and not number:
                continue
            action = menu.addAction(icon(picture), words, act)
            action.setEnabled(not self._reason or picture == "external-link")
        menu.popup(self.viewport().mapToGlobal(at))


def _words(name: str, products: int) -> str:
    return f"{name}  {products}" if products else name


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for i in range(item.childCount()) if (child := item.child(i)) is not None]


def _all_below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [found for child in _children(item) for found in (child, *_all_below(child))]


def _below(item: QTreeWidgetItem) -> set[int]:
    return {found.data(0, _ID) for found in (item, *_all_below(item))}


def _next(sibling: QTreeWidgetItem, moving: QTreeWidgetItem) -> QTreeWidgetItem | None:
    """Return what stands after a sibling, leaving out the one that moves."""
    parent = sibling.parent()
    following = _children(parent)[parent.indexOfChild(sibling) + 1 :] if parent else []
    return next((f for f in following if f is not moving), None)
