"""The list's rows counted by the values of one column, beside the rows; a click filters by a value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields as kinds
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.words import counts_with_words

_GROUPABLE = (kinds.Choice, kinds.MultiChoice, kinds.Options, kinds.Ref, kinds.Bool, kinds.Text, kinds.Tags, kinds.Date)


class GroupPanel(QFrame):
    """Values with their counts.

    Signals: *chosen* (Condition of a value), *met* (Ref field, (id, words) pairs), *closed* (asks to hide).
    """

    chosen = Signal(object)
    met = Signal(object, object)
    closed = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("group_panel")
        self._model = model
        self._fields = QComboBox(self, objectName="group_field")
        self._fields.view().setObjectName("group_field_choice")
        self._fields.activated.connect(lambda _: self.load())
        close = QToolButton(self, text="×", autoRaise=True, objectName="group_close")
        close.clicked.connect(self.closed)
        self._close = close
        self._list = QListWidget(self, objectName="group_values")
        self._list.itemActivated.connect(self._choose)
        self._list.itemClicked.connect(self._choose)
        head = QHBoxLayout()
        head.addWidget(self._fields, 1)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.addLayout(head)
        layout.addWidget(self._list)
        self._retranslate()
        model.order_changed.connect(self._reload_if_shown)

    @property
    def field(self) -> str:
        """Return the name of the field that is counted."""
        return str(self._fields.currentData() or "")

    def show_field(self, name: str) -> None:
        """Count by a field and appear; '' hides."""
        self._fields.setCurrentIndex(max(self._fields.findData(name), 0))
        self.setVisible(bool(name) and self._fields.count() > 0)
        if not self.isHidden():
            self.load()

    def load(self) -> None:
        """Count anew."""
        model, name, query = self._model, self.field, self._model.query
        if name:
            model.tools.jobs.run(
                lambda s: counts_with_words(model.tools, s, model.entity, query, name),
                owner=self,
                key="group",
                done=lambda counts: self._show(name, counts),
                failed=lambda error: self._fail(),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc hide the panel."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._reload_if_shown()
        super().changeEvent(event)

    def _reload_if_shown(self) -> None:
        if self.isVisible() and self._model.complete:
            self.load()

    def _show(self, name: str, counts: list[tuple[Any, str, int]]) -> None:
        field, current = self._model.entity[name], self._list.currentRow()
        if isinstance(field, kinds.Ref):
            self.met.emit(field, [(value, label) for value, label, _ in counts])
        self._list.clear()
        for value, label, count in counts:
            words = cell_text(field, value, Record(0, 0, {}, {name: label}), self._model.tools) or self.tr("(empty)")
            item = QListWidgetItem(f"{words}  {count:,}", self._list)
            item.setData(Qt.ItemDataRole.UserRole, self._condition(field, value))
        self._list.setCurrentRow(max(current, 0) if counts else -1)

    def _fail(self) -> None:
        self._list.clear()
        item = QListWidgetItem(self.tr("Could not be counted. Click to try again."), self._list)
        item.setData(Qt.ItemDataRole.UserRole, None)

    @staticmethod
    def _condition(field: kinds.Field, value: Any) -> Condition:
        if value in (None, "", []):
            return Condition(field.name, "empty")
        if isinstance(field, (kinds.MultiChoice, kinds.Tags)):
            return Condition(field.name, "contains", value)
        return Condition(field.name, "eq", value)

    def _choose(self, item: QListWidgetItem) -> None:
        condition = item.data(Qt.ItemDataRole.UserRole)
        if condition is None:
            self.load()
        else:
            self.chosen.emit(condition)

    def _retranslate(self) -> None:
        kept, model = self.field, self._model
        rights, table = model.tools.facts().rights, model.entity.name
        self._fields.clear()
        for field in model.entity.fields:
            if (
                isinstance(field, _GROUPABLE)
                and rights.may_read(table, field.name)
                and not isinstance(field, (kinds.Phone, kinds.Email, kinds.Url, kinds.Code))
            ):
                self._fields.addItem(model.label(field), field.name)
        self._fields.setCurrentIndex(max(self._fields.findData(kept), 0))
        self._fields.setAccessibleName(self.tr("Count by"))
        self._list.setAccessibleName(self.tr("Values and how many rows have them"))
        self._close.setToolTip(self.tr("Hide the counts"))
        self._close.setAccessibleName(self._close.toolTip())
