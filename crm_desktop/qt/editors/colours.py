"""Colours of dictionary entries: a small palette to choose from, or #rrggbb typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors.base import LineEditor, is_open_key
from crm_desktop.qt.tools import Tools

#: Told apart from each other, with three to one against white and against the dark ground.
PALETTE = (
    "#b91c1c",
    "#c2410c",
    "#b45309",
    "#4d7c0f",
    "#15803d",
    "#0f766e",
    "#0369a1",
    "#2563eb",
    "#6d5bd0",
    "#a21caf",
    "#be185d",
    "#6b7280",
)


def swatch(colour: str, size: int = 12) -> QIcon:
    """Return a small disc in *colour* ('#rrggbb')."""
    key = f"swatch {colour} {size}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = _disc(colour, size)
        QPixmapCache.insert(key, picture)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Disabled)
    return icon


def _disc(colour: str, size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    return picture


class ColourEditor(LineEditor):
    """A colour: F4 drops the palette down."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._swatch = QAction(self.line)
        self._swatch.setEnabled(False)
        self.line.addAction(self._swatch, QLineEdit.ActionPosition.LeadingPosition)
        self._button = self._add_button("chevron-down", QT_TRANSLATE_NOOP("Editor", "Choose"), self.drop_down, "F4")

    def drop_down(self) -> None:
        """Show the palette below the line."""
        if self.read_only:
            return
        menu = QMenu(self)
        menu.setObjectName(f"{self.field.name}.palette")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for colour in ("", *PALETTE):
            action = menu.addAction(swatch(colour) if colour else QIcon(), colour or "–")
            action.triggered.connect(lambda _=False, colour=colour: self.put(colour))
        menu.popup(self.line.mapToGlobal(self.line.rect().bottomLeft()))

    def put(self, value: Any, label: str = "") -> None:
        """Show a colour as if it had just been chosen."""
        super().put(value, label)
        self.committed.emit()

    def _show(self) -> None:
        super()._show()
        self._swatch.setIcon(swatch(self._current) if self._current else QIcon())

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)
