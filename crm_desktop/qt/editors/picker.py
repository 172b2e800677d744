"""Choosing one record out of very many, by typing part of its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field, Ref
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.source import Hit
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import erased_words, ref_words
from crm_desktop.qt.editors.base import LineEditor, is_follow_key, is_open_key, sentence
from crm_desktop.qt.tools import Tools

_HIT = Qt.ItemDataRole.UserRole
_DELAY_MS = 120
_LIMIT = 20


def _beside(hit: Any) -> str:
    """Return what stands in grey beside a result."""
    if not isinstance(hit, Hit):
        return ""
    instead = QCoreApplication.translate("Editor", "instead of {name}").format(name=hit.instead) if hit.instead else ""
    left, day = hit.along.get("left"), hit.along.get("expires_on")
    words = (
        instead,
        hit.subtitle,
        QCoreApplication.translate("Editor", "{count} left").format(count=f"{left:,}") if left is not None else "",
        QCoreApplication.translate("Editor", "expires {day}").format(day=day) if day else "",
    )
    return erased_words(" · ".join(w for w in words if w))


class HitDelegate(QStyledItemDelegate):
    """Paints a result in one line: its words, and at the right in grey what stands beside them."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one result."""
        super().paint(painter, option, index)
        hit = index.data(_HIT)
        beside = _beside(hit)
        if not beside:
            return
        metrics = option.fontMetrics
        room = option.rect.adjusted(12 + metrics.horizontalAdvance(str(index.data())) + 16, 0, -8, 0)
        if room.width() < 40:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setPen(
            option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText)
        )
        words = metrics.elidedText(beside, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a line, wide enough for both texts."""
        hit = index.data(_HIT)
        words = f"{index.data()}    {_beside(hit)}" if isinstance(hit, Hit) else str(index.data() or "")
        return QSize(option.fontMetrics.horizontalAdvance(words) + 24, 26)


class RefPicker(LineEditor):
    """One record of another entity, found as one types; the search runs in the background.

    F4 lists the first ones, Enter takes the marked one, Delete clears, Alt+Enter opens the record.
    Text that fits exactly one record becomes that one when the field is left. Where the field is ``within`` another,
    all are offered only where none of those fits.
    """

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        assert isinstance(field, Ref)
        self._to = field.to
        self._label = self._loaded_label = ""
        self._along: Mapping[str, Any] = {}
        self._within: Any = None
        self._hits: tuple[str, list[Hit]] | None = None  # for which words
        self._waits = False  # left before the answer came
        self._model = QStandardItemModel(self)
        self._completer: QCompleter | None = None
        self._popup: QListView | None = None
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._search)
        self._open = self._add_button("external-link", QT_TRANSLATE_NOOP("Editor", "Open"), self.follow, "Alt+Return")
        self._button = self._add_button("search", QT_TRANSLATE_NOOP("Editor", "Find"), self.drop_down, "F4")
        self._show_actions()

    # values

    def value(self) -> Any:
        """Return the id of the chosen record or None; raise BadValue while the text is not resolved."""
        if self._typed is None:
            return self._current
        if not self._typed.strip():
            return None
        raise BadValue("unknown_reference", self._typed, self.field.name)

    def set_value(self, value: Any, label: str = "") -> None:
        """Show the record *value* by its words *label*, as unedited."""
        self._label = self._loaded_label = (label or f"#{value}") if value is not None else ""
        self._along = {}
        super().set_value(value)
        self._show_actions()

    def put(self, value: Any, label: str = "") -> None:
        """Show a record as if it had just been chosen."""
        self._take(value, label or (f"#{value}" if value is not None else ""))

    def label(self) -> str:
        """Return the words of the chosen record."""
        return self._label if self._typed is None else ""

    def along(self) -> Mapping[str, Any]:
        """Return what the words said besides, by which the record was found."""
        return self._along if self._typed is None else {}

    @property
    def loaded_label(self) -> str:
        """Return the words of the record that was loaded."""
        return self._loaded_label

    def snapshot(self) -> Any:
        """Return id and words, or the text as typed."""
        return [self._current, self._label] if self._typed is None else self._typed

    def restore(self, snapshot: Any) -> None:
        """Show what ``snapshot`` returned, as edited."""
        if isinstance(snapshot, list):
            self._take(snapshot[0], snapshot[1])
        else:
            self.line.setText(str(snapshot))
            self._on_typed(str(snapshot))
            self._finish()

    def _plain(self, value: Any) -> str:
        return "" if value is None else ref_words(self._to, value, self._label, self.tools)

    def _take(self, value: Any, label: str, along: Mapping[str, Any] | None = None) -> None:
        self._timer.stop()
        self._waits = False
        self._current, self._label, self._typed, self._along = value, label, None, along or {}
        self.set_error("")
        self._hide()
        self._show()
        self._show_actions()
        self.edited.emit()

    # typing

    def _on_typed(self, text: str) -> None:
        super()._on_typed(text)
        self._show_actions()
        if text.strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._hide()

    def _finish(self) -> None:
        """Take the only fitting record; wait for the answer where it is still on its way."""
        if self._typed is None:
            self.committed.emit()
            return
        words = self._typed.strip()
        marked = self._marked()
        self._hide()
        if marked is not None:
            self._take(marked.id, marked.label, marked.along)
            self.committed.emit()
        elif not words:
            self._take(None, "")
            self.committed.emit()
        elif self._hits is not None and self._hits[0] == words:
            self._resolve(words, self._hits[1])
        else:
            self._waits = True
            self._timer.stop()
            self._search()

    def _resolve(self, words: str, hits: list[Hit]) -> None:
        exact = [h for h in hits if h.label.casefold() == words.casefold()]
        found = exact if len(exact) == 1 else hits if len(hits) == 1 else []
        self._waits = False
        if found:
            self._take(found[0].id, found[0].label, found[0].along)
        else:
            self.set_error(sentence(BadValue("unknown_reference", words, self.field.name)))
        self.committed.emit()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()
        elif is_follow_key(event):
            event.accept()
            self.follow()
        elif (
            event.key() == Qt.Key.Key_Delete
            and not event.modifiers()
            and not self.read_only
            and self._typed is None
            and self._current is not None
        ):
            event.accept()
            self._take(None, "")

    # searching

    def set_within(self, value: Any) -> None:
        """Offer first what has *value* in the field that ``Ref.within`` names; None: nothing comes first."""
        if value != self._within:
            self._within, self._hits = value, None

    def drop_down(self) -> None:
        """List records: those that fit what is typed, or the first ones."""
        if not self.read_only:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._timer.stop()
            self._search()

    def _search(self) -> None:
        words = (self._typed or "").strip()
        entity, source = self.tools.entity(self._to), self.tools.records
        assert isinstance(self.field, Ref)
        on_offer = self.field.on_offer
        within: tuple[Condition, ...] = ()
        if self._within is not None and self.field.within in entity:
            within = (Condition(self.field.within, "eq", self._within),)

        def work(session: Any) -> list[Hit]:
            if on_offer:
                return source.offer(session, entity, words, _LIMIT, within=self._within)
            query = replace(first_query(entity), search=words, conditions=within)
            if within and (near := source.first_rows(session, entity, query, _LIMIT)[:_LIMIT]):
                return first_hits(near, entity)
            if words:
                return source.search(session, entity, words, _LIMIT)
            return first_hits(source.first_rows(session, entity, first_query(entity), _LIMIT)[:_LIMIT], entity)

        self.tools.jobs.run(
            work, owner=self, done=lambda hits: self._found(words, hits), failed=self._failed, key="search"
        )

    def _found(self, words: str, hits: list[Hit]) -> None:
        if words != (self._typed or "").strip():
            return
        self._hits = (words, hits)
        if self._waits:
            self._resolve(words, hits)
        elif self.line.hasFocus():
            self._list(hits)

    def _failed(self, error: Exception) -> None:
        self._waits = False
        self.tools.jobs.unhandled.emit(error)

    def _list(self, hits: list[Hit]) -> None:
        completer = self._completer or self._make_completer()
        self._model.clear()
        for hit in hits:
            item = QStandardItem(ref_words(self._to, hit.id, hit.label, self.tools))
            item.setData(hit, _HIT)
            self._model.appendRow(item)
        if not hits:
            item = QStandardItem(QCoreApplication.translate("Editor", "Nothing found"))
            item.setEnabled(False)
            self._model.appendRow(item)
        area = self.line.rect()
        popup = self._popup
        assert popup is not None
        area.setWidth(max(area.width(), min(480, popup.sizeHintForColumn(0) + 24)))
        completer.complete(area)
        if hits:
            popup.setCurrentIndex(completer.completionModel().index(0, 0))

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.setWrapAround(False)  # Down on the last one stays there, so that Enter takes it
        popup = self._popup = QListView()
        popup.setObjectName(f"{self.field.name}.popup")
        popup.setAccessibleName(self.input.accessibleName())
        completer.setPopup(popup)
        popup.setItemDelegate(HitDelegate(popup))
        completer.setWidget(self.line)
        completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self._completer, self.line.popup = completer, popup
        return completer

    def _picked(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        if isinstance(hit, Hit):
            self._take(hit.id, hit.label, hit.along)
            self.committed.emit()

    def _marked(self) -> Hit | None:
        """Return the marked result of the open list: it is meant where the field is left by Tab."""
        if self._popup is None or not self._popup.isVisible():
            return None
        hit = self._popup.currentIndex().data(_HIT)
        return hit if isinstance(hit, Hit) else None

    def _hide(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    # buttons

    def follow(self) -> None:
        """Open the record."""
        if self._typed is None and self._current is not None:
            self.open_requested.emit(self._to, self._current)

    def _show_actions(self) -> None:
        self._open.setVisible(self._typed is None and self._current is not None)
        self._button.setVisible(not self.read_only)


def first_query(entity: Entity) -> ListQuery:
    """Return the question for the first records of *entity* in their usual order."""
    columns = (entity.label, entity.subtitle) if entity.subtitle else (entity.label,)
    return ListQuery(entity=entity.name, columns=columns, sort=entity.sort, descending=entity.descending)


def first_hits(records: list[Record], entity: Entity) -> list[Hit]:
    """Return the rows of ``first_query`` as results."""
    return [Hit(entity.name, r.id, r.words(entity.label), r.words(entity.subtitle)) for r in records]
