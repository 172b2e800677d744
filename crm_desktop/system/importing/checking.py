"""What each staged row would do: create, change, nothing; or why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core import fields
from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.db.columns import table_of
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.columns import ColumnPlan, column_plans
from crm_desktop.system.importing.duplicates import find_duplicates
from crm_desktop.system.importing.mapping import EVERY, ImportMapping, Source, second_match, whole_match
from crm_desktop.system.importing.reading import ORIGIN, Problem, put, same_value
from crm_desktop.system.importing.references import (
    Found,
    Offer,
    creatable,
    is_live,
    offers,
    offers_from_table,
    parents_of,
)
from crm_desktop.system.importing.runs import Run, StagedRow, Verdict, dumped, read_rows, write_verdicts
from crm_desktop.system.importing.standards import Standards, find_written

#: Different unknown texts of one field for which offers are looked up.
_OFFERED = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A text of the file that means nothing, and what it may mean (perhaps nothing near): to be confirmed in the mapping."""

    field: str
    text: str
    rows: int
    offers: tuple[Offer, ...]


@dataclass(kw_only=True)
class _References:
    found: dict[str, Found] = field(default_factory=dict)
    own: dict[str, frozenset[str]] = field(default_factory=dict)  #: texts that other rows of the file answer to
    offers: dict[str, dict[str, tuple[Offer, ...]]] = field(default_factory=dict)
    made: dict[str, frozenset[str]] = field(default_factory=dict)  #: texts for which a record is to be made
    parents: dict[str, dict[int, Any]] = field(default_factory=dict)  #: of records that share a text, whose they are
    written: dict[str, dict[str, str]] = field(default_factory=dict)  #: texts as a new record of them is written


@dataclass(kw_only=True)
class _Seen:
    """The first row of every key, for a million rows too: digests, since keys and values are four times as big."""

    rows: dict[bytes, int] = field(default_factory=dict)
    wholes: dict[bytes, bytes] = field(default_factory=dict)  #: all that it says, where rows may share a key


def check_rows(
    session: Session, run: Run, facts: Facts, standards: Standards, report: Callable[[int], None]
) -> list[Suggestion]:
    """Give every row of *run* its outcome; return what unknown texts may mean."""
    entity = facts.entities[run.entity]
    asked = _asked_references(session, run.id)
    references = _resolve(session, run, entity, facts, asked, standards)
    columns = column_plans(session, entity, run.mapping)
    seen = _Seen()
    done = 0
    for batch in read_rows(session, run.id):
        verdicts = [_reference_verdict(row, run.mapping, entity, references) for row in batch]
        hits = existing(session, entity, run.mapping, columns, verdicts)
        for verdict in verdicts:
            _standardise(verdict, entity, standards)
        renamed = [v for v in verdicts if v.number not in hits and _key_changed(v, run.mapping, entity)]
        hits |= existing(session, entity, run.mapping, columns, renamed)
        for row, verdict in zip(batch, verdicts, strict=True):
            match = match_of(verdict.write or {}, run.mapping, entity)
            _classify(row, verdict, hits.get(row.number, ()), run.mapping, match, entity, seen)
        write_verdicts(session, run.id, verdicts)
        find_duplicates(session, run, batch[0].number, batch[-1].number)
        done += len(batch)
        report(done)
    return _suggestions(session, run, entity, facts, asked, references)


def _standardise(verdict: Verdict, entity: Entity, standards: Standards) -> None:
    """Have the values written in their standard form; the file's own stay to be compared with."""
    if verdict.outcome != "error" and verdict.write:
        verdict.standard = dict(standards(entity, verdict.write))
        for name, words in verdict.standard.items():
            put(verdict.write, name, words)


def _key_changed(verdict: Verdict, mapping: ImportMapping, entity: Entity) -> bool:
    return bool(verdict.standard) and any(n in verdict.standard for n in match_of(verdict.write or {}, mapping, entity))


def existing(
    session: Session,
    entity: Entity,
    mapping: ImportMapping,
    columns: Mapping[str, ColumnPlan],
    verdicts: Sequence[Verdict],
) -> dict[int, list[tuple[int, int, dict[str, Any]]]]:
    """Return for each row the records with its match keys: (id, version, present values)."""
    by_match: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for verdict in verdicts:
        match = match_of(verdict.write or {}, mapping, entity)
        if verdict.outcome != "error" and match:
            values = {f"k{place}": _key(verdict.write or {}, name) for place, name in enumerate(match)}
            by_match.setdefault(match, []).append({"n": verdict.number, **values})
    found: dict[int, list[tuple[int, int, dict[str, Any]]]] = {}
    for match, keys in by_match.items():
        found.update(_matching(session, entity, match, columns, keys))
    return found


