"""The icon theme: one open set of SVG files, tinted to the palette in use.

Qt's own theme look-up does the rest: an icon made by ``icon("search")`` follows a change of
colours by itself, in every widget and menu that holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton

from crm_desktop.core.resources import resource
from crm_desktop.shell import places

#: Suffix of the icon's name → token of the palette it is drawn in.
TINTS = {
    "": "text",
    "-accent": "accent",
    "-onaccent": "on_accent",
    "-muted": "muted",
    "-ok": "ok",
    "-warn": "warn",
    "-bad": "bad",
}


def icon(name: str, tint: str = "") -> QIcon:
    """Return the icon *name*; *tint* is '', 'accent', 'onaccent', 'muted', 'ok', 'warn' or 'bad'."""
    return QIcon.fromTheme(f"{name}-{tint}" if tint else name)


def primary_icon(button: QAbstractButton, name: str) -> None:
    """Give a primary button an icon in the colour of its words, also while it cannot be pressed."""
    watch = _Enabled(button)
    watch.name = name
    button.installEventFilter(watch)
    watch.draw(button)


class _Enabled(QObject):
    """Follows whether a button can be pressed: the colour on the accent is not seen without the accent."""

    name = ""

    def draw(self, button: QAbstractButton) -> None:
        """Set the icon that is seen now."""
        button.setIcon(icon(self.name, "onaccent" if button.isEnabled() else ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw anew when the button is switched (QObject.eventFilter)."""
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QAbstractButton):
            self.draw(watched)
        return False


def use_palette(tokens: Mapping[str, str]) -> None:
    """Draw the icons in the colours *tokens* and make them the theme in use."""
    source = resource("icons")
    colours = "|".join(tokens[token] for token in TINTS.values())
    theme = "crm-" + hashlib.sha256(f"{colours}|{_stamp(source)}".encode()).hexdigest()[:12]
    base = places.cache_folder("icons")
    if not (base / theme / "index.theme").exists():
        _draw(source, base / theme, tokens)
    QIcon.setThemeSearchPaths([str(base)])
    QIcon.setThemeName(theme)


def _stamp(source: Path) -> str:
    return ",".join(f"{p.stem}{p.stat().st_size}" for p in sorted(source.glob("*.svg")))


def _draw(source: Path, target: Path, tokens: Mapping[str, str]) -> None:
    """Write every icon in every tint, the index last: a half-written theme is not used."""
    folder = target / "scalable"
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.glob("*.svg"):
        drawing = path.read_text(encoding="utf-8")
        for suffix, token in TINTS.items():
            tinted = drawing.replace("currentColor", tokens[token])
            (folder / f"{path.stem}{suffix}.svg").write_text(tinted, encoding="utf-8")
    (target / "index.theme").write_text(
        "[Icon Theme]\nName=CRM\nComment=Lucide, tinted\nDirectories=scalable\n\n"
        "[scalable]\nSize=24\nMinSize=8\nMaxSize=256\nType=Scalable\nContext=Actions\n",
        encoding="utf-8",
    )
