"""Changes of many records at once: one bar, one transaction, one Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Code, Field
from crm_desktop.core.query import ListQuery
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.qt.tools import caption
from crm_desktop.shell import registry
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.recalculation import Recalculation, has_formulas
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.undoing import offer_undo


def more_actions(context: Context, entity: str, widget: QWidget) -> list[BulkAction]:
    """Return what a tab offers to do with records of an entity, besides what can be done with any."""
    entry = registry.entity_entry(entity, context.facts())
    return [action for source in (entry.actions if entry else ()) for action in registry.load(source)(context, widget)]


class BulkEdit(QObject):
    """What can be done with many selected rows of an entity."""

    def __init__(self, context: Context, entity: Entity, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._entity, self._widget = context, entity, parent

    def actions(self, _query: Callable[[], ListQuery]) -> list[BulkAction]:
        """Return the actions of the bar; what there is no right to is there, disabled, with the reason."""
        found = [
            BulkAction(
                name="change",
                words=lambda: self.tr("Change …"),
                act=lambda ids: self.ask_change(list(ids)),
                reason=lambda: self._reason("bulk_edit"),
            ),
            BulkAction(
                name="delete",
                words=lambda: self.tr("Delete …"),
                act=lambda ids: self.ask_delete(list(ids)),
                reason=lambda: self._reason("delete"),
            ),
        ]
        if self._entity.owner in {field.name for field in self.fields()}:  # else whose it is follows the customer
            found.insert(
                1,
                BulkAction(
                    name="assign",
                    words=lambda: self.tr("Hand over …"),
                    reason=lambda: self._reason("assign"),
                    act=lambda ids: self.ask_change(list(ids), self._entity.owner),
                ),
            )
        if has_formulas(self._entity):
            found.append(Recalculation(self._context, self._entity, self._widget).action())
        if self._entity.is_fixed:
            found = []
        given = more_actions(self._context, self._entity.name, self._widget)
        own = {action.name: action for action in given}
        found = [own.pop(action.name, action) for action in found]
        return [*own.values(), *found]

    def _reason(self, action: str) -> str:
        if action == "delete" and self._entity.stays:
            return QCoreApplication.translate(self._entity.context, self._entity.stays)
        may = self._context.facts().rights.may(self._entity.rights_module, action)
        return "" if may else self.tr("You have no right to do this.")

    def fields(self) -> list[Field]:
        """Return the fields that can be changed on many records."""
        rights, unique = self._context.facts().rights, set(self._entity.unique)
        return [
            f
            for f in self._entity.fields
            if not f.read_only
            and not isinstance(f, Code)
            and f.name not in unique
            and f.name != self._entity.label
            and rights.may_write(self._entity.name, f.name)
            and rights.may_read(self._entity.name, f.name)
        ]

    def ask_change(self, ids: Sequence[int], name: str = "") -> None:
        """Ask which field gets which value, then write it to all *ids*."""
        dialog = ChangeDialog(self._context, self._entity, self.fields(), len(ids), name, self._widget)
        dialog.chosen.connect(lambda field, value: self.change(ids, {field: value}))
        dialog.open()

    def change(self, ids: Sequence[int], changes: dict[str, Any]) -> None:
        """Write the same *changes* to all *ids*, all or none, with Undo."""
        records, entity = self._context.records, self._entity
        self._context.jobs.run(
            lambda session: records.save_many(session, entity, ids, changes),
            owner=self,
            done=lambda bulk: self._changed(len(ids), bulk),
            failed=lambda error: self._context.messages.error(error, entity),
        )

    def _changed(self, number: int, bulk: int) -> None:
        words = QCoreApplication.translate("BulkEdit", "%n record(s) changed.", "", number)
        offer_undo(self._context, self, words, (bulk,))

    def ask_delete(self, ids: Sequence[int]) -> None:
        """Ask once, then delete all *ids* or none."""
        if reason := self._reason("delete"):
            self._context.messages.toast(reason)
            return
        number = len(ids)
        words = QCoreApplication.translate("BulkEdit", "Delete %n record(s) with all that belongs to them?", "", number)
        self._context.messages.ask(words, self.tr("Delete"), lambda: self._delete(ids), parent=self._widget)

    def _delete(self, ids: Sequence[int]) -> None:
        records, entity = self._context.records, self._entity

        def work(session: Any) -> tuple[int, int | None]:
            return records.delete_many(session, entity, ids), records.undoable(session)

        self._context.jobs.run(
            work, owner=self, done=self._deleted, failed=lambda error: self._context.messages.error(error, entity)
        )

    def _deleted(self, done: tuple[int, int | None]) -> None:
        number, bulk = done
        words = QCoreApplication.translate("BulkEdit", "%n record(s) deleted.", "", number)
        offer_undo(self._context, self, words, (bulk,) if bulk else ())


class ChangeDialog(QDialog):
    """Asks for one field and its new value; *chosen* carries (name, value)."""

    chosen = Signal(str, object)

    def __init__(
        self, context: Context, entity: Entity, fields: Sequence[Field], number: int, name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("change_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._context, self._entity = context, entity
        self.setWindowTitle(QCoreApplication.translate("BulkEdit", "Change %n record(s)", "", number))
        self._fields = QComboBox(self)
        self._fields.setObjectName("change_field")
        self._fields.setAccessibleName(self.tr("Field"))
        for field in fields:
            label = caption(entity, field)
            self._fields.addItem(label, field.name)
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._form.addRow(self.tr("&Field"), self._fields)
        self._editor: Editor | None = None
        self._message = QLabel(self)
        self._message.setProperty("kind", "error")
        self._message.setWordWrap(True)
        hint = QLabel(self.tr("All of them are changed, or none. It can be undone."), self)
        hint.setProperty("kind", "small")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        apply = buttons.addButton(self.tr("Change"), QDialogButtonBox.ButtonRole.AcceptRole)
        apply.setObjectName("apply_change")
        apply.setAccessibleName(apply.text())
        apply.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(hint)
        column.addWidget(self._message)
        column.addWidget(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept)
        self._fields.currentIndexChanged.connect(self._show_editor)
        index = self._fields.findData(name)
        self._fields.setCurrentIndex(max(index, 0))
        self._show_editor()

    def _show_editor(self, _index: int = 0) -> None:
        if self._editor is not None:
            self._form.removeRow(self._editor)
        name = self._fields.currentData()
        self._editor = editor_for(self._entity[name], self._context, self)
        self._editor.set_value(None if not hasattr(self._editor, "line") else self._entity[name].default)
        self._editor.set_caption(self._fields.currentText())
        self._form.addRow(self.tr("New &value"), self._editor)
        self._editor.setFocus()

    def _accept(self) -> None:
        assert self._editor is not None
        name = self._fields.currentData()
        try:
            value = self._editor.value()
        except BadValue as error:
            self._editor.set_error(sentence(error))
            return
        if self._entity[name].required and value in (None, "", []):
            self._message.setText(self.tr("This field cannot be left empty."))
            return
        self.chosen.emit(name, value)
        self.accept()
