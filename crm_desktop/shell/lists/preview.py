"""A record beside the list, to look at (Space)."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.record import Changed, Record
from crm_desktop.qt.cells import called
from crm_desktop.qt.form import RecordForm
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

PAUSE = 120  #: milliseconds; walking quickly through the rows asks for the last one only


class PreviewPanel(QWidget):
    """Shows one record, read only; *open_asked* with its id."""

    open_asked = Signal(int)

    def __init__(self, context: Context, entity: Entity, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview_panel")
        self._context, self._entity, self._record_id = context, entity, 0
        self._form: RecordForm | None = None
        self._title, self._open, self._close = QLabel(self), QPushButton(self), QToolButton(self)
        self._title.setProperty("kind", "heading")
        self._title.setWordWrap(True)
        self._open.setObjectName("preview_open")
        self._open.clicked.connect(lambda: self.open_asked.emit(self._record_id))
        self._close.setObjectName("preview_close")
        self._close.setIcon(icon("x"))
        self._close.clicked.connect(self.close_panel)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 8, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self._open)
        row.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(row)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._load)
        context.bus.changed.connect(self._changed)
        self.setMinimumWidth(300)
        self.hide()

    def toggle(self, record_id: int) -> None:
        """Show a record; close when it is already on show."""
        if self.isVisible() and record_id == self._record_id:
            self.close_panel()
            return
        self.show()
        self._record_id = record_id
        self._load()

    def show_id(self, record_id: int) -> None:
        """Show another record, after a moment."""
        if record_id != self._record_id:
            self._record_id = record_id
            self._pause.start()

    def close_panel(self) -> None:
        """Close the panel."""
        self.hide()
        self._record_id = 0

    def _changed(self, change: Changed) -> None:
        if self.isVisible() and change.concerns(self._entity.name, self._record_id):
            self._pause.start()

    def _load(self) -> None:
        records, entity, record_id = self._context.records, self._entity, self._record_id
        if record_id:
            self._context.jobs.run(
                lambda session: records.load(session, entity, record_id),
                owner=self,
                done=self._show,
                failed=lambda error: self._context.messages.error(error, entity),
                key="preview",
            )

    def _show(self, record: Record) -> None:
        if record.id != self._record_id:
            return
        if self._form is None:
            self._form = RecordForm(self._context, self._entity, self)
            self._form.open_requested.connect(
                lambda entity, record_id: self._context.navigator.open_record(entity, record_id)
            )
            self._column.addWidget(self._form, 1)
        self._form.load(record)
        self._form.set_locked(self.tr("Press Enter to open and change it."))
        self._title.setText(called(self._entity, record, self._context))
        self._open.setText(self.tr("Open"))
        self._open.setAccessibleName(self._open.text())
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setAccessibleName(self._close.toolTip())
