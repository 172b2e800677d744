"""From the command to the login, and from the login to the first page."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPushButton

from crm_desktop.app import Program
from tests.bench.bare import Bare
from tests.bench.desk import Waiter, paint
from tests.bench.measure import Result, Samples
from tests.bench.prepare import Prepared

_ROOT = Path(__file__).parents[2]
MOST_MB = 250.0


def start_to_login(prepared: Prepared, repeat: int) -> Result:
    """Start the program; its login is painted. Beside it a bare window of a program that imports SQLAlchemy."""
    samples = Samples()
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        address = f"{prepared.host}:{prepared.port}"
        for _ in range(max(5, repeat // 3)):
            samples.bare.append(_start("bare"))
            samples.clock.append(_start("login", folder, address, prepared.dbname))
    return samples.result("start_to_login", "-", prepared.customers, interactive=False, with_memory=False)


def _start(*words: str) -> float:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_child", *words], cwd=_ROOT, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    return (float(done.stdout.split()[-1]) - begun) * 1000


def ten_tabs(prepared: Prepared, role: str) -> Result:
    """Have a program of its own log in and open ten tabs: its memory is the result, not its time."""
    given = {
        "server": f"{prepared.host}:{prepared.port}", "set": prepared.dbname, "user": prepared.login(role),
        "password": prepared.password(role),
    }  # fmt: skip
    samples = Samples()

    def act() -> None:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.tabs_child"], cwd=_ROOT, input=json.dumps(given), capture_output=True,
            text=True, timeout=600, check=True,
        )  # fmt: skip
        given["rss_mb"] = done.stdout.split()[-1]

    samples.time(act)
    result = samples.result("ten_tabs", role, prepared.customers, interactive=False, most_mb=MOST_MB)
    return replace(result, rss_mb=float(given["rss_mb"]))


def login_to_home(prepared: Prepared, role: str, repeat: int, waiter: Waiter) -> Result:
    """Press Enter at the password; the first page is painted with its counts, tasks and notices."""
    samples = Samples()
    connection = Bare(prepared, role)
    arguments = argparse.Namespace(
        lang="zh_CN", call="", offer_logins=None, server=f"{prepared.host}:{prepared.port}", set=prepared.dbname,
        user=prepared.login(role),
    )  # fmt: skip
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for _ in range(max(5, repeat // 2)):
        with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
            program = Program(application, Path(folder), arguments)
            program.show_login()
            login = program.login
            assert login is not None
            waiter.rest(0.2)
            login._password.setText(prepared.password(role))

            def act(of: Program = program) -> None:
                assert of.login is not None
                of.login.findChild(QPushButton, "log_in").click()
                waiter.until(lambda: of.desktop is not None, "login")
                desktop = of.desktop
                assert desktop is not None
                waiter.until(lambda: desktop.window.documents.current is not None, "home")
                page = desktop.window.documents.current
                waiter.until(lambda: page._counts and desktop.jobs.busy == 0, "boxes")
                paint(desktop.window)

            samples.time(act)
            desktop = program.desktop
            assert desktop is not None
            desktop.window.close()
            desktop.window.deleteLater()
            program.close()
            program.languages.deleteLater()
            program.style.deleteLater()
            sys.excepthook = sys.__excepthook__
            program.deleteLater()
            waiter.rest(0.05)
        samples.bare.append(connection.log_in())
    connection.close()
    return samples.result("login_to_home", role, prepared.customers)