def match_of(values: Mapping[str, Any], mapping: ImportMapping, entity: Entity) -> tuple[str, ...]:
    """Return the fields that tell this row's record apart; () where the row is surely a new one."""
    for match in (mapping.match, second_match(mapping, entity)):
        if match and _key(values, match[0]) not in (None, ""):
            return match
    return ()


def _matching(
    session: Session,
    entity: Entity,
    match: Sequence[str],
    columns: Mapping[str, ColumnPlan],
    keys: Sequence[Mapping[str, Any]],
) -> dict[int, list[tuple[int, int, dict[str, Any]]]]:
    plans = [columns[name] for name in match]
    wanted = ", ".join(f"k{place} {plan.type}" for place, plan in enumerate(plans))
    joined = " AND ".join(
        f"{there} = {plan.compared(f'x.k{place}')}"
        if plan.not_null and place == 0
        else f"{there} = {plan.compared(plan.filled(f'x.k{place}'))}"
        if plan.not_null and plan.default  # unlike IS NOT DISTINCT FROM it can be hashed
        else f"{there} IS NOT DISTINCT FROM {plan.compared(plan.filled(f'x.k{place}'))}"
        for place, plan in enumerate(plans)
        for there in (plan.compared(plan.value("t")),)
    )
    by_index = ""  # the order of names has an index, the names have none
    if entity.label in match and "sort_key" in table_of(entity).c:
        key = columns[entity.label].filled(f"x.k{match.index(entity.label)}")
        by_index = f", crm.sort_key({key}) AS place"
        joined = f"t.sort_key = x.place AND {joined}"
    present = ", ".join(f"'{plan.name}', {plan.value('t')}" for plan in columns.values() if not plan.attribute)
    if any(plan.attribute for plan in columns.values()):
        present = f"{present}, 'attrs', t.attrs" if present else "'attrs', t.attrs"
    found: dict[int, list[tuple[int, int, dict[str, Any]]]] = {}
    live: dict[int, list[tuple[int, int, dict[str, Any]]]] = {}
    with translated():
        rows = session.execute(
            text(
                f"SELECT x.n, t.id, t.version, jsonb_build_object({present}), {is_live(entity)} "
                # computed apart: a policy keeps what is no comparison of a column away from the index
                f"FROM (SELECT x.*{by_index} FROM jsonb_to_recordset(CAST(:keys AS jsonb)) AS x(n int, {wanted}) OFFSET 0) x "
                f"JOIN crm.{entity.name} t ON {joined}"
            ),
            {"keys": dumped(keys)},
        )
        for number, record_id, version, values, is_meant in rows:
            found.setdefault(number, []).append((record_id, version, values))
            if is_meant:
                live.setdefault(number, []).append((record_id, version, values))
    return found | live


def _asked_references(session: Session, run_id: int) -> dict[str, dict[str, int]]:
    """Return for each reference field the texts that stand in the file and in how many rows."""
    asked: dict[str, dict[str, int]] = {}
    with translated():
        rows = session.execute(
            text(
                "SELECT e.key, e.value, count(*) FROM crm.import_row r, jsonb_each_text(r.data -> 'r') e "
                "WHERE r.run_id = :run GROUP BY 1, 2 ORDER BY 1, 2"
            ),
            {"run": run_id},
        )
        for name, word, count in rows:
            asked.setdefault(name, {})[word] = count
    return asked


def _resolve(
    session: Session,
    run: Run,
    entity: Entity,
    facts: Facts,
    asked: Mapping[str, Mapping[str, int]],
    standards: Standards,
) -> _References:
    result = _References()
    for name, words in asked.items():
        kind = entity[name]
        source = run.mapping.source(name)
        assert isinstance(kind, fields.Ref)
        target = facts.entities[kind.to]
        lookup = source.lookup if source else ()
        found, result.written[name] = find_written(session, target, lookup, words, standards)
        result.parents[name] = parents_of(session, target, kind.within, found) if kind.within else {}
        own: frozenset[str] = frozenset()
        if kind.to == entity.name and found.missing:
            own = _words_of_file(session, run.id, target, lookup)
        missing = [word for word in found.missing if word not in own]
        result.found[name], result.own[name] = found, own
        result.offers[name] = offers(missing[:_OFFERED], own) | offers_from_table(
            session, target, lookup, missing[:_OFFERED]
        )
        result.made[name] = _made(source, missing, result.offers[name], creatable(facts, kind.to))
    return result


def _made(source: Source | None, missing: Sequence[str], offered: Mapping[str, Any], allowed: bool) -> frozenset[str]:
    """Return the texts for which a record is made: those that were named, and where all are, what nothing is near to."""
    if source is None or not allowed:
        return frozenset()
    every = EVERY in source.create
    return frozenset(word for word in missing if word in source.create or (every and word not in offered))


