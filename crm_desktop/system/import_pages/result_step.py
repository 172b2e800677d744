"""The last step: what was imported, with the way back and the rows to correct."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core import clock
from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.steps import Step, button, label, named
from crm_desktop.system.importing import ImportResult


class ResultStep(Step):
    """Signals: *errors_asked*, *undo_asked*, *again_asked*, *list_asked*."""

    errors_asked = Signal()
    undo_asked = Signal()
    again_asked = Signal()
    list_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("result", parent)
        self.context = context
        self.result: ImportResult | None = None
        self._restored: int | None = None
        self.words, self.more = label(self, "result_words", "title"), label(self, "result_more", "muted")
        self.errors, self.undo = button(self, "result_errors", "file-down"), button(self, "undo", "undo-2")
        self.list, self.again = button(self, "show_list", "list"), button(self, "again", "file-up", "primary")
        self.first, self.primary = self.again, self.again
        self.box.addWidget(self.words)
        self.box.addWidget(self.more)
        self.box.addStretch(1)
        self.add_foot((self.undo, self.errors, self.list, self.again), left=2)
        for pressed, signal in (
            (self.errors, self.errors_asked),
            (self.undo, self.undo_asked),
            (self.list, self.list_asked),
            (self.again, self.again_asked),
        ):
            pressed.clicked.connect(signal)
        self.retranslate()

    def show_result(self, result: ImportResult, entity: str) -> None:
        """Show what was done."""
        self.result, self._restored, self._entity = result, None, entity
        self.retranslate()

    def show_undone(self, restored: int) -> None:
        """Show that it was taken back."""
        self._restored = restored
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        named(self.undo, self.tr("Take the whole import back"))
        named(self.errors, self.tr("Rows to correct …"))
        named(self.list, self.tr("Show the list"))
        named(self.again, self.tr("Import another file"))
        result = self.result
        if result is None:
            return
        self.undo.setEnabled(result.bulk_id is not None and self._restored is None)
        self.errors.setEnabled(bool(result.left_out))
        self.errors.setVisible(bool(result.left_out))
        counts = {"new": result.created, "change": result.changed, "same": result.same, "out": result.left_out}
        shown = {name: f"{count:,}" for name, count in counts.items()}
        if self._restored is not None:
            touched = result.created + result.changed
            number = self._restored
            self.words.setText(QCoreApplication.translate("ResultStep", "%n record(s) taken back.", "", number))
            kept = self.tr("The rest stays: somebody has worked on it since.")
            self.more.setText(
                kept if self._restored < touched else self.tr("Everything is as it was before the import.")
            )
            return
        self.words.setText(self.tr("{new} created, {change} changed").format(**shown))
        lines = [self.tr("The new ones are in the pool “{pool}”.").format(pool=result.pool)] if result.pool else []
        lines += [self.tr("{same} were the same already.").format(**shown)] if result.same else []
        if result.left_out:
            lines.append(
                self.tr(
                    "{out} rows were left out. Write them into a file, correct them there, and import that file: "
                    "its columns are known."
                ).format(**shown)
            )
        lines.append(
            self.tr("The whole import can be taken back until {day}, also from the list of imports.").format(
                day=clock.today() + timedelta(days=self.context.facts().undo_days)
            )
        )
        self.more.setText("\n".join(lines))
