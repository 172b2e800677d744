"""What a list shows beside and instead of its rows: counts, groups, a chart; kept with the list and its views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from crm_desktop.core.grouping import countable, usual
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.classify.facets import FacetPanel
from crm_desktop.qt.lists.classify.groups import GroupedView


class Parts(QSplitter):
    """Holds all that a list can show, so that the model follows the database in whatever form it is looked at."""

    def __init__(self, model: ListModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the list was hidden (QWidget.showEvent)."""
        super().showEvent(event)
        self._model.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask the database for nothing while nobody looks (QWidget.hideEvent)."""
        super().hideEvent(event)
        self._model.set_active(False)


class Classification(QObject):
    """Owns the panel of counts and the grouped view, each made when first wanted: few lists are ever looked at so.

    Signals: *changed* when either was switched or chosen otherwise, *left* when the keyboard is to go back to the rows;
    the others are theirs.
    """

    changed, left = Signal(), Signal()
    restricted, met, opened = Signal(object), Signal(object, object), Signal(int)

    def __init__(self, model: ListModel, rows: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._rows = model, rows
        # each part where it stays: a full one is slow to move
        self.split = Parts(model, parent)
        self.stack = QStackedWidget(self.split)
        self.stack.addWidget(rows)
        self._facets: FacetPanel | None = None
        self._grouped: GroupedView | None = None
        self._names: list[str] = []  #: whose counts the panel will show
        self.split.setMinimumHeight(52)  # on a small screen the rows give way, the totals stay in sight

    @property
    def facets(self) -> FacetPanel:
        """Return the panel of counts."""
        if self._facets is None:
            panel = self._facets = FacetPanel(self._model, self.split)
            panel.hide()
            self.split.insertWidget(0, panel)
            self.split.setStretchFactor(1, 1)
            self.split.setSizes([220, 800])
            panel.set_names(self._names)
            panel.closed.connect(lambda: self.show_facets(False))
            panel.chosen.connect(self.changed)
            panel.restricted.connect(self.restricted)
            panel.met.connect(self.met)
        return self._facets

    @property
    def grouped(self) -> GroupedView:
        """Return the grouped view."""
        if self._grouped is None:
            view = self._grouped = GroupedView(self._model, self.stack)
            self.stack.addWidget(view)
            view.closed.connect(lambda: self.group_by(""))
            view.changed.connect(self.changed)
            view.restricted.connect(self.restricted)
            view.met.connect(self.met)
            view.opened.connect(self.opened)
        return self._grouped

    @property
    def facets_shown(self) -> bool:
        """Tell whether the counts stand beside the rows."""
        return self._facets is not None and not self._facets.isHidden()

    @property
    def is_grouped(self) -> bool:
        """Tell whether groups are shown instead of rows."""
        return self.stack.currentWidget() is not self._rows

    def show_facets(self, shown: bool) -> None:
        """Show or hide the counts; the first time those of the usual fields."""
        if shown and not self.facets.names:
            self.facets.set_names(usual(self._model.entity, self._model.tools.facts().rights))
        if shown or self.facets_shown:
            self.facets.setVisible(shown)
        if shown:
            self.facets.load()
            self.facets.tree.setFocus()
        elif not self.is_grouped:
            self.left.emit()
        self.changed.emit()

    def group_by(self, name: str, **more: Any) -> None:
        """Show the list in groups by a field; '' shows its rows again."""
        if name:
            kept = self.grouped.state()
            anew = {} if name == kept["field"] else {"field": name, "bucket": "", "below": []}
            self.grouped.restore({**kept, **anew, **more})
        self.stack.setCurrentWidget(self.grouped if name else self._rows)
        if name:
            self.grouped.setFocus()
        else:
            self.left.emit()
        self.changed.emit()

    def retranslate(self) -> None:
        """Name fields and values anew."""
        if self._grouped is not None:
            self._grouped.retranslate()
        if self.facets_shown:
            self.facets.load()

    def first_field(self) -> str:
        """Return the field by which the list is grouped when nobody chose one."""
        rights = self._model.tools.facts().rights
        chosen = str(self._grouped.state()["field"]) if self._grouped else ""
        names = usual(self._model.entity, rights) or [f.name for f in countable(self._model.entity, rights)]
        return chosen or (names[0] if names else "")

    def state(self) -> dict[str, Any]:
        """Return what is shown as JSON values."""
        return {
            "facets": list(self._facets.names if self._facets else self._names),
            "facets_shown": self.facets_shown,
            "grouping": self.grouped.state() if self.is_grouped else {},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what ``state`` returned; what no longer exists is left out."""
        self._names = [str(n) for n in state.get("facets") or ()]
        if self._facets is not None:
            self._facets.set_names(self._names)
        shown = bool(state.get("facets_shown"))
        if shown != self.facets_shown:
            self.facets.setVisible(shown)
            if shown:
                self.facets.load()
        grouping = dict(state.get("grouping") or {})
        if grouping.get("field") in self._model.entity:
            self.grouped.restore(grouping)
            self.stack.setCurrentWidget(self.grouped)
        else:
            self.stack.setCurrentWidget(self._rows)
