"""The form of one rule: only what its kind needs, its condition checked as one types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer, Signal

from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.errors import Invalid
from crm_desktop.core.fields import Choice, Field, MultiChoice, Options
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.form import FieldState
from crm_desktop.qt.tools import caption
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.definition_form import DefinitionForm
from crm_desktop.system.definitions.services import FormulaCheck

OFFERED = "offered."  #: before the code of the other choice: the name of the field with what goes with it
_TITLE = QT_TRANSLATE_NOOP("FieldRule", "What is offered with which entry (empty: everything)")
_BUILT_IN = ("owner_id", "code", "created_at", "created_by", "updated_at", "updated_by")


def ruled_fields(entity: Entity) -> list[Field]:
    """Return the fields that a rule may be about."""
    return [f for f in entity.fields if not f.retired and (f.is_custom or not f.read_only) and f.name not in _BUILT_IN]


class RuleForm(DefinitionForm):
    """Edits a rule; *tried* with the tree of the condition as it stands, None where it is none."""

    FORMULA = "condition"
    tried = Signal(object)

    def load(self, entity: Entity, record: Record) -> None:
        """Show a stored rule."""
        self._prepare_for(entity, record.values)
        assert self.form is not None
        self.form.load(self._whole(record))
        self._after_fill()

    def start(self, entity: Entity, values: Mapping[str, Any]) -> None:
        """Show an empty rule."""
        self._prepare_for(entity, values)
        assert self.form is not None
        self.form.start(values)
        self._after_fill()
        self.form.go_to("field")

    def _prepare_for(self, entity: Entity, values: Mapping[str, Any]) -> None:
        """Make the form anew where other entries are on offer."""
        named = (
            [str(values.get(name) or "") for name in ("field", "by_field")] if values.get("kind") == "options" else []
        )
        shape = "/".join((entity.name, *named, self._context.language()))
        if self.form is not None and shape == self._shape and entity is self._of:
            return
        self._of, self._shape = entity, shape
        self._show_form(self._entity_of(entity, *named))
        self._fill_menus(entity, {f.name: caption(entity, f) for f in entity.fields})

    def _whole(self, record: Record) -> Record:
        """Return *record* with an empty list for every entry of which it says nothing."""
        assert self.form is not None
        nothing: dict[str, Any] = {n: [] for n in self.form.names() if n.startswith(OFFERED)}
        return replace(record, values={**nothing, **record.values})

    def _entity_of(self, entity: Entity, field: str = "", by_field: str = "") -> Entity:
        """Return the descriptor of the form: fields to choose from, and a row of choices for each entry of the other one."""
        definition = self._context.entity("field_rule")
        words = tuple((f.name, caption(entity, f)) for f in ruled_fields(entity))
        choices = tuple((f.name, caption(entity, f)) for f in ruled_fields(entity) if isinstance(f, Choice))
        fields = [
            Options(name=f.name, label=f.label, required=f.required, options=words if f.name == "field" else choices)
            if f.name in ("field", "by_field")
            else f
            for f in definition.fields
        ]
        rows = tuple(self._rows_of(entity, field, by_field))
        section = (Section(title=_TITLE, fields=tuple(f.name for f in rows)),) if rows else ()
        return replace(definition, fields=(*fields, *rows), sections=(definition.sections[0], *section))

    def _rows_of(self, entity: Entity, field: str, by_field: str) -> Iterator[Field]:
        if field not in entity or by_field not in entity:
            return
        mine, theirs = entity[field], entity[by_field]
        if isinstance(mine, (Choice, MultiChoice)) and isinstance(theirs, Choice):
            for term in self._context.facts().terms.get(theirs.dictionary, ()):
                if not term.retired:
                    words = term.label(self._context.language())
                    yield MultiChoice(name=f"{OFFERED}{term.code}", label=words, dictionary=mine.dictionary)

    def _rule(self, values: Mapping[str, Any]) -> Mapping[str, FieldState]:
        kind = values.get("kind")
        pattern, options = kind == "pattern", kind == "options"
        return {
            "condition": FieldState(required=kind == "visible"),
            "pattern": FieldState(visible=pattern, required=pattern),
            "message": FieldState(visible=pattern),
            "message_en": FieldState(visible=pattern),
            "by_field": FieldState(visible=options, required=options),
        }

    def _on_edited(self, name: str) -> None:
        if name in ("kind", "field", "by_field"):
            QTimer.singleShot(0, self, lambda: self._decided_otherwise(name))
        self._pause.start()
        self.edited.emit()

    def _decided_otherwise(self, name: str = "") -> None:
        """Offer the entries of another field; what was typed elsewhere stays."""
        before = self.form
        if before is None or self._of is None:
            return
        values, record = before.current(), before.record
        typed = {n: kept for n, kept in before.snapshot().items() if not n.startswith(OFFERED)}
        inside = self.window().focusWidget()
        focus = next((n for n in before.names() if inside is not None and before.editor(n).isAncestorOf(inside)), name)
        self._prepare_for(self._of, values)
        if self.form is before:
            return
        assert self.form is not None
        if record.id:
            self.form.load(self._whole(record))
        else:
            self.form.start({"entity": self._of.name, "position": values.get("position")})
        self.form.restore(typed)
        self.form.go_to(focus)
        self._show_parts()

    def _show_parts(self) -> None:
        self.tools.setVisible(True)

    def _check(self) -> None:
        """Ask the database what it says of the condition, and of the form of a text."""
        values, jobs = self.values(), self._context.jobs
        if self._of is None or self.form is None:
            return
        entity, sample, formula = self._of.name, self._sample, str(values.get("condition") or "").strip()
        if not formula:
            self._say("")
            self.tried.emit(None)
            return

        def work(session: Any) -> tuple[FormulaCheck, Any]:
            check = services.check_formula(session, entity=entity, formula=formula, record_id=sample)
            return check, services.read_condition(session, entity=entity, condition=formula)

        jobs.run(work, owner=self, done=self._checked, failed=self._context.messages.error, key="check")

    def _checked(self, found: tuple[FormulaCheck, Any]) -> None:
        check, tree = found
        if not check.rule and check.makes != "bool":
            definition = self._context.entity("field_rule")
            words = definition.messages["field_rule_no_condition"]
            self._say(QCoreApplication.translate(definition.context, words), bad=True)
        elif check.rule:
            self._show_wrong(check)
        else:
            yes, no = self.tr("it holds"), self.tr("it does not hold")
            self._say(self.tr("On the first record: {answer}").format(answer=yes if check.value == "true" else no))
        self.tried.emit(tree)

    def try_text(self, words: str) -> None:
        """Say whether *words* have the form that is typed."""
        pattern = str(self.values().get("pattern") or "")
        if not pattern or not words:
            return

        def said(fits: bool) -> None:
            answer = self.tr("“{text}” matches.") if fits else self.tr("“{text}” does not match.")
            self._say(answer.format(text=words[:60]), bad=not fits, at="pattern")

        def failed(error: Exception) -> None:
            if not isinstance(error, Invalid):
                self._context.messages.error(error)
                return
            definition = self._context.entity("field_rule")
            words = definition.messages["field_rule_pattern_wrong"]
            self._say(QCoreApplication.translate(definition.context, words), bad=True, at="pattern")

        self._context.jobs.run(
            lambda session: services.try_pattern(session, pattern=pattern, words=words),
            owner=self,
            done=said,
            failed=failed,
            key="pattern",
        )
