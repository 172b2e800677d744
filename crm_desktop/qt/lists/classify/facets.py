"""Values of chosen fields with their counts, beside the list; what is checked restricts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields as kinds
from crm_desktop.core.errors import Cancelled
from crm_desktop.core.grouping import Group, Level, buckets_of, condition_of, countable, is_met
from crm_desktop.core.query import Condition
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.classify.counting import group_words, read_groups

_GROUP = Qt.ItemDataRole.UserRole
PAUSE_MS = 150
#: Shown of each field; the rest is found by typing.
MOST = 40


class FacetPanel(QFrame):
    """Fields, their values and counts.

    Signals: *restricted* ({name of a field: Condition or None}); *met* (Ref field, (id, words) pairs); *closed* (asks
    to hide); *chosen* when other fields are to be counted.
    """

    restricted = Signal(object)
    met = Signal(object, object)
    closed = Signal()
    chosen = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facets")
        self._model = model
        self.names: list[str] = []
        self._found: dict[str, list[Group]] = {}
        self._job: Job | None = None
        self._filling = False
        self.title, self.fields, self.close_button = QLabel(self), QToolButton(self), QToolButton(self)
        self.tree = QTreeWidget(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self._build()
        self._retranslate()
        model.order_changed.connect(self._list_changed)

    def _build(self) -> None:
        self.fields.setObjectName("facet_fields")
        self.fields.setIcon(QIcon.fromTheme("list-checks"))
        self.fields.setAutoRaise(True)
        self.fields.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.fields.setMenu(QMenu(self.fields))
        self.fields.menu().aboutToShow.connect(self._fill_menu)
        self.close_button.setObjectName("facets_close")
        self.close_button.setIcon(QIcon.fromTheme("x"))
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.closed)
        self.title.setProperty("kind", "heading")
        self.tree.setObjectName("facet_values")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.itemChanged.connect(self._checked)
        self.tree.itemActivated.connect(self._activated)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.fields)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)

    # ── what is counted ──────────────────────────────────

    def set_names(self, names: Sequence[str]) -> None:
        """Count these fields."""
        known = {f.name for f in countable(self._model.entity, self._model.tools.facts().rights)}
        self.names = [n for n in names if n in known]
        self._found = {n: g for n, g in self._found.items() if n in self.names}
        if self.isVisible():
            self.load()

    def load(self) -> None:
        """Count anew; a count under way for what is no longer asked is stopped on the server."""
        model, tools, query = self._model, self._model.tools, self._model.query
        self.cancel()
        wanted = [Level(name, buckets_of(model.entity[name])[0]) for name in self.names if name in model.entity]
        if not wanted:
            self._show()
            return

        def work(session: Any) -> dict[str, list[Group]]:
            found = {}
            for level in wanted:
                # what other values a field has is of interest although one is chosen
                others = replace(query, conditions=tuple(c for c in query.conditions if c.field != level.name))
                found[level.name] = read_groups(tools, session, model.entity, others, [level])
            return found

        self._job = tools.jobs.run(work, owner=self, key="facets", done=self._take, failed=self._fail)

    def cancel(self) -> None:
        """Stop counting."""
        if self._job is not None and self._job.pending:
            self._job.cancel()
        self._job = None

    def _list_changed(self) -> None:
        if self.isVisible():
            self._pause.start()
        else:
            self._found = {}

    def _take(self, found: dict[str, list[Group]]) -> None:
        self._found = found
        for name, groups in found.items():
            field = self._model.entity[name]
            if isinstance(field, kinds.Ref):
                self.met.emit(field, [(g.value, g.label) for g in groups])
        self._show()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._found = {}
            self._filling = True
            self.tree.clear()
            QTreeWidgetItem(self.tree, [self.tr("Could not be counted. F5 tries again.")])
            self._filling = False

    # ── what is shown ────────────────────────────────────

    def _show(self) -> None:
        kept = self._place()
        folded = {i.data(0, _GROUP) for i in self._tops() if not i.isExpanded()}
        conditions = {c.field: c for c in self._model.query.conditions}
        self._filling = True
        self.tree.clear()
        for name in self.names:
            if name not in self._model.entity:
                continue
            field = self._model.entity[name]
            top = QTreeWidgetItem(self.tree, [self._model.label(field)])
            top.setData(0, _GROUP, name)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            self._fill(top, name, conditions.get(name))
            top.setExpanded(name not in folded)
        self._filling = False
        self._go_to(kept)

    def _fill(self, top: QTreeWidgetItem, name: str, condition: Condition | None) -> None:
        field, bucket = self._model.entity[name], buckets_of(self._model.entity[name])[0]
        for group in self._found.get(name, ())[:MOST]:
            words = group_words(field, bucket, group, self._model.tools)
            item = QTreeWidgetItem(top, [words, f"{group.count:,}"])
            item.setData(0, _GROUP, group)
            item.setToolTip(0, words)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{words}: {group.count:,}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            met = is_met(field, bucket, group.value, condition)
            item.setCheckState(0, Qt.CheckState.Checked if met else Qt.CheckState.Unchecked)

    def _tops(self) -> list[QTreeWidgetItem]:
        items = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _place(self) -> tuple[str, Any]:
        item = self.tree.currentItem()
        if item is None:
            return "", None
        top = item.parent() or item
        value = item.data(0, _GROUP)
        return str(top.data(0, _GROUP)), value.value if isinstance(value, Group) else None

    def _go_to(self, place: tuple[str, Any]) -> None:
        for top in self._tops():
            if top.data(0, _GROUP) == place[0]:
                found = next((c for c in _below(top) if c.data(0, _GROUP).value == place[1]), top)
                self.tree.setCurrentItem(found)
                return
        for top in self._tops()[:1]:
            self.tree.setCurrentItem(top)

    # ── what the reader does ─────────────────────────────

    def _checked(self, item: QTreeWidgetItem, _column: int) -> None:
        top = item.parent()
        if self._filling or top is None:
            return
        self._restrict(top, [c for c in _below(top) if c.checkState(0) == Qt.CheckState.Checked])

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        """Enter, and a double click: this value and no other of the field."""
        top = item.parent()
        if top is None:
            item.setExpanded(not item.isExpanded())
            return
        self._filling = True
        for child in _below(top):
            child.setCheckState(0, Qt.CheckState.Checked if child is item else Qt.CheckState.Unchecked)
        self._filling = False
        self._restrict(top, [item])

    def _restrict(self, top: QTreeWidgetItem, items: Sequence[QTreeWidgetItem]) -> None:
        name = str(top.data(0, _GROUP))
        field = self._model.entity[name]
        values = [item.data(0, _GROUP).value for item in items]
        self.restricted.emit({name: condition_of(field, buckets_of(field)[0], values)})

    def _fill_menu(self) -> None:
        menu, model = self.fields.menu(), self._model
        menu.clear()
        for field in countable(model.entity, model.tools.facts().rights):
            action = menu.addAction(model.label(field))
            action.setCheckable(True)
            action.setChecked(field.name in self.names)
            action.toggled.connect(lambda on, name=field.name: self._choose(name, on))

    def _choose(self, name: str, on: bool) -> None:
        self.set_names([*self.names, name] if on else [n for n in self.names if n != name])
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc hide the panel and F5 count again."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_F5:
            self.load()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the shortcuts of the page around (QWidget.event)."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return bool(super().event(event))

    def hideEvent(self, event: Any) -> None:
        """A hidden panel asks for nothing (QWidget.hideEvent)."""
        super().hideEvent(event)
        self.cancel()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.title.setText(self.tr("Counts"))
        self.fields.setToolTip(self.tr("Choose what is counted"))
        self.fields.setAccessibleName(self.fields.toolTip())
        self.close_button.setToolTip(self.tr("Hide the counts (Esc)"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.tree.setAccessibleName(self.tr("Values and how many rows have them; Space chooses several, Enter one"))


def _below(top: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (top.child(n) for n in range(top.childCount()))
    return [child for child in children if child is not None]