def _words_of_file(session: Session, run_id: int, target: Entity, lookup: Sequence[str]) -> frozenset[str]:
    from crm_desktop.system.importing.references import lookup_fields

    words: set[str] = set()
    for name in lookup_fields(target, lookup):
        with translated():
            words.update(
                session.execute(
                    text(
                        "SELECT DISTINCT data -> 'v' ->> :name FROM crm.import_row WHERE run_id = :run "
                        "AND data -> 'v' ->> :name <> ''"
                    ),
                    {"run": run_id, "name": name},
                ).scalars()
            )
    return frozenset(words)


def _reference_verdict(row: StagedRow, mapping: ImportMapping, entity: Entity, references: _References) -> Verdict:
    """Start a row's verdict: its values with the ids of the records it refers to."""
    write = dict(row.data["v"])
    if "attrs" in write:
        write["attrs"] = dict(write["attrs"])
    problems: list[Problem] = list(row.data["p"])
    later: dict[str, str] = {}
    make: dict[str, str] = {}
    # a contact of several customers, or a batch of several products, is told by whose it is: that is known first
    for name, word in sorted(row.data["r"].items(), key=lambda pair: bool(_within(entity, pair[0]))):
        found = references.found[name]
        if word in found.ids:
            put(write, name, found.ids[word])
        elif (within := _the_one_within(entity, name, word, write, references)) is not None:
            put(write, name, within)
        elif word in found.several:
            problems.append({"rule": "reference_ambiguous", "field": name, "values": {"text": word}})
        elif word in references.own[name]:
            later[name] = references.written[name].get(word, word)
        elif word in references.made[name]:
            make[name] = references.written[name].get(word, word)
        else:
            near = references.offers[name].get(word)
            offer = {"offer": near[0].meaning} if near else {}
            problems.append(
                {
                    "rule": "reference_near" if near else "reference_unknown",
                    "field": name,
                    "values": {"text": word, **offer},
                }
            )
    outcome = "error" if problems else ""
    return Verdict(row.number, outcome, write=write, later=later, make=make, problems=problems)


def _within(entity: Entity, name: str) -> str:
    kind = entity[name]
    return kind.within if isinstance(kind, fields.Ref) else ""


def _the_one_within(
    entity: Entity, name: str, word: str, write: Mapping[str, Any], references: _References
) -> int | None:
    """Return the only one of the records called *word* that belongs where the row's record does."""
    parent, parents = write.get(_within(entity, name)), references.parents[name]
    if parent is None:
        return None
    here = [i for i in references.found[name].several.get(word, ()) if parents.get(i) == parent]
    return here[0] if len(here) == 1 else None


def _classify(
    row: StagedRow,
    verdict: Verdict,
    hits: Sequence[tuple[int, int, dict[str, Any]]],
    mapping: ImportMapping,
    match: Sequence[str],
    entity: Entity,
    seen: _Seen,
) -> None:
    if verdict.outcome == "error":
        return
    assert verdict.write is not None
    if match and not _first_of_its_key(row, verdict, mapping, match, seen):
        return
    if len(hits) > 1 and set(match) != set(whole_match(entity, (s.field for s in mapping.sources))):
        _refuse(verdict, "conflict", "match_several", values={"count": len(hits)})
    elif hits:
        _against_present(row, verdict, hits[0], mapping, match, entity)
    elif mapping.mode == "update":
        _refuse(verdict, "error", "match_none")
    else:
        verdict.outcome = "new"
        _require(
            verdict,
            entity,
            lambda name: (
                _key(verdict.write or {}, name) in (None, "", [])
                and name not in (verdict.later or {})
                and name not in (verdict.make or {})
            ),
        )


def _first_of_its_key(
    row: StagedRow, verdict: Verdict, mapping: ImportMapping, match: Sequence[str], seen: _Seen
) -> bool:
    assert verdict.write is not None
    make = verdict.make or {}
    key = _digest([*match, *(make.get(name) or str(_key(verdict.write, name)) for name in match)])
    said = [sorted(words.items()) for words in (verdict.write, verdict.later or {}, make)]
    whole = _digest(said) if mapping.distinct or set(match) > set(mapping.match) else None
    first = seen.rows.setdefault(key, row.number)
    if first == row.number:
        if whole:
            seen.wholes[key] = whole
        return True
    if whole and seen.wholes[key] == whole:
        verdict.outcome, verdict.write, verdict.later, verdict.make = "same", {}, {}, {}
    else:
        _refuse(verdict, "conflict", "match_twice_in_file", values={"row": first})
    return False


