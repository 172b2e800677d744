"""One bar with what can be done to many selected rows; the menu of a row offers the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from crm_desktop.qt.tools import furnish


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """One thing to do with the selected rows.

    ``words`` and ``reason`` are called for the language of the moment; a *reason* that is not ''
    disables the action and is its tooltip. ``act`` is called with the ids (an ``array``). *key* does it
    with a single row too; *icon* is its picture where there is room for one.
    """

    name: str
    words: Callable[[], str]
    act: Callable[..., object]
    reason: Callable[[], str] = str
    key: str = ""
    icon: str = ""


class BulkBar(QFrame):
    """Shown while more than one row is selected; *cleared* asks to drop the selection."""

    chosen = Signal(object)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bulk_bar")
        self.setProperty("kind", "banner-accent")
        self._actions: tuple[BulkAction, ...] = ()
        self._count = 0
        self._buttons: list[QToolButton] = []
        self.hide()

    def _build(self) -> None:
        self._label = QLabel(self, objectName="bulk_count")
        self._clear = QToolButton(self, text="×", objectName="bulk_clear", autoRaise=True)
        self._clear.clicked.connect(self.cleared)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 2, 8, 2)
        self._row.addWidget(self._label)
        self._row.addStretch()
        self._row.addWidget(self._clear)
        self._add_buttons()

    def set_actions(self, actions: Sequence[BulkAction]) -> None:
        """Offer these actions, in this order."""
        self._actions = tuple(actions)
        if self.layout() is not None:
            self._add_buttons()
            self._retranslate()

    def _add_buttons(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for n, action in enumerate(self._actions):
            button = QToolButton(self, objectName=f"bulk_{action.name}")
            button.setProperty("kind", "text")
            button.clicked.connect(lambda _=False, action=action: self.chosen.emit(action))
            self._row.insertWidget(1 + n, button)
            self._buttons.append(button)

    def add_to(self, menu: QMenu, table: QAbstractItemView) -> None:
        """Offer the same in the *menu* of a row, for the selection or else for the row that has the keyboard."""
        if not table.selectionModel().hasSelection():
            table.selectionModel().select(
                table.currentIndex(),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
        there = {action.objectName() for action in menu.actions()}
        offered = [action for action in self._actions if f"row_{action.name}" not in there]
        if offered:
            menu.addSeparator()
            menu.setToolTipsVisible(True)
        for offer in offered:
            action = QAction(offer.words(), menu, objectName=f"row_{offer.name}")
            action.setShortcut(QKeySequence(offer.key))
            action.setEnabled(not offer.reason())
            action.setToolTip(offer.reason())
            action.triggered.connect(lambda _=False, offer=offer: self.chosen.emit(offer))
            menu.addAction(action)

    def show_count(self, count: int) -> None:
        """Appear for more than one row, where there is anything to do with them."""
        self._count = count
        wanted = count > 1 and bool(self._actions)
        if wanted:
            furnish(self, self._build)
        self.setVisible(wanted)
        if wanted:
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange and self.layout() is not None:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("%1 rows selected").replace("%1", f"{self._count:,}"))
        self._clear.setToolTip(self.tr("Clear the selection"))
        self._clear.setAccessibleName(self._clear.toolTip())
        for button, action in zip(self._buttons, self._actions, strict=True):
            reason = action.reason()
            button.setText(action.words())
            button.setAccessibleName(action.words())
            button.setEnabled(not reason)
            words = f"{action.words()} ({action.key})" if action.key else action.words()
            button.setToolTip(reason or words)
