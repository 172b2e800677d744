"""What jobs load knows nothing of Qt, what the GUI thread loads comes in small pieces, and garbage is its affair."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from contextlib import nullcontext

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.program.collector import Collector
from tests.guards import classes_of_qt

#: run in a program of its own, because this one has loaded everything
_PIECES = """
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
application = QApplication([])
from crm_desktop.shell.login import late, window
from tests.guards import classes_of_qt
before = classes_of_qt()
late.load_services()
names = late.desktop_modules()
assert classes_of_qt() == before, f"{before} {classes_of_qt()}: a job defines no class of Qt"
assert "crm_desktop.qt.form" in names and "crm_desktop.qt.form" not in sys.modules
most, last = 0, before
for _ in late.steps(names):
    now = classes_of_qt()
    most, last = max(most, now - last), now
print(most, last - before)
from crm_desktop.shell.login.late import desktop_modules
assert not desktop_modules(), "all of it is there"
"""


def test_desktop_is_loaded_in_pieces() -> None:
    done = subprocess.run([sys.executable, "-c", _PIECES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    most, all_of_them = map(int, done.stdout.split())
    assert all_of_them > 100
    assert most <= 30, "what one turn of the event loop has to define"


def test_guard_refuses_class_of_qt_in_thread() -> None:
    met: list[str] = []

    def define() -> None:
        try:

            class Plain: ...

            class Made(QObject): ...
        except RuntimeError as error:
            met.append(str(error))

    thread = threading.Thread(target=define)
    thread.start()
    thread.join()
    assert met == ["the class Made of Qt is defined in a job"]
    assert classes_of_qt() > 0


def test_garbage_of_a_job_is_collected_on_the_gui_thread(qtbot: QtBot) -> None:
    where, main = list[int](), threading.get_ident()

    class Ring:
        def __init__(self) -> None:
            self.own = self

        def __del__(self) -> None:
            where.append(threading.get_ident())

    def work(_: None) -> int:
        for _number in range(3 * gc.get_threshold()[0]):
            Ring()
        return 0

    jobs, owner = Jobs(nullcontext), QObject()
    results: list[int] = []
    jobs.run(work, owner=owner, done=results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert where
    assert where[0] != main, "the interpreter's own way"
    collector = Collector()
    try:
        where.clear()
        jobs.run(work, owner=owner, done=results.append)
        qtbot.waitUntil(lambda: len(results) == 2)
        assert not where
        qtbot.waitUntil(lambda: bool(where))
        assert set(where) == {main}
    finally:
        collector.stop()
        jobs.close()
    assert gc.isenabled()
