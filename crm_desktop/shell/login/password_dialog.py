"""Changing one's own password; only a verifier ever reaches the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import LoginFailed
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.sentences import sentence

SHORTEST = 8


class PasswordDialog(QDialog):
    """Asks for the old password once and the new one twice; *change* is called in a job.

    *change* takes the old and the new password; *changed* carries its result.
    """

    changed = Signal(object)

    def __init__(
        self, jobs: Jobs, login: str, change: Callable[[str, str], Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("password_dialog")
        self.setWindowTitle(self.tr("Change my password"))
        self.setMinimumWidth(400)
        self._jobs, self._login, self._change = jobs, login, change
        self._fields = [QLineEdit(self) for _ in range(3)]
        self._message = QLabel(self)
        self._message.setProperty("kind", "error")
        self._message.setWordWrap(True)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for field, name, words in zip(
            self._fields,
            ("old_password", "new_password", "new_password_again"),
            (self.tr("&Old password"), self.tr("&New password"), self.tr("New password &again")),
            strict=True,
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setObjectName(name)
            field.setAccessibleName(words.replace("&", ""))
            field.textEdited.connect(self._message.clear)
            form.addRow(words, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        self._save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setObjectName("save_password")
        self._save.setAccessibleName(self._save.text())
        buttons.accepted.connect(self._try)
        buttons.rejected.connect(self.reject)
        hint = QLabel(
            self.tr(
                "At least {number} characters, and not your login. A few words in a row are easy to remember."
            ).format(number=SHORTEST),
            self,
        )
        hint.setProperty("kind", "small")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._message)
        column.addWidget(buttons)

    def _problem(self) -> tuple[str, QLineEdit] | None:
        old, new, again = (field.text() for field in self._fields)
        if not old:
            return self.tr("Please type your old password."), self._fields[0]
        if len(new) < SHORTEST:
            return self.tr("The new password is too short."), self._fields[1]
        if new == old or self._login.lower() in new.lower():
            return self.tr(
                "The new password must differ from the old one and must not contain your login."
            ), self._fields[1]
        if new != again:
            return self.tr("The two new passwords are not the same."), self._fields[2]
        return None

    def _try(self) -> None:
        problem = self._problem()
        if problem:
            self._message.setText(problem[0])
            problem[1].setFocus()
            return
        old, new, change = self._fields[0].text(), self._fields[1].text(), self._change
        self._save.setEnabled(False)
        self._jobs.run(lambda _session: change(old, new), owner=self, done=self._done, failed=self._failed)

    def _done(self, result: object) -> None:
        self.changed.emit(result)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._save.setEnabled(True)
        wrong = isinstance(error, LoginFailed)
        self._message.setText(self.tr("The old password is wrong.") if wrong else sentence(error))
        self._fields[0].setFocus()
