"""The list of an entity: views, preview beside, export, print, changes of many with Undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core.grammar import compose
from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed
from crm_desktop.qt.filterbar import SavedView
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.qt.listview import ListView
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell import services
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.bulk_edit import BulkEdit
from crm_desktop.shell.lists.copied import tell_copied
from crm_desktop.shell.lists.list_output import ListOutput
from crm_desktop.shell.lists.preview import PreviewPanel
from crm_desktop.shell.lists.view_dialog import ViewDialog
from crm_desktop.shell.page import Page
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.window.addresses import conditions_from_json


class ListPage(Page):
    """All records of an entity, or those under *conditions*, in the order of the field *by*, which is shown."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        entity: str,
        conditions: Sequence[Sequence[Any]] = (),
        search: str = "",
        title: str = "",
        by: str = "",
        list_state: Mapping[str, Any] | None = None,
        fixed: Sequence[Condition] = (),
        key: str = "",
        **_kept: Any,
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName(f"{entity}_list_page")
        self.entity = context.entity(entity)
        self.key = key or entity  #: under which views, columns and widths are kept
        self._title, self._given = title, bool(conditions or search)
        self._conditions = [list(c) for c in conditions]
        split = QSplitter(Qt.Orientation.Horizontal, self)  # each part where it stays: a full one is slow to move
        self.list = ListView(context, self.entity, split, bus=context.bus, fixed=fixed)
        self.list.explain = lambda error: sentence(error, self.entity) or str(error)
        self.preview = PreviewPanel(context, self.entity, split)
        self.output = ListOutput(context, self.entity, self)
        self.output.view = self.list
        self.bulk = BulkEdit(context, self.entity, self)
        self._import, self._print = self._button("list_import", "file-up"), self._button("list_print", "printer")
        split.setStretchFactor(0, 1)
        split.setSizes([760, 400])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        self.focus_on = self.list
        self.list.filter.order_focus(self.list.table)
        self._connect()
        self._make_actions()
        self._apply_rights()
        self._restore(list_state, by)
        if self._given:
            self.list.set_conditions(search, conditions_from_json(self.entity, conditions))
        self.retranslate()
        self._read_views(first=True)

    # ── wiring ───────────────────────────────────────────

    def _button(self, name: str, picture: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setIcon(QIcon.fromTheme(picture))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.list.filter.row.insertWidget(self.list.filter.row.count() - 1, button)
        return button

    def _connect(self) -> None:
        the_list, navigator = self.list, self.context.navigator
        the_list.open_requested.connect(self._open)
        the_list.preview_requested.connect(self.preview.toggle)
        the_list.selection_changed.connect(self._follow)
        the_list.new_requested.connect(self.new)
        the_list.delete_requested.connect(lambda ids: self.bulk.ask_delete(list(ids)))
        the_list.export_requested.connect(lambda kind: self.output.ask_export(kind, the_list.model.query))
        the_list.status_changed.connect(self.status_changed)
        the_list.state_changed.connect(self._remember)
        the_list.copied.connect(partial(tell_copied, self.context))
        the_list.failed.connect(lambda error: self.context.messages.error(error, self.entity))
        the_list.filter.view_action.connect(self._view_action)
        the_list.filter.view_chosen.connect(self._take_shape)
        self.preview.open_asked.connect(lambda record_id: self._open(record_id, False))
        self._import.clicked.connect(lambda: navigator.open_page("import", entity=self.entity.name))
        self._print.clicked.connect(lambda: self.output.show_print(the_list.model.query, the_list.filter.text()))
        self._offered = self.bulk_actions()
        the_list.set_bulk_actions(self._offered)

    def new(self) -> None:
        """Start a new record."""
        self.context.navigator.new_record(self.entity.name)

    def bulk_actions(self) -> list[BulkAction]:
        """Return what can be done with many rows."""
        return self.bulk.actions(lambda: self.list.model.query)

    def _make_actions(self) -> None:
        for keys, act in (
            ("Ctrl+E", lambda: self.output.ask_export("xlsx", self.list.model.query)),
            ("Ctrl+P", lambda: self.output.show_print(self.list.model.query, self.list.filter.text())),
            ("Esc", self.preview.close_panel),
            *((offer.key, partial(self._do, offer)) for offer in self._offered if offer.key),
        ):
            action = QAction(
                self, shortcut=QKeySequence(keys), shortcutContext=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            action.triggered.connect(lambda _=False, a=act: a())
            self.addAction(action)

    def _do(self, offer: BulkAction) -> None:
        """Do with the selected rows, one or many, what their bar offers; say why not."""
        ids = self.list.selected_ids()
        if reason := offer.reason():
            self.context.messages.toast(reason)
        elif len(ids):
            offer.act(ids)

    def _apply_rights(self) -> None:
        may, module = self.context.facts().rights.may, self.entity.rights_module
        if self.entity.is_fixed:
            self.list.set_creatable(False)
            self._import.hide()
        else:
            made = self.context.facts().made(self.entity.name)
            reason = "" if may(module, "create") else self.tr("You have no right to create these.")
            if made and made.retired:
                reason = self.tr("The company has retired these.")
            self.list.set_creatable(not reason, reason)
        self.list.set_exportable(
            may(module, "export"), "" if may(module, "export") else self.tr("You have no right to export these.")
        )
        self._print.setEnabled(may(module, "print"))
        self._import.setEnabled(may(module, "create") or may(module, "edit"))

    def _open(self, record_id: int, behind: bool) -> None:
        self.context.navigator.open_record(self.entity.name, record_id, among=self.list.ids(), behind=behind)

    def _follow(self) -> None:
        if self.preview.isVisible():
            record_id = self.list.current_id()
            if record_id is not None:
                self.preview.show_id(record_id)

    # ── what is kept ─────────────────────────────────────

    @property
    def _preference(self) -> str:
        return f"list.{self.key}"

    def _restore(self, state: Mapping[str, Any] | None, by: str) -> None:
        """Take up columns and widths as this person left them; the filter only in the very same tab."""
        kept = dict(self.context.prefs.get(self._preference) or {})
        kept.pop("filter", None)
        if state and not self._given:
            kept |= dict(state)
        asked = [by] if by else []
        if asked := asked + [name for name, op, *_ in self._conditions if op == "empty"]:
            usual, own = self.list.table.usual, kept.get("columns")
            kept["columns"] = self._with(asked, own)
            if not own or set(own) == set(usual):  # still nobody's choice: what has no room is left out
                self.list.table.usual = kept["columns"]
        if by:
            kept |= {"sort": by, "descending": False}
        self._safely_restore(kept)
        self.list.set_comfortable(self.context.prefs.get("density") == "comfortable")

    def _with(self, names: Iterable[str], columns: Sequence[str] | None) -> list[str]:
        """Return the columns, and beside the name those for which the list was opened: its order, and what is to be filled in."""
        shown, label, rights = list(columns or self.entity.list_columns), self.entity.label, self.context.facts().rights
        for name in names:
            if name in self.entity and name not in shown and rights.may_read(self.entity.name, name):
                shown.insert(shown.index(label) + 1 if label in shown else 0, name)
        return shown

    def _safely_restore(self, kept: Mapping[str, Any]) -> None:
        try:
            self.list.restore(kept)
        except (TypeError, ValueError):
            self.context.prefs.set(self._preference, None)  # written by another version: begin anew

    def _remember(self) -> None:
        state = self.list.state()
        if self._given:
            return
        state.pop("filter", None)
        self.context.prefs.set(self._preference, state)

    def state(self) -> Mapping[str, Any]:
        """Return how the list stands (``Page``)."""
        return {} if self._given else {"list_state": {"filter": self.list.filter.text()}}

    # ── saved views ──────────────────────────────────────

    def _read_views(self, first: bool = False) -> None:
        me, name = self.context.facts().employee_id, self.key
        self.context.jobs.run(
            lambda session: services.list_views(session, me, name),
            owner=self,
            done=lambda views: self._show_views(views, first),
            failed=lambda error: self._views_failed(error, first),
            key="views",
        )
        if not first or self._given:
            return
        # The rows need not wait for the chips where no default view can change what is shown.
        if not self.context.prefs.get(f"{self._preference}.default_view"):
            self.list.open()

    def _show_views(self, views: Sequence[services.SavedView], first: bool) -> None:
        chosen = self.context.prefs.get(f"{self._preference}.default_view")
        pinned = set(self.context.prefs.get(f"{self._preference}.pinned") or ())
        self._stored = {str(view.id): view for view in views}
        self.list.filter.set_views(
            [
                *self._built_in_views(chosen),
                *(
                    SavedView(
                        key=str(v.id),
                        name=v.name,
                        text=str(v.query.get("text", "")),
                        shared=v.shared,
                        pinned=v.id in pinned,
                        default=v.id == chosen and not self._given,
                        own=v.mine,
                        shape=v.query["shape"],
                    )
                    for v in views
                ),
            ]
        )
        if first:
            self.list.open()

    def _built_in_views(self, chosen: Any) -> list[SavedView]:
        """Return the views that the program brings: the reader's favourites, where there can be any."""
        star = self.entity.star
        if star is None or star.name not in self.entity:
            return []
        words = self.list.filter.words.words()
        text = compose("", [Condition(star.name, "eq", True)], self.entity, words)
        opens = chosen == star.name and not self._given
        name = self.tr("My favourites")
        return [SavedView(key=star.name, name=name, text=text, default=opens, own=False, built_in="star")]

    def _views_failed(self, error: Exception, first: bool) -> None:
        if first:
            self.list.open()
        self.context.messages.error(error)

    def _view_action(self, action: str, what: object) -> None:
        if action == "save":
            dialog = ViewDialog(str(what), parent=self)
            kept = {"text": str(what), "shape": self.list.shape()}
            dialog.chosen.connect(lambda name, shared: self._store_view(name, kept, shared))
            dialog.open()
            return
        if not isinstance(what, SavedView):
            return
        key: Any = what.key if what.built_in else int(what.key)
        if action in ("pin", "unpin"):
            pinned = [k for k in self.context.prefs.get(f"{self._preference}.pinned") or () if k != key]
            self.context.prefs.set(f"{self._preference}.pinned", [*pinned, key] if action == "pin" else pinned)
        elif action == "default":
            self.context.prefs.set(f"{self._preference}.default_view", None if what.default else key)
        elif action in ("share", "unshare"):
            self._store_view(what.name, _kept(what), action == "share")
            return
        elif action == "rename":
            dialog = ViewDialog(what.text, name=what.name, shared=what.shared, parent=self)
            dialog.chosen.connect(lambda name, shared: self._store_view(name, _kept(what), shared, instead_of=key))
            dialog.open()
            return
        elif action == "delete":
            self._delete_view(what)
            return
        self._read_views()

    def _take_shape(self, view: SavedView) -> None:
        """Show columns, counts, groups and chart as the view was kept with them."""
        if view.shape:
            with suppress(TypeError, ValueError):  # a colleague may have kept it with another version
                self.list.take_shape(view.shape)

    def _store_view(self, name: str, query: Mapping[str, Any], shared: bool, instead_of: int = 0) -> None:
        me, entity = self.context.facts().employee_id, self.key

        def work(session: Any) -> int:
            if instead_of:
                services.delete_view(session, me, instead_of)
            return services.save_view(session, me, entity, name, query, shared=shared)

        self.context.jobs.run(work, owner=self, done=lambda _: self._read_views(), failed=self.context.messages.error)

    def _delete_view(self, view: SavedView) -> None:
        me = self.context.facts().employee_id
        words = self.tr("The view “{name}” was deleted.").format(name=view.name)

        def done(_: object) -> None:
            self._read_views()
            self.context.messages.toast(words, undo=lambda: self._store_view(view.name, _kept(view), view.shared))

        self.context.jobs.run(
            lambda session: services.delete_view(session, me, int(view.key)),
            owner=self,
            done=done,
            failed=self.context.messages.error,
        )

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """The list follows the bus by itself; here only the chips (``Page``)."""
        if change.table == "saved_view" and self.isVisible():
            self._read_views()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Give the rows the height of the density in use (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "list"):
            self.list.set_comfortable(self.context.prefs.get("density") == "comfortable")

    def showEvent(self, event: Any) -> None:
        """Let the list catch up with what it missed (QWidget.showEvent)."""
        super().showEvent(event)
        self.list.model.set_active(True)

    def hideEvent(self, event: Any) -> None:
        """A hidden list only marks itself stale (QWidget.hideEvent)."""
        super().hideEvent(event)
        self.list.model.set_active(False)

    def title(self) -> str:
        """Return the given title, or the plural of the noun (``Page``)."""
        return self._title or QCoreApplication.translate(self.entity.context, self.entity.plural)

    def icon_name(self) -> str:
        """Return the noun's icon (``Page``)."""
        return self.entity.icon

    def status(self) -> str:
        """Return rows and sum of the selection (``Page``)."""
        return self.list.status()

    def take_facts(self) -> None:
        """Show columns and values in their new words, and offer what may be done now (``Page``)."""
        entity = self.context.facts().entities.get(self.entity.name)
        if entity is not None:
            self.entity = entity
            self.list.set_entity(entity)
        self._apply_rights()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._import.setText(self.tr("Import"))
        self._import.setAccessibleName(self._import.text())
        self._import.setToolTip(
            self.tr("Import from Excel, CSV or vCard")
            if self._import.isEnabled()
            else self.tr("You have no right to create or change these.")
        )
        self._print.setText(self.tr("Print"))
        self._print.setAccessibleName(self._print.text())
        self._print.setToolTip(
            as_on_keys(self.tr("Print the list (Ctrl+P)"))
            if self._print.isEnabled()
            else self.tr("You have no right to print these.")
        )
        self._apply_rights()


def _kept(view: SavedView) -> dict[str, Any]:
    """Return what is stored of a view."""
    return {"text": view.text, "shape": dict(view.shape)}
