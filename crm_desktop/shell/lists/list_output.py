"""A list into a file, or onto paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from crm_desktop.core import clock
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import is_numeric
from crm_desktop.core.query import ListQuery
from crm_desktop.qt.cells import BETWEEN, cell_text, naming, sum_text
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.jobs import Job, Progress
from crm_desktop.qt.listview import ListView
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.lists.export_dialog import FORMATS, ExportDialog
from crm_desktop.shell.lists.grouped_output import group_printer, group_writer
from crm_desktop.shell.lists.services import MARKS_UNSAID, count_unsaid_marks, write_list, write_template
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.sheets import head_of, show_print

MOST_PRINTED = 5_000  #: rows; more belong into a file
BATCH = 500


class ListOutput(QObject):
    """Exports and prints the lists of one entity."""

    def __init__(self, context: Context, entity: Entity, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._entity, self._widget = context, entity, parent
        self.view: ListView | None = None  #: whose groups are put out where it is grouped
        self._job: Job | None = None
        self._bar: QProgressDialog | None = None

    def ask_export(self, kind: str, query: ListQuery) -> None:
        """Ask where to, then write the list as *kind* (of ``FORMATS``); 'choose' asks what and how first."""
        if not self._may("export"):
            self._context.messages.toast(self.tr("You have no right to export these."))
        elif kind == "choose":
            chooser = ExportDialog(self._entity, query.columns, self._widget)
            chooser.chosen.connect(lambda columns, k: self.ask_export(k, replace(query, columns=tuple(columns))))
            chooser.template_asked.connect(self.ask_template)
            chooser.open()
        else:
            suffix, encoding = FORMATS[kind]
            self._ask_path(
                f"{self._plural()} {clock.now():%Y-%m-%d}.{suffix}",
                suffix,
                lambda path: self.export_to(path, query, encoding),
            )

    def ask_template(self) -> None:
        """Ask where to, then write the empty file that an import understands."""
        self._ask_path(f"{self._plural()}.xlsx", "xlsx", self.write_template)

    def _plural(self) -> str:
        return QCoreApplication.translate(self._entity.context, self._entity.plural)

    def _ask_path(self, name: str, suffix: str, chosen: Callable[[Path], None]) -> None:
        kinds = {"xlsx": "Excel (*.xlsx)", "csv": "CSV (*.csv)", "vcf": "vCard (*.vcf)"}
        dialog = file_dialog(self._widget, self.tr("Export the list"), kinds[suffix], save_as=name)
        dialog.setObjectName("export_dialog")
        dialog.fileSelected.connect(lambda path: chosen(Path(path)))
        dialog.open()

    def write_template(self, path: Path) -> None:
        """Write the empty file in the background."""
        from crm_desktop.printing.words import translate

        facts, language, entity = self._context.facts(), self._context.language(), self._entity
        self._context.jobs.run(
            lambda session: write_template(session, entity, path, facts, language, translate),
            owner=self,
            done=lambda _: self._context.messages.toast(
                self.tr("{name} is ready: fill it in and import it.").format(name=path.name)
            ),
            failed=self._not_exported,
        )

    def export_to(self, path: Path, query: ListQuery, encoding: str = "") -> None:
        """Write the list to *path* in the background; it can be stopped."""
        from crm_desktop.printing.words import translate

        facts, language = self._context.facts(), self._context.language()

        def work(session: Any, report: Any) -> int:
            return write_list(session, query, path, facts, language, translate, report, encoding)

        view = self.view if path.suffix.lower() == ".xlsx" else None
        if view is not None and view.classes.is_grouped:
            write = group_writer(self._context, view, query, path)
        else:
            write = work
        self._job = self._context.jobs.run(
            lambda session, report: (write(session, report), count_unsaid_marks(session, query, path, facts)),
            owner=self,
            done=lambda counts: self._exported(path, *counts),
            failed=self._not_exported,
            progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        self._context.messages.status(self.tr("Exporting: {done} rows").format(done=f"{progress.done:,}"))
        if self._bar is None:
            self._bar = QProgressDialog(self.tr("Exporting …"), self.tr("Stop"), 0, progress.total, self._widget)
            self._bar.setObjectName("export_progress")
            self._bar.setWindowModality(Qt.WindowModality.NonModal)
            self._bar.setAutoClose(False)
            self._bar.canceled.connect(self.stop)
            self._bar.show()
        self._bar.setValue(progress.done)

    def stop(self) -> None:
        """Stop the export under way; no file is left."""
        if self._job is not None:
            self._job.cancel()
        self._end()

    def _end(self) -> None:
        self._job = None
        self._context.messages.status("")
        if self._bar is not None:
            self._bar.canceled.disconnect(self.stop)
            self._bar.close()
            self._bar.deleteLater()
            self._bar = None

    def _exported(self, path: Path, count: int, marked: int) -> None:
        self._end()
        words = QCoreApplication.translate("ListOutput", "%n row(s) written to {name}.", "", count).format(
            name=path.name
        )
        if marked:
            more = QCoreApplication.translate("Exchange", MARKS_UNSAID)
            words = f"{words} {more.format(count=f'{marked:,}')}"
        self._context.messages.toast(words)

    def _not_exported(self, error: Exception) -> None:
        self._end()
        if isinstance(error, OSError):
            self._context.messages.toast(sentence(error))
        else:
            self._context.messages.error(error, self._entity)

    def _may(self, action: str) -> bool:
        return self._context.facts().rights.may(self._entity.rights_module, action)

    def show_print(self, query: ListQuery, filters: str) -> None:
        """Show the list as it will be printed."""
        if not self._may("print"):
            self._context.messages.toast(self.tr("You have no right to print these."))
            return
        context, entity = self._context, self._entity
        if self.view is not None and self.view.classes.is_grouped:
            self._print(group_printer(context, self.view, filters))
            return
        self._print(lambda session: list_pdf(session, context, entity, query, filters))

    def _print(self, lay_out: Callable[[Any], bytes]) -> None:
        show_print(
            self._context,
            self._widget,
            self._plural(),
            lay_out,
            failed=lambda error: self._context.messages.error(error, self._entity),
        )


def list_pdf(session: Any, context: Context, entity: Entity, query: ListQuery, filters: str) -> bytes:
    """Return the list as PDF, in the words of the screen; called in a job."""
    from crm_desktop.printing.listing import print_list
    from crm_desktop.printing.tables import Column

    fields = [entity[name] for name in query.columns if "print" not in entity[name].hidden_in]
    ids = context.records.ordered_ids(session, entity, query)
    asked = (*query.columns, *naming(entity, query.columns, context))
    rows = []
    for start in range(0, min(len(ids), MOST_PRINTED), BATCH):
        for record in context.records.rows_by_ids(
            session, entity, asked, ids[start : min(start + BATCH, MOST_PRINTED)]
        ):
            rows.append([cell_text(field, record.values.get(field.name), record, context) for field in fields])
    numbers = [field.name for field in fields if is_numeric(field)]
    totals = context.records.totals(session, entity, replace(query), numbers)
    found = ((f, totals.sums.get(f.name)) for f in fields)
    # of several currencies or units each takes a line: the column stays as narrow as its rows
    sums = ["" if value is None else sum_text(f, value, context).replace(BETWEEN, "\n") for f, value in found]
    columns = [Column(label=caption(entity, f), weight=f.width, right=is_numeric(f)) for f in fields]
    title = QCoreApplication.translate(entity.context, entity.plural)
    head = head_of(context, title, wide=sum(f.width for f in fields) > 90)
    if len(ids) > MOST_PRINTED:
        more = QCoreApplication.translate(
            "ListOutput", "The first {shown} of {all} rows; the rest belongs into a file."
        )
        filters = f"{filters}  {more.format(shown=f'{MOST_PRINTED:,}', all=f'{len(ids):,}')}".strip()
    return print_list(head, columns, rows, totals=sums, filters=filters)
