"""What belongs to a record, below it: the lists of other entities that point to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity, Related
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import called, related_title
from crm_desktop.qt.lists.tabs import FittingTabs
from crm_desktop.qt.listview import ListView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.lists.copied import tell_copied
from crm_desktop.shell.sentences import sentence


class RelatedLists(FittingTabs):
    """One tab for each related entity that the person may see; a list is made when it is first looked at."""

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("related")
        self._context, self._entity = context, entity
        self._record: Record | None = None
        self._relations: list[Related] = []
        self._lists: dict[int, ListView] = {}
        self._behind: set[int] = set()  #: lists that still show what belongs to the record before
        self._columns: list[QVBoxLayout] = []
        self._more: list[tuple[QWidget, Callable[[], str]]] = []
        facts = context.facts()
        for relation in entity.related:
            other = facts.entities.get(relation.entity)
            if other is None or relation.field not in other or not facts.rights.may(other.rights_module, "view"):
                continue
            holder = QWidget(self)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            self._columns.append(column)
            self._relations.append(relation)
            self.addTab(holder, icon(other.icon), "")
        self.currentChanged.connect(self._show_current)
        self.retranslate()

    def add_more(self, widget: QWidget, picture: str, title: Callable[[], str]) -> None:
        """Add what a hand-written page shows beside the lists; *title* gives its words in the language of the moment."""
        self._more.append((widget, title))
        self.addTab(widget, icon(picture), "")
        self.retranslate()

    def show_record(self, record: Record) -> None:
        """Show what belongs to another record."""
        self._record = record
        self._behind = set(self._lists)
        self._show_current()

    def _show_current(self, _index: int = 0) -> None:
        index = self.currentIndex()
        if self._record is None or not 0 <= index < len(self._relations):
            return
        if index in self._lists and index not in self._behind:
            return
        relation = self._relations[index]
        other = self._context.entity(relation.entity)
        fixed = (Condition(relation.field, "eq", self._record.id),)
        if index in self._lists:
            self._behind.discard(index)
            self._lists[index].show_others(fixed)
            return
        view = ListView(self._context, other, self, bus=self._context.bus, fixed=fixed)
        view.explain = lambda error: sentence(error, other) or str(error)
        view.setProperty("embedded", True)
        view.open_requested.connect(
            lambda record_id, behind: self._context.navigator.open_record(
                other.name, record_id, among=view.ids(), behind=behind
            )
        )
        view.preview_requested.connect(
            lambda record_id: self._context.navigator.open_record(other.name, record_id, among=view.ids())
        )
        view.new_requested.connect(lambda: self._new(relation))
        view.copied.connect(partial(tell_copied, self._context))
        view.failed.connect(lambda error: self._context.messages.error(error, other))
        may = self._context.facts().rights.may(other.rights_module, "create")
        view.set_creatable(may and relation.made and not other.is_fixed)
        view.set_exportable(False, self.tr("Export from the full list."))
        columns = [n for n in relation.columns or other.list_columns if n in other and n != relation.field]
        view.model.set_columns(columns)
        if relation.first in other:
            view.model.prepare(sort=relation.first)
        self._lists[index] = view
        self._columns[index].addWidget(view)
        view.open()

    def _new(self, relation: Related) -> None:
        record = self._record
        if record is None:
            return
        label = called(self._entity, record, self._context)
        self._context.navigator.new_record(relation.entity, {relation.field: record.id}, {relation.field: label})

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setAccessibleName(self.tr("What belongs to it"))
        for index, relation in enumerate(self._relations):
            other = self._context.facts().entities[relation.entity]
            self.setTabText(index, related_title(self._entity, relation, other))
        for widget, title in self._more:
            self.setTabText(self.indexOf(widget), title())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_relations"):
            self.retranslate()
