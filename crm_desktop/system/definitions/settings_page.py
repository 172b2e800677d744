"""Settings of the company: numbers, and addresses for looking companies up, in force as soon as they are left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.fields import Integer
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page
from crm_desktop.shell.sentences import sentence
from crm_desktop.system.definitions import services

#: Title of a group → its settings: name, words.
SETTINGS = (
    (
        QT_TRANSLATE_NOOP("Settings", "My desktop"),
        (
            ("handed_days", QT_TRANSLATE_NOOP("Settings", "“Handed to me” holds a customer for (days)")),
            ("forgotten_days", QT_TRANSLATE_NOOP("Settings", "“Forgotten” after no contact for (days)")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Settings", "Login"),
        (
            ("lockout_failures", QT_TRANSLATE_NOOP("Settings", "Kept out after wrong passwords (number)")),
            ("lockout_minutes", QT_TRANSLATE_NOOP("Settings", "Kept out for (minutes)")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Settings", "Safety"),
        (
            ("backup_days", QT_TRANSLATE_NOOP("Settings", "Warn without a backup for (days)")),
            ("drill_days", QT_TRANSLATE_NOOP("Settings", "Warn without a restore drill for (days)")),
            ("verify_days", QT_TRANSLATE_NOOP("Settings", "Warn without verifying the audit trail for (days)")),
            ("undo_days", QT_TRANSLATE_NOOP("Settings", "What was done to many records is taken back within (days)")),
        ),
    ),
)
_LOOKUPS = QT_TRANSLATE_NOOP("Settings", "Looking companies up outside")
_LOOKUPS_HINT = QT_TRANSLATE_NOOP(
    "Settings",
    "Offered in the menu of customers and companies, and opened in the browser when somebody asks for it; nothing is sent before. "
    "In the address, {name} and {tax_number} stand for those of the record.",
)
MOST = 9999  #: more the database does not take for a number of days, minutes or passwords
AT_MOST = {"undo_days": 30}  #: what is deleted is kept for so long


class LookupRows(QWidget):
    """Names and addresses for looking companies up outside, a free row at the end; *changed* carries all that are whole.

    A row is taken away by emptying it.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lookups")
        self.rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._stored: tuple[tuple[str, str], ...] = ()
        self._reason = ""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._wrong = QLabel(self, wordWrap=True)
        self._wrong.setProperty("kind", "error")
        self._wrong.hide()
        self.show_stored(())

    def show_stored(self, stored: Sequence[tuple[str, str]]) -> None:
        """Show what is in force, unless somebody types."""
        if self.rows and tuple(self._typed()) != self._stored:
            return
        self._stored = tuple(stored)
        self._wrong.hide()
        for number, words in enumerate((*self._stored, ("", ""))):
            if number == len(self.rows):
                self._add_row()
            for line, text in zip(self.rows[number], words, strict=True):
                line.setText(text)
                line.setCursorPosition(0)
        for name, address in self.rows[len(self._stored) + 1 :]:
            name.hide()
            address.hide()
            name.deleteLater()
            address.deleteLater()
        del self.rows[len(self._stored) + 1 :]
        self._grid.addWidget(self._wrong, len(self.rows), 0, 1, 2)

    def _add_row(self) -> None:
        lines = QLineEdit(self), QLineEdit(self)
        for column, (line, name) in enumerate(zip(lines, ("name", "address"), strict=True)):
            line.setObjectName(f"lookup_{name}_{len(self.rows)}")
            line.editingFinished.connect(self._left)
            self._grid.addWidget(line, len(self.rows), column)
        lines[0].setMaxLength(40)
        lines[0].setFixedWidth(230)
        lines[1].setMaxLength(500)
        lines[1].setPlaceholderText("https://…?key={name}")
        self.rows.append(lines)
        self._name_rows()

    def _typed(self) -> list[tuple[str, str]]:
        found = [(name.text().strip(), address.text().strip()) for name, address in self.rows]
        return [row for row in found if any(row)]

    def _left(self) -> None:
        """Tell what was typed as soon as each row is whole."""
        typed = self._typed()
        if all(name and address for name, address in typed) and tuple(typed) != self._stored:
            self.changed.emit(typed)

    def stored(self, written: Sequence[tuple[str, str]]) -> None:
        """Take what was written as what is in force."""
        self._stored = tuple(self._typed())
        self.show_stored(written)

    def refused(self, words: str) -> None:
        """Say why nothing was written; what was typed stays."""
        self._wrong.setText(words)
        self._wrong.show()

    def set_read_only(self, reason: str) -> None:
        """Let nobody type, and say why; '' lets them."""
        self._reason = reason
        self._name_rows()

    def _name_rows(self) -> None:
        for name, address in self.rows:
            name.setAccessibleName(self.tr("Name of the address"))
            address.setAccessibleName(self.tr("Address"))
            for line in (name, address):
                line.setReadOnly(bool(self._reason))
                line.setToolTip(self._reason or line.accessibleName())

    def retranslate(self) -> None:
        """Set every text anew."""
        self._name_rows()


