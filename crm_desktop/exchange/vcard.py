"""Business cards (vCard 2.1, 3.0, 4.0) as rows of contacts."""

from __future__ import annotations

import logging
import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_desktop.core.codec.dates import day_of_year
from crm_desktop.core.codec.ways import MARKS
from crm_desktop.core.codec.words import join_words
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.encoding import find_encoding
from crm_desktop.exchange.table import Row, Table

# The columns that are made of a card; a page shows them in the language of the moment.
HEADINGS = (
    QT_TRANSLATE_NOOP("Cards", "Name"),
    QT_TRANSLATE_NOOP("Cards", "Customer"),
    QT_TRANSLATE_NOOP("Cards", "Department"),
    QT_TRANSLATE_NOOP("Cards", "Title"),
    QT_TRANSLATE_NOOP("Cards", "Phone"),
    QT_TRANSLATE_NOOP("Cards", "Mobile"),
    QT_TRANSLATE_NOOP("Cards", "Fax"),
    QT_TRANSLATE_NOOP("Cards", "Email"),
    QT_TRANSLATE_NOOP("Cards", "Wants no e-mail"),
    QT_TRANSLATE_NOOP("Cards", "E-mail invalid"),
    QT_TRANSLATE_NOOP("Cards", "Address"),
    QT_TRANSLATE_NOOP("Cards", "Postcode"),
    QT_TRANSLATE_NOOP("Cards", "Birthday"),
    QT_TRANSLATE_NOOP("Cards", "Gender"),
    QT_TRANSLATE_NOOP("Cards", "Website"),
    QT_TRANSLATE_NOOP("Cards", "Note"),
    QT_TRANSLATE_NOOP("Cards", "Further phones"),
    QT_TRANSLATE_NOOP("Cards", "Further e-mails"),
)
_WANTED = frozenset(
    [
        "BEGIN",
        "END",
        "VERSION",
        "FN",
        "N",
        "ORG",
        "TITLE",
        "TEL",
        "EMAIL",
        "ADR",
        "BDAY",
        "GENDER",
        "X-GENDER",
        "URL",
        "NOTE",
    ]
)
#: Parameter of our own cards: the kind of a further number or address, or what joins one more to the field of the one before.
OWN = "X-FURTHER"
JOINS = {"SAME": ", ", "ALSO": "、"}
#: Parameter of our own cards: the marks of the address that the field holds; those of a further one stand with its kind.
MARKED = "X-MARKED"
#: A Chinese mobile number, which cards do not always call so.
_MOBILE = re.compile(r"(\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}$", re.ASCII)
#: The year of which some telephones make a birthday without one; it has a 29 February.
_NO_YEAR = "1604"
_GENDERS = {"m": "male", "f": "female"}
_OTHER = frozenset(["pager", "car", "isdn", "video", "modem", "bbs", "textphone", "other"])
_EXTENSION = re.compile(r";ext=(\d+).*$", re.IGNORECASE)
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
    first, phones = _phones(contents.get("tel", []))
    mail, marks, mails = _mails(contents.get("email", []))
    yes = {mark: "yes" for mark in MARKS if mark in marks}  # that a card says nothing does not mean no
    address, postcode = _address(contents)
    return (
        _name(contents),
        company,
        " ".join(d for d in departments if d),
        _text(contents, "title"),
        first["work"],
        first["mobile"],
        first["fax"],
        mail,
        yes.get("opted_out", ""),
        yes.get("invalid", ""),
        address,
        postcode,
        _birthday(contents),
        _gender(contents),
        _text(contents, "url"),
        _text(contents, "note"),
        join_words(phones),
        join_words(mails),
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


def _phones(entries: list[Any]) -> tuple[dict[str, str], list[str]]:
    """Return the number of each field, and the others as ``kind:number``; a person has no field for a fax."""
    read = [(*_kind(entry), re.sub(r"^tel:", "", _value(entry), flags=re.IGNORECASE)) for entry in entries]
    found = [
        (kind or ("mobile" if not own and _MOBILE.match(number) else ""), own, pref, _EXTENSION.sub(r"-\1", number))
        for kind, own, pref, number in read
        if number
    ]
    first = {field: _first(found, field) for field in ("work", "mobile")}
    others = [entry for entry in found if entry not in first.values()]
    fax = next((number for kind, _, _, number in others if kind == "fax"), "")
    fields = {field: entry[3] if entry else "" for field, entry in first.items()}
    for field, entry in first.items():
        more = [e for e in others if entry and e[0] == field and e[1] in JOINS]
        fields[field] += "".join(JOINS[e[1]] + e[3] for e in more)
        others = [e for e in others if e not in more]
    return {**fields, "fax": fax}, [_way(entry) for entry in others]


def _mails(entries: list[Any]) -> tuple[str, list[str], list[str]]:
    """Return the address of the field, what it is marked with, and the others as ``kind:address``."""
    marks = {_value(entry): entry.params.get(MARKED, []) for entry in entries}
    found = [(*_kind(entry), _value(entry)) for entry in entries]
    found = [entry for entry in found if entry[3]]
    own = [entry for entry in found if not entry[1]]
    first = next((entry for entry in own if entry[2]), own[0] if own else None)
    others = [_way(entry) for entry in found if entry is not first]
    return (first[3], list(marks[first[3]]), others) if first else ("", [], others)


#: kind of ours, what our own card says of its place, whether it is preferred, the number or address
_Entry = tuple[str, str, bool, str]


def _first(found: list[_Entry], field: str) -> _Entry | None:
    """Return the number that the field takes: the preferred one of its kind; of a telephone at work or nowhere, else at home."""
    own = [entry for entry in found if not entry[1]]
    for kinds in (("mobile",),) if field == "mobile" else (("work", ""), ("home",), ("other",)):
        of_kind = [entry for entry in own if entry[0] in kinds]
        if of_kind:
            return next((entry for entry in of_kind if entry[2]), of_kind[0])
    return None


def _way(entry: _Entry) -> str:
    kind, own, _, value = entry
    return f"{own or kind}:{value}" if own or kind else value


def _value(entry: Any) -> str:
    return re.sub(r"^mailto:", "", str(entry.value).strip(), flags=re.IGNORECASE)


def _kind(entry: Any) -> tuple[str, str, bool]:
    """Return the kind of a number or address, '' where the card says none; our own word for it; whether it is preferred."""
    named = {str(name).upper(): values for name, values in entry.params.items()}
    own = next(iter(named.pop(OWN, ())), "")
    named.pop(MARKED, None)
    given = [str(t) for values in named.values() for t in values] + [str(t) for t in entry.singletonparams]
    said = {word.strip().lower() for t in given for word in t.split(",")}  # in quotes several stand together
    pref = "pref" in said or "PREF" in named
    kinds = (
        ("fax", {"fax"}),
        ("mobile", {"cell", "mobile"}),
        ("home", {"home"}),
        ("work", {"work"}),
        ("other", _OTHER),
    )
    return next((kind for kind, words in kinds if said & words), ""), own, pref


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


def _birthday(contents: dict[str, list[Any]]) -> str:
    """Return an ISO day, or ``--MM-DD`` where the card says no year, or one that only stands in its place."""
    text = _text(contents, "bday").split("T")[0]
    if text.startswith("--"):
        return day_of_year(text)
    digits = re.sub(r"\D", "", text)
    if len(digits) != 8:
        return ""
    stand_ins = (_NO_YEAR, *map(str, contents["bday"][0].params.get("X-APPLE-OMIT-YEAR", ())))
    year = "-" if digits[:4] in stand_ins else digits[:4]
    return f"{year}-{digits[4:6]}-{digits[6:8]}"


def _gender(contents: dict[str, list[Any]]) -> str:
    """Return our word for the sex of a card; '' for what is neither, or said in words only."""
    said = _text(contents, "gender") or _text(contents, "x-gender")
    return _GENDERS.get(said[:1].lower(), "")


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
