"""How the company arranges the form of a kind of record: sections, their fields in order and width, what is hidden.

What is gone is passed over, what came later stands beside its neighbour of the built-in form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crm_desktop.core.entity import Entity, Section

WIDTHS = ("full", "half", "third")


@dataclass(frozen=True, kw_only=True)
class Group:
    """A section as it is arranged: *builtin* is the title of the built-in one that it is, its own words come before."""

    builtin: str = ""
    title: str = ""
    title_en: str = ""
    folded: bool = False
    fields: tuple[str, ...] = ()

    def words(self, language: str) -> str:
        """Return the title in *language*; that of a built-in section is translated where it is shown."""
        own = (self.title or self.title_en) if language.startswith("zh") else (self.title_en or self.title)
        return own or self.builtin


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The whole form; *widths* names the fields that are not as wide as they are by themselves."""

    groups: tuple[Group, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: Mapping[str, str] = field(default_factory=dict)


def layout_of(entity: Entity) -> Layout:
    """Return the built-in form of an entity as a layout."""
    return Layout(groups=tuple(Group(builtin=s.title, fields=s.fields) for s in entity.sections))


def may_hide(entity: Entity, name: str) -> bool:
    """Tell whether a field may be left out: what must be filled in may not."""
    if any(rule.kind == "required" and rule.field == name for rule in entity.rules):
        return False
    return not entity[name].required or entity[name].read_only


def complete(layout: Layout, entity: Entity) -> Layout:
    """Return *layout* with every field of the form of *entity* in exactly one place."""
    there = [n for s in entity.sections for n in s.fields]
    hidden = tuple(dict.fromkeys(n for n in layout.hidden if n in there and may_hide(entity, n)))
    placed: set[str] = set(hidden)
    groups = []
    for group in layout.groups:
        names = [n for n in dict.fromkeys(group.fields) if n in there and n not in placed]
        placed.update(names)
        groups.append(replace(group, fields=tuple(names)))
    for section in entity.sections:
        for at, name in enumerate(section.fields):
            if name not in placed:
                placed.add(name)
                _put(groups, section, at, name)
    widths = {n: w for n, w in layout.widths.items() if n in there and w in WIDTHS}
    return Layout(groups=tuple(groups), hidden=hidden, widths=widths)


def _put(groups: list[Group], section: Section, at: int, name: str) -> None:
    """Place a field that the layout does not know: behind its nearest neighbour before it, else in its own section."""
    for before in reversed(section.fields[:at]):
        for number, group in enumerate(groups):
            if before in group.fields:
                place = group.fields.index(before) + 1
                groups[number] = replace(group, fields=(*group.fields[:place], name, *group.fields[place:]))
                return
    for number, group in enumerate(groups):
        if group.builtin == section.title:
            groups[number] = replace(group, fields=(name, *group.fields))
            return
    groups.append(Group(builtin=section.title, fields=(name,)))


def arranged(entity: Entity, layout: Layout, language: str) -> Entity:
    """Return *entity* with its form as *layout* arranges it."""
    whole = complete(layout, entity)
    sections = tuple(
        Section(
            title=group.words(language),
            fields=group.fields,
            folded=group.folded,
            widths={n: whole.widths[n] for n in group.fields if n in whole.widths},
        )
        for group in whole.groups
        if group.fields
    )
    return replace(entity, sections=sections, built_in=entity.built_in or entity.sections)


def unarranged(entity: Entity) -> Entity:
    """Return *entity* with its built-in form."""
    own = (replace(s, fields=tuple(n for n in s.fields if n in entity)) for s in entity.built_in or entity.sections)
    return replace(entity, sections=tuple(own), built_in=())


def to_stored(layout: Layout) -> dict[str, Any]:
    """Return a layout as jsonb keeps it."""
    groups = [
        {"builtin": g.builtin, "title": g.title, "title_en": g.title_en, "folded": g.folded, "fields": list(g.fields)}
        for g in layout.groups
    ]
    return {"groups": groups, "hidden": list(layout.hidden), "widths": dict(layout.widths)}


def from_stored(value: Mapping[str, Any]) -> Layout:
    """Return the layout that jsonb keeps."""
    return Layout(
        groups=tuple(_group(g) for g in value.get("groups", ())),
        hidden=_names(value.get("hidden", ())),
        widths={str(n): str(w) for n, w in dict(value.get("widths", {})).items()},
    )


def _group(value: Mapping[str, Any]) -> Group:
    words = {name: str(value.get(name) or "") for name in ("builtin", "title", "title_en")}
    return Group(**words, folded=bool(value.get("folded")), fields=_names(value.get("fields", ())))


def _names(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(v) for v in values)


# ── arranging: each returns a new layout ─────────────────


def place_of(layout: Layout, name: str) -> tuple[int, int]:
    """Return group and place of a field; group -1 for a hidden one."""
    for number, group in enumerate(layout.groups):
        if name in group.fields:
            return number, group.fields.index(name)
    return -1, layout.hidden.index(name)


def move_field(layout: Layout, name: str, to_group: int, to_place: int) -> Layout:
    """Put a field into another group, or place; group -1 hides it."""
    groups = [replace(g, fields=tuple(n for n in g.fields if n != name)) for g in layout.groups]
    hidden = tuple(n for n in layout.hidden if n != name)
    if to_group < 0:
        return replace(layout, groups=tuple(groups), hidden=(*hidden, name))
    fields = groups[to_group].fields
    groups[to_group] = replace(groups[to_group], fields=(*fields[:to_place], name, *fields[to_place:]))
    return replace(layout, groups=tuple(groups), hidden=hidden)


def step_field(layout: Layout, name: str, step: int) -> Layout:
    """Move a field up (-1) or down (1), over the border of its group too."""
    group, place = place_of(layout, name)
    if group < 0:
        last = len(layout.groups) - 1
        return move_field(layout, name, last, len(layout.groups[last].fields)) if step < 0 and last >= 0 else layout
    if 0 <= place + step < len(layout.groups[group].fields):
        return move_field(layout, name, group, place + step)
    to = group + step
    if not 0 <= to < len(layout.groups):
        return layout
    return move_field(layout, name, to, len(layout.groups[to].fields) if step < 0 else 0)


def move_group(layout: Layout, number: int, to: int) -> Layout:
    """Put a group in another place."""
    if not 0 <= to < len(layout.groups):
        return layout
    groups = list(layout.groups)
    groups.insert(to, groups.pop(number))
    return replace(layout, groups=tuple(groups))


def without_group(layout: Layout, number: int) -> Layout:
    """Take a group away; its fields go to its neighbour."""
    if len(layout.groups) < 2:
        return layout
    groups, fields = list(layout.groups), layout.groups[number].fields
    del groups[number]
    to = max(number - 1, 0)
    both = (*groups[to].fields, *fields) if number else (*fields, *groups[to].fields)
    groups[to] = replace(groups[to], fields=both)
    return replace(layout, groups=tuple(groups))


def changed_group(layout: Layout, number: int, **changes: Any) -> Layout:
    """Change words or folding of a group."""
    groups = list(layout.groups)
    groups[number] = replace(groups[number], **changes)
    return replace(layout, groups=tuple(groups))


def with_width(layout: Layout, name: str, width: str) -> Layout:
    """Give a field another width; '' for the one that it has by itself."""
    widths = {n: w for n, w in layout.widths.items() if n != name}
    return replace(layout, widths={**widths, name: width} if width else widths)
