"""The sections of a form with their fields as a tree: put in order by dragging, or with Alt+Up and Alt+Down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from crm_desktop.core.forms import layout as arranging
from crm_desktop.core.forms.layout import Layout

_GROUP = Qt.ItemDataRole.UserRole  #: number of the section; -1: what is hidden
_FIELD = Qt.ItemDataRole.UserRole + 1
_POSITION = QAbstractItemView.DropIndicatorPosition


class LayoutTree(QTreeWidget):
    """Shows a layout and changes it by hand.

    Signals: *arranged* with the new layout; *chosen* with the number of the section and the name of the field,
    '' where the section itself is meant; *refused* with the name of a field that may not be hidden.
    """

    arranged = Signal(object)
    chosen = Signal(int, str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layout_tree")
        self.setHeaderHidden(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setExpandsOnDoubleClick(False)
        self._layout = Layout()
        self._may_hide: Callable[[str], bool] = lambda _name: True
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(*self.current()))

    def set_movable(self, movable: bool) -> None:
        """Let things be dragged, or not."""
        mode = QAbstractItemView.DragDropMode
        self.setDragDropMode(mode.InternalMove if movable else mode.NoDragDrop)

    def fill(
        self,
        layout: Layout,
        title: Callable[[int], str],
        caption: Callable[[str], str],
        may_hide: Callable[[str], bool],
    ) -> None:
        """Show a layout in words; what was current stays so."""
        group, field = self.current()
        self._layout, self._may_hide = layout, may_hide
        self.blockSignals(True)
        self.clear()
        for number, fields in [*enumerate(g.fields for g in layout.groups), (-1, layout.hidden)]:
            top = QTreeWidgetItem(self, [title(number)])
            top.setData(0, _GROUP, number)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            for name in fields:
                item = QTreeWidgetItem(top, [caption(name)])
                item.setData(0, _GROUP, number)
                item.setData(0, _FIELD, name)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            if number < 0:
                top.setFlags(top.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            top.setExpanded(True)
        self.blockSignals(False)
        self.choose(group, field)

    def current(self) -> tuple[int, str]:
        """Return the section and the field that are current."""
        item = self.currentItem()
        return (0, "") if item is None else (int(item.data(0, _GROUP)), str(item.data(0, _FIELD) or ""))

    def choose(self, group: int, field: str = "") -> None:
        """Make a field current, wherever it stands, or a section."""
        tops = [top for at in range(self.topLevelItemCount()) if (top := self.topLevelItem(at))]
        items = [item for top in tops for item in (top, *(top.child(row) for row in range(top.childCount()))) if item]

        def is_meant(item: QTreeWidgetItem) -> bool:
            own = str(item.data(0, _FIELD) or "")
            return own == field and (bool(field) or int(item.data(0, _GROUP)) == group)

        if items:
            self.setCurrentItem(next((item for item in reversed(items) if is_meant(item)), items[0]))

    # ── by hand ──────────────────────────────────────────

    def move_current(self, step: int) -> None:
        """Move what is current up (-1) or down (1)."""
        group, field = self.current()
        if field:
            self._take(arranging.step_field(self._layout, field, step), group, field)
        elif group >= 0:
            self._take(arranging.move_group(self._layout, group, group + step), group + step, "")

    def hide_current(self) -> None:
        """Hide the current field, or show it again at the end; take an own section away."""
        group, field = self.current()
        if not field:
            if group >= 0:
                self._take(arranging.without_group(self._layout, group), max(group - 1, 0), "")
        elif group < 0:
            last = len(self._layout.groups) - 1
            self._put(field, last, len(self._layout.groups[last].fields))
        else:
            self._put(field, -1, 0)

    def _put(self, field: str, group: int, place: int) -> None:
        if group < 0 and not self._may_hide(field):
            self.refused.emit(field)
            return
        self._take(arranging.move_field(self._layout, field, group, place), group, field)

    def _take(self, layout: Layout, group: int, field: str) -> None:
        if layout != self._layout:
            self.arranged.emit(layout)
            self.choose(min(group, len(layout.groups) - 1), field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by Alt+Up and Alt+Down, hide by Del (QWidget.keyPressEvent)."""
        if self.dragDropMode() == QAbstractItemView.DragDropMode.NoDragDrop:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete:
            self.hide_current()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what was dragged where it was dropped (QAbstractItemView.dropEvent)."""
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the tree is filled anew: nothing is to be taken out of it
        event.accept()
        target = self.itemAt(event.position().toPoint())
        if target is not None:
            self.drop_on(target, self.dropIndicatorPosition())

    def drop_on(self, target: QTreeWidgetItem, where: QAbstractItemView.DropIndicatorPosition) -> None:
        """Move what is current to *target*: before, behind or into it."""
        group, field = self.current()
        to, beside = int(target.data(0, _GROUP)), str(target.data(0, _FIELD) or "")
        if not field:
            if group >= 0 and to >= 0:
                self._take(arranging.move_group(self._layout, group, to), to, "")
            return
        if not beside:
            above = where == _POSITION.AboveItem and to > 0
            self._put(field, to - 1 if above else to, len(self._layout.groups[to - 1].fields) if above else 0)
        elif beside != field and to >= 0:
            fields = [n for n in self._layout.groups[to].fields if n != field]
            self._put(field, to, fields.index(beside) + (where == _POSITION.BelowItem))
        elif to < 0:
            self._put(field, -1, 0)
