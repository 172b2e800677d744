"""The page of a price rule: one for a class or for all shows what it changes before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from crm_desktop.base_info.prices.move_table import MoveTable
from crm_desktop.base_info.prices.rule.services import RulePreview, currency_of_list, is_wide, preview_rule
from crm_desktop.core.errors import Invalid
from crm_desktop.qt.editors.numbers import show_currency
from crm_desktop.qt.form import FieldState
from crm_desktop.shell.records.record_page import RecordPage

_FORMULA = ("rounding", "rounding_way", "surcharge", "margin_min", "margin_max")
_HIDDEN, _REQUIRED = FieldState(visible=False), FieldState(required=True)


def asked(values: Mapping[str, Any]) -> Mapping[str, FieldState]:
    """Return what the form of a rule does not ask, or must: a fixed price has no base, a percentage no rounding."""
    if (values.get("method") or "fixed") == "fixed":
        return {"price": _REQUIRED, **dict.fromkeys(("base", "base_list_id", "discount", *_FORMULA), _HIDDEN)}
    list_state = _REQUIRED if values.get("base") == "price_list" else _HIDDEN
    more = dict.fromkeys(_FORMULA, _HIDDEN) if values.get("method") == "percentage" else {}
    return {"price": _HIDDEN, "base_list_id": list_state, **more}


class RulePage(RecordPage):
    """Edits a price rule; what touches many prices is looked at first."""

    def _build(self) -> None:
        super()._build()
        self.form.set_rule(asked)
        self._shown: RulePreview | None = None
        self._write: Callable[[], object] = lambda: None
        self.preview = QFrame(self)
        self.preview.setObjectName("rule_preview")
        self.preview.setProperty("kind", "card")
        self._words, self._yes, self._no = QLabel(self, wordWrap=True), QPushButton(self), QPushButton(self)
        self._words.setProperty("kind", "heading")
        self._words.setObjectName("rule_preview.words")
        self._yes.setObjectName("rule_preview.write")
        self._yes.setProperty("kind", "primary")
        self._no.setObjectName("rule_preview.back")
        self._yes.clicked.connect(lambda: self._write())
        self._no.clicked.connect(self._put_away)
        self.table = MoveTable("rule_preview.table", self.context, self)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self._yes)
        foot.addWidget(self._no)
        column = QVBoxLayout(self.preview)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._down.addWidget(self.preview)
        self.preview.hide()
        self.form.edited.connect(
            lambda _name: self._put_away()
        )  # what was looked at is no longer what would be written
        self.form.edited.connect(lambda name: self._read_currency() if name == "price_list_id" else None)
        self._name()

    def _start(self) -> None:
        super()._start()
        self._read_currency()

    def begin(self) -> None:
        """Ask first for what the price is, where the list is known: without product and class it would be for everything."""
        now = self.form.current()
        if now.get("price_list_id") and now.get("product_id") is now.get("class_id") is None and "product_id" in now:
            self.form.editor("product_id").setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().begin()

    def _read_currency(self) -> None:
        """Show the prices in the currency of the list that was chosen."""
        chosen = self.form.current().get("price_list_id")
        self.context.jobs.run(
            lambda session: currency_of_list(session, chosen),
            owner=self,
            done=lambda found: show_currency(map(self.form.editor, self.form.names()), "price_list_id", found),
            failed=self.context.messages.error,
            key="currency",
        )

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store the rule; where it touches more than one product, show first what it changes (``RecordPage``)."""
        try:
            changes = self.form.changes() if self._record.id else self.form.values()
        except Invalid:
            super().save(then)  # says what is wrong
            return
        record, entity = self.form.record, self.entity
        after = {**record.values, **changes}
        if self._saving or not changes or not is_wide(record.values, after):
            super().save(then)
            return
        self.context.jobs.run(
            lambda session: preview_rule(session, entity=entity, record=record, changes=changes),
            owner=self,
            done=lambda found: self._show_preview(found, then),
            failed=self._not_saved,
            key="rule preview",
        )

    def _show_preview(self, found: RulePreview, then: Callable[[], object] | None) -> None:
        self._write = lambda: self._save_seen(then)
        if not found.count:
            self._write()
            return
        self._shown = found
        self.table.show_moves(found.moves, found.currency)
        self._name()
        self.preview.show()
        self._yes.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_seen(self, then: Callable[[], object] | None) -> None:
        self._put_away()
        super().save(then)

    def _put_away(self) -> None:
        self._shown = None
        self.preview.hide()

    def _name(self) -> None:
        self._yes.setText(self.tr("Write the rule"))
        self._no.setText(self.tr("Back to the form"))
        for button in (self._yes, self._no):
            button.setAccessibleName(button.text())
        self.table.setAccessibleName(self.tr("Prices that the rule changes"))
        if self._shown is not None:
            count, shown = self._shown.count, len(self._shown.moves)
            words = self.tr("This rule changes {count} prices of its list on {day}.").format(
                count=count, day=self._shown.day
            )
            more = self.tr("The first {count} are shown.").format(count=shown) if shown < count else ""
            self._words.setText(" ".join(w for w in (words, more) if w))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        super().retranslate()
        if hasattr(self, "table"):
            self._name()

    def changeEvent(self, event: QEvent) -> Any:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "table"):
            self._name()
