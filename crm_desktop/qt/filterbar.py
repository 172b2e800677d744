"""The line above a list: typed filter with completion, and the saved views as chips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QIcon, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core import fields as kinds
from crm_desktop.core.entity import Entity
from crm_desktop.core.grammar import Reading, compose, normal, read
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.qt.cells import erased_words
from crm_desktop.qt.lists.completion import Suggestion, field_at, suggestions, token_at
from crm_desktop.qt.lists.words import ListWords, counts_with_words
from crm_desktop.qt.tools import Tools

#: After a key, how long further ones wait (ms): an input method sends several at once.
PAUSE_MS = 20
_COUNTED = (kinds.Choice, kinds.MultiChoice, kinds.Ref, kinds.Options, kinds.Text, kinds.Tags)


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A filter with a name; *text* is what would be typed, so that "today" stays today."""

    key: str
    name: str
    text: str
    shared: bool = False
    pinned: bool = False
    default: bool = False
    own: bool = True  #: may be renamed and deleted by the reader
    built_in: str = ""  #: icon of a view that the program brings; it is nowhere stored
    shape: Mapping[str, Any] = field(default_factory=dict, compare=False)  #: columns, order, counts, grouping, chart


class FilterBar(QWidget):
    """Reads typed text into search words and conditions.

    Signals: *filtered* (search, conditions) as one types; *left_downwards* when the keyboard goes to the
    rows; *view_chosen* (SavedView); *view_action* ('save', 'rename', 'share', 'unshare', 'pin', 'unpin', 'default',
    'delete'; the SavedView, or for 'save' the text): storing is the window's.
    """

    filtered = Signal(str, object)
    left_downwards = Signal()
    view_chosen = Signal(object)
    view_action = Signal(str, object)

    def __init__(self, tools: Tools, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.words = ListWords(tools, entity)
        self._fixed: tuple[Condition, ...] = ()
        self._carried: tuple[Condition, ...] = ()  #: asked for by a program, without a typed form
        self._last: tuple[str, tuple[Condition, ...]] | None = None
        self._counts: dict[str, list[tuple[Any, int]]] = {}  # of the whole list, as it was when one came to the line
        self._views: tuple[SavedView, ...] = ()
        self._chosen = ""  #: key of the view that was chosen last
        self._build()
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.apply)
        self._retranslate()

    def _build(self) -> None:
        self.line = QLineEdit(self, clearButtonEnabled=True, objectName="filter_line")
        self.line.addAction(QIcon.fromTheme("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textEdited.connect(self._typed)
        self.line.textChanged.connect(self._changed)
        self.line.installEventFilter(self)
        self._items = QStandardItemModel(self)
        self._completer = QCompleter(self._items, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.line)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._completer.popup().setObjectName("filter_completion")
        self._hint = QLabel(self, objectName="filter_hint", visible=False)
        self._hint.setProperty("kind", "muted")
        self._save = QToolButton(self, objectName="view_save", autoRaise=True, icon=QIcon.fromTheme("bookmark-plus"))
        self._save.clicked.connect(lambda: self.view_action.emit("save", self.text()))
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self._save)
        self._chips = QHBoxLayout()
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(4)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.row)
        layout.addLayout(self._chips)
        layout.addWidget(self._hint)

    def order_focus(self, last: QWidget) -> None:
        """Let Tab go along the bar from the left to the right, then to *last*."""
        bar = [w for n in range(self.row.count()) if (w := self.row.itemAt(n).widget()) is not None]
        for before, after in pairwise([*bar, last]):
            self.setTabOrder(before, after)

    # What is typed

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def set_text(self, text: str, *, apply: bool = True) -> None:
        """Show *text* as if typed, and filter by it."""
        self.line.setText(text)
        if apply:
            self.apply()

    def set_fixed(self, conditions: Sequence[Condition]) -> None:
        """Restrict the list by conditions that are not shown and cannot be typed away."""
        self._fixed, self._last = tuple(conditions), None
        self._counts.clear()
        self.line.setPlaceholderText(self._example())

    def reading(self) -> Reading:
        """Return what the typed text means."""
        return read(self.text(), self.words.entity, self.words.words())

    def apply(self) -> None:
        """Filter by what is typed now, if it means anything new."""
        self._pause.stop()
        reading = self.reading()
        asked = (reading.search, (*self._fixed, *self._carried, *reading.conditions))
        self._show_hints(reading)
        if asked != self._last:
            self._last = asked
            self.filtered.emit(*asked)

    def add_condition(self, condition: Condition) -> None:
        """Restrict further: a condition on the same field is replaced."""
        reading = self.reading()
        kept = [c for c in reading.conditions if c.field != condition.field]
        self.set_conditions(reading.search, (*kept, condition))

    def replace_conditions(self, given: Mapping[str, Condition | None]) -> None:
        """Restrict each field by another condition, or not at all; those of other fields stay."""
        reading = self.reading()
        self._carried = tuple(c for c in self._carried if c.field not in given)
        kept = [c for c in (*self._carried, *reading.conditions) if c.field not in given]
        self.set_conditions(reading.search, [*kept, *(c for c in given.values() if c is not None)])

    def set_conditions(self, search: str, conditions: Sequence[Condition]) -> None:
        """Show search words and conditions as typed text, and filter by them; none is ever dropped."""
        wanted, words = [normal(c) for c in conditions], self.words.words()
        text = compose(search, wanted, self.words.entity, words)
        typed = read(text, self.words.entity, words).conditions
        self.set_text(text, apply=False)
        self._carried = tuple(c for c in wanted if c not in typed)
        self.apply()
        self._name_references([c for c in typed if c not in self._fixed], search)

    def clear(self) -> None:
        """Show everything again."""
        self._carried = ()
        self.set_text("")

    def _name_references(self, conditions: Sequence[Condition], search: str) -> None:
        """Replace #17 by the words of the record, once they are known."""
        entity, tools, known = self.words.entity, self._tools, self.words.words()
        wanted: dict[str, set[int]] = {}
        for c in conditions:
            field = entity[c.field]
            if isinstance(field, kinds.Ref) and c.op in ("eq", "ne", "in") and field.to in tools.facts().entities:
                ids = c.value if isinstance(c.value, tuple) else (c.value,)
                unknown = {i for i in ids if i is not None and not known.name(field, i)}
                wanted.setdefault(field.name, set()).update(unknown)
        wanted = {name: ids for name, ids in wanted.items() if ids}
        if not wanted:
            return
        before = self.text()

        def look_up(session: Any) -> list[tuple[str, int, str]]:
            found = []
            for name, ids in wanted.items():
                target = tools.entity(entity[name].to)  # type: ignore[attr-defined]
                for record in tools.records.rows_by_ids(session, target, (target.label,), sorted(ids)):
                    found.append((name, record.id, str(record.values.get(target.label, ""))))
            return found

        def take(found: list[tuple[str, int, str]]) -> None:
            for name, record_id, words in found:
                self.learn(entity[name], [(record_id, words)])
            if found and self.text() == before:
                self.line.setText(compose(search, conditions, entity, self.words.words()))

        tools.jobs.run(look_up, owner=self, key="names", done=take, failed=lambda error: None)  # the ids do as well

    def type(self, text: str) -> None:
        """Go on with text that was typed elsewhere in the list."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.end(False)
        before = self.line.text()
        if before and not before[-1].isspace():
            self.line.insert(" ")
        self.line.insert(text)
        self._typed()

    # Saved views

    def set_views(self, views: Sequence[SavedView]) -> None:
        """Show the saved views as chips, pinned ones first."""
        self._views = tuple(sorted(views, key=lambda v: not v.pinned))
        while (item := self._chips.takeAt(0)) is not None:
            if isinstance(chip := item.widget(), QPushButton):
                self._group.removeButton(chip)
                chip.deleteLater()
        for view in self._views:
            self._chips.addWidget(self._chip(view))
        self._chips.addStretch()
        self._mark_chips()

    def default_view(self) -> SavedView | None:
        """Return the view that the list opens with."""
        return next((view for view in self._views if view.default), None)

    def _chip(self, view: SavedView) -> QPushButton:
        chip = QPushButton(view.name, self, checkable=True, objectName=f"view_{view.key}")
        chip.setProperty("kind", "chip")
        if view.built_in or view.pinned or view.shared:
            chip.setIcon(QIcon.fromTheme(view.built_in or ("pin" if view.pinned else "users")))
        chip.setToolTip(view.text)
        chip.setAccessibleName(view.name)
        chip.clicked.connect(lambda: self._choose(view))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda at, chip=chip: self._view_menu(view, chip.mapToGlobal(at)))
        self._group.addButton(chip)
        return chip

    def _choose(self, view: SavedView) -> None:
        again = self.text().strip() == view.text and view.key == self._chosen
        self._chosen = "" if again else view.key
        self.set_text("" if again else view.text)
        self._mark_chips()
        self.view_chosen.emit(view)

    def _mark_chips(self) -> None:
        for view, chip in zip(self._views, self._group.buttons(), strict=True):
            same = self.text().strip() == view.text
            chip.setChecked(same and (bool(view.text) or view.key == self._chosen))

    def _view_menu(self, view: SavedView, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = [("default", self.tr("No longer open with this") if view.default else self.tr("Open with this"))]
        if not view.built_in:
            words.insert(0, ("unpin" if view.pinned else "pin", self.tr("Unpin") if view.pinned else self.tr("Pin")))
        if view.own:
            words += [
                (
                    "unshare" if view.shared else "share",
                    self.tr("Only for me") if view.shared else self.tr("Share with colleagues"),
                ),
                ("rename", self.tr("Rename …")),
                ("delete", self.tr("Delete")),
            ]
        for action, text in words:
            item = QAction(text, menu, objectName=f"view_{action}")
            item.triggered.connect(lambda _=False, action=action: self.view_action.emit(action, view))
            menu.addAction(item)
        menu.popup(at)

    # Typing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down and Enter go to the rows, Esc clear; the popup's keys are its own."""
        if watched is self.line and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.text():
                event.accept()  # Esc clears first; a shortcut of the window gets the next one
                return True
        elif watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            popup = self._completer.popup()
            if popup.isVisible() and popup.currentIndex().isValid():
                return False
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                popup.hide()
                self.apply()
                self.left_downwards.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and not popup.isVisible():
                if self.text():
                    self.clear()
                else:
                    self.left_downwards.emit()
                return True
        elif watched is self.line and isinstance(event, QFocusEvent) and event.gotFocus() and not _of_popup(event):
            self._counts.clear()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language; conditions are written anew in it."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _typed(self) -> None:
        """Filter at once at the first key after a rest."""
        if not self._pause.isActive():
            self.apply()
        self._pause.start(PAUSE_MS)
        self._suggest()

    def _changed(self) -> None:
        self._mark_chips()
        if not self.text():
            self._carried = ()
        if not self.line.hasFocus() or not self.text():
            self._pause.start(0)

    def _suggest(self) -> None:
        field = field_at(token_at(self.text(), self.line.cursorPosition()), self.words)
        if isinstance(field, _COUNTED) and field.name not in self._counts:
            self._counts[field.name] = []
            self._ask_counts(field)
        found = suggestions(
            self.text(), self.line.cursorPosition(), self.words, self._counts.get(field.name, ()) if field else ()
        )
        self._items.clear()
        for each in found:
            item = QStandardItem(f"{each.text}    {each.note}" if each.note else each.text)
            item.setData(each, Qt.ItemDataRole.UserRole)
            item.setEditable(False)
            self._items.appendRow(item)
        if found and self.line.hasFocus():
            self._completer.complete()
        else:
            self._completer.popup().hide()

    def _ask_counts(self, field: kinds.Field) -> None:
        entity, tools = self.words.entity, self._tools
        query = ListQuery(entity=entity.name, columns=(entity.label,), sort=entity.sort, conditions=self._fixed)

        def take(counts: list[tuple[Any, str, int]]) -> None:
            self.learn(field, ((value, words) for value, words, _ in counts))
            if query.conditions != self._fixed:
                return  # of another list
            self._counts[field.name] = [(value, count) for value, _, count in counts]
            if self.line.hasFocus():
                self._suggest()

        def fail(_error: Exception) -> None:
            # completion is a comfort: without it one types on, and the next key asks again
            self._counts.pop(field.name, None)

        tools.jobs.run(
            lambda s: counts_with_words(tools, s, entity, query, field.name),
            owner=self,
            key=("counts", field.name),
            done=take,
            failed=fail,
        )

    def learn(self, field: kinds.Field, seen: Iterable[tuple[Any, str]]) -> None:
        """Remember the words of the records that a field points to: (id, words) pairs."""
        if isinstance(field, kinds.Ref):
            for value, words in seen:
                if value is not None:
                    self.words.learn(field, value, erased_words(words))

    def _take(self, index: QModelIndex) -> None:
        chosen: Suggestion = index.data(Qt.ItemDataRole.UserRole)
        text = self.text()
        end = "" if chosen.goes_on else " "
        self.line.setText(text[: chosen.start] + chosen.text + end + text[chosen.end :].lstrip())
        self.line.setCursorPosition(chosen.start + len(chosen.text + end))
        if chosen.goes_on:
            QTimer.singleShot(0, self, self._suggest)  # after the popup of this choice has closed
        else:
            self.apply()

    def _show_hints(self, reading: Reading) -> None:
        lines = [self.tr("Further restricted by what led here; “Clear” shows everything.")] if self._carried else []
        for hint in reading.hints:
            if hint.rule == "unknown_field":
                words = self.tr("There is no column “%1”: “%2” is searched as a word.")
                lines.append(words.replace("%1", hint.name).replace("%2", hint.token))
            else:
                words = self.tr("“%1” is no value of “%2” and does not filter.")
                label = self.words.labels(self.words.entity[hint.name])[0]
                lines.append(words.replace("%1", hint.token).replace("%2", label))
        self._hint.setText("\n".join(lines))
        self._hint.setVisible(bool(lines))

    def _retranslate(self) -> None:
        self.line.setPlaceholderText(self._example())
        self.line.setAccessibleName(self.tr("Search and filter"))
        for button in self.line.findChildren(QToolButton):
            action = button.defaultAction()
            clears = action is None or action.objectName() == "_q_qlineeditclearaction"
            button.setObjectName("filter_clear" if clears else "filter_icon")
            button.setAccessibleName(self.tr("Clear the filter") if clears else self.line.accessibleName())
        self._save.setToolTip(self.tr("Save filter, columns, groups and chart as a view"))
        self._save.setAccessibleName(self._save.toolTip())

    def _plain(self, field: kinds.Field) -> bool:
        """Tell whether the words of a field can be typed as they are read: one word."""
        return " " not in self.words.labels(field)[0]

    def _example(self) -> str:
        """Return a placeholder made of this list's own columns; not of one that is the same in every row."""
        entity = self.words.entity
        same = {condition.field for condition in self._fixed if condition.op == "eq"}
        shown = [entity[name] for name in entity.list_columns if name not in same]
        families = ((kinds.Choice, kinds.Options), (kinds.Ref,), (kinds.Date, kinds.DateTime))
        fields = (next((f for f in shown if isinstance(f, family) and self._plain(f)), None) for family in families)
        labels = [self.words.labels(f)[0] + ":…" for f in fields if f is not None]
        return self.tr("Search, or filter: %1").replace("%1", "  ".join(labels)) if labels else self.tr("Search")


def _of_popup(event: QFocusEvent) -> bool:
    return event.reason() == Qt.FocusReason.PopupFocusReason
