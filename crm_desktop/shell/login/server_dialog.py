"""Adding or changing a server, with a test that needs no password."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.login import late
from crm_desktop.shell.login.profiles import DEFAULT_PORT, Server, database_of, shown


class ServerDialog(QDialog):
    """Name, address, port and encryption of a server; *saved* carries the ``Server``."""

    saved = Signal(object)

    def __init__(self, jobs: Jobs, parent: QWidget | None = None, server: Server | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("server_dialog")
        self._jobs, self._before = jobs, server or Server(name="", host="")
        self.setWindowTitle(self.tr("Server"))
        self._name, self._host, self._port = QLineEdit(self._before.name), QLineEdit(self._before.host), QSpinBox()
        self._port.lineEdit().setTextMargins(6, 0, 0, 0)  # a spin box gives its text no padding
        self._port.setRange(1, 65535)
        self._port.setGroupSeparatorShown(False)
        self._port.setValue(self._before.port or DEFAULT_PORT)
        self._tls = QComboBox()
        for mode, words in (
            ("prefer", self.tr("Encrypted where the server can")),
            ("require", self.tr("Always encrypted")),
            ("verify-full", self.tr("Always encrypted, certificate checked")),
        ):
            self._tls.addItem(words, mode)
        self._tls.setCurrentIndex(max(0, self._tls.findData(self._before.sslmode)))
        self._result, self._test = QLabel(), QPushButton(self.tr("&Test"))
        self._result.setWordWrap(True)
        self._host.setPlaceholderText(self.tr("for example 192.168.1.10 or crm-server"))
        self._sets = QLineEdit(", ".join(shown(name) for name in self._before.sets))
        self._sets.setPlaceholderText(self.tr("for example Demo"))
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for name, words, editor in (
            ("server_name", self.tr("&Name"), self._name),
            ("server_host", self.tr("&Address"), self._host),
            ("server_port", self.tr("&Port"), self._port),
            ("server_sets", self.tr("Account &sets"), self._sets),
            ("server_tls", self.tr("&Encryption"), self._tls),
        ):
            editor.setObjectName(name)
            editor.setAccessibleName(words.replace("&", ""))
            form.addRow(words, editor)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._save = buttons.button(QDialogButtonBox.StandardButton.Save)
        for button, name in ((self._save, "save_server"), (self._test, "test_server")):
            button.setObjectName(name)
            button.setAccessibleName(button.text().replace("&", ""))
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self._test)
        row.addWidget(self._result, 1)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addLayout(row)
        column.addWidget(buttons)
        self.setMinimumWidth(420)
        self._test.clicked.connect(self._try)
        self._host.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        ready = bool(self._host.text().strip())
        self._save.setEnabled(ready)
        self._test.setEnabled(ready)
        self._result.clear()

    def server(self) -> Server:
        """Return what stands in the form."""
        host = self._host.text().strip()
        typed = self._sets.text().replace("，", ",").split(",")
        sets = tuple(database_of(name, self._before.sets) for name in typed if name.strip())
        here = (host, self._port.value()) == (self._before.host, self._before.port)
        return replace(
            self._before,
            name=self._name.text().strip() or host,
            host=host,
            port=self._port.value(),
            folder=self._before.folder if here else "",
            sslmode=self._tls.currentData(),
            sets=sets,
        )

    def _try(self) -> None:
        server = self.server()
        self._result.setText(self.tr("Asking the server …"))
        self._jobs.run(
            lambda _: late.services().probe(server), owner=self, done=self._answered, failed=self._silent, key="probe"
        )

    def _answered(self, encrypted: bool) -> None:
        self._result.setText(
            self.tr("The server answers, and encrypts.")
            if encrypted
            else self.tr("The server answers. It does not encrypt; passwords are still never sent in clear.")
        )

    def _silent(self, _error: Exception) -> None:
        self._result.setText(self.tr("Nothing answers there. Please check address, port and the server's firewall."))

    def _accept(self) -> None:
        self.saved.emit(self.server())
        self.accept()
