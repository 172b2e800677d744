"""The first step: what to import, from which file; and the imports of before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.exchange.table import CSV_SUFFIXES, EXCEL_SUFFIXES, VCARD_SUFFIXES
from crm_desktop.qt.files import file_dialog
from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.steps import Step, button, label, named, rows_table
from crm_desktop.system.importing.browsing import PastRun

PATTERNS = " ".join(f"*{suffix}" for suffix in (*EXCEL_SUFFIXES, *CSV_SUFFIXES, *VCARD_SUFFIXES))


class StartStep(Step):
    """Signals: *file_chosen* with entity and path, *template_asked* with an entity; the rest with a ``PastRun``."""

    file_chosen = Signal(str, object)
    template_asked = Signal(str)
    resume_asked = Signal(object)
    undo_asked = Signal(object)
    errors_asked = Signal(object)
    forget_asked = Signal(object)

    def __init__(self, context: Context, parent: object = None) -> None:
        super().__init__("start", parent)  # type: ignore[arg-type]
        self.context = context
        self.runs: list[PastRun] = []
        self.entity, self._entity_words = QComboBox(self), QLabel(self)
        self.choose = button(self, "choose_file", "file-up", "primary")
        self.template = button(self, "template", "file-spreadsheet")
        self.hint = label(self, "drop_hint", "muted")
        self.history_title = label(self, "history_title", "heading")
        self.history = QTableWidget(0, 5, self)
        self.resume, self.undo = button(self, "resume", "arrow-right"), button(self, "undo_run", "undo-2")
        self.errors, self.forget = button(self, "run_errors", "file-down"), button(self, "forget", "trash-2")
        self.first, self.primary = self.choose, self.choose
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self.entity.setObjectName("import.entity")
        self.entity.setMinimumWidth(220)
        self._entity_words.setBuddy(self.entity)
        row = QHBoxLayout()
        for widget in (self._entity_words, self.entity, self.choose, self.template):
            row.addWidget(widget)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(self.hint)
        self.box.addWidget(self.history_title)
        self.history.setObjectName("import.history")
        rows_table(self.history)
        self.history.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.history.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.history.horizontalHeader().setStretchLastSection(True)
        self.box.addWidget(self.history, 1)
        self._rest = QWidget(self)  #: keeps the words at the top while there is no import of before
        self.box.addWidget(self._rest, 1)
        self.add_foot((self.resume, self.undo, self.errors, self.forget), left=4)
        self.choose.clicked.connect(self._choose)
        self.template.clicked.connect(lambda: self.template_asked.emit(self.entity.currentData() or ""))
        self.history.itemSelectionChanged.connect(self._chosen)
        self.history.itemActivated.connect(lambda _: self.resume.click())
        for pressed, signal in (
            (self.resume, self.resume_asked),
            (self.undo, self.undo_asked),
            (self.errors, self.errors_asked),
            (self.forget, self.forget_asked),
        ):
            pressed.clicked.connect(lambda _=False, s=signal: self._ask(s))

    def show_entities(self, name: str = "") -> None:
        """Offer what the person may import, *name* chosen."""
        chosen = name or self.entity.currentData()
        self.entity.clear()
        for entity in importable(self.context.facts()):
            self.entity.addItem(self._called(entity), entity.name)
        self.entity.setCurrentIndex(max(self.entity.findData(chosen), 0))
        there = self.entity.count() > 0
        for widget in (self.choose, self.template, self.entity):
            widget.setEnabled(there)
            widget.setToolTip("" if there else self.tr("You have no right to create or change records."))

    def _called(self, entity: Entity) -> str:
        """Return what records are called, with what they are parts of where others are called so: there are two kinds of contacts."""
        entities = self.context.facts().entities

        def words(of: Entity) -> str:
            return QCoreApplication.translate(of.context, of.plural)

        whole = entities.get(entity.rights_module, entity)
        alone = sum(words(other) == words(entity) for other in importable(self.context.facts())) < 2
        return words(entity) if whole is entity or alone else f"{words(entity)} ({words(whole)})"

    def show_runs(self, runs: Sequence[PastRun]) -> None:
        """Show the earlier imports."""
        kept = self.run()
        self.runs = list(runs)
        self.history.setRowCount(len(self.runs))
        facts = self.context.facts()
        for number, run in enumerate(self.runs):
            entity = facts.entities.get(run.entity)
            title = self._called(entity) if entity else run.entity
            cells = (
                f"{run.at.astimezone():%Y-%m-%d %H:%M}",
                title,
                run.file_name,
                self.state_words(run),
                self._counted(run),
            )
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.history.setItem(number, column, item)
        place = next((n for n, run in enumerate(self.runs) if kept and run.id == kept.id), 0)
        if self.runs:
            self.history.selectRow(place)
        self.history_title.setVisible(bool(self.runs))
        self.history.setVisible(bool(self.runs))
        self._rest.setVisible(not self.runs)
        self._chosen()

    def run(self) -> PastRun | None:
        """Return the earlier import that is marked."""
        number = self.history.currentRow()
        return self.runs[number] if 0 <= number < len(self.runs) else None

    def state_words(self, run: PastRun) -> str:
        """Return how far an import has come."""
        return {
            "staged": self.tr("Read, not yet checked"),
            "checked": self.tr("Checked, not yet imported"),
            "done": self.tr("Imported"),
            "undone": self.tr("Taken back"),
        }.get(run.state, run.state)

    def _counted(self, run: PastRun) -> str:
        if run.state == "staged":
            return self.tr("{count} rows").format(count=f"{int(run.counts.get('rows', 0)):,}")
        return self.tr("{new} new, {change} changed, {same} the same, {bad} left out").format(
            **{name: f"{int(run.counts.get(name, 0)):,}" for name in ("new", "change", "same")}, bad=f"{run.bad:,}"
        )

    def _chosen(self) -> None:
        run = self.run()
        for widget in (self.resume, self.undo, self.errors, self.forget):
            widget.setVisible(bool(self.runs))
        if run is None:
            return
        open_run = run.state in ("staged", "checked") and run.entity in self.context.facts().entities
        self._allow(self.resume, open_run, self.tr("This import is finished."))
        self._allow(
            self.forget, run.state in ("staged", "checked"), self.tr("What was imported is taken back, not removed.")
        )
        self._allow(self.errors, run.bad > 0 and run.state != "staged", self.tr("No row was left out."))
        why = self.tr("It was imported too long ago to be taken back.")
        self._allow(self.undo, run.undoable, why if run.state == "done" else self.tr("Nothing of it was imported."))

    @staticmethod
    def _allow(widget: object, allowed: bool, reason: str) -> None:
        widget.setEnabled(allowed)  # type: ignore[attr-defined]
        widget.setToolTip("" if allowed else reason)  # type: ignore[attr-defined]

    def _ask(self, signal: object) -> None:
        if run := self.run():
            signal.emit(run)  # type: ignore[attr-defined]

    def _choose(self) -> None:
        dialog = file_dialog(self, self.tr("File to import"), f"Excel, CSV, vCard ({PATTERNS})")
        dialog.setObjectName("import_dialog")
        dialog.fileSelected.connect(lambda name: self.file_chosen.emit(self.entity.currentData(), Path(name)))
        dialog.open()

    def retranslate(self) -> None:
        """Set every text anew."""
        named(self._entity_words, self.tr("Import"))
        named(self.entity, self.tr("What to import"), text=False)
        named(self.choose, self.tr("Choose a file …"))
        named(self.template, self.tr("Empty file to fill in …"))
        named(self.hint, self.tr("Excel, CSV or vCard. A file can also be dropped anywhere on this page."))
        named(self.history_title, self.tr("Earlier imports"))
        named(self.history, self.tr("Earlier imports"), text=False)
        named(self.resume, self.tr("Continue"))
        named(self.undo, self.tr("Take it back"))
        named(self.errors, self.tr("Rows to correct …"))
        named(self.forget, self.tr("Remove"))
        heads = (self.tr("When"), self.tr("What"), self.tr("File"), self.tr("State"), self.tr("Rows"))
        self.history.setHorizontalHeaderLabels(list(heads))
        self.show_entities()
        self.show_runs(self.runs)


def importable(facts: Facts) -> list[Entity]:
    """Return the kinds of record that the person may create or change, without what the company retired."""
    may = facts.rights.may
    return [
        entity
        for entity in facts.entities.values()
        if (may(entity.rights_module, "create") or may(entity.rights_module, "edit"))
        and any(not known.read_only for known in entity.fields)
        and not ((made := facts.made(entity.name)) and made.retired)
    ]
