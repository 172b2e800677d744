"""The trail: who did what, when, from which PC; by person, days, kind of record and operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date, Ref
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system.trail import services, wording
from crm_desktop.system.trail.rules import OPERATIONS, Entry, TrailFilter

PERSON = Ref(name="person", label=QT_TRANSLATE_NOOP("TrailPage", "Who"), to="employee")
FIRST = Date(name="first", label=QT_TRANSLATE_NOOP("TrailPage", "From"))
LAST = Date(name="last", label=QT_TRANSLATE_NOOP("TrailPage", "To"))


class TrailPage(Page):
    """Filters, entries, and beside them each field of the chosen one, old and new."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        person: int | None = None,
        person_name: str = "",
        first: str = "",
        last: str = "",
        entity: str = "",
        operation: str = "",
        record_id: int | None = None,
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("trail_page")
        self._record_id = record_id
        self.person, self.first, self.last = (editor_for(f, context, self) for f in (PERSON, FIRST, LAST))
        self.entities, self.operations = QComboBox(self), QComboBox(self)
        self.older, self.all_records = QPushButton(self), QPushButton(self)
        self._captions = {name: QLabel(self) for name in ("person", "first", "last", "entity", "operation")}
        self.model: RowsModel[Entry] = RowsModel(self._columns())
        self.table = RowsView(self.model, "trail.entries", self)
        self.changes: RowsModel[tuple[str, str, str]] = RowsModel(self._change_columns())
        self.detail = RowsView(self.changes, "trail.changes", self)
        self._build()
        self._fill_choices()
        self.person.set_value(person, person_name)
        self.first.set_value(date.fromisoformat(first) if first else None)
        self.last.set_value(date.fromisoformat(last) if last else None)
        self.entities.setCurrentIndex(max(self.entities.findData(entity), 0))
        self.operations.setCurrentIndex(max(self.operations.findData(operation), 0))
        self._connect()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Entry]]:
        def column(title: Any, text: Any, width: int = 0, most: int = 320) -> Column[Entry]:
            return Column(title=title, text=text, raw=text, width=width, most=most)

        return [
            column(lambda: self.tr("When"), lambda e: e.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")),
            column(lambda: self.tr("Who"), wording.who, 90),
            column(lambda: self.tr("What"), lambda e: wording.operation_words(e.operation), most=120),
            column(lambda: self.tr("Record"), lambda e: wording.subject(self.context, e), 230),
            column(lambda: self.tr("Changes"), lambda e: wording.summary(self.context, e)),
        ]

    def _change_columns(self) -> list[Column[tuple[str, str, str]]]:
        return [
            Column(title=lambda: self.tr("Field"), text=lambda c: c[0], raw=lambda c: c[0], most=140),
            Column(title=lambda: self.tr("Old"), text=lambda c: c[1], raw=lambda c: c[1], most=140),
            Column(title=lambda: self.tr("New"), text=lambda c: c[2], raw=lambda c: c[2]),
        ]

    def _build(self) -> None:
        bar = QHBoxLayout()
        self.widgets: dict[str, QWidget] = {
            "person": self.person, "first": self.first, "last": self.last, "entity": self.entities,
            "operation": self.operations,
        }  # fmt: skip
        for name, widget in self.widgets.items():
            if isinstance(widget, Editor):
                widget.input.setObjectName(f"trail.{name}")
                widget.setMinimumWidth(110 if name == "person" else 120)
                widget.setMaximumWidth(170 if name == "person" else 160)
            else:
                widget.setObjectName(f"trail.{name}")
                widget.setMinimumWidth(84)
                widget.setMaximumWidth(150)
            self._captions[name].setBuddy(widget.input if isinstance(widget, Editor) else widget)
            bar.addWidget(self._captions[name])
            bar.addWidget(widget, 100)  # each as wide as it may be, the rest of the room behind them
        bar.addStretch(1)
        self.all_records.setObjectName("trail.all_records")
        self.all_records.setProperty("kind", "chip")
        self.all_records.setVisible(self._record_id is not None)
        bar.addWidget(self.all_records)
        self.older.setObjectName("trail.older")
        self.older.setIcon(icon("arrow-down"))
        self.detail.setMinimumWidth(260)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([720, 370])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addWidget(split, 1)
        layout.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)

    def _fill_choices(self) -> None:
        entities = self.context.facts().entities
        for box, choices in (
            (self.entities, [("", "")] + [(name, wording.noun(self.context, name)) for name in entities]),
            (self.operations, [("", "")] + [(o, wording.operation_words(o)) for o in OPERATIONS]),
        ):
            kept = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                for key, words in choices:
                    box.addItem(words or self.tr("All"), key)
                box.setCurrentIndex(max(box.findData(kept), 0))

    def _connect(self) -> None:
        for editor in (self.person, self.first, self.last):
            editor.committed.connect(self.refresh)
        for box in (self.entities, self.operations):
            box.activated.connect(lambda _: self.refresh())
        self.older.clicked.connect(self.read_older)
        self.all_records.clicked.connect(self._forget_record)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_changes())
        QShortcut(QKeySequence("F5"), self, self.refresh, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def chosen(self) -> TrailFilter | None:
        """Return what is looked for; None where a day is mistyped."""
        try:
            first, last, person = self.first.value(), self.last.value(), self.person.value()
        except BadValue:
            return None
        return TrailFilter(
            person=person, first=first, last=last, entity=self.entities.currentData() or "",
            operation=self.operations.currentData() or "", record_id=self._record_id,
        )  # fmt: skip

    def refresh(self) -> None:
        """Read the newest entries (``Page``)."""
        self._read(None)

    def read_older(self) -> None:
        """Read what lies before the last entry on show."""
        if self.model.rows:
            self._read(min(entry.id for entry in self.model.rows))

    def _read(self, before: int | None) -> None:
        chosen, facts = self.chosen(), self.context.facts()
        if chosen is None:
            return

        def done(found: list[Entry]) -> None:
            self.older.setEnabled(len(found) == services.PAGE)
            self.model.show([*self.model.rows, *found] if before else found)
            if not before and found:
                self.table.selectRow(0)
            self._show_changes()
            self.status_changed.emit(self.status())

        self.context.jobs.run(
            lambda session: services.read_trail(session, facts, chosen, before=before),
            owner=self,
            done=done,
            failed=self.context.messages.error,
            key="trail",
        )

    def _show_changes(self) -> None:
        entry = self.table.current()
        lines = wording.change_lines(self.context, entry) if entry else []
        if entry and entry.client:
            lines.append((self.tr("Where from"), "", " ".join(filter(None, (entry.client, entry.address)))))
        self.changes.show(lines)

    def _open(self, entry: Entry) -> None:
        if entry.record_id and entry.table in self.context.facts().entities and entry.operation != "D":
            self.context.navigator.open_record(entry.table, entry.record_id)

    def _forget_record(self) -> None:
        self._record_id = None
        self.all_records.hide()
        self.refresh()

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what opens this page again as it stands (``Page``)."""
        chosen = self.chosen()
        if chosen is None:
            return {}
        kept = {
            "person": chosen.person, "person_name": self.person.label(), "entity": chosen.entity,
            "operation": chosen.operation, "record_id": chosen.record_id,
            "first": chosen.first.isoformat() if chosen.first else "",
            "last": chosen.last.isoformat() if chosen.last else "",
        }  # fmt: skip
        return {name: value for name, value in kept.items() if value}

    def status(self) -> str:
        """Return the number of entries (``Page``)."""
        return self.tr("{count} entries").format(count=len(self.model.rows))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        words = {
            "person": self.tr("Who"), "first": self.tr("From"), "last": self.tr("To"), "entity": self.tr("Kind"),
            "operation": self.tr("What"),
        }  # fmt: skip
        for name, text in words.items():
            self._captions[name].setText(text)
            widget = self.widgets[name]
            if isinstance(widget, Editor):
                widget.set_caption(text)
            else:
                widget.setAccessibleName(text)
        self._fill_choices()
        self.older.setText(self.tr("Older"))
        self.older.setAccessibleName(self.older.text())
        self.all_records.setText(self.tr("Only one record ✕"))
        self.all_records.setAccessibleName(self.tr("Show all records again"))
        self.table.setAccessibleName(self.tr("Audit trail"))
        self.detail.setAccessibleName(self.tr("Changes"))
        self.model.show(self.model.rows)
        self._show_changes()
