"""Rules of fields: their list, the form of one, and a box to try them on any record before they are saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.forms.rules import FieldRule
from crm_desktop.core.record import Record
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.definitions_page import DefinitionsPage
from crm_desktop.system.definitions.field_rule_form import OFFERED, RuleForm
from crm_desktop.system.definitions.field_rule_trial import RuleTrial
from crm_desktop.system.services import field_rule


class FieldRulesPage(DefinitionsPage):
    """Says when a field is shown, required, kept, what it looks like and offers."""

    TABLE, PREFIX = "field_rule", "field_rule"

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", field_rule_id: int = 0
    ) -> None:
        self._tree: Any = None
        self.trial, form = RuleTrial(context), RuleForm(context)
        super().__init__(context, parent, entity, field_rule_id, form)
        for part in (
            self.up,
            self.down,
            self.preview_title,
        ):  # rules stand by their fields; the trial has its own words
            part.hide()
        self.list.setWordWrap(True)  # a rule tells its condition
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form.tried.connect(self._tree_known)
        self.trial.typed.connect(form.try_text)

    def _right(self) -> QWidget:
        part = super()._right()
        self._preview_box.insertWidget(0, self.trial, 1)
        return part

    def read_rows(self, session: Any, entity: str) -> list[dict[str, Any]]:
        """Return the rules of an entity (``DefinitionsPage``)."""
        return services.list_field_rules(session, entity=entity)

    def words_of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Return what a rule says, under the name of its field (``DefinitionsPage``)."""
        entity, definition = self._entity(), self.context.entity("field_rule")
        kinds = dict(definition["kind"].options)  # type: ignore[attr-defined]
        words = QCoreApplication.translate(definition.context, kinds.get(row["kind"], row["kind"]))
        name = row["field"]
        by = row["by_field"]
        told = self._condition(entity, row) or row["pattern"] or (caption(entity, entity[by]) if by in entity else by)
        return f"{words} {told}".strip(), caption(entity, entity[name]) if name in entity else name

    def _condition(self, entity: Entity, row: Mapping[str, Any]) -> str:
        """Return a condition as it is written; one that compares a choice with an entry, in the words of both."""
        tree = row["tree"] or {}
        field, value = tree["a"] if tree.get("o") in ("=", "<>") else ({}, {})
        name = f"attrs.{field.get('n')}" if field.get("a") is True else field.get("n")
        if not field.get("d") or name not in entity or value.get("o") != "value":
            return str(row["condition"])
        sign = "=" if tree["o"] == "=" else "≠"
        return f"{caption(entity, entity[name])} {sign} {self.context.term_label(field['d'], value['v'])}"

    def record_of(self, row: Mapping[str, Any]) -> Record:
        """Return a rule with what it offers, which is no field of its own (``ListAndForm``)."""
        record = super().record_of(row)
        offered = {f"{OFFERED}{code}": list(codes) for code, codes in row["mapping"].items()}
        return Record(record.id, record.version, {**record.values, **offered})

    def stored(self, record: Record, values: Mapping[str, Any]) -> Record:
        """Return a saved rule with what it was given to offer (``DefinitionsPage``)."""
        offered = {n: v for n, v in values.items() if n.startswith(OFFERED)}
        return Record(record.id, record.version, {**record.values, **offered})

    def to_store(self, record: Record, changes: dict[str, Any]) -> dict[str, Any]:
        """Return what goes with which entry as one mapping (``ListAndForm``)."""
        own = {n: v for n, v in changes.items() if not n.startswith(OFFERED)}
        if self.form.values().get("kind") == "options":
            offered = {n: v for n, v in self.form.values().items() if n.startswith(OFFERED) and v}
            own["mapping"] = {n.removeprefix(OFFERED): v for n, v in offered.items()}
        return own

    # ── the trial ────────────────────────────────────────

    def _tree_known(self, tree: Any) -> None:
        self._tree = tree
        self.show_preview()

    def _rules(self) -> list[FieldRule]:
        """Return the rules in force, the one on the form as it stands."""
        form, found = self.form.form, []
        for row in self._rows:
            if not row["retired"] and (form is None or row["id"] != form.record.id):
                found.append(field_rule(row))
        values = self.form.values()
        whole = bool(str(values.get("condition") or "").strip()) <= (self._tree is not None)
        if values.get("field") and values.get("kind") and whole and not values.get("retired"):
            mapping = {n.removeprefix(OFFERED): v for n, v in values.items() if n.startswith(OFFERED) and v}
            row = {"by_field": "", **{k: v or "" for k, v in values.items()}, "tree": self._tree, "mapping": mapping}
            found.append(field_rule(row))
        return found

    def show_preview(self) -> None:
        """Hold the record that is tried to the rules as they stand (``DefinitionsPage``)."""
        self.trial.show_rules(self._entity(), self._rules(), str(self.form.values().get("field") or ""))

    def _allow(self) -> None:
        super()._allow()
        self.list.set_movable(False)

    def words(self) -> Mapping[str, str]:
        """Return the page's own words (``DefinitionsPage``)."""
        return {
            "new": self.tr("New rule"),
            "of": self.tr("Rules of"),
            "list": self.tr("Rules by field"),
            "empty": as_on_keys(self.tr("No rules yet. Choose a field at the right, or press Ctrl+Shift+N.")),
            "preview": "",
            "delete": self.tr("Delete the rule “{name}”?"),
            "denied": self.tr("You have no right to change rules."),
        }

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        super().retranslate()
        self.trial.retranslate()