def _digest(values: Any) -> bytes:
    return blake2b(dumped(values).encode(), digest_size=12).digest()


def _against_present(
    row: StagedRow,
    verdict: Verdict,
    hit: tuple[int, int, dict[str, Any]],
    mapping: ImportMapping,
    match: Sequence[str],
    entity: Entity,
) -> None:
    record_id, version, present = hit
    verdict.record_id, verdict.version = record_id, version
    if mapping.mode == "create":
        _refuse(verdict, "conflict", "match_exists")
        return
    assert verdict.write is not None
    wanted = dict(verdict.write)
    if mapping.empty == "clear":
        for name in row.data["b"]:
            if not isinstance(entity[name], fields.Code):  # an empty code means that the database makes one
                put(wanted, name, _empty(entity[name]))
    changed: dict[str, Any] = {}
    verdict.before = {}
    for name in _names(wanted):
        new, old = _key(wanted, name), _key(present, name)
        if name not in match and name not in ORIGIN and not same_value(entity[name], new, old):
            if name in verdict.standard and new == "" and mapping.empty == "leave":
                continue  # a whole address that does not say this part
            said = _key(row.data["v"], name)
            if name in verdict.standard and (
                same_value(entity[name], said, old) or said == row.data["v"].get("address") == present.get("address")
            ):
                continue  # it stands there as in the file: nobody asked for another way to write it
            put(changed, name, new)
            verdict.before[name] = old
    verdict.write = changed
    verdict.standard = {name: new for name, new in verdict.standard.items() if name in changed}
    verdict.outcome = "change" if changed or verdict.later or verdict.make else "same"
    _require(verdict, entity, lambda name: name in _names(changed) and _key(changed, name) in (None, "", []))


def _require(verdict: Verdict, entity: Entity, missing: Callable[[str], bool]) -> None:
    assert verdict.problems is not None
    for known in entity.fields:  # what only some records need the database tells
        if (
            known.required
            and known.only is None
            and not known.read_only
            and known.default is None
            and missing(known.name)
        ):
            verdict.problems.append({"rule": "required", "field": known.name})
    if verdict.problems:
        verdict.outcome = "error"


def _refuse(verdict: Verdict, outcome: str, rule: str, values: Mapping[str, Any] | None = None) -> None:
    assert verdict.problems is not None
    verdict.outcome = outcome
    verdict.problems.append(
        {"rule": rule, "field": "", **({"values": {k: str(v) for k, v in values.items()}} if values else {})}
    )


def _suggestions(
    session: Session,
    run: Run,
    entity: Entity,
    facts: Facts,
    asked: Mapping[str, Mapping[str, int]],
    references: _References,
) -> list[Suggestion]:
    result = [
        Suggestion(field=name, text=word, rows=asked[name][word], offers=references.offers[name].get(word, ()))
        for name, found in references.found.items()
        for word in [w for w in found.missing if w not in references.own[name] | references.made[name]][:_OFFERED]
    ]
    with translated():
        rows = session.execute(
            text(
                "SELECT p ->> 'field', p -> 'values' ->> 'text', count(*) FROM crm.import_row r, "
                "jsonb_array_elements(r.data -> 'p') p WHERE r.run_id = :run AND p ->> 'rule' = 'choice_unknown' "
                "GROUP BY 1, 2 ORDER BY 1, 2 LIMIT :limit"
            ),
            {"run": run.id, "limit": _OFFERED},
        ).all()
    for name, word, count in rows:
        kind = entity[name]
        assert isinstance(kind, (fields.Choice, fields.MultiChoice))
        known = {w: t.code for t in facts.terms.get(kind.dictionary, ()) for w in (t.name_en, t.name, t.code) if w}
        result.append(Suggestion(field=name, text=word, rows=count, offers=offers([word], known).get(word, ())))
    return sorted(result, key=lambda s: (s.field, -s.rows, s.text))


def _empty(kind: fields.Field) -> Any:
    if isinstance(kind, (fields.Text, fields.LongText, fields.Choice, fields.Options)):
        return None if kind.is_custom else ""
    if isinstance(kind, fields.Bool) and not kind.is_custom:
        return kind.default  # a mark that is not nullable
    return [] if isinstance(kind, (fields.Tags, fields.MultiChoice)) and not kind.is_custom else None


def _names(values: Mapping[str, Any]) -> list[str]:
    return [name for name in values if name != "attrs"] + [f"attrs.{key}" for key in values.get("attrs") or ()]


def _key(values: Mapping[str, Any], name: str) -> Any:
    if name.startswith("attrs."):
        return (values.get("attrs") or {}).get(name.removeprefix("attrs."))
    return values.get(name)
