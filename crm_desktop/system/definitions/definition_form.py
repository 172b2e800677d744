"""The form of one attribute: only what its kind needs, its formula checked as one types."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core.codec.numbers import plain_number
from crm_desktop.core.entity import Entity
from crm_desktop.core.query import ListQuery
from crm_desktop.core.record import Record
from crm_desktop.qt.form import FieldState, RecordForm
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.system.definitions import rules, services
from crm_desktop.system.definitions.services import FormulaCheck, KindChange

_PAUSE_MS = 250


class DefinitionForm(QWidget):
    """Edits a definition; *edited* when anything was typed."""

    FORMULA = "formula"  #: the field that holds one

    edited = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("definition_form")
        self._context = context
        self._of: Entity | None = None
        self._shape = ""
        self.form: RecordForm | None = None
        self._sample: int | None = None
        self.tools = QWidget(self)
        self.fields, self.functions, self.verdict = QToolButton(self.tools), QToolButton(self.tools), QLabel(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._check)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        for button, name in ((self.fields, "formula_fields"), (self.functions, "formula_functions")):
            button.setObjectName(name)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setMenu(QMenu(button))
            row.addWidget(button)
        row.addStretch(1)
        self.verdict.setObjectName("definition_verdict")
        self.verdict.setWordWrap(True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)

    # ── content ──────────────────────────────────────────

    def load(self, entity: Entity, record: Record) -> None:
        """Show a stored definition of *entity*."""
        self._prepare(entity, str(record.values.get("only_field") or ""))
        assert self.form is not None
        self.form.load(record)
        self._after_fill()

    def stored(self, entity: Entity, record: Record, sent: Mapping[str, Any]) -> None:
        """Show what was stored; what was typed after *sent* (as ``RecordForm.typed`` gave it) stays on top."""
        assert self.form is not None
        since = {name: {"typed": words} for name, words in self.form.typed().items() if words != sent.get(name)}
        self.load(entity, record)
        self.form.restore(since)
        self._after_fill()

    def start(self, entity: Entity, values: Mapping[str, Any]) -> None:
        """Show an empty definition for *entity*."""
        self._prepare(entity, "")
        assert self.form is not None
        self.form.start(values)
        self._after_fill()
        self.form.go_to("label")

    def values(self) -> dict[str, Any]:
        """Return what is typed, as it stands."""
        return self.form.current() if self.form is not None else {}

    def _after_fill(self) -> None:
        self._show_parts()
        self._read_sample()
        self._pause.start()

    def _prepare(self, entity: Entity, only_field: str) -> None:
        """Make the form anew where other words are on offer."""
        shape = f"{entity.name}/{only_field}/{self._context.language()}"
        if self.form is not None and shape == self._shape and entity is self._of:
            return
        self._of, self._shape = entity, shape
        facts = self._context.facts()
        captions = {f.name: caption(entity, f) for f in entity.fields}
        targets = tuple(
            (name, QCoreApplication.translate(e.context, e.title)) for name, e in sorted(facts.entities.items())
        )
        made = rules.definition_entity(
            self._context.entity("attribute_definition"), entity, only_field, targets, captions
        )
        self._show_form(made)
        self._fill_menus(entity, captions)

    def _show_form(self, made: Entity) -> None:
        """Show the fields of *made* instead of those before."""
        before = self.form
        self.form = RecordForm(self._context, made, self)
        self.form.set_rule(self._rule)
        self.form.edited.connect(self._on_edited)
        self._box.addWidget(self.form, 1)
        formula = self.form.editor(self.FORMULA)
        formula.put_below(self.verdict)
        formula.put_below(self.tools)
        if before is not None:
            before.hide()
            self._box.removeWidget(before)
            before.deleteLater()

    def _rule(self, values: Mapping[str, Any]) -> Mapping[str, FieldState]:
        kind = values.get("kind")
        needed = {"choice": "dictionary", "choices": "dictionary", "link": "target", "formula": "formula"}.get(
            str(kind)
        )
        return {
            name: FieldState(visible=visible, required=name == needed)
            for name, visible in rules.visible_parts(values).items()
        }

    def _on_edited(self, name: str) -> None:
        if name == "only_field":
            QTimer.singleShot(0, self, self._decided_otherwise)
        self._show_parts()
        self._pause.start()
        self.edited.emit()

    def _decided_otherwise(self) -> None:
        """Offer the values of another field; what was typed elsewhere stays."""
        before = self.form
        if before is None or self._of is None:
            return
        chosen = str(before.current().get("only_field") or "")
        record, typed = before.record, before.snapshot()
        typed.pop("only_values", None)
        self._prepare(self._of, chosen)
        if self.form is before:
            return
        assert self.form is not None
        if record.id:
            self.form.load(record)
        else:
            self.form.start({"entity": self._of.name, "position": before.current().get("position")})
        self.form.restore(typed)
        if chosen:
            self.form.editor("only_values").put([])
            self.form.go_to("only_values")
        self._show_parts()

    def _show_parts(self) -> None:
        self.tools.setVisible(self.values().get("kind") == "formula")

    # ── the formula ──────────────────────────────────────

    def _fill_menus(self, entity: Entity, captions: Mapping[str, str]) -> None:
        menu = self.fields.menu()
        menu.clear()
        for name, field in rules.formula_names(entity):
            action = menu.addAction(f"{captions[field.name]}    {name}")
            action.triggered.connect(lambda _=False, name=name: self._insert(name, 0))
        menu = self.functions.menu()
        menu.clear()
        for written, words in rules.FUNCTIONS:
            action = menu.addAction(QCoreApplication.translate("Formulas", words))
            back = len(written) - written.index("(") - 1
            action.triggered.connect(lambda _=False, w=written, b=back: self._insert(w, b))

    def _insert(self, words: str, back: int) -> None:
        """Write *words* where the cursor stands, and leave it *back* characters before their end."""
        assert self.form is not None
        line = self.form.editor(self.FORMULA).input
        assert isinstance(line, QPlainTextEdit)
        line.insertPlainText(words)
        cursor = line.textCursor()
        cursor.setPosition(cursor.position() - back)
        line.setTextCursor(cursor)
        line.setFocus()

    def _read_sample(self) -> None:
        entity = self._of
        if entity is None:
            return
        query = ListQuery(entity=entity.name, columns=(entity.label,), sort=entity.sort, descending=entity.descending)

        def take(rows: list[Record]) -> None:
            self._sample = rows[0].id if rows else None
            self._pause.start()

        self._context.jobs.run(
            lambda session: self._context.records.first_rows(session, entity, query, 1),
            owner=self,
            done=take,
            failed=lambda error: None,  # without a record to try it on a formula is checked all the same
            key="sample",
        )

    def _check(self) -> None:
        values, jobs = self.values(), self._context.jobs
        if self._of is None or self.form is None:
            return
        kind, record = str(values.get("kind") or ""), self.form.record
        if kind == "formula":
            entity, formula, sample = self._of.name, str(values.get("formula") or ""), self._sample
            if not formula.strip():
                self._say("")
                return
            jobs.run(
                lambda s: services.check_formula(s, entity=entity, formula=formula, record_id=sample),
                owner=self,
                done=self._show_check,
                failed=self._context.messages.error,
                key="check",
            )
        elif record.id and (kind, values.get("dictionary")) != (record.values["kind"], record.values["dictionary"]):
            dictionary = str(values.get("dictionary") or "")
            jobs.run(
                lambda s: services.read_kind_change(s, attribute_id=record.id, kind=kind, dictionary=dictionary),
                owner=self,
                done=self._show_change,
                failed=self._context.messages.error,
                key="check",
            )
        else:
            self._say("")

    def _show_check(self, check: FormulaCheck) -> None:
        if self.values().get("kind") != "formula":
            return
        if not check.rule:
            what = QCoreApplication.translate(
                "AttributeDefinition",
                {"text": "Text", "number": "Number", "date": "Date", "bool": "Yes or no"}[check.makes],
            )
            shown = self.tr("no value") if check.value is None else check.value
            if check.makes == "number" and check.value is not None:
                shown = plain_number(round(Decimal(check.value), 3))
            self._say(self.tr("Result: {kind}. On the first record: {value}").format(kind=what, value=shown))
            return
        self._show_wrong(check)

    def _show_wrong(self, check: FormulaCheck) -> None:
        entity = self._context.entity("attribute_definition")
        words = QCoreApplication.translate("AttributeDefinition", entity.messages.get(check.rule, check.rule))
        detail = f"“{check.word}”" if check.word else ""
        if check.place and check.word:
            detail = self.tr("{word} (character {place})").format(word=detail, place=check.place)
        self._say(words.replace("{detail}", detail), bad=True)

    def _show_change(self, change: KindChange) -> None:
        if not change.failing:
            words = self.tr("Values that will be converted: {count}").format(count=change.filled)
            self._say(words if change.filled else "", at="kind")
            return
        words = self.tr("{failing} of {filled} values do not read as this kind: {samples}")
        self._say(
            words.format(failing=change.failing, filled=change.filled, samples=", ".join(change.samples) or "…"),
            bad=True,
            at="kind",
        )

    def _say(self, words: str, *, bad: bool = False, at: str = "") -> None:
        """Say *words* below the field *at*, without one below the formula."""
        assert self.form is not None
        of = self.form.editor(at or self.FORMULA)
        if self.verdict.parentWidget() is not of:
            of.put_below(self.verdict)
            if not at:
                of.put_below(self.tools)
        self.verdict.setText(words)
        self.verdict.setVisible(bool(words))
        self.verdict.setProperty("kind", "error" if bad else "muted")
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.fields.setText(self.tr("Insert a field"))
        self.functions.setText(self.tr("Insert a function"))
        for button, picture in ((self.fields, "list"), (self.functions, "calculator")):
            button.setIcon(icon(picture))
            button.setAccessibleName(button.text())
        self.verdict.setAccessibleName(self.tr("What the database says of it"))
