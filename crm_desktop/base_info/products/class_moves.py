"""What the class tree asks for, done in the database: moved with undo, made, opened, deleted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.products import services
from crm_desktop.base_info.products.class_tree import ClassTree
from crm_desktop.shell.context import Context


class ClassMoves(QObject):
    """Serves one tree; *moved* when it is to be read again."""

    moved = Signal()

    def __init__(self, context: Context, tree: ClassTree, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._tree, self._widget = context, tree, parent
        tree.move_asked.connect(self.move)
        tree.open_asked.connect(lambda number: context.navigator.open_record("product_class", number))
        tree.new_asked.connect(self._new)
        tree.delete_asked.connect(self._ask_delete)

    def move(self, class_id: int, parent_id: int | None, before_id: int | None) -> None:
        """Put a class elsewhere; one press takes it back."""
        self._context.jobs.run(
            lambda session: services.move_class(session, class_id=class_id, parent_id=parent_id, before_id=before_id),
            owner=self,
            done=self._moved,
            failed=self._failed,
        )

    def _moved(self, bulk: int) -> None:
        self.moved.emit()
        self._context.messages.toast(self.tr("The class was moved."), undo=lambda: self._undo(bulk))

    def _undo(self, bulk: int) -> None:
        records = self._context.records
        self._context.jobs.run(
            lambda session: records.undo(session, bulk),
            owner=self,
            done=lambda _: self.moved.emit(),
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self._context.messages.error(error, self._context.entity("product_class"))
        self.moved.emit()

    def _new(self, parent_id: int | None) -> None:
        name = self._tree.path_of(parent_id)
        self._context.navigator.new_record(
            "product_class",
            {"parent_id": parent_id} if parent_id else {},
            {"parent_id": name.rpartition(" / ")[2]} if parent_id else {},
        )

    def _ask_delete(self, class_id: int) -> None:
        name = self._tree.path_of(class_id).rpartition(" / ")[2]
        self._context.messages.ask(
            self.tr("Delete the class “{name}”?").format(name=name),
            self.tr("Delete"),
            lambda: self._delete(class_id),
            parent=self._widget,
        )

    def _delete(self, class_id: int) -> None:
        records, entity = self._context.records, self._context.entity("product_class")
        self._context.jobs.run(
            lambda session: records.delete(session, entity, records.load(session, entity, class_id)),
            owner=self,
            done=lambda _: self.moved.emit(),
            failed=self._failed,
        )
