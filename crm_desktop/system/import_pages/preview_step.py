"""The third step: how many rows are new, changed, the same or wrong; each row with its problems; then the import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QPushButton, QTableView, QWidget

from crm_desktop.printing.words import translate
from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.offers_panel import OffersPanel
from crm_desktop.system.import_pages.preview_model import FIXED, MarkDelegate, PreviewModel
from crm_desktop.system.import_pages.steps import OUTCOMES, Step, button, label, named, rows_table
from crm_desktop.system.importing import CheckReport
from crm_desktop.system.importing.browsing import PreviewRow, preview_rows

PIECE = 200  #: rows that are read at once
BAD = ("error", "conflict")


class PreviewStep(Step):
    """Signals: *commit_asked*: bad rows are left out, duplicates go in; *errors_asked*, *back_asked*, *cancel_asked*."""

    commit_asked = Signal(bool, bool)
    errors_asked = Signal()
    back_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("preview", parent)
        self.context = context
        self.report: CheckReport | None = None
        self._filter = ""
        self.words = label(self, "preview_words", "muted")
        self.chips: dict[str, QPushButton] = {name: button(self, f"kind.{name}", kind="chip") for name, _ in OUTCOMES}
        self.duplicates = QCheckBox(self)
        self.duplicates.setObjectName("import.duplicates")
        self.offers = OffersPanel(context, self)
        self.table = QTableView(self)
        self.model = PreviewModel(self._read, self)
        self.progress, self.cancel = QProgressBar(self), button(self, "cancel", "x")
        self.errors, self.back = button(self, "error_file", "file-down"), button(self, "preview_back", "arrow-left")
        self.commit = button(self, "commit", "check", "primary")
        self.first, self.primary = self.table, self.commit
        self._build()
        self.retranslate()

    def _build(self) -> None:
        row = QHBoxLayout()
        for name, chip in self.chips.items():
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, n=name: self.show_kind("" if self._filter == n else n))
            row.addWidget(chip)
        row.addWidget(self.words, 1)
        row.addWidget(self.duplicates)
        self.duplicates.toggled.connect(lambda _: self._say())
        self.box.addLayout(row)
        self.box.addWidget(self.offers)
        self.table.setObjectName("import.rows")
        self.table.setModel(self.model)
        self.table.setItemDelegate(MarkDelegate(self.table))
        rows_table(self.table)
        self.box.addWidget(self.table, 1)
        waiting = QHBoxLayout()
        waiting.addWidget(self.progress, 1)
        waiting.addWidget(self.cancel)
        self.box.addLayout(waiting)
        self.progress.setObjectName("import.progress")
        self.add_foot((self.errors, self.back, self.commit), left=1)
        self.cancel.clicked.connect(self.cancel_asked)
        self.errors.clicked.connect(self.errors_asked)
        self.back.clicked.connect(self.back_asked)
        self.commit.clicked.connect(
            lambda: self.commit_asked.emit(bool(self.report and self.report.bad), self.duplicates.isChecked())
        )
        self.model.rowsInserted.connect(lambda _parent, first, _last: self._fit() if first == 0 else None)

    def begin(self) -> None:
        """Wait for the check."""
        self.report = None
        self.model.beginResetModel()
        self.model.rows = []
        self.model.endResetModel()
        self.offers.hide()
        self.show_progress(0, 0, self.tr("Reading the file …"))
        self._say()

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Show how far the work is; *total* is 0 where nobody knows."""
        self.progress.setRange(0, max(total, 0))
        self.progress.setValue(done)
        self.progress.setFormat(f"{words}  %v / %m" if total else words)
        self.words.setText(f"{words}  {done:,}" if done and not total else words)
        for widget in (self.progress, self.cancel):
            widget.show()
        for widget in (self.commit, self.errors, self.back):
            widget.setEnabled(False)

    def end_progress(self) -> None:
        """The work is over, or was stopped."""
        self.progress.hide()
        self.cancel.hide()
        self.back.setEnabled(True)
        self._say()

    def show_report(self, report: CheckReport) -> None:
        """Show what the import would do; the bad rows first where there are any."""
        self.report = report
        self.end_progress()
        self.offers.show_offers(report.suggestions, report.entity)
        bad = next((name for name in reversed(BAD) if report.counts.get(name)), "")
        self.show_kind(
            "error" if report.counts.get("error") else bad or ("duplicate" if report.counts.get("duplicate") else "")
        )

    def show_kind(self, name: str) -> None:
        """Show only the rows of one outcome, all where it is ''."""
        self._filter = name
        for known, chip in self.chips.items():
            chip.setChecked(known == name)
        if self.report:
            self.model.begin(self.report.headings)

    def _read(self, after: int) -> None:
        report, kind = self.report, self._filter
        if report is None:
            return
        facts, language = self.context.facts(), self.context.language()

        def work(session: Any) -> list[PreviewRow]:
            return preview_rows(
                session, report.run_id, facts=facts, language=language, translate=translate,
                outcomes=(kind,) if kind else (), after=after, limit=PIECE,
            )  # fmt: skip

        self.context.jobs.run(
            work,
            owner=self,
            done=lambda rows: self.model.take(rows, len(rows) < PIECE),
            failed=self.context.messages.error,
            key="rows",
        )

    def _fit(self) -> None:
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            if self.table.columnWidth(column) > 320:
                self.table.setColumnWidth(column, 320 if column >= FIXED else 420)

    def _say(self) -> None:
        report = self.report
        counts: Mapping[str, int] = report.counts if report else {}
        for name, words in OUTCOMES:
            count = counts.get(name, 0)
            named(self.chips[name], f"{QCoreApplication.translate('Import', words)}  {count:,}")
            self.chips[name].setEnabled(bool(count))
        self.duplicates.hide()
        if report is None:
            return
        pending, bad, alike = counts.get("new", 0) + counts.get("change", 0), report.bad, counts.get("duplicate", 0)
        self.duplicates.setVisible(bool(alike))
        pending, bad = (pending + alike, bad) if self.duplicates.isChecked() else (pending, bad + alike)
        self.errors.setEnabled(bool(bad))
        self.commit.setEnabled(bool(pending))
        if not pending and not bad:
            words = self.tr("Everything in this file is there already; nothing to import.")
        elif bad and pending:
            words = self.tr("The bad rows are left out and go into a file to correct.")
        elif bad:
            words = self.tr("No row can be imported as it is.")
        else:
            words = self.tr("Nothing is written before you press “Import”.")
        self.words.setText(words)
        said = self.tr("Import")
        if pending and bad:
            said = QCoreApplication.translate("PreviewStep", "Import %n row(s), leave {bad} out", "", pending)
        elif pending:
            said = QCoreApplication.translate("PreviewStep", "Import %n row(s)", "", pending)
        named(self.commit, said.format(bad=f"{bad:,}"))

    def retranslate(self) -> None:
        """Set every text anew."""
        named(self.duplicates, self.tr("Import duplicates too"))
        named(self.errors, self.tr("Rows to correct …"))
        named(self.back, self.tr("Back to the columns"))
        named(self.cancel, self.tr("Stop"))
        named(self.commit, self.tr("Import"))
        named(self.table, self.tr("Rows of the file"), text=False)
        named(self.progress, self.tr("Progress"), text=False)
        self._say()
