"""Pages of what the company defines for a kind of record: a list, the form of one, how it looks to colleagues."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.record import Record
from crm_desktop.qt.form import RecordForm
from crm_desktop.qt.rows import EmptyWords
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.system.definitions.list_and_form import ListAndForm
from crm_desktop.system.definitions.ordered_list import OrderedList

_PREVIEW_MS = 350


class DefinitionsPage(ListAndForm):
    """Lists, edits, orders and deletes definitions; the pages made of it say of what."""

    PREFIX = ""

    def __init__(self, context: Context, parent: QWidget | None, entity: str, chosen_id: int, form: Any) -> None:
        super().__init__(context, parent)
        self.setObjectName(f"{self.PREFIX}s_page")
        self._of, self._chosen_id = entity, chosen_id
        self._new = False  #: somebody wants a new row
        self._rows: list[dict[str, Any]] = []
        self.entities, self.list, self.form = QComboBox(self), OrderedList(self), form
        self.new, self.up, self.down = QPushButton(self), QPushButton(self), QPushButton(self)
        self.save_button, self.discard, self.delete = QPushButton(self), QPushButton(self), QPushButton(self)
        self.preview_title = QLabel(self)
        self._preview_box = QVBoxLayout()
        self._pause = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._pause.timeout.connect(self.show_preview)
        self._build()
        self._connect()
        self._fill_entities()
        self.retranslate()
        self.refresh()

    # ── what the pages differ in ─────────────────────────

    @abstractmethod
    def read_rows(self, session: Any, entity: str) -> list[dict[str, Any]]:
        """Return the definitions of an entity in their order (in a job)."""

    @abstractmethod
    def words_of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Return the words and the heading of a row of the list."""

    def first_values(self) -> dict[str, Any]:
        """Return what a new definition starts with."""
        return {"entity": self._of}

    def show_preview(self) -> None:
        """Show how it looks to colleagues."""

    @abstractmethod
    def words(self) -> Mapping[str, str]:
        """Return the page's own words: new, of, list, empty, preview, delete, denied."""

    # ── layout ───────────────────────────────────────────

    def _build(self) -> None:
        for widget, name, picture in (
            (self.new, f"{self.PREFIX}_new", "plus"),
            (self.up, f"{self.PREFIX}_up", "chevron-up"),
            (self.down, f"{self.PREFIX}_down", "chevron-down"),
            (self.save_button, f"{self.PREFIX}_save", "save"),
            (self.discard, f"{self.PREFIX}_discard", "undo-2"),
            (self.delete, f"{self.PREFIX}_delete", "trash-2"),
        ):
            widget.setObjectName(name)
            widget.setIcon(icon(picture))
        self.entities.setObjectName(f"{self.PREFIX}_entity")
        self.entities.view().setObjectName(f"{self.PREFIX}_entity_choice")
        self.list.setObjectName(f"{self.PREFIX}s")
        self._empty = EmptyWords(self.list)
        self.preview_title.setProperty("kind", "muted")
        across = QSplitter(Qt.Orientation.Horizontal, self)
        for part, width in ((self._left(), 230), (self._middle(), 500), (self._right(), 380)):
            across.addWidget(part)
            across.setStretchFactor(across.count() - 1, width)
        across.setSizes([230, 500, 380])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(across)
        self.focus_on = self.list

    def _left(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(self.entities)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.new, 1)
        row.addWidget(self.up)
        row.addWidget(self.down)
        column.addLayout(row)
        return part

    def _middle(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(4, 8, 4, 8)
        column.addWidget(self.form, 1)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.save_button)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.delete)
        column.addLayout(row)
        return part

    def _right(self) -> QWidget:
        part = QWidget(self)
        self._preview_box = QVBoxLayout(part)
        self._preview_box.setContentsMargins(8, 8, 12, 8)
        self._preview_box.addWidget(self.preview_title)
        self._preview_box.addStretch(1)
        return part

    def _connect(self) -> None:
        self.entities.activated.connect(self._entity_chosen)
        self.list.chosen.connect(self._row_chosen)
        self.list.reordered.connect(self._reorder)
        self.new.clicked.connect(self.start_new)
        self.up.clicked.connect(lambda: self.list.move_current(-1))
        self.down.clicked.connect(lambda: self.list.move_current(1))
        self.save_button.clicked.connect(self.save)
        self.discard.clicked.connect(self._discard)
        self.delete.clicked.connect(self._ask_delete)
        self.form.edited.connect(self._edited)
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+Shift+N", self.start_new)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def _fill_entities(self) -> None:
        self.entities.clear()
        for name, entity in self.context.facts().entities.items():
            if entity.attributes_title:
                self.entities.addItem(QCoreApplication.translate(entity.context, entity.plural), name)
        self.entities.setCurrentIndex(max(self.entities.findData(self._of), 0))
        self._of = str(self.entities.currentData() or self._of)

    def _entity(self) -> Entity:
        return self.context.entity(self._of)

    def refresh(self) -> None:
        """Read the definitions again (``Page``)."""
        name = self._of
        self.context.jobs.run(
            lambda session: self.read_rows(session, name),
            owner=self,
            done=self._show_rows,
            failed=self.context.messages.error,
            key="definitions",
        )

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        said = [self.words_of(r) for r in rows]
        self.list.fill(
            [(r["id"], words, r["retired"], "") for r, (words, _) in zip(rows, said, strict=True)],
            [heading for _, heading in said],
            self._chosen_id,
        )
        self._allow()
        if self.form.form is not None and self.form.form.is_dirty():
            form = self.form.form
            self.take_in_remote(next((r for r in rows if r["id"] == form.record.id), None))
            return
        if self._new:  # begun and nothing typed yet: what others save leaves it there
            return
        known = {r["id"] for r in rows}
        if self._chosen_id not in known and rows:
            self._chosen_id = rows[0]["id"]
        self.list.choose(self._chosen_id, quietly=True)
        if rows:
            self._load(self._chosen_id)
        else:
            self.start_new()

    def record_form(self) -> RecordForm | None:
        """Return the form as it stands (``ListAndForm``)."""
        return self.form.form  # type: ignore[no-any-return]

    def belongs_to(self) -> dict[str, Any]:
        """Return whose definitions they are (``ListAndForm``)."""
        return {"entity": self._of}

    def stored(self, record: Record, values: Mapping[str, Any]) -> Record:
        """Return a record, saved of *values*, as the form shows it."""
        return record

    def take_in(self, record: Record, values: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        """Show the saved definition, and on top what was typed meanwhile (``ListAndForm``)."""
        self._chosen_id, self._new = record.id, False
        self.form.stored(self._entity(), self.stored(record, values), sent)
        self._edited()

    def _load(self, attribute_id: int) -> None:
        row = next((r for r in self._rows if r["id"] == attribute_id), None)
        if row is not None:
            self._chosen_id, self._new = attribute_id, False
            self.form.load(self._entity(), self.record_of(row))
            self._edited()

    # ── choosing ─────────────────────────────────────────

    def _entity_chosen(self, _index: int) -> None:
        if self._stays():
            self.entities.setCurrentIndex(self.entities.findData(self._of))
            return
        self._of, self._chosen_id, self._new = str(self.entities.currentData()), 0, False
        self.refresh()

    def _row_chosen(self, attribute_id: int) -> None:
        if attribute_id == self._chosen_id and self.form.form is not None and self.form.form.record.id == attribute_id:
            return
        if self._stays():
            self.list.choose(self._chosen_id, quietly=True)
            return
        self._load(attribute_id)

    def start_new(self) -> None:
        """Show the form of a new attribute."""
        if self._stays():
            return
        self._chosen_id, self._new = 0, True
        self.list.choose(0, quietly=True)
        position = max((r["position"] for r in self._rows if not r["retired"]), default=0) + 10
        self.form.start(self._entity(), {**self.first_values(), "position": position})
        self._edited()

    def _edited(self) -> None:
        dirty, may = self._dirty(), self.context.facts().rights.may("setting", "edit")
        self.save_button.setEnabled(dirty and may)
        self.discard.setEnabled(dirty)
        self._pause.start()

    # ── writing ──────────────────────────────────────────

    def _discard(self) -> None:
        form = self.form.form
        if form is None:
            return
        form.load(form.record) if form.record.id else form.start(self.first_values())
        if not form.record.id and self._rows:
            self._chosen_id = self._rows[0]["id"]
            self.list.choose(self._chosen_id, quietly=True)
            self._load(self._chosen_id)
        self._edited()

    def _ask_delete(self) -> None:
        form, definition = self.form.form, self.context.entity(self.TABLE)
        if form is None or not form.record.id:
            return
        record = form.record

        def delete() -> None:
            self._run(lambda session: self.context.records.delete(session, definition, record), self._deleted)

        self.context.messages.ask(
            self.words()["delete"].format(name=self.words_of(record.values)[0]), self.tr("Delete"), delete
        )

    def _deleted(self, _: object) -> None:
        self._chosen_id, self._new = 0, False
        self.refresh()

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"entity": self._of, f"{self.PREFIX}_id": self._chosen_id}

    def take_facts(self) -> None:
        """Offer the kinds of records that there are now (``Page``)."""
        self._fill_entities()

    def _allow(self) -> None:
        rights = self.context.facts().rights
        reason = "" if rights.may("setting", "edit") else self.words()["denied"]
        for button, action in ((self.new, "create"), (self.up, "edit"), (self.down, "edit"), (self.delete, "delete")):
            button.setEnabled(rights.may("setting", action))
            if reason:
                button.setToolTip(reason)
        self.list.set_movable(not reason)

    def changeEvent(self, event: QEvent) -> None:
        """Read labels again in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for button, words, tip in (
            (self.new, self.words()["new"], "Ctrl+Shift+N"),
            (self.save_button, self.tr("Save"), "Ctrl+S"),
            (self.discard, self.tr("Discard"), ""),
            (self.delete, self.tr("Delete"), ""),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({tip})" if tip else words)
        for button, words in (
            (self.up, as_on_keys(self.tr("Move up (Alt+Up)"))),
            (self.down, as_on_keys(self.tr("Move down (Alt+Down)"))),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.entities.setAccessibleName(self.words()["of"])
        self.list.setAccessibleName(self.words()["list"])
        self._empty.say(self.words()["empty"])
        self.preview_title.setText(self.words()["preview"])
        self.form.retranslate()
        self._fill_entities()
        self._allow()
