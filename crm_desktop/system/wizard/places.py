"""The first step: on which server the account set is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup, QFormLayout, QLabel, QLineEdit, QRadioButton

from crm_desktop.core.errors import Invalid
from crm_desktop.system.initialization import Place
from crm_desktop.system.wizard.steps import Answers, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """The server: the one embedded on this PC, or another one reached as its superuser."""

    embedded: bool = True
    host: str = ""
    port: int = 5432
    user: str = "postgres"
    password: str = ""


#: Reaches the server (in a job: it may have to be started); raise CrmError.
MakePlace = Callable[[Where, str], Place]


class ServerStep(Step):
    """This PC, or the office server with its superuser; the superuser's password is never kept."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__("server", parent)
        self._here, self._there = QRadioButton(self), QRadioButton(self)
        self._here.setObjectName("wizard.server.here")
        self._there.setObjectName("wizard.server.there")
        group = QButtonGroup(self)
        group.addButton(self._here)
        group.addButton(self._there)
        self._lines = {name: QLineEdit(self) for name in ("host", "port", "user", "password")}
        self._captions = {name: QLabel(self) for name in self._lines}
        self._lines["password"].setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setContentsMargins(24, 0, 0, 0)
        for name, line in self._lines.items():
            line.setObjectName(f"wizard.server.{name}")
            line.setMaximumWidth(320)
            line.textEdited.connect(self.edited)
            self._captions[name].setBuddy(line)
            form.addRow(self._captions[name], line)
        self.box.addWidget(self._here)
        self.box.addWidget(self._there)
        self.box.addLayout(form)
        self.box.addStretch(1)
        self._there.toggled.connect(self._choose)
        self.retranslate()

    def _choose(self, there: bool) -> None:
        for line in self._lines.values():
            line.setEnabled(there)
        self.edited.emit()

    def show_answers(self, answers: Answers) -> None:
        kept = answers.get("server", {})
        (self._there if kept.get("host") else self._here).setChecked(True)
        for name, line in self._lines.items():
            line.setText(str(kept.get(name, {"port": "5432", "user": "postgres"}.get(name, ""))))
        self._choose(self._there.isChecked())

    def answers(self) -> Any:
        """Return what is kept of the server: all but the password."""
        if self._here.isChecked():
            return {}
        return {name: line.text().strip() for name, line in self._lines.items() if name != "password"}

    def wrong(self, answers: Answers) -> list[Invalid]:
        """Return what lacks; the password does, as often as the answers are taken up again."""
        lacking = (name for name, line in self._lines.items() if self._there.isChecked() and not line.text().strip())
        return [Invalid("required", f"server.{name}") for name in lacking]

    def go_to(self, place: str) -> None:
        self._lines[place].setFocus()

    def words_of(self, place: str) -> str:
        return self._lines[place].accessibleName()

    def where(self) -> Where:
        """Return the server that is meant."""
        if self._here.isChecked():
            return Where()
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        port = int(texts["port"]) if texts["port"].isdigit() else 5432
        return Where(
            embedded=False, host=texts["host"], port=port, user=texts["user"], password=self._lines["password"].text()
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self._here.setText(self.tr("On this PC: the program brings the database server"))
        self._there.setText(self.tr("On the office server (PostgreSQL 15 or newer)"))
        words = {
            "host": self.tr("Address"),
            "port": self.tr("Port"),
            "user": self.tr("Superuser"),
            "password": self.tr("Password of the superuser"),
        }
        for name, text in words.items():
            self._captions[name].setText(text)
            self._lines[name].setAccessibleName(text)
        for button in (self._here, self._there):
            button.setAccessibleName(button.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
