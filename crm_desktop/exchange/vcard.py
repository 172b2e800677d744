"""Business cards (vCard 2.1, 3.0, 4.0) as rows of contacts."""

from __future__ import annotations

import logging
import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_desktop.exchange.encoding import find_encoding
from crm_desktop.exchange.table import Row, Table

HEADINGS = (
    "Name",
    "Customer",
    "Department",
    "Title",
    "Phone",
    "Mobile",
    "Fax",
    "Email",
    "Address",
    "Postcode",
    "Birthday",
    "Website",
    "Note",
)
_WANTED = frozenset(
    ["BEGIN", "END", "VERSION", "FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "ADR", "BDAY", "URL", "NOTE"]
)
_PROPERTY = re.compile(r"(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_QUOTED = re.compile(r";(ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=([\w-]+)", re.IGNORECASE)
_BEGIN = re.compile(r"^\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE)
_END = re.compile(r"^\s*END\s*:\s*VCARD\s*$", re.IGNORECASE)


def open_vcard(path: Path) -> Table:
    """Open a file of one or many cards; a card that cannot be read is a row with a problem."""
    encoding = find_encoding(path)

    def rows() -> Iterator[Row]:
        for number, card in enumerate(_cards(path, encoding), 1):
            yield _row(number, card)

    return Table(path=path, headings=HEADINGS, rows=rows, encoding=encoding)


def _cards(path: Path, encoding: str) -> Iterator[str]:
    lines: list[str] = []
    inside = False
    with path.open("r", encoding=encoding, errors="replace") as file:
        for line in file:
            if _BEGIN.match(line):
                lines, inside = [], True
            if inside:
                lines.append(line)
            if inside and _END.match(line):
                yield "".join(lines)
                inside = False
    if inside:
        yield "".join(lines)


def _row(number: int, text: str) -> Row:
    import vobject

    logging.getLogger("vobject").setLevel(logging.CRITICAL)  # what it skips is not for the program's log
    try:
        card = vobject.readOne("\n".join(_properties(text)) + "\n", ignoreUnreadable=True)
    except (vobject.base.ParseError, ValueError, StopIteration, KeyError, IndexError, AttributeError):
        return Row(number, ("",) * len(HEADINGS), "card_unreadable")
    if card is None:
        return Row(number, ("",) * len(HEADINGS), "card_unreadable")
    cells = _cells(card.contents)
    return Row(number, cells, "" if any(cells) else "card_unreadable")


def _properties(text: str) -> Iterator[str]:
    """Yield the lines that a contact is made of, whole and decoded; pictures and the like are left out."""
    whole = re.sub(r"\r?\n[ \t]", "", text)
    # Quoted-printable goes on after an equals sign; base64 may end with one.
    whole = re.sub(r"^[^:\n]*QUOTED-PRINTABLE[^:\n]*:.*(?:=\r?\n.*)+", _joined, whole, flags=re.I | re.M)
    for line in whole.splitlines():
        match = _PROPERTY.match(line.strip())
        if match is None or match[1].upper() not in _WANTED:
            continue
        name, parameters, value = match.groups()
        if _QUOTED.search(parameters):
            charset = _CHARSET.search(parameters)
            value = _decoded(value, charset[1] if charset else "utf-8").strip()
            parameters = _CHARSET.sub("", _QUOTED.sub("", parameters))
            value = value.replace("\r\n", "\\n").replace("\n", "\\n")
        yield f"{name}{parameters}:{value}"


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"=\r?\n", "", match[0])


def _decoded(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    for name in (charset, "gb18030", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _cells(contents: dict[str, list[Any]]) -> tuple[str, ...]:
    company, *departments = _parts(contents, "org") or [""]
    phones = _phones(contents.get("tel", []))
    address, postcode = _address(contents)
    return (
        _name(contents),
        company,
        " ".join(d for d in departments if d),
        _text(contents, "title"),
        ", ".join(phones["voice"]),
        ", ".join(phones["cell"]),
        ", ".join(phones["fax"]),
        _text(contents, "email"),
        address,
        postcode,
        _birthday(_text(contents, "bday")),
        _text(contents, "url"),
        _text(contents, "note"),
    )


def _name(contents: dict[str, list[Any]]) -> str:
    shown = _text(contents, "fn")
    if shown or "n" not in contents:
        return shown
    value = contents["n"][0].value
    if isinstance(value, str):
        return " ".join(part for part in value.split(";") if part)
    family, given = _flat(value.family), _flat(value.given)
    # A Chinese family name stands first and joins without a blank.
    return family + given if _is_han(family + given) else f"{given} {family}".strip()


def _phones(entries: list[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"voice": [], "cell": [], "fax": []}
    for entry in entries:
        kinds = {str(t).lower() for values in entry.params.values() for t in values}
        kinds |= {str(t).lower() for t in entry.singletonparams}
        number = re.sub(r"^tel:", "", str(entry.value).strip(), flags=re.IGNORECASE)
        kind = "fax" if "fax" in kinds else "cell" if kinds & {"cell", "mobile"} else "voice"
        if number:
            found[kind].append(number)
    return found


def _address(contents: dict[str, list[Any]]) -> tuple[str, str]:
    if "adr" not in contents:
        return "", ""
    value = contents["adr"][0].value
    if isinstance(value, str):
        return " ".join(part for part in value.split(";") if part), ""
    fields = (value.country, value.region, value.city, value.street, value.extended, value.box)
    parts = [part for part in map(_flat, fields) if part]
    if not _is_han("".join(parts)):
        parts.reverse()
        return ", ".join(parts), _flat(value.code)
    return "".join(parts), _flat(value.code)


def _birthday(text: str) -> str:
    """Return an ISO day; a birthday without its year is no day, and is left out."""
    digits = re.sub(r"\D", "", text.split("T")[0])
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and not text.startswith("--") else ""


def _parts(contents: dict[str, list[Any]], name: str) -> list[str]:
    if name not in contents:
        return []
    value = contents[name][0].value
    return [_flat(part) for part in value] if isinstance(value, list) else str(value).split(";")


def _text(contents: dict[str, list[Any]], name: str) -> str:
    return _flat(contents[name][0].value).strip() if name in contents else ""


def _flat(value: Any) -> str:
    return " ".join(str(v) for v in value if v) if isinstance(value, (list, tuple)) else str(value or "")


def _is_han(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
