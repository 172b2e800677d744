"""What I did today: what was done to many records at once, with its undo, and below it every entry of the day."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.record import Changed
from crm_desktop.qt.rows import Column, EmptyWords, RowsModel, RowsView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.undoing import take_back
from crm_desktop.system.trail import services, wording
from crm_desktop.system.trail.rules import Bulk, Entry, TrailFilter

PAUSE = 500  #: milliseconds; several changes in a row are read once


class DonePage(Page):
    """The deletions of the last thirty days, the bulk actions of the last seven and the entries of today."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("done_page")
        self.everybody, self.undo, self.reason = QCheckBox(self), QPushButton(self), QLabel(self)
        self._heads = QLabel(self), QLabel(self)
        self.bulk: RowsModel[Bulk] = RowsModel(self._bulk_columns())
        self.bulk_table = RowsView(self.bulk, "done.bulk", self)
        self.model: RowsModel[Entry] = RowsModel(self._entry_columns())
        self.entries = RowsView(self.model, "done.entries", self)
        self._empty, self._no_bulk = EmptyWords(self.entries), EmptyWords(self.bulk_table)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._build()
        self.retranslate()
        self._read()

    def _bulk_columns(self) -> list[Column[Bulk]]:
        def column(title: Any, text: Any, **more: Any) -> Column[Bulk]:
            return Column(title=title, text=text, raw=text, **more)

        return [
            column(lambda: self.tr("When"), lambda b: b.at.astimezone().strftime("%Y-%m-%d %H:%M")),
            column(lambda: self.tr("Who"), lambda b: b.by, width=90),
            column(lambda: self.tr("What"), lambda b: wording.bulk_words(self.context, b), width=300),
            Column(title=lambda: self.tr("Records"), text=lambda b: f"{b.records:,}", raw=lambda b: b.records, number=True),
            column(lambda: self.tr("State"), wording.state_words),
        ]  # fmt: skip

    def _entry_columns(self) -> list[Column[Entry]]:
        def column(title: Any, text: Any, width: int = 0) -> Column[Entry]:
            return Column(title=title, text=text, raw=text, width=width)

        return [
            column(lambda: self.tr("When"), lambda e: e.at.astimezone().strftime("%H:%M:%S")),
            column(lambda: self.tr("What"), lambda e: wording.operation_words(e.operation)),
            column(lambda: self.tr("Record"), lambda e: wording.subject(self.context, e), 260),
            column(lambda: self.tr("Changes"), lambda e: wording.summary(self.context, e)),
        ]

    def _build(self) -> None:
        self.everybody.setObjectName("done.everybody")
        self.everybody.setVisible(self.context.facts().rights.scope("audit", "view") == "all")
        self.undo.setObjectName("done.undo")
        self.undo.setIcon(icon("undo-2"))
        self.reason.setProperty("kind", "muted")
        for head in self._heads:
            head.setProperty("kind", "heading")
        bar = QHBoxLayout()
        bar.addWidget(self.undo)
        bar.addWidget(self.reason, 1)
        bar.addWidget(self.everybody)
        upper, lower = QWidget(self), QWidget(self)
        for part, head, body in ((upper, self._heads[0], self.bulk_table), (lower, self._heads[1], self.entries)):
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(head)
            if part is upper:
                column.addLayout(bar)
            column.addWidget(body, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([260, 380])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(split)
        self.everybody.toggled.connect(lambda _: self._read())
        self.undo.clicked.connect(self.take_back)
        self.bulk_table.opened.connect(lambda _: self.take_back())
        self.bulk_table.selectionModel().currentChanged.connect(lambda *_: self._show_undo())
        self.entries.opened.connect(self._open)

    def _read(self) -> None:
        everybody, facts = self.everybody.isChecked(), self.context.facts()
        mine = TrailFilter(person=facts.employee_id, first=clock.today())

        def work(session: Any) -> tuple[list[Bulk], list[Entry]]:
            return services.list_bulk_actions(session, everybody=everybody), services.read_trail(session, facts, mine)

        self.context.jobs.run(work, owner=self, done=self._have, failed=self.context.messages.error, key="done")

    def _have(self, found: tuple[list[Bulk], list[Entry]]) -> None:
        kept = self.bulk_table.current()
        self.bulk.show(found[0])
        self.model.show(found[1])
        row = next((n for n, bulk in enumerate(found[0]) if kept and bulk.id == kept.id), 0)
        if found[0]:
            self.bulk_table.selectRow(row)
        self._show_undo()
        self.status_changed.emit(self.status())

    def _show_undo(self) -> None:
        bulk = self.bulk_table.current()
        self.undo.setEnabled(bulk is not None and bulk.state == "open")
        self.reason.setText(wording.state_words(bulk) if bulk else "")
        self.undo.setToolTip(self.reason.text())

    def take_back(self) -> None:
        """Take the chosen bulk action back."""
        bulk = self.bulk_table.current()
        if bulk is None or bulk.state != "open":
            return
        self.undo.setEnabled(False)

        def done(restored: int) -> None:
            words = self.tr("{restored} of {all} records are as before.")
            if restored < bulk.records:
                words += " " + self.tr("The others were changed since and stay as they are.")
            self.context.messages.toast(words.format(restored=restored, all=bulk.records))
            self._read()

        take_back(self.context, self, (bulk.id,), done, self._failed)

    def _failed(self, error: Exception) -> None:
        self.context.messages.error(error)
        self._read()

    def _open(self, entry: Entry) -> None:
        if entry.record_id and entry.table in self.context.facts().entities and entry.operation != "D":
            self.context.navigator.open_record(entry.table, entry.record_id)

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether I did something (``Page``)."""
        return change.by == self.context.facts().login or self.everybody.isChecked()

    def refresh(self) -> None:
        """Read again, once for several changes (``Page``)."""
        self._pause.start()

    def status(self) -> str:
        """Return the number of today's entries (``Page``)."""
        return self.tr("{count} entries today").format(count=len(self.model.rows))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._heads[0].setText(self.tr("Deleted, or done to many records at once"))
        self._heads[1].setText(self.tr("Everything I did today"))
        self.bulk_table.setAccessibleName(self._heads[0].text())
        self.entries.setAccessibleName(self._heads[1].text())
        self._empty.say(self.tr("Nothing yet today. What you make, change or remove stands here at once."))
        self._no_bulk.say(
            self.tr("Nothing was deleted in the last thirty days, or done to many records at once in the last seven.")
        )
        self.everybody.setText(self.tr("Everybody's"))
        self.everybody.setAccessibleName(self.everybody.text())
        self.undo.setText(self.tr("Take back"))
        self.undo.setAccessibleName(self.undo.text())
        self.bulk.show(self.bulk.rows)
        self.model.show(self.model.rows)
        self._show_undo()
