"""A form generated from an entity's sections: edits a copy of one record, knows nothing of where it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.core.codec import from_text, to_text
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.fields import Currency
from crm_desktop.core.merge import Clash, merge
from crm_desktop.core.record import Record
from crm_desktop.qt.editors import ChoiceEditor, Editor, editor_for, sentence
from crm_desktop.qt.editors.conflict import ConflictPanel
from crm_desktop.qt.editors.numbers import show_currency
from crm_desktop.qt.editors.pane import FieldPane
from crm_desktop.qt.editors.picker import RefPicker
from crm_desktop.qt.editors.states import FieldState as FieldState
from crm_desktop.qt.editors.states import deciding, reads, with_rules
from crm_desktop.qt.tools import Tools

_NEW = Record(0, 0, {})


class RecordForm(QWidget):
    """Edits one record; the page around it loads and saves.

    Signals: *dirty_changed*; *edited* with a field's name; *open_requested* (entity, id) and
    *dial_requested* (number) for the window.
    """

    dirty_changed = Signal(bool)
    edited = Signal(str)
    open_requested = Signal(str, int)
    dial_requested = Signal(str)
    rebuilt = Signal()  #: other editors stand here: who listens to them does so again

    def __init__(self, tools: Tools, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{entity.name}.form")
        self.tools, self.entity = tools, entity
        self._record: Record = _NEW
        self._given: dict[str, Any] = {}
        self._dirty = self._loading = False
        self._lock = ""
        self.waits = False  #: to show what the system fills in until it has done so
        self._rule: Callable[[Mapping[str, Any]], Mapping[str, FieldState]] | None = None
        self._states: Mapping[str, FieldState] = {}
        self._deciding = deciding(entity)
        self._editors: dict[str, Editor] = {}
        self.tidiers: list[Callable[[], None]] = []  #: make what was typed standard before it is checked
        self._build()
        self.retranslate()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.bars = QVBoxLayout()
        box.addLayout(self.bars)
        self.conflict = ConflictPanel(self)
        self.conflict.decided.connect(self._decide)
        box.addWidget(self.conflict)
        self.pane = FieldPane(lambda: {name: not self._shown(name) for name in self._editors}, self)
        self.pane.setObjectName(f"{self.entity.name}.scroll")
        self.pane.fill(self.entity, self._make)
        box.addWidget(self.pane, 1)

    def set_entity(self, entity: Entity) -> None:
        """Take a changed descriptor: fields come, go and get other words; what was typed stays."""
        if entity == self.entity or self.conflict.open_fields():
            return
        at = self._leave()
        typed, record, given = self.snapshot(), self._record, self._given
        self.entity, self._deciding = entity, deciding(entity)
        self._editors, self._states = {}, {}
        self.pane.fill(entity, self._make)
        self.load(record) if record.id else self.start(given)
        self.restore(typed)
        self.retranslate()
        self.rebuilt.emit()
        if at in self._editors:
            self._editors[at].setFocus()

    def _leave(self) -> str:
        """Leave the field one is in as long as it is there; return its name."""
        inner = QApplication.focusWidget()
        at = next((name for name, e in self._editors.items() if inner and e.isAncestorOf(inner)), "")
        if at and inner:
            inner.clearFocus()
        return at

    def _make(self, name: str, parent: QWidget) -> Editor | None:
        """Return the editor of a field; None where the employee may not read it, or it stands in a section above."""
        if name in self._editors or not self.tools.facts().rights.may_read(self.entity.name, name):
            return None
        editor = editor_for(self.entity[name], self.tools, parent)
        editor.edited.connect(lambda: self._on_edited(name))
        editor.open_requested.connect(self.open_requested)
        editor.dial_requested.connect(self.dial_requested)
        self._editors[name] = editor
        return editor

    # ── content ──────────────────────────────────────────

    @property
    def record(self) -> Record:
        """Return the record as last seen on the server; id 0 for a new one."""
        return self._record

    def editor(self, name: str) -> Editor:
        """Return the editor of a field; raise KeyError where the employee may not read it."""
        return self._editors[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields on the form, in reading order."""
        return tuple(self._editors)

    def load(self, record: Record) -> None:
        """Show a stored record; nothing is edited yet."""
        self._record, self._given = record, {}
        self._fill(record.values, record.labels)

    def stored(self, record: Record, sent: Mapping[str, Any]) -> None:
        """Show what was stored; what was typed after *sent* (as ``typed`` gave it) stays on top."""
        since = {name: {"typed": words} for name, words in self.typed().items() if words != sent.get(name)}
        self.load(record)
        self.restore(since)

    def start(self, values: Mapping[str, Any] | None = None, labels: Mapping[str, str] | None = None) -> None:
        """Show an empty form for a new record, with the defaults and *values* filled in."""
        self._record, self._given = _NEW, dict(values or {})
        defaults = {f.name: f.default for f in self.entity.fields if f.default is not None}
        defaults |= {f.name: self.tools.facts().currency for f in self.entity.fields if isinstance(f, Currency)}
        self._fill({**defaults, **self._given}, labels or {})

    def _fill(self, values: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        self._loading = True
        self.conflict.clear()
        for name, editor in self._editors.items():
            editor.record_id = self._record.id
            editor.set_value(values.get(name), labels.get(name, ""))
        self._loading = False
        self._apply_rule()
        self._refresh_dirty()

    def changes(self) -> dict[str, Any]:
        """Return only what the user altered, so that others' changes of other fields survive.

        Raise Invalid (after marking every field concerned) where something typed is no value, a
        required field was emptied, or a conflict is undecided.
        """
        self.check()
        return {name: e.value() for name, e in self._editors.items() if self._writable(name) and e.is_dirty()}

    def values(self) -> dict[str, Any]:
        """Return everything that is filled in, for a new record; raise Invalid as ``changes`` does."""
        self.check()
        found = {n: e.value() for n, e in self._editors.items() if not self.entity[n].read_only and self._shown(n)}
        # what the database writes itself may be shown beforehand, it is not sent
        given = {n: v for n, v in self._given.items() if n not in self.entity or not self.entity[n].read_only}
        return {n: v for n, v in {**given, **found}.items() if v not in (None, "", [])}

    def current(self) -> dict[str, Any]:
        """Return the values as they stand, None for what is no value; for rules and previews."""
        found = {**self._record.values, **self._given}
        for name, editor in self._editors.items():
            try:
                found[name] = editor.value()
            except BadValue:
                found[name] = None
        return found

    def labels(self) -> dict[str, str]:
        """Return the words of the references as they stand."""
        return {name: e.label() for name, e in self._editors.items() if e.label()}

    def check(self) -> None:
        """Mark every field that cannot be saved and go to the first; raise Invalid where there is one."""
        for tidy in self.tidiers:
            tidy()
        first: Invalid | None = None
        for name, editor in self._editors.items():
            try:
                value = editor.value()
            except BadValue as error:
                editor.set_error(sentence(error))
                first = first or error
                continue
            if not editor.is_offered(value) and self._asked_anew(name):
                editor.set_error(self.tr("This does not go with the other choice; please choose again."))
                first = first or Invalid("field_rule_options", name)
            elif self._required(name) and value in (None, "", []) and self._asked_anew(name):
                editor.set_error(self.tr("Please fill this in."))
                first = first or Invalid("required", name)
            elif editor.error():
                editor.set_error("")
        if first is None and self.conflict.open_fields():
            self.conflict.setFocus()
            raise Invalid("conflict_undecided", self.conflict.open_fields()[0])
        if first is not None:
            self.go_to(first.field or "")
            raise first

    def _asked_anew(self, name: str) -> bool:
        """Tell whether the user made a field what it is, by itself or by what its rules depend on."""
        changed = (name, *reads(self.entity, name))
        return not self._record.id or any(self._editors[n].is_dirty() for n in changed if n in self._editors)

    def show_errors(self, errors: Iterable[tuple[str, str]]) -> None:
        """Mark fields with sentences from the server and go to the first; unknown names are left to the caller."""
        known = [(name, text) for name, text in errors if name in self._editors]
        for name, text in known:
            self._editors[name].set_error(text)
        if known:
            self.go_to(known[0][0])

    def go_to(self, name: str) -> None:
        """Put the cursor into a field and scroll to it."""
        editor = self._editors.get(name)
        if editor is None:
            return
        self.pane.reveal(editor)
        editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_first(self) -> None:
        """Put the cursor into the first field that must be filled in and is empty, else into the first not filled in already."""
        seen = [n for n, e in self._editors.items() if not e.isHidden() and not e.parentWidget().isHidden()]
        found, now = [n for n in seen if self._writable(n)], self.current()
        wanted = [n for n in found if self._required(n) and now[n] in (None, "", [])]
        for name in (wanted or [n for n in found if n not in self._given] or found)[:1]:
            self._editors[name].setFocus(Qt.FocusReason.TabFocusReason)

    def is_dirty(self) -> bool:
        """Tell whether anything was altered since loading."""
        return self._dirty

    def typed(self) -> dict[str, Any]:
        """Return what stands in every field, valid or not, as JSON values."""
        return {name: editor.snapshot() for name, editor in self._editors.items()}

    def snapshot(self) -> dict[str, Any]:
        """Return what was typed into altered fields, valid or not, with what stood there before, as JSON values.

        For a new record what it was made with too, such as the customer of an order: nothing else remembers it.
        """
        given = {} if self._record.id else self._given
        return {
            name: {"typed": e.snapshot(), "before": to_text(e.field, e.loaded), "label": e.loaded_label}
            | ({"given": True} if name in given else {})
            for name, e in self._editors.items()
            if e.is_dirty() or name in given
        } | {
            name: {"before": to_text(self.entity[name], value), "given": True}
            for name, value in given.items()
            if name in self.entity and name not in self._editors
        }

    def restore(self, snapshot: Mapping[str, Any], *, ask: bool = False) -> None:
        """Show what ``snapshot`` returned as typed.

        With *ask*, a field that the server has changed since is asked about like a colleague's change:
        a draft may be days old, and must not silently write over what was saved in between.
        """
        if not self._record.id:
            self._give_again({n: k for n, k in snapshot.items() if k.get("given")})
        for name, kept in snapshot.items():
            if name in self._editors and self._writable(name):
                self._editors[name].restore(kept["typed"])
        if ask and self._record.id:
            self._ask_about_older({n: k for n, k in snapshot.items() if n in self._editors and self._writable(n)})

    def _give_again(self, snapshot: Mapping[str, Any]) -> None:
        loading, self._loading = self._loading, True
        for name, kept in snapshot.items():
            self._given[name] = from_text(self.entity[name], kept["before"])
            if name in self._editors:
                self._editors[name].set_value(self._given[name], kept["label"])
        self._loading = loading
        self._apply_rule()

    def _ask_about_older(self, snapshot: Mapping[str, Any]) -> None:
        mine, before, labels = self._mine(), dict(self._record.values), dict(self._record.labels)
        stale = [
            n
            for n, kept in snapshot.items()
            if n in mine and kept["before"] != to_text(self.entity[n], self._record.values.get(n))
        ]
        for name in stale:
            labels[name] = snapshot[name]["label"]
            try:
                before[name] = from_text(self.entity[name], snapshot[name]["before"])
            except BadValue:  # a rule that has been made stricter
                before[name] = snapshot[name]["before"]
        result = merge(before, {n: mine[n] for n in stale}, self._record.values)
        for name, value in result.merged.items():
            if value != mine[name]:
                self._editors[name].put(value)
        self._ask(result.clashes, Record(self._record.id, 0, before, labels), "")

    # ── a colleague's change ─────────────────────────────

    def apply_remote(self, record: Record, by: str = "") -> None:
        """Take in what a colleague saved: at once where I edit nothing, by a question where we both did.

        Afterwards ``record`` is theirs, and ``changes()`` are mine on top of it.
        """
        mine, before = self._mine(), self._record
        result = merge(before.values, mine, record.values)
        clashing = {clash.field for clash in result.clashes} | set(self.conflict.open_fields())
        self._record = record
        self._loading = True
        for name, editor in self._editors.items():
            if name not in record.values:
                continue
            theirs, label = record.values[name], record.labels.get(name, "")
            if name in clashing:
                editor.rebase(theirs)
            elif name in result.merged:
                if result.merged[name] != mine[name]:
                    editor.put(result.merged[name])
                editor.rebase(theirs)
            elif name in mine or theirs != before.values.get(name):
                editor.set_value(theirs, label)
                if name in result.taken:
                    editor.flash()
        self._loading = False
        self._ask(result.clashes, before, by)
        self._apply_rule()
        self._refresh_dirty()

    def _mine(self) -> dict[str, Any]:
        """Return what I altered; text that is no value stands for itself."""
        found: dict[str, Any] = {}
        for name, editor in self._editors.items():
            if editor.is_dirty():
                try:
                    found[name] = editor.value()
                except BadValue as error:
                    found[name] = error
        return found

    def _ask(self, clashes: Iterable[Clash], before: Record, by: str) -> None:
        for clash in clashes:
            self.conflict.add(
                clash,
                self.entity[clash.field],
                self.caption(clash.field),
                before,
                self._editors[clash.field],
                self._record,
                self._record.labels.get("updated_by") or by,
            )

    def _decide(self, name: str, choice: str, text: str) -> None:
        """Carry out a decision of the panel: 'mine', 'theirs', or 'words' with the composed *text*."""
        editor = self._editors[name]
        if choice == "theirs":
            editor.set_value(self._record.values.get(name), self._record.labels.get(name, ""))
        elif choice == "words":
            editor.put(text)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited(name)

    # ── rights and rules ─────────────────────────────────

    def set_locked(self, reason: str) -> None:
        """Let the whole form be read only, with *reason*; '' gives it free again."""
        self._lock = reason
        self._apply_states()

    def set_rule(self, rule: Callable[[Mapping[str, Any]], Mapping[str, FieldState]]) -> None:
        """Ask *rule* (current values → field → FieldState) at each change what is shown, required, locked."""
        self._rule = rule
        self._apply_rule()

    def why_not(self, name: str) -> str:
        """Return why a field cannot be edited, or ''."""
        rights, state = self.tools.facts().rights, self._states.get(name, FieldState())
        if self.entity[name].read_only:
            return self.tr("This is filled in by the system.")
        if self._lock or state.locked:
            return self._lock or state.locked
        action = "edit" if self._record.id else "create"
        if not rights.may(self.entity.rights_module, action) or not rights.may_write(self.entity.name, name):
            return self.tr("You have no right to change this.")
        return ""

    def left_out(self) -> frozenset[str]:
        """Return the fields that are not asked of this record."""
        return frozenset(name for name in self._editors if not self._shown(name))

    def _writable(self, name: str) -> bool:
        return not self._editors[name].read_only

    def _shown(self, name: str) -> bool:
        waits = self.waits and self.entity[name].read_only and not self.entity[name].is_custom
        absent = name not in self._record.values if self._record.id else waits and self._known(name) in (None, "", [])
        return not absent and self._states.get(name, FieldState()).visible and self._applies(name)

    def _applies(self, name: str) -> bool:
        """Tell whether an own attribute is for this record; a value that is there is always shown."""
        field = self.entity[name]
        if self._record.values.get(name) not in (None, "", []):
            return True
        return not field.retired and (field.only is None or self._known(field.only[0]) in field.only[1])

    def _known(self, name: str) -> Any:
        try:
            return self._editors[name].value() if name in self._editors else self._record.values.get(name)
        except BadValue:
            return None

    def _required(self, name: str) -> bool:
        required = self.entity[name].required or self._states.get(name, FieldState()).required
        return required and self._writable(name) and self._shown(name)

    def _apply_rule(self) -> None:
        current = self.current() if self._rule is not None or self.entity.rules else {}
        states = self._rule(current) if self._rule is not None else {}
        saved = self._record.values if self._record.id else None
        self._states, said = with_rules(self.entity, states, current, saved)
        for name, editor in self._editors.items():
            editor.offer(said[name].offered if name in said else None)
            if isinstance(editor, ChoiceEditor) and (of := getattr(editor.field, "of", "")):
                editor.set_of(str(self._known(of) or ""))
            if isinstance(editor, RefPicker) and (within := getattr(editor.field, "within", "")):
                editor.set_within(self._known(within))
        self._apply_states()

    def _apply_states(self) -> None:
        for name, editor in self._editors.items():
            editor.set_read_only(self.why_not(name))
        self.pane.show_fields({name: self._required(name) for name in self._editors})

    # ── looks ────────────────────────────────────────────

    def caption(self, name: str) -> str:
        """Return the words of a field's label in the language of the moment."""
        return QCoreApplication.translate(self.entity.context, self.entity[name].label)

    def retranslate(self) -> None:
        """Show every word in the language of the moment."""
        self.pane.retranslate()
        self._apply_rule()
        self.conflict.retranslate({name: self.caption(name) for name in self._editors})

    def say_anew(self) -> None:
        """Show values in the words that dictionaries have now; what is being typed stays."""
        for editor in self._editors.values():
            editor.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _on_edited(self, name: str) -> None:
        if self._loading:
            return
        if self._rule is not None or name in self._deciding:
            self._apply_rule()
        if isinstance(self.entity[name], Currency):
            show_currency(self._editors.values(), name, self._known(name) or "")
        self.edited.emit(name)
        self._refresh_dirty()

    def _refresh_dirty(self) -> None:
        dirty = any(editor.is_dirty() for editor in self._editors.values())
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
