"""Words to records: exact ones found in one query per field, near ones offered and never taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.core.facts import Facts
from crm_desktop.core.fields import Options, Text
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.mapping import plain

#: Up to so many records of the other entity are compared letter by letter.
_COMPARED = 20_000
#: Beyond that, so many words are looked up by the program's search.
_SEARCHED = 50
#: Likeness in percent from which something is offered, and how many offers a text gets.
_ALIKE, _OFFERS = 84, 3
_WITH_CODE = re.compile(r"(?s).*\[(#?)([^\[\]]+)\]$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What a text of the file may mean. ``spelling``: it differs by blanks, case, width or signs only."""

    meaning: str
    spelling: bool
    likeness: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Texts with their records' ids, texts that several records answer to with theirs, and texts without any."""

    ids: dict[str, int]
    several: Mapping[str, frozenset[int]]
    missing: tuple[str, ...]


def lookup_fields(target: Entity, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the columns by which records of *target* are found; raise Invalid ``mapping_field``."""
    for name in wanted:
        if name not in target or target[name].is_custom:
            raise Invalid("mapping_field", name, {"field": name, "entity": target.name})
    if wanted:
        return tuple(wanted)
    names = ("code", *(("login",) if target.name == "employee" else ()), target.label)
    return tuple(dict.fromkeys(name for name in names if name in target))


def is_live(target: Entity, alias: str = "t") -> str:
    """Return the SQL that tells whether a record is not retired or withdrawn: of those called the same, it is meant."""
    if "retired" in target:
        return f"NOT {alias}.retired"
    status = next((field for field in target.fields if field.name == "status"), None)
    withdrawn = isinstance(status, Options) and "withdrawn" in dict(status.options)
    return f"{alias}.status <> 'withdrawn'" if withdrawn else "true"


def creatable(facts: Facts, to: str) -> bool:
    """Tell whether the person may make a record of the entity *to* that has nothing but its name."""
    target = facts.entities.get(to)
    return (
        target is not None
        and facts.rights.may(target.rights_module, "create")
        and isinstance(target[target.label], Text)
        and all(f.name == target.label or not f.required or f.read_only or f.default is not None for f in target.fields)
    )


def find_references(session: Session, target: Entity, wanted: Sequence[str], texts: Iterable[str]) -> Found:
    """Find the records that *texts* name, within the caller's rights, live ones before retired ones; one query.

    Also understood: ``name [code]`` and ``name [#id]``, as our own exports write ambiguous names.
    """
    names = lookup_fields(target, wanted)
    asked = list(dict.fromkeys(texts))
    inner = {t: m for t in asked if (m := _WITH_CODE.match(t))}
    words = asked + [m[2] for m in inner.values() if not m[1]]
    ids = [int(m[2]) for m in inner.values() if m[1] and m[2].isdecimal() and len(m[2]) < 19]
    by_word: list[dict[str, set[int]]] = [{} for _ in names]
    known_ids: set[int] = set()
    live: set[int] = set()
    where = " OR ".join(f"t.{name} = ANY (:words)" for name in names)
    with translated():
        rows = session.execute(
            text(
                f"SELECT t.id, {is_live(target)}, {', '.join(f't.{name}' for name in names)} FROM crm.{target.name} t "
                f"WHERE {where} OR t.id = ANY (CAST(:ids AS bigint[]))"
            ),
            {"words": words, "ids": ids},
        )
        for row in rows:
            known_ids.add(row[0])
            if row[1]:
                live.add(row[0])
            for place, word in enumerate(row[2:]):
                if word:
                    by_word[place].setdefault(word, set()).add(row[0])
    found: dict[str, int] = {}
    several: dict[str, frozenset[int]] = {}
    missing: list[str] = []
    for word in asked:
        hits = _hits(word, by_word)
        if not hits and (match := inner.get(word)):
            hits = ({int(match[2])} & known_ids) if match[1] and match[2].isdecimal() else _hits(match[2], by_word[:1])
        hits = hits & live or hits
        if len(hits) == 1:
            found[word] = next(iter(hits))
        elif hits:
            several[word] = frozenset(hits)
        else:
            missing.append(word)
    return Found(ids=found, several=several, missing=tuple(missing))


def parents_of(session: Session, target: Entity, link: str, found: Found) -> dict[int, Any]:
    """Return what the field *link* of each record says to which a text answers that others answer to as well."""
    ids = sorted({record_id for several in found.several.values() for record_id in several})
    if not ids or link not in target:
        return {}
    with translated():
        rows = session.execute(
            text(f"SELECT id, {link} FROM crm.{target.name} WHERE id = ANY (CAST(:ids AS bigint[]))"), {"ids": ids}
        )
        return {row.id: row[1] for row in rows}


def offers_from_table(
    session: Session, target: Entity, wanted: Sequence[str], missing: Sequence[str]
) -> dict[str, tuple[Offer, ...]]:
    """Return what the *missing* texts may mean among the records that the caller sees."""
    if not missing:
        return {}
    name = lookup_fields(target, wanted)[-1]
    with translated():
        rows = (
            session.execute(
                text(f"SELECT {name} FROM crm.{target.name} WHERE {name} <> '' LIMIT :limit"), {"limit": _COMPARED + 1}
            )
            .scalars()
            .all()
        )
        if len(rows) > _COMPARED:  # too many to compare by likeness: same letters only
            squeezed = f"lower(regexp_replace({name}, '[[:space:][:punct:]]', '', 'g'))"
            rows = (
                session.execute(
                    text(f"SELECT {name} FROM crm.{target.name} WHERE {squeezed} = ANY (:words) LIMIT 5000"),
                    {"words": [plain(word) for word in missing]},
                )
                .scalars()
                .all()
            )
            if target.search:
                rows = [*rows, *_searched(session, target, name, missing)]
    return offers(missing, rows)


def _searched(session: Session, target: Entity, name: str, missing: Sequence[str]) -> list[str]:
    """Return what the program's own search finds for the first of the *missing* words: pinyin and initials too."""
    with translated():
        return list(
            session.execute(
                text(
                    f"SELECT DISTINCT t.{name} FROM unnest(CAST(:words AS text[])) AS w(word), "
                    f"LATERAL crm.search_{target.name}(w.word, :limit) h JOIN crm.{target.name} t ON t.id = h.id"
                ),
                {"words": list(missing[:_SEARCHED]), "limit": _OFFERS},
            ).scalars()
        )


def offers(missing: Iterable[str], known: Iterable[str]) -> dict[str, tuple[Offer, ...]]:
    """Return for each of the *missing* texts the nearest *known* ones, the surest first."""
    from rapidfuzz import fuzz, process  # only needed where something is missing

    words = list(dict.fromkeys(known))
    folded = [plain(word) for word in words]
    result: dict[str, tuple[Offer, ...]] = {}
    for asked in missing:
        key = plain(asked)
        near = process.extract(key, folded, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_OFFERS) if key else []
        made = {place: round(score) for _, score, place in near}
        if len(key) > 1 and not made:  # 制造 is offered 制造业, 张三（销售） is offered 张三
            held = [n for n, word in enumerate(folded) if len(word) > 1 and (key in word or word in key)]
            made = dict.fromkeys(held[:_OFFERS], _ALIKE)
        if made:
            offered = [Offer(meaning=words[n], spelling=folded[n] == key, likeness=score) for n, score in made.items()]
            result[asked] = tuple(sorted(offered, key=lambda offer: (-offer.likeness, offer.meaning)))
    unlike = [word for word in missing if word not in result]
    return result | (_offers_by_sound(unlike, words) if unlike else {})


def _offers_by_sound(missing: Sequence[str], words: Sequence[str]) -> dict[str, tuple[Offer, ...]]:
    """Return known words that sound like the missing ones: 寰泰 and huantai are offered 环太."""
    if not any("\u4e00" <= c <= "\u9fff" for word in words for c in word):
        return {}
    from pypinyin import lazy_pinyin  # takes time to load: only where something is missing

    by_sound: dict[str, list[str]] = {}
    for word in words:
        by_sound.setdefault(plain("".join(lazy_pinyin(word))), []).append(word)
    found = {}
    for asked in missing:
        alike = by_sound.get(plain("".join(lazy_pinyin(asked))), [])[:_OFFERS]
        if alike:
            found[asked] = tuple(Offer(meaning=word, spelling=False, likeness=_ALIKE) for word in alike)
    return found


def _hits(word: str, by_word: Sequence[dict[str, set[int]]]) -> set[int]:
    """Return the records of the first column in which *word* stands."""
    return next((column[word] for column in by_word if word in column), set())
