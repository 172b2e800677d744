"""Settings of the company: a number each, in force as soon as it is left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Integer
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page
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
MOST = 9999  #: more the database does not take for a number of days, minutes or passwords
AT_MOST = {"undo_days": 30}  #: what is deleted is kept for so long


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
        for editor in self.editors.values():
            editor.set_read_only(reason)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for label, words in self._words:
            label.setText(QCoreApplication.translate("Settings", words))
        for editor in self.editors.values():
            editor.set_caption(QCoreApplication.translate("Settings", editor.field.label))
