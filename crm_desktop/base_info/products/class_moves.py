"""What the class tree asks for, done in the database: moved with undo, made, opened, deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.products import services
from crm_desktop.base_info.products.class_tree import ClassTree
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo, take_back


class ClassMoves(QObject):
    """Serves one tree; *moved* when it is to be read again. Ctrl+Z takes one move after the other back, the last first."""

    moved = Signal()

    def __init__(self, context: Context, tree: ClassTree, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._tree, self._widget = context, tree, parent
        #: The moves that were made here and stand, the last one last: the action, and where the class came from.
        self._moves: list[tuple[int, tuple[int, int | None, int | None]]] = []
        self._taken: list[int] = []
        tree.move_asked.connect(self.move)
        tree.pasted.connect(lambda number: self.put(self._taken, number))
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Undo), tree, self.undo, context=Qt.ShortcutContext.WidgetShortcut
        )
        tree.open_asked.connect(lambda number: context.navigator.open_record("product_class", number))
        tree.new_asked.connect(self._new)
        tree.delete_asked.connect(self._ask_delete)

    def move(self, class_id: int, parent_id: int | None, before_id: int | None) -> None:
        """Put a class elsewhere; one press takes it back, more presses those before it."""
        came_from = (class_id, *self._tree.place_of(class_id))

        def moved(bulk: int) -> None:
            self._moves.append((bulk, came_from))
            self.moved.emit()
            self._context.messages.toast(self.tr("The class was moved."), undo=lambda: self._take_back(bulk))

        self._run(class_id, parent_id, before_id, moved)

    def take(self, products: list[int]) -> None:
        """Remember products that are to be put into another class."""
        self._taken = products
        if products:
            words = as_on_keys(self.tr("{count} products taken up: choose a class and press Ctrl+V."))
            self._context.messages.status(words.format(count=len(products)))

    def put(self, products: list[int], class_id: int) -> None:
        """Put products into a class; one press takes it back."""
        context, name = self._context, self._tree.path_of(class_id).rpartition(" / ")[2]
        entity, self._taken = context.entity("product"), []
        if not products:
            context.messages.toast(
                as_on_keys(
                    self.tr("Select products in the table and press Ctrl+X first. Variants go with their main product.")
                )
            )
            return
        words = self.tr("{count} products were put into “{name}”.").format(count=len(products), name=name)
        context.jobs.run(
            lambda session: context.records.save_many(session, entity, products, {"class_id": class_id}),
            owner=self,
            done=lambda bulk: offer_undo(context, self, words, (bulk,)),
            failed=lambda error: context.messages.error(error, entity),
        )

    def undo(self) -> None:
        """Put the class that was moved last back where it came from; the next press goes one step further."""
        if not self._moves:
            self._context.messages.toast(self.tr("No class was moved here that could be taken back."))
            return
        # a move of its own: the undo of an older action stops at what was changed since, and that was the undo of the next
        _bulk, (class_id, parent_id, before_id) = self._moves.pop()
        self._run(class_id, parent_id, before_id, lambda _: self._back())

    def _run(self, class_id: int, parent_id: int | None, before_id: int | None, done: Callable[[int], None]) -> None:
        self._context.jobs.run(
            lambda session: services.move_class(session, class_id=class_id, parent_id=parent_id, before_id=before_id),
            owner=self,
            done=done,
            failed=self._failed,
        )

    def _back(self) -> None:
        self.moved.emit()
        self._context.messages.toast(self.tr("The move was taken back."))

    def _take_back(self, bulk: int) -> None:
        if self._moves and self._moves[-1][0] == bulk:
            self.undo()
            return
        self._moves = [move for move in self._moves if move[0] != bulk]
        take_back(self._context, self, (bulk,), lambda _: self.moved.emit(), self._failed)

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
