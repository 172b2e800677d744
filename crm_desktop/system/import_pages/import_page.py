"""The import page: file, columns, check, import; each step off the GUI thread, each kept in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import Conflict, Invalid
from crm_desktop.core.record import Changed
from crm_desktop.exchange.table import EXCEL_SUFFIXES, ReadOptions
from crm_desktop.printing.words import translate
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.jobs import Job, Progress
from crm_desktop.shell import registry
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page
from crm_desktop.system import importing
from crm_desktop.system.exporting import Words
from crm_desktop.system.exporting.templates import write_import_template
from crm_desktop.system.import_pages.mapping_step import MappingStep
from crm_desktop.system.import_pages.offers_panel import Meaning
from crm_desktop.system.import_pages.preview_step import PreviewStep
from crm_desktop.system.import_pages.result_step import ResultStep
from crm_desktop.system.import_pages.start_step import StartStep
from crm_desktop.system.import_pages.steps import Step, label
from crm_desktop.system.importing import CheckReport, ImportMapping, ImportResult
from crm_desktop.system.importing.browsing import PastRun, forget_run, list_runs
from crm_desktop.system.importing.correcting import create_terms, write_errors
from crm_desktop.system.importing.kept import KeptMapping, fitting, forget_mapping, keep_mapping, list_mappings
from crm_desktop.system.importing.opening import Opened, open_file, open_run, stage_opened
from crm_desktop.system.importing.words import explain
from crm_desktop.system.services import load_terms


class ImportPage(Page):
    """A wizard of four steps; *entity* is what to import first, *path* a file that was already chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, entity: str = "", path: str = "") -> None:
        super().__init__(context, parent)
        self.setObjectName("import_page")
        self.setAcceptDrops(True)
        self._opened: Opened | None = None
        self._proposed: ImportMapping | None = None
        self._run_id = 0
        self._job: Job | None = None
        self.trouble = label(self, "trouble", "error")
        self.trail = [QLabel(self) for _ in range(4)]
        self.start, self.mapping = StartStep(context, self), MappingStep(context, self)
        self.preview, self.result = PreviewStep(context, self), ResultStep(context, self)
        self.stack = QStackedWidget(self)
        self._build()
        self._connect()
        self.start.show_entities(entity)
        self.retranslate()
        self.refresh()
        if path:
            self.take_file(Path(path))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        row.setSpacing(16)
        for place, words in enumerate(self.trail):
            words.setObjectName(f"import.trail.{place}")
            row.addWidget(words)
        row.addStretch(1)
        for step in (self.start, self.mapping, self.preview, self.result):
            self.stack.addWidget(step)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._primary, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.trouble.setContentsMargins(12, 4, 12, 0)
        self.trouble.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.trouble)
        box.addWidget(self.stack, 1)

    def _connect(self) -> None:
        start, mapping, preview, result = self.start, self.mapping, self.preview, self.result
        start.file_chosen.connect(lambda entity, path: self.take_file(path, entity))
        start.resume_asked.connect(self._resume)
        start.template_asked.connect(self.ask_template)
        start.undo_asked.connect(lambda run: self._undo(run.id, lambda _: self.refresh()))
        start.errors_asked.connect(lambda run: self.ask_errors(run.id, run.file_name))
        start.forget_asked.connect(self._forget)
        mapping.check_asked.connect(self.check)
        mapping.reopen_asked.connect(self._reopen)
        mapping.back_asked.connect(self.begin)
        mapping.kept.chosen.connect(self._use_kept)
        mapping.kept.keep_asked.connect(self._keep)
        mapping.kept.forget_asked.connect(self._forget_kept)
        preview.commit_asked.connect(self.commit)
        preview.errors_asked.connect(lambda: self.ask_errors(self._run_id, self._name()))
        preview.back_asked.connect(self._back_to_mapping)
        preview.cancel_asked.connect(self._stop)
        preview.offers.decided.connect(self._decide)
        result.errors_asked.connect(lambda: self.ask_errors(self._run_id, self._name()))
        result.undo_asked.connect(lambda: self._undo(self._run_id, result.show_undone))
        result.again_asked.connect(self.begin)
        result.list_asked.connect(self._open_list)

    def _open_list(self) -> None:
        pooled = self.result.result is not None and self.result.result.pool
        self.context.navigator.open_list("pool_customer" if pooled else self._entity())

    def _entity(self) -> str:
        return self._opened.mapping.entity if self._opened else str(self.start.entity.currentData() or "")

    def _name(self) -> str:
        return self._opened.path.name if self._opened else ""

    # ── steps ────────────────────────────────────────────

    def begin(self) -> None:
        """Go back to the first step; what was staged stays in the list of imports."""
        self._show(self.start)
        self.refresh()

    def take_file(self, path: Path, entity: str = "", options: ReadOptions | None = None) -> None:
        """Look into a file and show its columns."""
        entity, facts = entity or self._entity(), self.context.facts()
        if not entity:
            return
        self._run(
            lambda session: open_file(session, path, facts=facts, entity=entity, translate=translate, options=options),
            self._show_mapping,
        )

    def _reopen(self, options: ReadOptions) -> None:
        """Read the file again as the person says; the choices that still fit are kept."""
        if self._opened is None or self._opened.run_id:
            return

        def keep(opened: Opened) -> None:
            self._show_mapping(replace(opened, mapping=replace(opened.mapping, options=options)))

        path, entity, facts = self._opened.path, self._entity(), self.context.facts()
        self._run(
            lambda session: open_file(session, path, facts=facts, entity=entity, translate=translate, options=options),
            keep,
        )

    def _show_mapping(self, opened: Opened) -> None:
        self._opened = opened
        if self._proposed is None or opened.origin != "run":
            self._proposed = opened.mapping
        self._read_kept()
        self._show(self.mapping)
        self.mapping.show_file(opened, self.context.entity(opened.mapping.entity))

    def _read_kept(self, name: str = "") -> None:
        entity = self._entity()
        self.context.jobs.run(
            lambda session: list_mappings(session, entity),
            owner=self,
            done=lambda kept: self.mapping.kept.show_kept(kept, name),
            failed=self._failed,
            key="kept",
        )

    def _use_kept(self, kept: KeptMapping | None) -> None:
        """Map the file as somebody did before; None takes the proposal again."""
        if self._opened is None or self._proposed is None:
            return
        mapping = fitting(kept.mapping, self._opened.headings) if kept else self._proposed
        self._opened = replace(self._opened, mapping=replace(mapping, options=self._opened.mapping.options))
        self.mapping.show_file(self._opened, self.context.entity(self._opened.mapping.entity))

    def _keep(self, name: str, shared: bool) -> None:
        mapping = self.mapping.mapping()
        words = self.tr("The mapping “{name}” is saved.").format(name=name)

        def kept(_: object) -> None:
            self.context.messages.toast(words)
            self._read_kept(name)

        self._run(lambda session: keep_mapping(session, name, mapping, shared=shared), kept)

    def _forget_kept(self, mapping_id: int) -> None:
        self._run(lambda session: forget_mapping(session, mapping_id), lambda _: self._read_kept())

    def _back_to_mapping(self) -> None:
        if self._opened is not None:
            self._show_mapping(self._opened)

    def check(self, mapping: ImportMapping) -> None:
        """Stage the rows and say what they would do; the staged rows outlive this program."""
        assert self._opened is not None
        opened, before, facts = self._opened, self._run_id, self.context.facts()
        self._opened = replace(opened, mapping=mapping)
        self._show(self.preview)
        self.preview.begin()

        def stage(session: Any, report: Any) -> int:
            return stage_opened(
                session, opened, mapping, facts=facts, translate=translate, instead_of=before, report=report
            )

        def staged(run_id: int) -> None:
            self._run_id = run_id
            if self._opened is not None and self._opened.run_id:
                self._opened = replace(self._opened, run_id=run_id)
            self._check_run(run_id)

        self._run(stage, staged, self.tr("Reading the file …"), self._back_to_mapping)

    def _check_run(self, run_id: int) -> None:
        facts = self.context.facts()

        def work(session: Any, report: Any) -> CheckReport:
            return importing.check(
                session, run_id, facts=facts, trial=None, standardise=registry.load(registry.STANDARDS), report=report
            )

        self._run(work, self.preview.show_report, self.tr("Checking the rows …"), self._back_to_mapping)

    def _decide(self, meanings: list[Meaning]) -> None:
        """Take over what the words of the file mean, make the new entries, and check again."""
        if not meanings or self._opened is None:
            return
        mapping = self._opened.mapping
        for each in meanings:
            if each.meaning:
                mapping = mapping.confirmed(each.field, each.text, each.meaning)
            else:
                mapping = mapping.creating(each.field, each.text)
        new = [(each.dictionary, each.text) for each in meanings if each.dictionary]
        opened, before, facts = self._opened, self._run_id, self.context.facts()
        self._opened = replace(opened, mapping=mapping)
        self.preview.begin()

        def work(session: Any, report: Any) -> int:
            known = facts
            if new:
                create_terms(session, new)
                known = replace(facts, terms=load_terms(session))
            return stage_opened(
                session, opened, mapping, facts=known, translate=translate, instead_of=before, report=report
            )

        def staged(run_id: int) -> None:
            self._run_id = run_id
            if self._opened is not None and self._opened.run_id:
                self._opened = replace(self._opened, run_id=run_id)
            self._check_run(run_id)

        self._run(work, staged, self.tr("Reading the file …"), self._back_to_mapping)

    def commit(self, skip_bad: bool, duplicates: bool) -> None:
        """Write all that is good, or nothing."""
        run_id, facts = self._run_id, self.context.facts()

        def work(session: Any, report: Any) -> ImportResult | CheckReport:
            return importing.commit_or_explain(
                session,
                run_id,
                facts=facts,
                skip_bad=skip_bad,
                duplicates=duplicates,
                standardise=registry.load(registry.STANDARDS),
                report=report,
            )

        def done(result: ImportResult | CheckReport) -> None:
            self.preview.end_progress()
            if isinstance(result, CheckReport):
                self.preview.show_report(result)
                self._say(
                    self.tr("Some rows are refused by a rule or changed meanwhile. Nothing was written; please look.")
                )
                return
            self._show(self.result)
            self.result.show_result(result, self._entity())

        self.preview.show_progress(0, 0, self.tr("Importing …"))
        self._run(work, done, self.tr("Importing …"), self.preview.end_progress)

    def _resume(self, run: PastRun) -> None:
        """Take up an import that was left: its rows are in the database."""

        def opened(found: Opened) -> None:
            self._opened, self._run_id = found, run.id
            self._show(self.preview)
            self.preview.begin()
            self._check_run(run.id)

        facts = self.context.facts()
        self._run(lambda session: open_run(session, run.id, facts=facts), opened)

    def _forget(self, run: PastRun) -> None:
        self._run(lambda session: forget_run(session, run.id), lambda _: self.refresh())

    def _undo(self, run_id: int, done: Callable[[int], None]) -> None:
        def undone(restored: int) -> None:
            self.context.messages.toast(self.tr("The import was taken back."))
            done(restored)

        self._run(lambda session: importing.undo_import(session, run_id), undone)

    def ask_template(self, name: str) -> None:
        """Ask where the empty file to fill in goes."""
        entity = self.context.entity(name)
        title = QCoreApplication.translate(entity.context, entity.plural)
        dialog = file_dialog(self, self.tr("Empty file to fill in"), "Excel (*.xlsx)", save_as=f"{title}.xlsx")
        dialog.setObjectName("template_dialog")
        dialog.fileSelected.connect(lambda chosen: self.write_template(name, Path(chosen)))
        dialog.open()

    def write_template(self, name: str, path: Path) -> None:
        """Write the empty file of an entity."""
        words = Words(
            facts=self.context.facts(),
            entity=self.context.entity(name),
            language=self.context.language(),
            translate=translate,
        )
        self._run(
            lambda session: write_import_template(session, path, words),
            lambda _: self.context.messages.toast(
                self.tr("{name} is ready: fill it in and import it here.").format(name=path.name)
            ),
        )

    def ask_errors(self, run_id: int, name: str) -> None:
        """Ask where the rows to correct go; the same kind of file as they came from."""
        source = Path(name)
        suffix = source.suffix.lower() if source.suffix.lower() in (".csv", ".tsv", ".txt") else ".xlsx"
        suffix = ".csv" if suffix not in EXCEL_SUFFIXES else suffix
        proposed = self.tr("{name} to correct").format(name=source.stem) + suffix
        dialog = file_dialog(self, self.tr("Rows to correct"), "Excel, CSV (*.xlsx *.csv)", save_as=proposed)
        dialog.setObjectName("error_file_dialog")
        dialog.fileSelected.connect(lambda chosen: self.write_errors(run_id, Path(chosen)))
        dialog.open()

    def write_errors(self, run_id: int, path: Path) -> None:
        """Write the rows to correct."""
        facts, language = self.context.facts(), self.context.language()
        words = self.tr("{count} rows written to {name}. Correct them there and import that file.")
        self._run(
            lambda session: write_errors(session, run_id, path, facts=facts, language=language, translate=translate),
            lambda count: self.context.messages.toast(words.format(count=f"{count:,}", name=path.name)),
        )

    # ── work ─────────────────────────────────────────────

    def _run(
        self,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        words: str = "",
        stopped: Callable[[], None] | None = None,
    ) -> None:
        """Run *work*, with progress where *words* are given; *stopped* is called when it failed or was cancelled."""
        self._say("")
        self._stopped = stopped

        def finish(value: Any) -> None:
            self._job = None
            done(value)

        def failed(error: Exception) -> None:
            self._job = None
            if stopped:
                stopped()
            self._failed(error)

        def progress(progress: Progress) -> None:
            self.preview.show_progress(progress.done, progress.total, words)

        self._job = self.context.jobs.run(
            work, owner=self, done=finish, failed=failed, key="import", progress=progress if words else None
        )

    def _stop(self) -> None:
        """Stop the work under way, on the server too; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._stopped:
            self._stopped()
        self._say(self.tr("Stopped. Nothing was imported."))

    def _failed(self, error: Exception) -> None:
        name = self._entity()
        entity = self.context.facts().entities.get(name)
        if isinstance(error, Invalid):
            self._say(explain(error, entity, self.context.language(), translate))
        elif isinstance(error, Conflict):
            self._say(self.tr("Somebody changed these records since the check. Please check the rows again."))
        elif isinstance(error, OSError):
            self._say(self.tr("The file cannot be read or written. Is it open in another program?"))
        else:
            self.context.messages.error(error, entity)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.trouble.setAccessibleName(words)

    def _show(self, step: Step) -> None:
        self._say("")
        self.stack.setCurrentWidget(step)
        self._mark_trail()
        step.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _primary(self) -> None:
        step = self.stack.currentWidget()
        if isinstance(step, Step) and step.primary.isVisible():
            step.primary.click()

    def _mark_trail(self) -> None:
        for place, words in enumerate(self.trail):
            words.setProperty("kind", "title" if place == self.stack.currentIndex() else "muted")
            words.style().unpolish(words)
            words.style().polish(words)

    # ── Page ─────────────────────────────────────────────

    def refresh(self) -> None:
        """Read the earlier imports again (``Page``)."""
        self.context.jobs.run(
            list_runs, owner=self, done=self.start.show_runs, failed=self.context.messages.error, key="runs"
        )

    def concerned(self, change: Changed) -> bool:
        """Tell whether an import of one's own went on elsewhere (``Page``)."""
        return change.table == "import_run" and self.stack.currentWidget() is self.start

    def take_facts(self) -> None:
        """Offer the kinds of records that there are now (``Page``)."""
        self.start.show_entities()

    def state(self) -> Mapping[str, Any]:
        """Return what is imported (``Page``)."""
        return {"entity": self._entity()}

    def may_close(self) -> bool:
        """Stay while rows are being written (``Page``)."""
        if self._job is not None and self._job.pending:
            self._say(self.tr("The import is still running. Stop it first, or wait for its end."))
            return False
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file (QWidget.dragEnterEvent)."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and self.stack.currentWidget() is not self.preview:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped (QWidget.dropEvent)."""
        event.acceptProposedAction()
        self.take_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        steps = (self.tr("1 File"), self.tr("2 Columns"), self.tr("3 Check"), self.tr("4 Done"))
        for words, text in zip(self.trail, steps, strict=True):
            words.setText(text)
        self._mark_trail()
