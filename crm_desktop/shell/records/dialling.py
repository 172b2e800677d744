"""Calling a number with the PC's telephone program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.shell.context import Context


def dial(context: Context, number: str) -> None:
    """Hand *number* to the telephone program; say so where this PC has none."""
    plain = "".join(c for c in number if c.isdigit() or c == "+")
    if not QDesktopServices.openUrl(QUrl(f"tel:{plain}")):
        words = QCoreApplication.translate("Dialling", "No telephone program is set up on this PC for {number}.")
        context.messages.toast(words.format(number=number))
