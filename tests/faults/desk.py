"""A whole desktop in a process of its own, led line by line: real login, real widgets, real keys.

python -m tests.faults.desk HOST PORT DATABASE LOGIN FOLDER

Reads one JSON list (verb, words …) a line and answers each with one line; ``tests.faults.led`` is the other end.
``CRM_FAULTS_SOON`` shortens how soon a silent connection is noticed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from crm_desktop import app
from crm_desktop.core import clock
from crm_desktop.db import connect
from crm_desktop.shell.program import live
from tests.guards import refuse_classes_of_qt_in_jobs


class Pulse(QObject):
    """Remembers the longest time in which the window could not have answered; waiting for a core of a busy machine is no fault."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.longest, self._last = 0.0, _own_time()
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = _own_time()
        self.longest, self._last = max(self.longest, now - self._last), now


def _own_time() -> float:
    """Return seconds that pass only while no thread of this process waits for a core (Linux), else all of them."""
    waited = 0
    for task in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):
            waited += int(task.read_text().split()[1])
    return time.monotonic() - waited / 1e9


class Led(QObject):
    """Does what a line says, as the person at the keyboard would."""

    def __init__(self, program: app.Program) -> None:
        super().__init__(program)
        self.program, self.pulse = program, Pulse(self)
        self._rest = b""
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        found = os.read(sys.stdin.fileno(), 65536)
        if not found:  # whoever led is gone
            os._exit(3)
        *lines, self._rest = (self._rest + found).split(b"\n")
        for line in lines:
            verb, *words = json.loads(line)
            try:
                answer = getattr(self, f"do_{verb}")(*words)
            except Exception as error:  # noqa: BLE001 - told to whoever leads
                answer = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
            sys.stdout.flush()

    @property
    def window(self) -> Any:
        """Return the main window; None before the login."""
        return self.program.desktop.window if self.program.desktop else None

    @property
    def page(self) -> Any:
        """Return the page in front."""
        return self.window.documents.current

    def do_password(self, words: str) -> None:
        """Type the password and press Enter."""
        assert self.program.login is not None
        field = self.program.login.findChild(QLineEdit, "password")
        field.setFocus()
        QTest.keyClicks(field, words)
        QTest.keySequence(field, QKeySequence("Return"))

    def do_open(self, entity: str, record_id: int) -> None:
        """Open a record."""
        self.window.open_record(entity, record_id)

    def do_new(self, entity: str, values: Any = None, labels: Any = None) -> None:
        """Begin a new record."""
        self.window.new_record(entity, values, labels)

    def do_list(self, entity: str) -> None:
        """Open a list."""
        self.window.open_list(entity)

    def do_type(self, name: str, words: str) -> None:
        """Type *words* at the end of a field, key by key."""
        field = self.page.form.editor(name).input
        if QApplication.focusWidget() is not field:
            field.setFocus()
            QTest.keySequence(field, QKeySequence("Ctrl+End" if hasattr(field, "insertPlainText") else "End"))
        QTest.keyClicks(field, words)

    def do_line(self, product: int, label: str) -> None:
        """Choose a product in the first line of an order."""
        grid = self.page.grid
        grid.model.put(grid.model.line(0), {"product_id": product}, {"product_id": label}, by_hand=True)

    def do_keys(self, words: str) -> None:
        """Press a combination of keys, where the keyboard is."""
        at = QApplication.focusWidget()
        if at is None or (at.window() is self.window and not self.page.isAncestorOf(at)):
            self.window.activateWindow()
            self.page.setFocus()
        QTest.keySequence(QApplication.focusWidget() or self.page, QKeySequence(words))

    def do_export(self, path: str) -> None:
        """Write the list in front into a file."""
        self.page.output.export_to(Path(path), self.page.list.model.query)

    def do_print(self, path: str) -> str:
        """Save the preview in front as PDF; return what its bar says."""
        preview = _previews()[0]
        preview.save_to(path)
        return str(preview.place.text())

    def do_back(self) -> None:
        """Close the preview and go back to the window."""
        for preview in _previews():
            preview.close()
        self.window.activateWindow()

    def do_import(self, entity: str) -> None:
        """Open the import page."""
        self.window.open_page("import", entity=entity)

    def do_take(self, path: str, entity: str) -> None:
        """Choose the file to import."""
        self.page.take_file(Path(path), entity)

    def do_take_up(self, run_id: int, button: str) -> None:
        """Choose an import that was left, and press a button below the list."""
        start = self.page.start
        start.history.selectRow(next(n for n, run in enumerate(start.runs) if run.id == run_id))
        QTest.keySequence(getattr(start, button), QKeySequence("Space"))

    def do_prefer(self, key: str, value: Any) -> None:
        """Choose something that is remembered."""
        assert self.program.desktop is not None
        self.program.desktop.preferences.set(key, value)

    def do_stumble(self) -> None:
        """Meet an error that nobody foresaw."""
        QTimer.singleShot(0, self, self._stumble)

    def _stumble(self) -> None:
        raise RuntimeError("an error nobody foresaw")

    def do_close(self) -> None:
        """Close the window, as its user would."""
        QTimer.singleShot(0, self.window, self.window.close)

    def do_state(self) -> dict[str, Any]:
        """Say what can be seen."""
        desktop = self.program.desktop
        longest, self.pulse.longest = self.pulse.longest, 0.0
        state = {"longest": longest, "in": desktop is not None, "clock": time.time()}
        if desktop is None:
            login = self.program.login
            return {**state, "message": login._message.text() if login else ""}
        page = self.page
        state |= {
            "online": desktop.live.online and not self.window.banner.isVisible(),
            "listening": desktop.live._listener is not None,
            "follows": desktop._database._port_now is not None,
            "busy": desktop.jobs.busy,
            "page": page.objectName() if page else "",
            "toasts": self.window.toasts.texts(),
            "crash": self.program.crashes.dialog is not None,
            "foot": self.window.foot._connection.text(),
            "today": clock.today().isoformat(),
            "banner": self.window.banner.isVisible(),
            "preview": bool(_previews()),
            "tabs": [(d.address.kind, d.address.record_id) for d in self.window.documents._documents],
        }
        if hasattr(page, "preview") and hasattr(page, "mapping"):  # the import page
            state |= {
                "step": page.stack.currentIndex(),
                "counts": dict(page.preview.report.counts) if page.preview.report else {},
                "runs": [(run.id, run.state) for run in page.start.runs],
                "trouble": page.trouble.text() if page.trouble.isVisible() else "",
            }
        form = getattr(page, "form", None)
        if form is not None:
            state |= {
                "id": page.record_id,
                "loaded": bool(page._record.id) or not page.record_id,
                "dirty": page.is_dirty(),
                "saving": page._saving,
                "others": page.head._others.text() if page.head._others.isVisible() else "",
                "conflict": list(form.conflict.open_fields()),
                "notice": page.notice.words() if page.notice.isVisible() else "",
                "values": _values(form),
            }
        return state


def _previews() -> list[Any]:
    return [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "Preview" and w.isVisible()]


def _values(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.current().items() if value not in (None, "", [], {})}


def main() -> None:
    """Show the login and do as one is told until the other end is closed."""
    refuse_classes_of_qt_in_jobs()
    host, port, database, login, folder = sys.argv[1:]
    if os.environ.get("CRM_FAULTS_SOON"):
        live.BEAT, live.PATIENCE = 400, 1_500
        connect.CONNECT_SECONDS, connect.UNHEARD = 2, 3_000
    place = app.places.data_folder(Path(folder))
    if not (place / "servers.json").exists():
        known = app.profiles.Server(name="office", host=host, port=int(port), sets=(database,))
        app.profiles.write_servers(place, (known,))
    words = ["--server", "office", "--set", database, "--user", login, "--lang", "en", "--data", folder]
    arguments = app.parse(words)
    application = QApplication(sys.argv[:1])
    program = app.Program(application, place, arguments)
    program.show_login()
    Led(program)
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    code = application.exec()
    program.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
