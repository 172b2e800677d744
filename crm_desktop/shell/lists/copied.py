"""What is said when rows of a list are on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crm_desktop.shell.context import Context


def tell_copied(context: Context, rows: int, left_out: int) -> None:
    """Say how many rows were copied, and how many e-mails are not among them because nobody is to write there."""
    said = []
    if rows:
        said.append(QCoreApplication.translate("ListPage", "%n row(s) copied; paste them into Excel.", "", rows))
    if left_out:
        said.append(
            QCoreApplication.translate(
                "ListPage", "%n e-mail(s) left out: marked as invalid or as wanting none.", "", left_out
            )
        )
    context.messages.toast(" ".join(said))
