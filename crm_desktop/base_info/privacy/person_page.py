"""Everything that is kept about a person, to look at, to hand over as PDF or Excel, and to erase."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.privacy import services
from crm_desktop.base_info.privacy.erase_dialog import EraseDialog
from crm_desktop.base_info.privacy.services import Kept, Preview
from crm_desktop.base_info.privacy.words import line
from crm_desktop.core.errors import Invalid
from crm_desktop.core.record import Changed
from crm_desktop.qt.cells import erased_words
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import head_of, show_print


class PersonPage(Page):
    """A table of all that is kept about one contact or private customer."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        entity: str = "contact",
        record_id: int = 0,
        **_kept: Any,
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("person_page")
        self._entity, self._record_id, self._name = context.entity(entity), record_id, ""
        self.head = QLabel(self)
        self.head.setProperty("kind", "title")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.excel, self.pdf, self.erase = (QPushButton(self) for _ in range(3))
        self.model: RowsModel[Kept] = RowsModel(self._columns())
        self.table = RowsView(self.model, "person.kept", self)
        self._build()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Kept]]:
        titles = (
            lambda: self.tr("Where"), lambda: self.tr("When"), lambda: self.tr("Written by"), lambda: self.tr("What"),
            lambda: self.tr("Content"),
        )  # fmt: skip

        def column(number: int, title: Any, width: int) -> Column[Kept]:
            def text(kept: Kept) -> str:
                return line(self.context, kept)[number].replace("\n", " ")

            return Column(title=title, text=text, raw=text, width=width)

        return [column(n, t, w) for n, (t, w) in enumerate(zip(titles, (110, 146, 90, 150, 0), strict=True))]

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.head, 1)
        for button, name, picture, act in (
            (self.excel, "person_excel", "file-spreadsheet", self.ask_excel),
            (self.pdf, "person_pdf", "printer", self.show_pdf),
            (self.erase, "person_erase", "trash-2", self.ask_erase),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.clicked.connect(lambda _=False, a=act: a())
            row.addWidget(button)
        self.table.opened.connect(lambda _: self.context.navigator.open_record(self._entity.name, self._record_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        for keys, act in (("Ctrl+E", self.ask_excel), ("Ctrl+P", self.show_pdf), ("F5", self.refresh)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether the person's record was changed (``Page``)."""
        return change.concerns(self._entity.name, self._record_id)

    def refresh(self) -> None:
        """Read everything again (``Page``)."""
        records, entity, record_id = self.context.records, self._entity, self._record_id
        self.context.jobs.run(
            lambda session: (
                records.load(session, entity, record_id).words(entity.label),
                services.read_everything(session, entity=entity.name, record_id=record_id),
            ),
            owner=self,
            done=lambda found: self._take(*found),
            failed=self._failed,
            key="person",
        )

    def _take(self, name: str, rows: list[Kept]) -> None:
        self._name = erased_words(name)
        places = {f"{self._entity.name}.{field.name}": n for n, field in enumerate(self._entity.fields)}
        self.model.show(sorted(rows, key=lambda kept: places.get(kept.item, len(places))))  # first as on the form
        self.retranslate()
        self.title_changed.emit()
        self.status_changed.emit(self.status())

    def _failed(self, error: Exception) -> None:
        self.model.show([])
        self.context.messages.error(error, self._entity)

    # ── doing ────────────────────────────────────────────

    def _lines(self) -> list[tuple[str, ...]]:
        return [line(self.context, kept) for kept in self.model.rows]

    def ask_excel(self) -> None:
        """Ask for a file and write everything to it."""
        if not self.excel.isEnabled():
            return
        dialog = file_dialog(self, self.excel.text(), "Excel (*.xlsx)", save_as=f"{self._name}.xlsx")
        dialog.setObjectName("person_excel_dialog")
        dialog.fileSelected.connect(lambda path: self.write_excel(Path(path)))
        dialog.open()

    def write_excel(self, path: Path) -> None:
        """Write everything to *path*."""
        headings, rows, name = [column.title() for column in self.model.columns], self._lines(), self._name

        def failed(error: Exception) -> None:
            if not isinstance(error, OSError):
                self.context.messages.error(error)
                return
            self.context.messages.toast(self.tr("The file cannot be written. Is it open in Excel?"))

        self.context.jobs.run(
            lambda _session: services.write_sheet(path, headings, rows, name),
            owner=self,
            done=lambda _: self.context.messages.toast(self.tr("Written to {name}.").format(name=path.name)),
            failed=failed,
        )

    def show_pdf(self) -> None:
        """Show everything as it will be printed."""
        if not self.pdf.isEnabled():
            return
        rows, name = self._lines(), self._name
        headings = [column.title() for column in self.model.columns][1:]
        title = self.tr("What we keep about you")

        def work(_session: Any) -> bytes:
            from crm_desktop.base_info.privacy.prints import personal_sheet

            return personal_sheet(head_of(self.context, title), name, rows, headings)

        show_print(self.context, self, name, work)

    def ask_erase(self) -> None:
        """Show what an erasure would touch, and ask."""
        entity, record_id = self._entity.name, self._record_id
        self.context.jobs.run(
            lambda session: services.preview_erasure(session, entity=entity, record_id=record_id),
            owner=self,
            done=self._ask,
            failed=lambda error: self.context.messages.error(error, self._entity),
            key="preview",
        )

    def _ask(self, preview: Preview) -> None:
        dialog = EraseDialog(self._name, preview, self)
        dialog.decided.connect(self._erase)
        dialog.open()

    def _erase(self, reason: str) -> None:
        entity, record_id = self._entity.name, self._record_id

        def failed(error: Exception) -> None:
            if isinstance(error, Invalid):
                self.ask_erase()  # something was opened meanwhile: show it
            self.context.messages.error(error, self._entity)

        self.context.jobs.run(
            lambda session: services.erase(session, entity=entity, record_id=record_id, reason=reason),
            owner=self,
            done=self._erased,
            failed=failed,
        )

    def _erased(self, number: int) -> None:
        self.context.drafts.drop(self._entity.name, self._record_id)
        self.context.messages.toast(self.tr("Erased. The erasure has the number {number}.").format(number=number))
        self.refresh()

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return whose data is on show (``Page``)."""
        return {"entity": self._entity.name, "record_id": self._record_id}

    def title(self) -> str:
        """Return the words on the tab (``Page``)."""
        return self.tr("Personal data: {name}").format(name=self._name) if self._name else self.tr("Personal data")

    def icon_name(self) -> str:
        """Return the icon of the tab (``Page``)."""
        return "id-card"

    def status(self) -> str:
        """Return how much is kept (``Page``)."""
        number = len(self.model.rows)
        return QCoreApplication.translate("PersonPage", "%n thing(s) kept", "", number)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        may = self.context.facts().rights.may
        self.head.setText(self.title())
        self.table.setAccessibleName(self.tr("Everything that is kept"))
        for button, words, action, key in (
            (self.excel, self.tr("Excel …"), "export", "Ctrl+E"),
            (self.pdf, self.tr("PDF …"), "print", "Ctrl+P"),
            (self.erase, self.tr("Erase …"), "delete", ""),
        ):
            allowed = may("personal", action)
            button.setText(words)
            button.setAccessibleName(words)
            button.setEnabled(allowed)
            button.setToolTip(key if allowed else self.tr("You have no right to do this."))
        self.model.show(self.model.rows)
