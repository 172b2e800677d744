"""One running desktop takes the telephone calls: a second start with ``--call`` hands the number over and ends."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 500  #: milliseconds
LONGEST = 64  #: bytes of a number


def _name(folder: Path) -> str:
    who = hashlib.sha256(f"{getpass.getuser()}|{folder.resolve()}".encode()).hexdigest()[:16]
    return f"crm-desktop-{who}"


def hand_over(folder: Path, number: str) -> bool:
    """Give *number* to the desktop that is running with the same data *folder*; tell whether there is one."""
    line = QLocalSocket()
    line.connectToServer(_name(folder))
    if not line.waitForConnected(WAIT):
        return False
    line.write(number.encode("utf-8")[:LONGEST] + b"\n")
    return line.waitForBytesWritten(WAIT)


class CallReceiver(QObject):
    """Listens for numbers; *called* carries one."""

    called = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        if not self._server.listen(_name(folder)):
            QLocalServer.removeServer(_name(folder))  # left behind by a crash
            self._server.listen(_name(folder))

    def _accept(self) -> None:
        while line := self._server.nextPendingConnection():
            line.readyRead.connect(lambda source=line: self._read(source))
            line.disconnected.connect(line.deleteLater)
            self._read(line)

    def _read(self, line: QLocalSocket) -> None:
        if line.canReadLine():
            number = bytes(line.readLine(LONGEST).data()).decode("utf-8", "replace").strip()
            if number:
                self.called.emit(number)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()
