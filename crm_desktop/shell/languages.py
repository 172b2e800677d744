"""The languages of the program: compiled when needed, switched while it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from crm_desktop.core.files import may_write_in, whole
from crm_desktop.core.resources import resource
from crm_desktop.shell import places

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}


class Languages(QObject):
    """Holds the installed translators; every widget hears of a change by ``QEvent.LanguageChange``."""

    changed = Signal(str)

    def __init__(self, application: QCoreApplication, language: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._translators: list[QTranslator] = []
        self._language = ""
        self.use(language or system_language())

    @property
    def language(self) -> str:
        """Return 'zh_CN' or 'en'."""
        return self._language

    def use(self, language: str) -> None:
        """Show the program in *language*; an unknown one counts as English."""
        language = language if language in LANGUAGES else "en"
        if language == self._language:
            return
        fresh = _load(language)
        QLocale.setDefault(QLocale("zh_CN" if language == "zh_CN" else "en_US"))
        self._language = language
        for old in self._translators:
            self._application.removeTranslator(old)
        self._translators = fresh
        for translator in fresh:
            self._application.installTranslator(translator)
        self.changed.emit(language)


def system_language() -> str:
    """Return the language of this PC's user."""
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def _load(language: str) -> list[QTranslator]:
    """Return the translators for *language*: Qt's own words first, ours after them (for English its plurals)."""
    found = []
    qt_words = QTranslator()
    if qt_words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        found.append(qt_words)
    ours, words = QTranslator(), compiled(language)
    if words and ours.load(str(words)):
        found.append(ours)
    return found


def compiled(language: str) -> Path | None:
    """Return the compiled words of *language*, made anew when a source is younger; None without any."""
    folder = resource("translations")
    sources = sorted(folder.glob(f"*_{language}.ts"))
    for place in (folder, places.cache_folder("translations")):
        target = place / f"crm_{language}.qm"
        if target.exists() and all(s.stat().st_mtime <= target.stat().st_mtime for s in sources):
            return target
    if not sources:
        return None
    place = folder if may_write_in(folder) else places.cache_folder("translations")
    return _release(sources, place / f"crm_{language}.qm")


def _release(sources: list[Path], target: Path) -> Path:
    """Run Qt's lrelease over *sources*; the finished file appears at once, never half.

    It is told bare names only: on Windows it knows no letters but those of the code page.
    """
    if sys.platform == "win32":
        name, flags = "lrelease.exe", subprocess.CREATE_NO_WINDOW  # its console would flash up
    else:
        name, flags = "lrelease", 0
    program = Path(PySide6.__path__[0]) / name
    with whole(target) as fresh, TemporaryDirectory(prefix=".crm-", dir=target.parent) as work:
        for source in sources:
            shutil.copyfile(source, Path(work, source.name))
        words = [str(program), "-silent", *(source.name for source in sources), "-qm", target.name]
        subprocess.run(words, cwd=work, check=True, timeout=60, creationflags=flags)
        os.replace(Path(work, target.name), fresh)
    return target
