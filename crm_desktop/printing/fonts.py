"""The one face of all prints: open, embedded as a subset, Chinese and Latin in one file."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

from reportlab.pdfbase import pdfmetrics, ttfonts

from crm_desktop.core.resources import resource

FACE = "CrmSans"
#: Understood by ``page.PrintCanvas`` only: the same face with a thin outline (no second file of 4 MB).
BOLD = "CrmSans-Bold"
#: No line begins with these, none ends with those.
NOT_FIRST = frozenset("，。、；：？！％）〕］｝》」』】”’…—·,.;:?!%)]}°℃")
_WIDE = (("\u2e80", "\ua4cf"), ("\uf900", "\ufaff"), ("\ufe30", "\uffef"), ("\U00020000", "\U0003ffff"))
_BLANKS = frozenset(" \n\t\u3000\u00a0")
NOT_LAST = frozenset("（〔［｛《「『【“‘([{¥￥$€")


@lru_cache(maxsize=1)
def register() -> None:
    """Make the face known to reportlab; cheap after the first call (about 0.1 s)."""
    # WORKAROUND reportlab 5.1: writes characters beyond U+FFFF into the ToUnicode map as bare hex,
    # which readers refuse, so text with an emoji could not be copied or searched.
    ttfonts.makeToUnicodeCMap = _to_unicode
    pdfmetrics.registerFont(ttfonts.TTFont(FACE, str(resource("fonts", "CrmSans.ttf"))))


def width(text: str, size: float) -> float:
    """Return the width of *text* in points."""
    register()
    return float(pdfmetrics.stringWidth(text, FACE, size))


def clean(text: str) -> str:
    """Return *text* without characters that print nothing or break the line by themselves."""
    if text.isprintable():
        return text
    return "".join(" " if c == "\t" else c for c in text if c in _BLANKS or category(c)[0] not in "CZ")


def wrap(text: str, size: float, limit: float) -> list[str]:
    """Break *text* into lines no wider than *limit* points: words at blanks, Chinese anywhere allowed."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines.extend(_wrap_line(paragraph, size, limit))
    return lines or [""]


def shorten(text: str, size: float, limit: float) -> str:
    """Return *text*, cut with an ellipsis where it is wider than *limit* points."""
    text = clean(text).replace("\n", " ")
    if width(text, size) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle] + "…", size) <= limit else (low, middle - 1)
    return text[:low].rstrip() + "…"


def longest_word(text: str, size: float) -> float:
    """Return the width of the widest part of *text* that should not be broken."""
    return max((width(p.rstrip(), size) for p in _pieces(text)), default=0.0)


def _wrap_line(text: str, size: float, limit: float) -> list[str]:
    if width(text, size) <= limit:
        return [text]
    lines, line = [], ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), size) <= limit:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip(" ")
        while width(line, size) > limit and len(line) > 1:  # one word wider than the column
            cut = next((n for n in range(len(line) - 1, 1, -1) if width(line[:n], size) <= limit), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Split into what may not be broken: Latin words, single Chinese characters with their punctuation."""
    pieces: list[str] = []
    for char in text:
        if pieces and _joined(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joined(before: str, char: str) -> bool:
    if char in NOT_FIRST or before in NOT_LAST:
        return True
    if char == " ":
        return True
    return before != " " and not _is_wide(before) and not _is_wide(char)


def _is_wide(char: str) -> bool:
    return any(a <= char <= b for a, b in _WIDE)


def _to_unicode(name: str, subset: list[int]) -> str:
    rows = "\n".join(f"<{i:02X}> <{chr(c).encode('utf-16-be', 'replace').hex().upper()}>" for i, c in enumerate(subset))
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({name})",
            f"/Ordering ({name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            f"{len(subset)} beginbfchar",
            rows,
            "endbfchar",
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )
