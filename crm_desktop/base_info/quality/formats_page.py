"""Standard formats: how values are written and how they would be, by kind; chosen, written at once, undone at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.quality import formats_services as services
from crm_desktop.base_info.quality.formats_services import Proposal, Proposals
from crm_desktop.base_info.quality.rules.formats import KINDS, TOGETHER
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined
from crm_desktop.qt.jobs import Job, Progress
from crm_desktop.qt.rows import Column, EmptyWords, RowsModel, quiet
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon, primary_icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.undoing import offer_undo, say_undone

WORDS = {
    "name": QT_TRANSLATE_NOOP("FormatsPage", "Names"),
    "phone": QT_TRANSLATE_NOOP("FormatsPage", "Phone numbers"),
    "email": QT_TRANSLATE_NOOP("FormatsPage", "E-mail addresses"),
    "website": QT_TRANSLATE_NOOP("FormatsPage", "Websites"),
    "address": QT_TRANSLATE_NOOP("FormatsPage", "Addresses"),
    "postcode": QT_TRANSLATE_NOOP("FormatsPage", "Postcodes"),
}
_KIND = Qt.ItemDataRole.UserRole


class FormatsPage(Page):
    """Kinds with their counts at the left, old and new values at the right."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, entity: str = "customer") -> None:
        super().__init__(context, parent)
        self.setObjectName("formats_page")
        self._job: Job | None = None
        self._found = Proposals(rows=(), counts={}, records=0)
        self.entities, self.look_button, self.cancel, self.summary = (
            QComboBox(self),
            QPushButton(self),
            QPushButton(self),
            QLabel(self),
        )
        self.kinds, self.table, self.write = QListWidget(self), QTableView(self), QPushButton(self)
        self.write_selected = QPushButton(self)
        self.model: RowsModel[Proposal] = RowsModel(self._columns(), self)
        self._build(entity)
        self.retranslate()

    def _columns(self) -> list[Column[Proposal]]:
        return [
            Column(title=lambda: self.tr("Record"), text=lambda p: p.name, raw=lambda p: p.name),
            Column(title=lambda: self.tr("Field"), text=self._field, raw=lambda p: p.field),
            Column(title=lambda: self.tr("Now"), text=lambda p: _blanks_shown(p.old), raw=lambda p: p.old),
            Column(title=lambda: self.tr("Standard"), text=lambda p: p.new, raw=lambda p: p.new),
        ]

    def _field(self, proposal: Proposal) -> str:
        entity = self.context.entity(proposal.table)
        words = caption(entity, entity[proposal.field])
        if proposal.table == self.entities.currentData():
            return words
        return joined((QCoreApplication.translate(entity.context, entity.title), words))

    def _build(self, entity: str) -> None:
        for widget, name in (
            (self.entities, "formats_entity"),
            (self.look_button, "look_at_formats"),
            (self.cancel, "cancel_formats"),
            (self.kinds, "format_kinds"),
            (self.table, "format_table"),
            (self.write, "write_formats"),
            (self.write_selected, "write_selected"),
        ):
            widget.setObjectName(name)
        for name in TOGETHER:
            if name in self.context.facts().entities:
                self.entities.addItem("", name)
        self.entities.setCurrentIndex(max(self.entities.findData(entity), 0))
        self.entities.activated.connect(lambda _: self._show(Proposals(rows=(), counts={}, records=0)))
        self.look_button.setIcon(icon("search"))
        self.look_button.clicked.connect(self.look)
        self.cancel.setIcon(icon("x"))
        self.cancel.clicked.connect(self._stop)
        self.cancel.hide()
        self.summary.setProperty("kind", "muted")
        self.write.setProperty("kind", "primary")
        primary_icon(self.write, "check")
        self.write.clicked.connect(lambda: self.apply())
        self.write_selected.clicked.connect(lambda: self.apply(selected=True))
        self.kinds.itemChanged.connect(lambda _: self._show_rows())
        quiet(self.table)
        self.table.setModel(self.model)
        self._empty = EmptyWords(self.table)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in enumerate((230, 100, 280)):
            header.resizeSection(column, width)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._count())
        self.table.activated.connect(
            lambda index: self.context.navigator.open_record(
                self.entities.currentData(), self.model.rows[index.row()].opens
            )
        )
        top = QHBoxLayout()
        top.setContentsMargins(0, 8, 0, 0)
        for widget in (self.entities, self.look_button, self.cancel):
            top.addWidget(widget)
        top.addWidget(self.summary, 1)
        top.addWidget(self.write_selected)
        top.addWidget(self.write)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.addWidget(self.kinds)
        across.addWidget(self.table)
        across.setSizes([170, 910])
        across.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 0, 12, 8)
        box.addLayout(top)
        box.addWidget(across, 1)
        self._show_rows()

    # ── looking ──────────────────────────────────────────

    def look(self) -> None:
        """Look at all records in the background; it can be stopped."""
        entity = self.entities.currentData()
        self.look_button.setEnabled(False)
        self.cancel.show()
        self.summary.setText(self.tr("Looking …"))
        self._job = self.context.jobs.run(
            lambda session, report: services.propose_formats(session, report, entity=entity),
            owner=self,
            done=self._looked,
            failed=self._failed,
            progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        self.summary.setText(self.tr("{n} records looked at").format(n=f"{progress.done:,}"))

    def _looked(self, found: Proposals) -> None:
        self._rest()
        self._show(found)

    def _failed(self, error: Exception) -> None:
        self._rest()
        self.context.messages.error(error, self.context.entity(self.entities.currentData()))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._rest()

    def _rest(self) -> None:
        self._job = None
        self.look_button.setEnabled(True)
        self.cancel.hide()
        self.summary.setText("")

    def _show(self, found: Proposals) -> None:
        self._found = found
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for kind in KINDS:
            if found.counts.get(kind):
                item = QListWidgetItem(self._kind_words(kind), self.kinds)
                item.setData(_KIND, kind)
                item.setCheckState(Qt.CheckState.Checked)
        self.kinds.blockSignals(False)
        if found.records:
            words = self.tr("{n} records, {m} values not in standard form")
            self.summary.setText(words.format(n=f"{found.records:,}", m=f"{sum(found.counts.values()):,}"))
        else:
            self.summary.setText("")
        self._show_rows()

    def _kind_words(self, kind: str) -> str:
        return f"{QCoreApplication.translate('FormatsPage', WORDS[kind])}  {self._found.counts.get(kind, 0):,}"

    def _chosen(self) -> list[Proposal]:
        items = [self.kinds.item(row) for row in range(self.kinds.count())]
        kinds = {item.data(_KIND) for item in items if item.checkState() == Qt.CheckState.Checked}
        return [p for p in self._found.rows if p.kind in kinds]

    def _show_rows(self) -> None:
        rows = self._chosen()
        self.model.show(rows)
        self._say_empty()
        self._count()

    def _selected(self) -> list[Proposal]:
        return [self.model.rows[index.row()] for index in self.table.selectionModel().selectedRows()]

    def _count(self) -> None:
        selected, shown = len(self.table.selectionModel().selectedRows()), len(self.model.rows)
        may = self.context.facts().rights.may(self.entities.currentData(), "bulk_edit")
        for button, number, words in (
            (self.write_selected, selected, self.tr("Write {n} selected")),
            (self.write, shown, self.tr("Write all {n} shown")),
        ):
            button.setText(words.format(n=f"{number:,}"))
            button.setAccessibleName(button.text())
            button.setEnabled(bool(number) and may)
            button.setToolTip("" if may else self.tr("You have no right to change many records."))

    def _say_empty(self) -> None:
        if not self._found.records:
            self._empty.say(
                self.tr(
                    "Press “Look at all records”: values not in the standard form are listed; nothing is written yet."
                )
            )
        elif not self._found.rows:
            self._empty.say(self.tr("Everything is in the standard form."))
        else:
            self._empty.say(self.tr("Tick at the left what is to be written."))

    # ── writing ──────────────────────────────────────────

    def apply(self, *, selected: bool = False) -> None:
        """Write the chosen kinds, or the selected rows only, in one transaction, with Undo."""
        entity, proposals = self.entities.currentData(), self._selected() if selected else self._chosen()
        for button in (self.write, self.write_selected):
            button.setEnabled(False)
        self.context.jobs.run(
            lambda session: services.apply_formats(session, entity=entity, proposals=proposals),
            owner=self,
            done=self._written,
            failed=self._failed,
        )

    def _written(self, done: tuple[int, int, int]) -> None:
        bulk, number, refused = done
        words = QCoreApplication.translate("FormatsPage", "%n value(s) written.", "", number)
        if refused:
            words += " " + self.tr("Left as they are by a rule of the company: {count}").format(count=refused)
        offer_undo(self.context, self, words, (bulk,), self._undone)
        self.look()

    def _undone(self, number: int) -> None:
        say_undone(self.context, number)
        self.look()

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what is looked at (``Page``)."""
        return {"entity": self.entities.currentData()}

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for index in range(self.entities.count()):
            entity = self.context.entity(self.entities.itemData(index))
            self.entities.setItemText(index, QCoreApplication.translate(entity.context, entity.plural))
        self.look_button.setText(self.tr("Look at all records"))
        self.cancel.setText(self.tr("Stop"))
        for widget, words in (
            (self.entities, self.tr("Whose formats")),
            (self.look_button, self.look_button.text()),
            (self.cancel, self.cancel.text()),
            (self.kinds, self.tr("Kinds to write")),
            (self.table, self.tr("Values, as they are and as they would be")),
        ):
            widget.setAccessibleName(words)
        self._say_empty()
        self._count()
        for row in range(self.kinds.count()):
            self.kinds.item(row).setText(self._kind_words(self.kinds.item(row).data(_KIND)))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)


def _blanks_shown(text: str) -> str:
    """Return *text* with its needless blanks to be seen: else what is written now looks like the standard."""
    return re.sub(r"^\s+|\s+$|(?<=\s)\s+", lambda found: "␣" * len(found[0]), text)
