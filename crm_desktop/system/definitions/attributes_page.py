"""Own attributes of a kind of record: their list in order, the form of one, the form that users will see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, Conflict, Invalid
from crm_desktop.core.fields import Field
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt.form import RecordForm
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sentences import sentence
from crm_desktop.system.definitions import rules, services
from crm_desktop.system.definitions.definition_form import DefinitionForm
from crm_desktop.system.definitions.ordered_list import OrderedList
from crm_desktop.system.services import attribute_field

_PREVIEW_MS = 350


class AttributesPage(Page):
    """Defines the fields that the company adds itself."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", attribute_id: int = 0
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("attributes_page")
        self._of, self._chosen_id = entity, attribute_id
        self._rows: list[dict[str, Any]] = []
        self.entities, self.list, self.form = QComboBox(self), OrderedList(self), DefinitionForm(context, self)
        self.new, self.up, self.down = QPushButton(self), QPushButton(self), QPushButton(self)
        self.save_button, self.discard, self.delete = QPushButton(self), QPushButton(self), QPushButton(self)
        self.preview_title = QLabel(self)
        self.preview: RecordForm | None = None
        self._preview_box = QVBoxLayout()
        self._pause = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._pause.timeout.connect(self._show_preview)
        self._build()
        self._connect()
        self._fill_entities()
        self.retranslate()
        self.refresh()

    # ── layout ───────────────────────────────────────────

    def _build(self) -> None:
        for widget, name, picture in (
            (self.new, "attribute_new", "plus"),
            (self.up, "attribute_up", "chevron-up"),
            (self.down, "attribute_down", "chevron-down"),
            (self.save_button, "attribute_save", "save"),
            (self.discard, "attribute_discard", "undo-2"),
            (self.delete, "attribute_delete", "trash-2"),
        ):
            widget.setObjectName(name)
            widget.setIcon(icon(picture))
        self.entities.setObjectName("attribute_entity")
        self.entities.view().setObjectName("attribute_entity_choice")
        self.list.setObjectName("attributes")
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
            action = QAction(
                self, shortcut=QKeySequence(keys), shortcutContext=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            action.triggered.connect(lambda _=False, act=act: act())
            self.addAction(action)

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
            lambda session: services.list_attributes(session, entity=name),
            owner=self,
            done=self._show_rows,
            failed=self.context.messages.error,
            key="attributes",
        )

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        chinese = self.context.language().startswith("zh")

        def words(row: Mapping[str, Any], name: str) -> str:
            return str(row[name] if chinese or not row[f"{name}_en"] else row[f"{name}_en"])

        entity = self._entity()
        without = QCoreApplication.translate(entity.context, entity.attributes_title)
        self.list.fill(
            [(r["id"], words(r, "label"), r["retired"], "") for r in rows],
            [words(r, "group_label") or without for r in rows],
            self._chosen_id,
        )
        self._allow()
        if self.form.form is not None and self.form.form.is_dirty():
            self._take_in_remote()
            return
        known = {r["id"] for r in rows}
        if self._chosen_id not in known and rows:
            self._chosen_id = rows[0]["id"]
        self.list.choose(self._chosen_id, quietly=True)
        if rows:
            self._load(self._chosen_id)
        else:
            self.start_new()

    def _take_in_remote(self) -> None:
        """Somebody else saved while I type: his other fields appear, about the same one I am asked."""
        form = self.form.form
        assert form is not None
        row = next((r for r in self._rows if r["id"] == form.record.id), None)
        if row is not None and row["version"] != form.record.version:
            form.apply_remote(self._record(row), str(row["updated_by"]))

    def _record(self, row: Mapping[str, Any]) -> Record:
        names = [f.name for f in self.context.entity("attribute_definition").fields]
        return Record(row["id"], row["version"], {name: row[name] for name in names})

    def _load(self, attribute_id: int) -> None:
        row = next((r for r in self._rows if r["id"] == attribute_id), None)
        if row is not None:
            self._chosen_id = attribute_id
            self.form.load(self._entity(), self._record(row))
            self._edited()

    # ── choosing ─────────────────────────────────────────

    def _dirty(self) -> bool:
        return self.form.form is not None and self.form.form.is_dirty()

    def _stays(self) -> bool:
        """Keep the person at what is not saved yet."""
        if self._dirty():
            self.context.messages.toast(self.tr("Please save or discard what you changed first."))
            return True
        return False

    def _entity_chosen(self, _index: int) -> None:
        if self._stays():
            self.entities.setCurrentIndex(self.entities.findData(self._of))
            return
        self._of, self._chosen_id = str(self.entities.currentData()), 0
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
        self._chosen_id = 0
        self.list.choose(0, quietly=True)
        position = max((r["position"] for r in self._rows if not r["retired"]), default=0) + 10
        self.form.start(self._entity(), {"entity": self._of, "position": position})
        self._edited()

    def _edited(self) -> None:
        dirty, may = self._dirty(), self.context.facts().rights.may("setting", "edit")
        self.save_button.setEnabled(dirty and may)
        self.discard.setEnabled(dirty)
        self._suggest_key()
        self._pause.start()

    def _suggest_key(self) -> None:
        """Give a new attribute a key, until somebody writes one."""
        form = self.form.form
        if form is None or form.record.id:
            return
        key, values = form.editor("key"), form.current()
        if key.input.hasFocus() or (values.get("key") and values["key"] != getattr(self, "_suggested", "")):
            return
        words = str(values.get("label_en") or values.get("label") or "")
        self._suggested = rules.free_key(self._entity(), [r["key"] for r in self._rows], words) if words else ""
        if (values.get("key") or "") != self._suggested:
            key.put(self._suggested)

    # ── writing ──────────────────────────────────────────

    def save(self) -> None:
        """Save the attribute; every desktop shows it at once."""
        form, definition, records = self.form.form, self.context.entity("attribute_definition"), self.context.records
        if form is None or not form.is_dirty():
            return
        try:
            changes = form.changes() if form.record.id else form.values()
        except Invalid:
            return
        record = form.record

        def work(session: Any) -> Record:
            if record.id:
                return records.save(session, definition, record, changes)
            return records.create(session, definition, {**changes, "entity": self._of})

        self.context.jobs.run(work, owner=self, done=self._saved, failed=self._not_saved, key="save")

    def _saved(self, record: Record) -> None:
        self._chosen_id = record.id
        assert self.form.form is not None
        self.form.form.load(record)
        self.context.messages.toast(self.tr("Saved; every desktop shows it now."))
        self.refresh()

    def _not_saved(self, error: Exception) -> None:
        form, definition = self.form.form, self.context.entity("attribute_definition")
        assert form is not None
        if isinstance(error, Conflict):
            form.apply_remote(error.theirs)
        if isinstance(error, Invalid) and error.field and error.field in form.names():
            form.show_errors([(error.field, sentence(error, definition))])
        else:
            self.context.messages.error(error, definition)

    def _discard(self) -> None:
        form = self.form.form
        if form is None:
            return
        form.load(form.record) if form.record.id else form.start({"entity": self._of})
        if not form.record.id and self._rows:
            self._chosen_id = self._rows[0]["id"]
            self.list.choose(self._chosen_id, quietly=True)
            self._load(self._chosen_id)
        self._edited()

    def _ask_delete(self) -> None:
        form, definition = self.form.form, self.context.entity("attribute_definition")
        if form is None or not form.record.id:
            return
        record = form.record

        def delete() -> None:
            self._run(lambda session: self.context.records.delete(session, definition, record), self._deleted)

        self.context.messages.ask(
            self.tr("Delete the attribute “{name}”?").format(name=record.values["label"]), self.tr("Delete"), delete
        )

    def _deleted(self, _: object) -> None:
        self._chosen_id = 0
        self.refresh()

    def _reorder(self, ids: list[int]) -> None:
        self._run(
            lambda session: services.order_rows(session, table="attribute_definition", ids=ids),
            lambda _: self.refresh(),
        )

    def _run(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        def failed(error: Exception) -> None:
            self.context.messages.error(error, self.context.entity("attribute_definition"))
            self.refresh()

        self.context.jobs.run(work, owner=self, done=done, failed=failed)

    # ── the form that users will see ─────────────────────

    def _show_preview(self) -> None:
        values = {**self.form.values()}
        form = self.form.form
        if form is None:
            return
        language, rows = self.context.language(), []
        for row in self._rows:
            rows.append({**row, **values} if row["id"] == form.record.id else row)
        if not form.record.id and values.get("label"):
            rows.append(_draft_row(values))
        fields = tuple(_field_of(r, language) for r in rows if r["label"])
        before = self.preview
        self.preview = RecordForm(self.context, rules.preview_entity(self._entity(), fields), self)
        self.preview.setObjectName("attribute_preview")
        self.preview.start()
        if before is not None:
            self._preview_box.removeWidget(before)
            before.deleteLater()
        elif (stretch := self._preview_box.takeAt(1)) is not None:
            del stretch
        self._preview_box.addWidget(self.preview, 1)

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether definitions may have changed (``Page``)."""
        return change.table == "attribute_definition"

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"entity": self._of, "attribute_id": self._chosen_id}

    def may_close(self) -> bool:
        """Stay open over what is not saved (``Page``)."""
        return not self._stays()

    def _allow(self) -> None:
        rights = self.context.facts().rights
        reason = "" if rights.may("setting", "edit") else self.tr("You have no right to change attributes.")
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
            (self.new, self.tr("New attribute"), "Ctrl+Shift+N"),
            (self.save_button, self.tr("Save"), "Ctrl+S"),
            (self.discard, self.tr("Discard"), ""),
            (self.delete, self.tr("Delete"), ""),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({tip})" if tip else words)
        for button, words in ((self.up, self.tr("Move up (Alt+Up)")), (self.down, self.tr("Move down (Alt+Down)"))):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.entities.setAccessibleName(self.tr("Attributes of"))
        self.list.setAccessibleName(self.tr("Attributes in their order"))
        self.preview_title.setText(self.tr("So it looks to your colleagues:"))
        self.form.retranslate()
        self._fill_entities()
        self._allow()


def _field_of(row: Mapping[str, Any], language: str) -> Field:
    """Return the field of a definition, also of one that is only half typed."""
    if row["kind"] == "formula" and not row["formula_kind"]:
        row = {**row, "formula_kind": "text"}
    try:
        return attribute_field(row, language)
    except BadValue:
        return attribute_field({**row, "default_value": ""}, language)


def _draft_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition that is not saved yet as a row for ``attribute_field``."""
    row: dict[str, Any] = dict.fromkeys(("key", "label", "label_en", "group_label", "group_label_en"), "")
    row |= {f"in_{place}": True for place in ("form", "filter", "import", "export", "print")}
    row |= {"dictionary": "", "target": "", "formula_kind": "", "only_field": "", "only_values": [], "classes": []}
    row |= {"required": False, "retired": False, "searchable": False, "default_value": "", "kind": "text", "id": 0}
    return {
        **row,
        **{name: value for name, value in values.items() if value is not None},
        "key": values.get("key") or "draft",
    }
