"""Choice and order of a list's columns, by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.tools import DropDown, as_on_keys


class ColumnChooser(DropDown):
    """A small window with every column: tick to show, drag or Alt+Up and Alt+Down to move.

    Signal *chosen* carries the names of the columns on show, in order.
    """

    chosen = Signal(object)

    def __init__(self, model: ListModel, usual: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._usual = usual
        self.setObjectName("column_chooser")
        self._model = model
        self._find = QLineEdit(self, clearButtonEnabled=True, objectName="column_find")
        self._find.setPlaceholderText(self.tr("Find a column"))
        self._find.setAccessibleName(self._find.placeholderText())
        self._find.textChanged.connect(self._narrow)
        self._list = QListWidget(self, objectName="column_list")
        self._list.setAccessibleName(self.tr("Columns"))
        self._list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self._list.installEventFilter(self)
        hint = QLabel(as_on_keys(self.tr("Space shows or hides, Alt+↑ ↓ moves.")), self)
        hint.setProperty("kind", "small")
        reset = QPushButton(self.tr("Standard columns"), self, objectName="column_reset")
        reset.clicked.connect(self._reset)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(reset)
        layout = QVBoxLayout(self)
        layout.addWidget(self._find)
        layout.addWidget(self._list)
        layout.addLayout(foot)
        self._fill([f.name for f in model.columns])
        self._list.itemChanged.connect(lambda _: self._emit())
        self._list.model().rowsMoved.connect(self._emit)
        self.resize(300, 400)

    def open_below(self, button: QWidget) -> None:
        """Appear below a button, flush with its right edge, or above where there is no room."""
        self._list.setCurrentRow(0)
        self.drop(button, self._list, flush_right=True)

    def names(self) -> list[str]:
        """Return the ticked columns, in order."""
        items = (self._list.item(n) for n in range(self._list.count()))
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Move the current column by Alt+Up and Alt+Down."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and (event.modifiers() & Qt.KeyboardModifier.AltModifier)
        ):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _fill(self, shown: list[str]) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        rights, entity = self._model.tools.facts().rights, self._model.entity
        rest = [f.name for f in entity.fields if f.name not in shown and rights.may_read(entity.name, f.name)]
        for name in (*shown, *rest):
            item = QListWidgetItem(self._model.label(entity[name]), self._list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        if 0 <= row + step < self._list.count():
            item = self._list.takeItem(row)
            self._list.insertItem(row + step, item)
            self._list.setCurrentRow(row + step)
            self._emit()

    def _narrow(self, text: str) -> None:
        for n in range(self._list.count()):
            item = self._list.item(n)
            item.setHidden(text.casefold() not in item.text().casefold())

    def _reset(self) -> None:
        entity, may_read = self._model.entity, self._model.tools.facts().rights.may_read
        self._fill([name for name in self._usual if name in entity and may_read(entity.name, name)])
        self._emit()

    def _emit(self) -> None:
        names = self.names()
        if names:
            self.chosen.emit(names)
