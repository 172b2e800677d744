"""The list that every entity has: filter, rows, counts beside, totals below, actions on many."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core import fields as kinds
from crm_desktop.core.clock import local_time
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Denied, Offline
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.cards import CardsView
from crm_desktop.qt.filterbar import FilterBar
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.bulkbar import BulkAction, BulkBar
from crm_desktop.qt.lists.classify.classification import Classification
from crm_desktop.qt.lists.columns import ColumnChooser
from crm_desktop.qt.lists.copying import copy_cell, copy_rows
from crm_desktop.qt.lists.footer import TotalsBar
from crm_desktop.qt.lists.states import PATIENCE_MS, StateOverlay
from crm_desktop.qt.lists.summary import SelectionSummary
from crm_desktop.qt.lists.table import COMFORTABLE, COMPACT, RowsTable
from crm_desktop.qt.tools import Tools, as_on_keys

__all__ = ["BulkAction", "ListView"]


class ListView(QWidget):
    """A list of one entity; pages connect its signals, the shell keeps its ``state()``.

    Signals: *open_requested* (id, in the background), *preview_requested* (id), *new_requested*,
    *delete_requested* (ids), *export_requested* ('xlsx', 'csv' or 'choose'), *status_changed* (words for the foot of the
    window), *selection_changed*, *state_changed* (to be kept per person), *copied* (rows, marked e-mails left out), *failed* (error).
    """

    open_requested = Signal(int, bool)
    preview_requested = Signal(int)
    new_requested = Signal()
    delete_requested = Signal(object)
    export_requested = Signal(str)
    status_changed = Signal(str)
    selection_changed = Signal()
    state_changed = Signal()
    copied = Signal(int, int)
    failed = Signal(object)

    def __init__(
        self,
        tools: Tools,
        entity: Entity,
        parent: QWidget | None = None,
        *,
        bus: ChangeBus | None = None,
        fixed: Sequence[Condition] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"list_{entity.name}")
        self.tools, self.entity = tools, entity
        self.explain: Callable[[Exception], str] = self._explain  #: error → sentence; the shell has better ones
        self._widths: dict[str, int] = {}
        self._creatable = True
        self.cards: CardsView | None = None  #: made when somebody first wants to see cards
        self._as_cards = False
        self.model = ListModel(tools, entity, self)
        self.filter = FilterBar(tools, entity, self)
        self.filter.set_fixed(fixed)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)  #: rows, and cards where they were asked for
        self.table = RowsTable(self.model, self._split)
        self.classes = Classification(self.model, self._split, self)
        self.bulk = BulkBar(self)
        self.totals = TotalsBar(self.table, self.model, self)
        self.overlay = StateOverlay(self.table.viewport())
        self.summary = SelectionSummary(self.table.selection, self.model, self)
        self._save = QTimer(self, singleShot=True, interval=400)
        self._save.timeout.connect(self._tell_state)
        self._kept: dict[str, Any] | None = None
        self._lay_out()
        self._connect()
        if bus is not None:
            bus.changed.connect(self.take_change)
        self._retranslate()

    def _lay_out(self) -> None:
        self._facet_button = self._button("list_counts", "list-checks")
        self._group_button = self._button("list_group", "layers")
        self._column_button = self._button("list_columns", "columns-3")
        self._card_button = self._button("list_cards", "id-card")
        for switch in (self._facet_button, self._group_button, self._card_button):
            switch.setCheckable(True)
        self._export_button = self._button("list_export", "download")
        self._export_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export_menu = QMenu(self)
        self._export_button.setMenu(self._export_menu)
        self._new_button = self._button("list_new", "plus")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filter)
        layout.addWidget(self.bulk)
        layout.addWidget(self.classes.split, 1)
        layout.addWidget(self.totals)
        self.filter.order_focus(self.table)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus into the rows; no proxy, or Tab would never come to the filter (QWidget.setFocus)."""
        (self.cards if self.cards and not self.cards.isHidden() else self.table).setFocus(reason)

    def _button(self, name: str, icon: str) -> QToolButton:
        button = QToolButton(self, objectName=name, icon=QIcon.fromTheme(icon), autoRaise=True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.filter.row.addWidget(button)
        return button

    def _connect(self) -> None:
        model, table = self.model, self.table
        self.filter.filtered.connect(lambda search, found: model.set_query(search=search, conditions=found))
        self.filter.left_downwards.connect(self.focus_rows)
        self.filter.filtered.connect(lambda *_: self._save.start())
        model.state_changed.connect(self._show_state)
        model.failed.connect(self.failed)
        model.too_long.connect(self.failed)
        model.order_changed.connect(self._after_order)
        model.modelReset.connect(self._after_reset)
        model.modelReset.connect(self._save.start)
        table.opened.connect(self.open_requested)
        table.previewed.connect(self.preview_requested)
        table.typed.connect(self.filter.type)
        table.deletion_asked.connect(self._ask_deletion)
        table.copy_asked.connect(self.copy)
        table.fitted.connect(lambda: self.status_changed.emit(self.status()))
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._row_menu)
        header = table.horizontalHeader()
        header.sectionResized.connect(self._column_resized)
        header.sectionMoved.connect(lambda *_: QTimer.singleShot(0, self, self._column_moved))
        header.customContextMenuRequested.connect(lambda at: self.choose_columns())
        self.summary.changed.connect(self._selection_changed)
        self.bulk.chosen.connect(lambda action: action.act(self.selected_ids()))
        self.bulk.cleared.connect(table.selection.clearSelection)
        self.overlay.acted.connect(self._overlay_acted)
        self.classes.restricted.connect(self.filter.replace_conditions)
        self.classes.met.connect(self.filter.learn)
        self.classes.opened.connect(lambda record_id: self.open_requested.emit(record_id, False))
        self.classes.changed.connect(self._classes_changed)
        self.classes.left.connect(self.focus_rows)
        self._facet_button.clicked.connect(self.classes.show_facets)
        self._group_button.clicked.connect(lambda on: self.group_by(self.classes.first_field() if on else ""))
        self._column_button.clicked.connect(self.choose_columns)
        self._card_button.clicked.connect(self.show_cards)
        self._new_button.clicked.connect(self.new_requested)
        for keys, act in (
            (QKeySequence.StandardKey.Find, self.filter.line.setFocus),
            ("F5", self.refresh),
            ("Ctrl+Shift+C", lambda: copy_cell(table, self.copied.emit)),
            ("Alt+C", self.choose_columns),
            ("Ctrl+Shift+K", lambda: self.show_cards(not self._as_cards)),
            ("Alt+Z", self._facet_button.click),
            ("Alt+G", self._group_button.click),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # For pages

    def open(self) -> None:
        """Load the first rows, with the default view's filter where nothing was restored."""
        view = self.filter.default_view()
        if view is not None and not self.filter.text():
            self.filter.set_text(view.text, apply=False)
        self.filter.apply()
        if not self.model.opened:
            self.model.open()
        self._kept = self._kept or self.state()

    def show_others(self, fixed: Sequence[Condition]) -> None:
        """Show the rows under other fixed conditions; nothing of those before stays."""
        self.model.forget()
        self.filter.set_fixed(fixed)
        self.filter.set_text("")

    def set_entity(self, entity: Entity) -> None:
        """Take a changed descriptor: columns and values get other words, come and go."""
        if entity != self.entity:
            self.entity = self.filter.words.entity = entity
            self.table.set_entity(entity)
            self.classes.retranslate()

    def refresh(self) -> None:
        """Read again without losing the place."""
        self.model.refresh()

    def take_change(self, change: Changed) -> None:
        """Follow a committed change of the database."""
        self.model.take_change(change)

    def set_conditions(self, search: str, conditions: Sequence[Condition]) -> None:
        """Restrict the list, visibly: the filter shows what was asked."""
        self.filter.set_conditions(search, conditions)

    def set_bulk_actions(self, actions: Sequence[BulkAction]) -> None:
        """Offer these actions on a selection of more than one row."""
        self.bulk.set_actions(actions)

    def set_creatable(self, creatable: bool, reason: str = "") -> None:
        """Offer to make a new record, or say why not; without a reason the button is not there."""
        self._creatable = creatable
        self._new_button.setVisible(creatable or bool(reason))
        self._new_button.setEnabled(creatable)
        self._new_button.setToolTip(reason or self._new_button.text())

    def set_exportable(self, exportable: bool, reason: str = "") -> None:
        """Allow the export of the list, or say why not."""
        self._export_button.setEnabled(exportable)
        self._export_button.setToolTip(reason or self._export_button.accessibleName())

    def set_comfortable(self, comfortable: bool) -> None:
        """Give the rows more height."""
        self.table.set_row_height(COMFORTABLE if comfortable else COMPACT)

    def current_id(self) -> int | None:
        """Return the id of the current row."""
        return self.model.id_at(self.table.currentIndex().row())

    def selected_ids(self) -> array[int]:
        """Return the ids of the selected rows, in order."""
        return self.table.selection.ids()

    def ids(self) -> array[int]:
        """Return the ids of all rows known so far, in order: what previous and next walk through."""
        return self.model.ids

    def select(self, record_id: int) -> bool:
        """Make a record's row the current one; False while it is not in the list."""
        row = self.model.row_of(record_id)
        self.table.go_to_row(row)
        return row >= 0

    def status(self) -> str:
        """Return the words for the foot of the window: selection, its sums, columns left out; the rows are counted below them."""
        left_out = self.table.no_room() if self.table.isVisibleTo(self) else ""  # cards and groups have no columns
        return " · ".join(filter(None, (self.summary.text(), left_out)))

    def state(self) -> dict[str, Any]:
        """Return columns (none: the usual ones of the day), widths, order, grouping and filter as JSON values."""
        query = self.model.query
        return {
            "columns": self.table.chosen_columns(),
            "widths": dict(self._widths),
            "sort": query.sort,
            "descending": query.descending,
            "filter": self.filter.text(),
            "cards": self._as_cards,
            **self.classes.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what ``state`` returned, before ``open``; what no longer exists is left out."""
        self._widths = {str(k): int(v) for k, v in dict(state.get("widths") or {}).items() if int(v) > 0}
        self.model.set_columns(self.table.columns_of(state))
        sort = str(state.get("sort") or "")
        if self.model.sorting.may(sort):
            self.model.prepare(sort=sort, descending=bool(state.get("descending")))
        self.filter.set_text(str(state.get("filter") or ""), apply=False)
        self._after_reset()
        self.show_cards(bool(state.get("cards")))
        self.classes.restore(state)
        self._mark_classes()
        self._kept = self.state()

    def group_by(self, name: str, **more: Any) -> None:
        """Show the rows in groups by the values of a field; '' shows them one by one again."""
        self.classes.group_by(name, **more)

    def shape(self) -> dict[str, Any]:
        """Return what a saved view keeps besides its filter: columns, order, counts, grouping and chart."""
        state = self.state()
        return {name: state[name] for name in state if name not in ("filter", "widths")}

    def take_shape(self, shape: Mapping[str, Any]) -> None:
        """Show the list in the shape of a saved view."""
        self.model.set_columns(self.table.columns_of(shape))
        self.model.sort_by(str(shape.get("sort") or ""), bool(shape.get("descending")))
        self.classes.restore(shape)
        self._mark_classes()
        self._save.start()

    def _classes_changed(self) -> None:
        self._mark_classes()
        self._save.start()

    def _mark_classes(self) -> None:
        self._facet_button.setChecked(self.classes.facets_shown)
        self._group_button.setChecked(self.classes.is_grouped)

    def show_cards(self, shown: bool) -> None:
        """Show cards instead of rows, or rows again."""
        self._as_cards = shown
        self._card_button.setChecked(shown)
        if shown and self.cards is None:
            cards = self.cards = CardsView(self.model, self.table.selection, self)
            cards.opened.connect(self.open_requested)
            cards.previewed.connect(self.preview_requested)
            cards.typed.connect(self.filter.type)
            cards.deletion_asked.connect(self._ask_deletion)
            cards.copy_asked.connect(self.copy)
            cards.setAccessibleName(self.table.accessibleName())
            self._split.addWidget(cards)
        self._show_rows_or_cards()
        self._save.start()

    def _show_rows_or_cards(self) -> None:
        """A list without rows says why in the place of the table. The keyboard stays in what is shown."""
        cards = self._as_cards and self.model.rowCount() > 0
        held = self.table.hasFocus() or (self.cards is not None and self.cards.hasFocus())
        if self.cards is not None:
            self.cards.setVisible(cards)
        self.table.setVisible(not cards)
        if held:
            self.setFocus()

    def choose_columns(self) -> None:
        """Let the reader choose and order the columns."""
        chooser = ColumnChooser(self.model, self.table.usual, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.chosen.connect(self.model.set_columns)
        chooser.open_below(self._column_button)

    def focus_rows(self) -> None:
        """Bring the keyboard to the rows."""
        self.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.go_to_row(0)

    def copy(self) -> None:
        """Copy the selected rows as a table of raw values."""
        copy_rows(self.model, self.table.selection, self, done=self.copied.emit, failed=self.failed.emit)

    # Inside

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.model.retranslate()
            self._retranslate()
            self._show_state(self.model.state)
        super().changeEvent(event)

    def _tell_state(self) -> None:
        if (state := self.state()) != self._kept:
            self._kept = state
            self.state_changed.emit()

    def _after_reset(self) -> None:
        self.table.size_columns(self._widths)
        self.table.show_sort()

    def _after_order(self) -> None:
        for field in self.model.columns:
            if isinstance(field, kinds.Ref):
                records = (self.model.record_at(row) for row in range(min(100, self.model.rowCount())))
                self.filter.learn(
                    field, ((r.values.get(field.name), r.labels.get(field.name, "")) for r in records if r is not None)
                )
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selection.setCurrentIndex(self.model.index(0, 0), self.table.selection.SelectionFlag.NoUpdate)
        self.status_changed.emit(self.status())

    def _column_resized(self, section: int, _old: int, new: int) -> None:
        if self.table.by_hand and section < len(self.model.columns):
            self._widths[self.model.columns[section].name] = new
            self._save.start()

    def _column_moved(self) -> None:
        header, names = self.table.horizontalHeader(), [f.name for f in self.model.columns]
        order = [names[header.logicalIndex(n)] for n in range(len(names))]
        if order == names:
            return
        header.blockSignals(True)
        for n in range(len(names)):
            header.moveSection(header.visualIndex(n), n)
        header.blockSignals(False)
        self.model.set_columns(order)
        self._save.start()

    def _selection_changed(self) -> None:
        self.bulk.show_count(self.summary.count)
        self.selection_changed.emit()
        self.status_changed.emit(self.status())

    def _ask_deletion(self) -> None:
        if ids := self.selected_ids():
            self.delete_requested.emit(ids)

    def _overlay_acted(self, action: str) -> None:
        {"clear": self.filter.clear, "new": self.new_requested.emit, "retry": self.model.open}[action]()

    def _show_state(self, state: str) -> None:
        self.table.show_sort()
        self._show_rows_or_cards()
        if state == "loading":
            self.overlay.show_loading(PATIENCE_MS if not self.model.ids else 5 * PATIENCE_MS)
        elif state == "error" and self.model.error is not None:
            self.overlay.show_words(self.explain(self.model.error), retry=self.tr("Try again"))
        elif state == "empty":
            self._show_empty()
        else:
            self.overlay.finish()

    def _show_empty(self) -> None:
        plural = QCoreApplication.translate(self.entity.context, self.entity.plural)
        if self.filter.text().strip():
            words = self.tr("Nothing here fits “%1”.").replace("%1", self.filter.text().strip())
            self.overlay.show_words(words, clear=self.tr("Show all"))
        elif self._creatable:
            words = self.tr("%1: there are none yet, or none that you may see.").replace("%1", plural)
            self.overlay.show_words(words, new=self.tr("New"))
        else:
            self.overlay.show_words(self.tr("%1: there are none yet, or none that you may see.").replace("%1", plural))

    def _explain(self, error: Exception) -> str:
        if isinstance(error, Offline):
            return self.tr("The server cannot be reached. Nothing is lost; the list comes back with the connection.")
        if isinstance(error, Denied):
            return self.tr("You have no right to see this list.")
        return self.tr("The list could not be loaded. Nothing is lost.")

    def _row_menu(self, at: QPoint) -> None:
        index, menu = self.table.currentIndex(), QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName("row_menu")
        field, record = self.table.current_field(), self.model.record_at(index.row())
        record_id = self.model.id_at(index.row())
        if field is None or record is None or record_id is None:
            return
        label, copy_it = self.model.label(field), lambda: copy_cell(self.table, self.copied.emit)
        actions: list[tuple[str, str, Callable[[], Any], str]] = [
            ("open", self.tr("Open"), lambda: self.open_requested.emit(record_id, False), "Return"),
            ("preview", self.tr("Preview"), lambda: self.preview_requested.emit(record_id), "Space"),
            ("edit", self.tr("Edit “%1”").replace("%1", label), self.table.edit_current, "F2"),
            ("copy", self.tr("Copy rows"), self.copy, "Ctrl+C"),
            ("copy_cell", self.tr("Copy “%1”").replace("%1", label), copy_it, "Ctrl+Shift+C"),
            ("sort_up", self.tr("Sort ascending"), lambda: self.model.sort_by(field.name), ""),
            ("sort_down", self.tr("Sort descending"), lambda: self.model.sort_by(field.name, True), ""),
            ("filter", self.tr("Only rows like this one"), lambda: self._filter_like(field, record.values), ""),
            ("delete", self.tr("Delete"), self._ask_deletion, "Del"),
        ]
        for name, text, act, keys in actions:
            if field.masked and name in ("sort_up", "sort_down", "filter"):
                continue
            action = QAction(text, menu, objectName=f"row_{name}")
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False, act=act: act())
            menu.addAction(action)
        self.bulk.add_to(menu, self.table)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _filter_like(self, field: kinds.Field, values: Mapping[str, Any]) -> None:
        value = values.get(field.name)
        if value in (None, "", []):
            self.filter.add_condition(Condition(field.name, "empty"))
        elif isinstance(value, list):
            self.filter.add_condition(Condition(field.name, "contains", value[0]))
        elif isinstance(field, kinds.DateTime):
            self.filter.add_condition(Condition(field.name, "eq", local_time(value).date()))
        else:
            self.filter.add_condition(Condition(field.name, "eq", value))

    def _retranslate(self) -> None:
        for button, words in (
            (self._facet_button, self.tr("Counts")),
            (self._group_button, self.tr("Group")),
            (self._column_button, self.tr("Columns")),
            (self._card_button, self.tr("Cards")),
            (self._export_button, self.tr("Export")),
            (self._new_button, self.tr("New")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(words)
        self._facet_button.setToolTip(as_on_keys(self.tr("Count the rows by their values, beside the list (Alt+Z)")))
        self._group_button.setToolTip(as_on_keys(self.tr("Groups with counts, sums and a chart (Alt+G)")))
        self._column_button.setToolTip(as_on_keys(self.tr("Choose and order the columns (Alt+C)")))
        self._card_button.setToolTip(as_on_keys(self.tr("Cards instead of rows (Ctrl+Shift+K)")))
        self._export_menu.clear()
        for kind, words in (
            ("xlsx", self.tr("As Excel file …")),
            ("csv", self.tr("As CSV file …")),
            ("choose", self.tr("Choose fields and kind …")),
        ):
            action = self._export_menu.addAction(words)
            action.setObjectName(f"export_{kind}")
            action.triggered.connect(lambda _=False, kind=kind: self.export_requested.emit(kind))
        self.table.setAccessibleName(QCoreApplication.translate(self.entity.context, self.entity.plural))