class SettingsPage(Page):
    """Shows and changes the numbers that the company may choose."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("settings_page")
        self.editors: dict[str, Editor] = {}
        self._words: list[tuple[QLabel, str]] = []
        body = QWidget(self)
        body.setProperty("kind", "plain")
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        for title, settings in SETTINGS:
            heading = self._label(title, "heading")
            heading.setContentsMargins(0, 12 if self.editors else 0, 0, 0)  # it belongs to what stands below
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for name, words in settings:
                editor = editor_for(
                    Integer(name=name, label=words, minimum=1, maximum=AT_MOST.get(name, MOST)), context, body
                )
                editor.setFixedWidth(120)
                editor.committed.connect(partial(self._write, name))
                caption = self._label(words, "caption")
                caption.setBuddy(editor.input)
                grid.addWidget(caption, grid.rowCount(), 0)
                grid.addWidget(editor, grid.rowCount() - 1, 1)
                self.editors[name] = editor
        for words, kind in ((_LOOKUPS, "heading"), (_LOOKUPS_HINT, "muted")):
            label = self._label(words, kind)
            label.setWordWrap(True)
            label.setContentsMargins(0, 12 if kind == "heading" else 0, 0, 0)
            grid.addWidget(label, grid.rowCount(), 0, 1, 3)
        self.lookups = LookupRows(body)
        self.lookups.changed.connect(self._write_lookups)
        grid.addWidget(self.lookups, grid.rowCount(), 0, 1, 3)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea(self, widgetResizable=True)
        area.setWidget(body)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        self.focus_on = next(iter(self.editors.values())).input
        self.retranslate()
        self.take_facts()
        self.refresh()

    def _label(self, words: str, kind: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("kind", kind)
        self._words.append((label, words))
        return label

    def refresh(self) -> None:
        """Read the numbers again (``Page``)."""
        self.context.jobs.run(
            services.read_settings, owner=self, done=self._show, failed=self.context.messages.error, key="settings"
        )

    def _write_lookups(self, rows: Sequence[tuple[str, str]]) -> None:
        value = [{"name": name, "address": address} for name, address in rows]
        self.context.jobs.run(
            lambda session: services.write_setting(session, name="lookups", value=value),
            owner=self,
            done=lambda _: self._lookups_written(rows),
            failed=self._lookups_refused,
            key="lookups",
        )

    def _lookups_written(self, rows: Sequence[tuple[str, str]]) -> None:
        self.lookups.stored(rows)
        self.context.messages.toast(self.tr("These addresses are offered from now on."))

    def _lookups_refused(self, error: Exception) -> None:
        if isinstance(error, Invalid):
            self.lookups.refused(sentence(error))
        else:
            self.context.messages.error(error)

    def _show(self, stored: dict[str, int]) -> None:
        for name, editor in self.editors.items():
            if not editor.is_dirty():
                editor.set_value(stored[name])

    def _write(self, name: str) -> None:
        editor = self.editors[name]
        try:
            value = editor.value()
        except BadValue:
            return  # the field says why
        if value is None or value == editor.loaded:
            editor.set_value(editor.loaded)
            return
        self.context.jobs.run(
            lambda session: services.write_setting(session, name=name, value=value),
            owner=self,
            done=lambda _: self._written(name, value),
            failed=self.context.messages.error,
        )

    def _written(self, name: str, value: int) -> None:
        self.editors[name].rebase(value)
        said = self.tr("{what}: {value}, from now on.")
        self.context.messages.toast(said.format(what=self.editors[name].input.accessibleName(), value=value))

    def concerned(self, change: Changed) -> bool:
        """Tell whether a number may have changed (``Page``)."""
        return change.table == "setting"

    def take_facts(self) -> None:
        """Let those type who may (``Page``)."""
        may = self.context.facts().rights.may
        reason = (
            ""
            if may("setting", "edit") and may("setting", "create")
            else self.tr("You have no right to change settings.")
        )
        for field in (*self.editors.values(), self.lookups):
            field.set_read_only(reason)  # type: ignore[attr-defined]
        self.lookups.show_stored(self.context.facts().lookups)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for label, words in self._words:
            label.setText(QCoreApplication.translate("Settings", words))
        self.lookups.retranslate()
        for editor in self.editors.values():
            editor.set_caption(QCoreApplication.translate("Settings", editor.field.label))
