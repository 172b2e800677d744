"""The top of the window: which account set, the search, new, notices, who I am."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from crm_desktop.core.facts import Facts
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.icons import icon


class TopBar(QFrame):
    """Holds what is given to it; knows the account set's colour and the person's name."""

    def __init__(self, search: QLineEdit, bell: QToolButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._set, self.new, self.me = QLabel(self), QToolButton(self), QToolButton(self)
        self._set.setObjectName("account_set_name")
        for button, name, picture in ((self.new, "quick_create", "plus"), (self.me, "who_i_am", "user")):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.setIconSize(QSize(18, 18))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setProperty("kind", "text")
        self.new.setMenu(QMenu(self.new))
        self.me.setMenu(QMenu(self.me))
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        search.setMaximumWidth(560)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._set)
        row.addStretch(1)
        row.addWidget(search, 6)
        row.addStretch(1)
        row.addWidget(self.new)
        row.addWidget(bell)
        row.addWidget(self.me)

    def open_new(self) -> None:
        """Drop down what can be made anew, on the first of it: Enter takes that."""
        menu = self.new.menu()
        QTimer.singleShot(0, menu, lambda: menu.setActiveAction(menu.actions()[0]) if menu.actions() else None)
        self.new.showMenu()

    def show_facts(self, facts: Facts) -> None:
        """Show whose account set this is, in its own colour, and who is logged in."""
        colour = QColor(facts.account_colour or "#2563eb")
        words = "#ffffff" if contrast(colour, QColor("#ffffff")) >= 4.5 else "#101418"
        self._set.setText(facts.account_set)
        self._set.setToolTip(facts.company or facts.account_set)
        self._set.setAccessibleName(self.tr("Account set {name}").format(name=facts.account_set))
        self._set.setStyleSheet(
            f"background: {colour.name()}; color: {words}; border-radius: 4px; padding: 3px 10px; font-weight: 600;"
        )
        self.me.setText(facts.employee_name)
        self.me.setAccessibleName(self.tr("Who I am: {name}").format(name=facts.employee_name))
        self.new.setText(self.tr("New"))
        self.new.setToolTip(as_on_keys(self.tr("New record (Ctrl+N)")))
        self.new.setAccessibleName(self.new.toolTip())


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours after WCAG 2.1 (1 to 21)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
