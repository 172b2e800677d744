"""Dictionaries: their kinds at the left, the entries in order, the form of one, and where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.query import Condition
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.editors.colours import swatch
from crm_desktop.qt.form import FieldState, RecordForm
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.undoing import offer_undo
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.list_and_form import ListAndForm
from crm_desktop.system.definitions.ordered_list import OrderedList
from crm_desktop.system.definitions.services import Usage

_CODE = Qt.ItemDataRole.UserRole
#: The dictionary of dictionaries.
ALL = "dictionary"


class DictionariesPage(ListAndForm):
    """Maintains what users choose from."""

    TABLE = ALL

    def __init__(self, context: Context, parent: QWidget | None = None, *, kind: str = "", entry_id: int = 0) -> None:
        super().__init__(context, parent)
        self.setObjectName("dictionaries_page")
        self._kind, self._entry_id = kind, entry_id
        self._rows: list[dict[str, Any]] = []
        self._usage: list[Usage] = []
        self._new = False  #: somebody wants a new entry
        self.kinds, self.list = QListWidget(self), OrderedList(self)
        self.form = RecordForm(context, context.entity(ALL), self)
        self.new_kind, self.new, self.up, self.down = (QPushButton(self) for _ in range(4))
        self.save_button, self.discard, self.replace = (QPushButton(self) for _ in range(3))
        self.used_title, self.used = QLabel(self), QListWidget(self)
        self.other = QComboBox(self)
        self._build()
        self._connect()
        self.retranslate()
        self._show_kinds()

    def _build(self) -> None:
        for button, name, picture in (
            (self.new_kind, "dictionary_new_kind", "plus"),
            (self.new, "dictionary_new", "plus"),
            (self.up, "dictionary_up", "chevron-up"),
            (self.down, "dictionary_down", "chevron-down"),
            (self.save_button, "dictionary_save", "save"),
            (self.discard, "dictionary_discard", "undo-2"),
            (self.replace, "dictionary_replace", "arrow-right"),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
        self.kinds.setObjectName("dictionary_kinds")
        for names in (self.kinds, self.list):  # a name that is too long loses its end, its tooltip has it
            names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setObjectName("dictionary_entries")
        self.used.setObjectName("dictionary_usage")
        self.other.setObjectName("dictionary_other")
        self.other.view().setObjectName("dictionary_other_choice")
        self.used_title.setProperty("kind", "heading")
        self.form.set_rule(lambda values: {n: FieldState(visible=False) for n in ("kind", "position")})
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.addWidget(_column((self.kinds, 1), self.new_kind, margins=(12, 8, 8, 8)))
        across.addWidget(_column((self.list, 1), _row((self.new, 1), self.up, self.down), margins=(4, 8, 4, 8)))
        across.addWidget(
            _column(
                (self.form, 3),
                _row(self.save_button, self.discard, None, margin=12),
                _row(self.used_title, margin=12),
                (_row((self.used, 1), margin=12), 2),
                _row((self.other, 1), self.replace, margin=12),
                margins=(0, 0, 0, 8),
            )
        )
        across.setSizes([320, 300, 490])
        across.setStretchFactor(2, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(across)
        self.focus_on = self.list

    def _connect(self) -> None:
        self.kinds.currentItemChanged.connect(lambda item, _: self._kind_chosen(item))
        self.list.chosen.connect(self._entry_chosen)
        self.list.reordered.connect(self._reorder)
        self.new.clicked.connect(self.start_new)
        self.new_kind.clicked.connect(self.start_kind)
        self.up.clicked.connect(lambda: self.list.move_current(-1))
        self.down.clicked.connect(lambda: self.list.move_current(1))
        self.save_button.clicked.connect(self.save)
        self.discard.clicked.connect(self._discard)
        self.replace.clicked.connect(self._replace)
        self.used.itemActivated.connect(self._open_usage)
        self.form.dirty_changed.connect(lambda _: self._allow())
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+Shift+N", self.start_new)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def _show_kinds(self) -> None:
        language, terms = self.context.language(), self.context.facts().terms
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for code, words in (
            *((t.code, t.label(language)) for t in terms.get(ALL, ()) if not t.retired),
            (ALL, self.tr("All dictionaries")),
        ):
            item = QListWidgetItem(words, self.kinds)
            item.setToolTip(words)
            item.setData(_CODE, code)
            if code == self._kind or not self._kind:
                self._kind = code
                self.kinds.setCurrentItem(item)
        self.kinds.blockSignals(False)
        self.refresh()

    def refresh(self) -> None:
        """Read the entries again, and count where they are used (``Page``)."""
        kind, jobs = self._kind, self.context.jobs
        jobs.run(
            lambda session: services.list_entries(session, kind=kind),
            owner=self,
            done=self._show_rows,
            failed=self.context.messages.error,
            key="entries",
        )
        jobs.run(
            lambda session: services.read_usage(session, kind=kind),
            owner=self,
            done=self._show_counts,
            failed=self.context.messages.error,
            key="usage",
        )

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self._fill_list()
        self._allow()
        if self.form.is_dirty():
            self.take_in_remote(self._row(self.form.record.id))
            return
        if self._new:  # begun and nothing typed yet: what others save leaves it there
            return
        if self._row(self._entry_id) is None:
            self._entry_id = rows[0]["id"] if rows else 0
        self.list.choose(self._entry_id, quietly=True)
        self._load(self._entry_id)

    def _fill_list(self) -> None:
        counts = services.totals_of(self._usage)
        rows = []
        retired = self.tr("retired")
        for row in self._rows:
            words = f"{row['name']} · {row['name_en']}" if row["name_en"] else row["name"]
            if row["code"] in counts:
                words += f"    {counts[row['code']]:,}"
            if row["retired"]:
                words += f"  ({retired})"
            rows.append((row["id"], words, row["retired"], row["colour"]))
        self.list.fill(rows, current=self._entry_id)

    def _show_counts(self, usage: list[Usage]) -> None:
        self._usage = usage
        self._fill_list()
        self._show_usage()

    def _row(self, entry_id: int) -> dict[str, Any] | None:
        return next((row for row in self._rows if row["id"] == entry_id), None)

    def _load(self, entry_id: int) -> None:
        row, self._new = self._row(entry_id), False
        if row is None:
            self.form.start({"kind": self._kind, "position": 10})
        else:
            self._entry_id = entry_id
            self.form.load(self.record_of(row))
        self._show_usage()
        self._allow()

    def _show_usage(self) -> None:
        row, facts = self._row(self.form.record.id), self.context.facts()
        chinese = self.context.language().startswith("zh")
        self.used.clear()
        self.other.clear()
        for place in self._usage if row is not None else ():
            entity = facts.entities.get(place.entity)
            if place.code != row["code"] or entity is None or place.field not in entity:  # type: ignore[index]
                continue
            what = QCoreApplication.translate(entity.context, entity.plural)
            item = QListWidgetItem(
                labelled(f"{what} · {caption(entity, entity[place.field])}", f"{place.count:,}"), self.used
            )
            item.setData(_CODE, place)
        if not self.used.count():
            QListWidgetItem(self.tr("Not used yet"), self.used).setFlags(Qt.ItemFlag.NoItemFlags)
        for each in self._rows:
            if row is not None and each["id"] != row["id"] and not each["retired"]:
                words = each["name"] if chinese or not each["name_en"] else each["name_en"]
                self.other.addItem(swatch(each["colour"]) if each["colour"] else icon("tag"), words, each["code"])

    # ── choosing ─────────────────────────────────────────

    def _kind_chosen(self, item: QListWidgetItem | None) -> None:
        kind = str(item.data(_CODE)) if item is not None else self._kind
        if kind == self._kind:
            return
        if self._stays():
            self._mark_kind()
            return
        self._kind, self._entry_id, self._usage, self._new = kind, 0, [], False
        self.refresh()

    def _mark_kind(self) -> None:
        items = (self.kinds.item(row) for row in range(self.kinds.count()))
        self.kinds.blockSignals(True)
        self.kinds.setCurrentItem(next(i for i in items if i.data(_CODE) == self._kind))
        self.kinds.blockSignals(False)

    def _entry_chosen(self, entry_id: int) -> None:
        if entry_id == self.form.record.id:
            return
        if self._stays():
            self.list.choose(self.form.record.id, quietly=True)
        else:
            self._load(entry_id)

    def start_new(self) -> None:
        """Show the form of a new entry."""
        if self._stays():
            return
        position = max((row["position"] for row in self._rows), default=0) + 10
        self._entry_id, self._new = 0, True
        self.list.choose(0, quietly=True)
        self.form.start({"kind": self._kind, "position": position})
        self._show_usage()
        self._allow()
        self.form.go_to("name")

    def start_kind(self) -> None:
        """Begin a dictionary of the company's own."""
        if self._stays():
            return
        self._kind, self._usage = ALL, []
        self._mark_kind()
        self._rows = []
        self.start_new()

    # ── writing ──────────────────────────────────────────

    def record_form(self) -> RecordForm:
        """Return the form (``ListAndForm``)."""
        return self.form

    def belongs_to(self) -> dict[str, Any]:
        """Return whose entries they are (``ListAndForm``)."""
        return {"kind": self._kind}

    def take_in(self, record: Record, values: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        """Show the saved entry, and on top what was typed meanwhile (``ListAndForm``)."""
        self._entry_id, self._new = record.id, False
        self.form.stored(record, sent)

    def _discard(self) -> None:
        self._load(self.form.record.id or (self._rows[0]["id"] if self._rows else 0))
        self.list.choose(self._entry_id, quietly=True)

    def _replace(self) -> None:
        row, new, kind = self._row(self.form.record.id), self.other.currentData(), self._kind
        if row is None or not new or self._stays():
            return
        old, words = row["code"], self.other.currentText()

        def done(made: tuple[int, int]) -> None:
            bulk, count = made
            said = self.tr("“{old}” is now “{new}” on {count} records.")
            said = said.format(old=row["name"], new=words, count=f"{count:,}")
            offer_undo(self.context, self, said, (bulk,), lambda _: self.refresh(), self._not_done)
            self.refresh()

        self._run(lambda session: services.replace_entry(session, kind=kind, old=old, new=new), done)

    def _open_usage(self, item: QListWidgetItem) -> None:
        place = item.data(_CODE)
        if isinstance(place, Usage):
            op = "contains" if self._many(place) else "eq"
            self.context.navigator.open_list(place.entity, (Condition(place.field, op, place.code),))

    def _many(self, place: Usage) -> bool:
        return type(self.context.entity(place.entity)[place.field]).__name__ == "MultiChoice"

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"kind": self._kind, "entry_id": self._entry_id}

    def _allow(self) -> None:
        rights, dirty = self.context.facts().rights, self.form.is_dirty()
        may, reason = rights.may(ALL, "edit"), self.tr("You have no right to change dictionaries.")
        self.new.setEnabled(rights.may(ALL, "create"))
        self.new_kind.setEnabled(rights.may(ALL, "create"))
        for button, possible in (
            (self.up, may),
            (self.down, may),
            (self.save_button, dirty and (may or not self.form.record.id)),
            (self.replace, may and bool(self.form.record.id) and self.other.count() > 0),
        ):
            button.setEnabled(possible)
            if not may:
                button.setToolTip(reason)
        self.discard.setEnabled(dirty)
        self.other.setEnabled(may)
        self.list.set_movable(may)

    def changeEvent(self, event: QEvent) -> None:
        """Name the dictionaries in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_kinds()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for button, words, keys in (
            (self.new_kind, self.tr("New dictionary"), ""),
            (self.new, self.tr("New entry"), "Ctrl+Shift+N"),
            (self.save_button, self.tr("Save"), "Ctrl+S"),
            (self.discard, self.tr("Discard"), ""),
            (self.replace, self.tr("Replace by it everywhere"), ""),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({keys})" if keys else words)
        for button, words in (
            (self.up, as_on_keys(self.tr("Move up (Alt+Up)"))),
            (self.down, as_on_keys(self.tr("Move down (Alt+Down)"))),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.used_title.setText(self.tr("Where it is used"))
        self.kinds.setAccessibleName(self.tr("Dictionaries"))
        self.list.setAccessibleName(self.tr("Entries in their order"))
        self.used.setAccessibleName(self.used_title.text())
        self.other.setAccessibleName(self.tr("Entry to put in its place"))


def _column(*parts: Any, margins: tuple[int, int, int, int]) -> QWidget:
    """Return widgets and layouts below each other; (widget, stretch) takes the room."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(*margins)
    for part in parts:
        widget, stretch = part if isinstance(part, tuple) else (part, 0)
        box.addLayout(widget, stretch) if isinstance(widget, QHBoxLayout) else box.addWidget(widget, stretch)
    return holder


def _row(*parts: Any, margin: int = 0) -> QHBoxLayout:
    """Return widgets beside each other; None is a stretch."""
    box = QHBoxLayout()
    box.setContentsMargins(margin, 0, margin, 0)
    for part in parts:
        widget, stretch = part if isinstance(part, tuple) else (part, 0)
        box.addStretch(1) if widget is None else box.addWidget(widget, stretch)
    return box
