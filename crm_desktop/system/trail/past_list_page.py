"""A list as it was at a moment: deleted records among it, later ones not; filtered as today's, exported as today's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import DateTime, is_numeric
from crm_desktop.core.query import Condition, ListQuery
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.printing.words import translate
from crm_desktop.qt.cells import cell_text, labelled, no_room
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.filterbar import FilterBar
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import show_sheet
from crm_desktop.system.exporting import MARKS_UNSAID, count_unsaid_marks, export_list
from crm_desktop.system.trail import services

MOMENT = DateTime(name="moment", label=QT_TRANSLATE_NOOP("PastListPage", "As of"))


class PastListPage(Page):
    """Which list, as of when, filtered how."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        entity: str = "customer",
        moment: str = "",
        text: str = "",
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName("past_list_page")
        self._captions = QLabel(self), QLabel(self)
        self.entities, self.note = QComboBox(self), QLabel(self)
        self.export_button, self.print_button = QPushButton(self), QPushButton(self)
        self.moment = editor_for(MOMENT, context, self)
        self.filter: FilterBar | None = None
        self._job: Job | None = None
        self.model: RowsModel[Record] = RowsModel([])
        self.table = RowsView(self.model, "past_list.rows", self)
        self._build()
        names = self._offered()
        for name in names:
            self.entities.addItem(name, name)
        self.entities.setCurrentIndex(max(self.entities.findData(entity), 0))
        self.moment.set_value(datetime.fromisoformat(moment) if moment else _this_morning())
        self._use_entity(text)
        self.retranslate()

    def _offered(self) -> list[str]:
        """Return the lists that one sees whole."""
        rights = self.context.facts().rights
        return [
            name for name, entity in self.context.facts().entities.items()
            if rights.scope(entity.rights_module, "view") == "all" and not name.startswith("pool_")
        ]  # fmt: skip

    def _build(self) -> None:
        self.entities.setObjectName("past_list.entity")
        self.moment.input.setObjectName("past_list.moment")
        self.export_button.setObjectName("past_list.export")
        self.export_button.setIcon(icon("file-spreadsheet"))
        self.print_button.setObjectName("past_list.print")
        self.print_button.setIcon(icon("printer"))
        self.note.setProperty("kind", "muted")
        self.note.hide()
        self.moment.setFixedWidth(220)
        self._captions[0].setBuddy(self.entities)
        self._captions[1].setBuddy(self.moment.input)
        self._bar = QHBoxLayout()
        for widget in (self._captions[0], self.entities, self._captions[1], self.moment):
            self._bar.addWidget(widget)
        self._bar.addStretch(1)
        self._bar.addWidget(self.export_button)
        self._bar.addWidget(self.print_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        self._layout.setSpacing(8)
        self._layout.addLayout(self._bar)
        self._layout.addWidget(self.note)
        self._layout.addWidget(self.table, 1)
        self.entities.activated.connect(lambda _: self._use_entity(""))
        self.moment.committed.connect(self.refresh)
        self.table.opened.connect(lambda record: self.context.navigator.open_record(self.entity.name, record.id))
        self.table.fitted.connect(lambda: self.status_changed.emit(self.status()))
        self.export_button.clicked.connect(self.ask_export)
        self.print_button.clicked.connect(self.show_print)
        keys = QShortcut(QKeySequence.StandardKey.Print, self, self.show_print)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def entity(self) -> Entity:
        """Return the kind of record on show."""
        return self.context.entity(str(self.entities.currentData()))

    def _use_entity(self, text: str) -> None:
        """Show another list with a filter of its own."""
        if self.filter is not None:
            self._layout.removeWidget(self.filter)
            self.filter.deleteLater()
        self.filter = FilterBar(
            self.context, replace(self.entity, found_by={}), self
        )  # what its parts were is not known
        self._layout.insertWidget(1, self.filter)
        self.filter.filtered.connect(lambda *_: self.refresh())
        self.filter.set_text(text)
        self.refresh()

    def query(self) -> ListQuery:
        """Return what is looked for; words without a field are looked for in the name."""
        assert self.filter is not None
        entity, reading = self.entity, self.filter.reading()
        conditions = reading.conditions
        conditions += tuple(Condition(entity.label, "contains", word) for word in reading.search.split())
        return ListQuery(entity=entity.name, columns=entity.list_columns, sort=entity.sort, conditions=conditions)

    def _moment(self) -> datetime | None:
        try:
            value = self.moment.value()
        except BadValue:
            return None
        return value if isinstance(value, datetime) else None

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read again (``Page``)."""
        moment, entity = self._moment(), self.entity
        if moment is None or self.filter is None:
            return
        query = self.query()
        self._cancel()
        self._job = self.context.jobs.run(
            lambda session: services.list_as_of(session, entity, query, moment),
            owner=self,
            done=lambda rows: self._have(entity, rows),
            failed=self._failed,
            key="past",
        )

    def _cancel(self) -> None:
        """Stop what is being read: of a long table it would go on for minutes."""
        if self._job is not None:
            self._job.cancel()

    def may_close(self) -> bool:
        """Stop reading (``Page``)."""
        self._cancel()
        return True

    def _failed(self, error: Exception) -> None:
        self.model.show([])
        self.context.messages.error(error, self.entity)

    def _have(self, entity: Entity, rows: list[Record]) -> None:
        def column(name: str) -> Column[Record]:
            field = entity[name]
            return Column(
                title=lambda: caption(entity, field),
                text=lambda r: cell_text(field, r.values.get(name), r, self.context),
                raw=lambda r: cell_text(field, r.values.get(name), r, self.context),
                number=is_numeric(field),
            )

        self.table.gives_way = [entity.list_columns.index(n) for n in entity.giving_way(entity.list_columns)]
        self.model.show(rows[: services.MOST], [column(name) for name in entity.list_columns])
        words = self.tr("The first {count} rows; all of them go into the file.")
        self.note.setText(words.format(count=f"{len(self.model.rows):,}"))
        self.note.setVisible(len(rows) > services.MOST)
        self.status_changed.emit(self.status())

    # ── on paper, into a file ────────────────────────────

    def show_print(self) -> None:
        """Show the list as it was, as it will be printed."""
        moment, entity, context, note = self._moment(), self.entity, self.context, self.note
        if moment is None or self.filter is None or not self.print_button.isEnabled():
            return
        fields = [f for f in map(entity.__getitem__, entity.list_columns) if "print" not in f.hidden_in]
        plural = QCoreApplication.translate(entity.context, entity.plural)
        told = labelled(self.tr("As of"), f"{moment.astimezone():%Y-%m-%d %H:%M}")
        filters = "  ".join(filter(None, (told, self.filter.text(), "" if note.isHidden() else note.text())))
        rows = [[cell_text(f, r.values.get(f.name), r, context) for f in fields] for r in self.model.rows]
        columns = [(caption(entity, f), f.width, is_numeric(f)) for f in fields]
        show_sheet(self, plural, columns, rows, filters)

    def ask_export(self) -> None:
        """Ask where to, then write the list as it was."""
        moment = self._moment()
        if moment is None:
            return
        plural = QCoreApplication.translate(self.entity.context, self.entity.plural)
        name = f"{plural} {moment.astimezone():%Y-%m-%d %H%M}.xlsx"
        dialog = file_dialog(self, self.tr("Export"), "*.xlsx *.csv", save_as=name)
        dialog.setObjectName("past_list.file")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path)))
        dialog.open()

    def export_to(self, path: Path) -> None:
        """Write the list as it was, in the background."""
        moment, query, facts, language = self._moment(), self.query(), self.context.facts(), self.context.language()

        def work(session: Any) -> tuple[int, int]:
            count = export_list(session, query, path, facts=facts, language=language, translate=translate, past=moment)
            return count, count_unsaid_marks(session, query, path, facts, moment)

        def written(counts: tuple[int, int]) -> None:
            words = [self.tr("{count} rows written to {name}.").format(count=counts[0], name=path.name)]
            if counts[1]:
                words.append(QCoreApplication.translate("Exchange", MARKS_UNSAID).format(count=f"{counts[1]:,}"))
            self.context.messages.toast(" ".join(words))

        self.context.jobs.run(
            work, owner=self, done=written, failed=lambda error: self.context.messages.error(error, self.entity)
        )

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return what opens this page again as it stands (``Page``)."""
        moment = self._moment()
        text = self.filter.text() if self.filter else ""
        return {"entity": self.entity.name, "text": text} | ({"moment": moment.isoformat()} if moment else {})

    def status(self) -> str:
        """Return the number of rows, and what there is no room for (``Page``)."""
        words = self.tr("{count} rows").format(count=f"{len(self.model.rows):,}")
        return " · ".join(filter(None, (words, no_room(self.table.left_out(), self.context))))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._captions[0].setText(self.tr("List"))
        self._captions[1].setText(self.tr("As of"))
        self.entities.setAccessibleName(self.tr("List"))
        self.moment.set_caption(self.tr("As of"))
        with QSignalBlocker(self.entities):
            for number in range(self.entities.count()):
                entity = self.context.entity(str(self.entities.itemData(number)))
                self.entities.setItemText(number, QCoreApplication.translate(entity.context, entity.plural))
        may = self.context.facts().rights.may(self.entity.rights_module, "export")
        self.export_button.setText(self.tr("Export"))
        self.export_button.setAccessibleName(self.export_button.text())
        self.export_button.setEnabled(may)
        self.export_button.setToolTip("" if may else self.tr("You have no right to export these."))
        may = self.context.facts().rights.may(self.entity.rights_module, "print")
        self.print_button.setText(self.tr("Print …"))
        self.print_button.setAccessibleName(self.print_button.text())
        self.print_button.setEnabled(may)
        self.print_button.setToolTip("" if may else self.tr("You have no right to print these."))
        self.table.setAccessibleName(self.tr("The list as it was"))


def _this_morning() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
