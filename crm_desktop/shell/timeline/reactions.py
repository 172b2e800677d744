"""How what colleagues say to an entry is shown: noted, well done."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPalette, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from crm_desktop.core.text import QT_TRANSLATE_NOOP, unbroken
from crm_desktop.qt.cells import joined
from crm_desktop.shell.timeline.reaction_services import Reaction

#: In the order in which they are offered.
KINDS = {"noted": QT_TRANSLATE_NOOP("Reactions", "Noted"), "well_done": QT_TRANSLATE_NOOP("Reactions", "Well done")}


def reaction_html(entry: int, said: Mapping[str, Reaction], palette: QPalette) -> str:
    """Return the links below an entry: word and count, a tick where one said so oneself, names in the tooltip."""
    muted, link = (palette.color(role).name() for role in (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Link))
    parts = []
    for kind, words in KINDS.items():
        one = said.get(kind)
        shown = ("✓" if one and one.mine else "") + QCoreApplication.translate("Reactions", words)
        shown = unbroken(f"{shown} {len(one.names)}" if one else shown)
        names = f" title='{escape(joined(one.names), quote=True)}'" if one else ""
        verb = "unreact" if one and one.mine else "react"
        style = f"color:{link if one else muted};text-decoration:none"
        parts.append(f"<a style='{style}' href='{verb}:{kind}:{entry}'{names}>{escape(shown)}</a>")
    return "&nbsp; " + "&nbsp; ".join(parts)


def focused_link(view: QTextBrowser) -> str:
    """Return the address of the reaction on which the keyboard is, '' where it is on none."""
    cursor = view.textCursor()
    address = cursor.charFormat().anchorHref() if cursor.hasSelection() else ""
    return address.removeprefix("un") if address.removeprefix("un").startswith("react:") else ""


def focus_link(view: QTextBrowser, address: str) -> None:
    """Put the keyboard on that reaction again, whatever was said meanwhile; on none where it is gone."""
    block = view.document().begin()
    while address and block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().anchorHref().removeprefix("un") == address:
                cursor = QTextCursor(view.document())
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                view.setTextCursor(cursor)
                return
            fragments += 1
        block = block.next()
