"""Colours, density and fonts: tokens for light and dark, one style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from crm_desktop.core.resources import resource
from crm_desktop.shell import icons, places

LIGHT = {
    "window": "#f3f4f6",
    "surface": "#ffffff",
    "raised": "#ffffff",
    "stripe": "#f8f9fb",
    "rail": "#e9ebef",
    "border": "#d5d9df",
    "strong_border": "#b3bac4",
    "hover": "#eceff3",
    "pressed": "#dfe3e9",
    "text": "#1b2028",
    "muted": "#59626f",
    "faint": "#69727f",
    "accent": "#1f5fbf",
    "accent_hover": "#1a519f",
    "accent_soft": "#e3edfb",
    "on_accent": "#ffffff",
    "selection": "#d3e3fa",
    "on_selection": "#10203a",
    "ok": "#17753d",
    "ok_soft": "#e0f3e7",
    "warn": "#8a5a00",
    "warn_soft": "#fcf0d4",
    "bad": "#b3261e",
    "bad_soft": "#fce4e2",
    "toast": "#262b33",
    "on_toast": "#f5f7fa",
    "toast_link": "#9cc4ff",
    "scroll": "#c0c6cf",
    "scroll_hover": "#98a1ad",
}
DARK = {
    "window": "#1a1d21",
    "surface": "#212529",
    "raised": "#2a2f35",
    "stripe": "#24292e",
    "rail": "#15171a",
    "border": "#363c44",
    "strong_border": "#525a65",
    "hover": "#2d333a",
    "pressed": "#363d46",
    "text": "#e7eaee",
    "muted": "#a3acb8",
    "faint": "#8a94a1",
    "accent": "#79aaf7",
    "accent_hover": "#97bdfa",
    "accent_soft": "#263853",
    "on_accent": "#0c1728",
    "selection": "#2d4a75",
    "on_selection": "#f2f6fc",
    "ok": "#5cc98a",
    "ok_soft": "#1d3a2a",
    "warn": "#e3b04b",
    "warn_soft": "#3d3118",
    "bad": "#ff8f86",
    "bad_soft": "#4a2422",
    "toast": "#e7eaee",
    "on_toast": "#1b2028",
    "toast_link": "#1f5fbf",
    "scroll": "#4a525d",
    "scroll_hover": "#67717e",
}
#: Lengths in pixels, on a grid of 4.
DENSITIES = {
    "compact": {
        "font": "13px",
        "small": "12px",
        "title": "18px",
        "pad_y": "3px",
        "pad_x": "8px",
        "control": "20px",
        "item": "24px",
        "rail_width": "84px",
        "rail_button": "68px",
        "pages_width": "196px",
    },
    "comfortable": {
        "font": "14px",
        "small": "13px",
        "title": "20px",
        "pad_y": "6px",
        "pad_x": "12px",
        "control": "22px",
        "item": "32px",
        "rail_width": "100px",
        "rail_button": "84px",
        "pages_width": "228px",
    },
}
THEMES = ("system", "light", "dark")
CJK_FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a person chose: *theme* of THEMES, *density* of DENSITIES."""

    theme: str = "system"
    density: str = "compact"


class Style(QObject):
    """Applies a look to the application and follows the system's light or dark."""

    changed = Signal()

    def __init__(self, application: QApplication, look: Look | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._look = look or Look()
        self._families = _families()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        application.setStyle(QStyleFactory.create("Fusion"))
        self.apply(self._look)

    @property
    def look(self) -> Look:
        """Return the look in force."""
        return self._look

    @property
    def tokens(self) -> dict[str, str]:
        """Return the colours in force."""
        return DARK if self.is_dark else LIGHT

    @property
    def is_dark(self) -> bool:
        """Tell whether the dark colours are in force."""
        if self._look.theme == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._look.theme == "dark"

    def apply(self, look: Look) -> None:
        """Show the whole program in *look*."""
        self._look = look
        sizes = DENSITIES[look.density]
        icons.use_palette(self.tokens)
        self._application.setPalette(palette(self.tokens))
        self._application.setFont(font(self._families, int(sizes["font"].removesuffix("px"))))
        self._application.setStyleSheet(sheet(self.tokens, sizes))
        self.changed.emit()

    def _system_changed(self) -> None:
        if self._look.theme == "system":
            self.apply(self._look)


def sheet(tokens: dict[str, str], sizes: dict[str, str]) -> str:
    """Return the style sheet for *tokens* and *sizes*."""
    folder = resource("style")
    pictures = resource("icons").as_posix()
    template = Template((folder / "desktop.qss").read_text(encoding="utf-8"))
    return template.substitute(
        tokens,
        **sizes,
        check=_picture("check", tokens["on_accent"]),
        icons=pictures,
        down=_picture("chevron-down", tokens["muted"]),
        up=_picture("chevron-up", tokens["muted"]),
        right=_picture("chevron-right", tokens["muted"]),
        close=_picture("x", tokens["muted"], room=10),
        dot=_picture("circle-dot", tokens["on_accent"]),
    )


def _picture(name: str, colour: str, room: int = 0) -> str:
    """Return the path of an icon in one colour, with *room* around it, for use inside the style sheet."""
    target = places.cache_folder("style") / f"{name}-{room}-{colour.removeprefix('#')}.svg"
    if not target.exists():
        drawing = (resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
        target.write_text(
            drawing.replace("currentColor", colour)
            .replace('"1.75"', '"2.5"')
            .replace("0 0 24 24", f"{-room} {-room} {24 + 2 * room} {24 + 2 * room}"),
            encoding="utf-8",
        )
    return target.as_posix()


def palette(tokens: dict[str, str]) -> QPalette:
    """Return the palette that painting code (delegates, charts) reads its colours from."""
    roles = QPalette.ColorRole
    pairs = {
        roles.Window: "window",
        roles.WindowText: "text",
        roles.Base: "surface",
        roles.AlternateBase: "stripe",
        roles.Text: "text",
        roles.Button: "surface",
        roles.ButtonText: "text",
        roles.PlaceholderText: "faint",
        roles.Highlight: "selection",
        roles.HighlightedText: "on_selection",
        roles.ToolTipBase: "toast",
        roles.ToolTipText: "on_toast",
        roles.Link: "accent",
        roles.LinkVisited: "accent",
        roles.Accent: "accent",
        roles.Mid: "border",
        roles.Midlight: "hover",
        roles.Dark: "strong_border",
        roles.Light: "raised",
        roles.Shadow: "border",
        roles.BrightText: "bad",
    }
    result = QPalette()
    for role, token in pairs.items():
        result.setColor(role, QColor(tokens[token]))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["faint"]))
    return result


def font(families: list[str], pixels: int) -> QFont:
    """Return the font of the program: the system's, CJK behind it, figures all of one width."""
    result = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    result.setFamilies(families)
    result.setPixelSize(pixels)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def _families() -> list[str]:
    """Return the families to use in order; the bundled font only where the machine has no Chinese one."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    present = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    chinese = [name for name in CJK_FAMILIES if name in present] or sorted(present)[:1]
    if not chinese:
        folder = resource("fonts")
        for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf"), *folder.glob("*.ttc")]):
            added = QFontDatabase.addApplicationFont(str(path))
            chinese += [f for f in QFontDatabase.applicationFontFamilies(added) if f not in chinese]
    return [system, *chinese]
