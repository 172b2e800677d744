"""Every entity and page of the program, by name; imported only when first used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import NOBODY, Facts
from crm_desktop.shell.entries import ANY, EntityEntry, Listed, PageEntry
from crm_desktop.shell.registry.nouns import ENTITIES as ENTITIES
from crm_desktop.shell.registry.nouns import entry_of
from crm_desktop.shell.registry.pages import PAGES as PAGES
from crm_desktop.shell.registry.tabs import TABS as TABS

#: The standard way to write what is imported, as the import engine takes it.
STANDARDS = "crm_desktop.base_info.quality.formats_services:standardise"


@cache
def load(source: str) -> Any:
    """Return the object that ``module:NAME`` names."""
    module, _, name = source.partition(":")
    return getattr(import_module(module), name)


def descriptors() -> dict[str, Entity]:
    """Return the descriptors of all entities, without the company's own attributes."""
    return {entry.name: load(entry.source) for entry in ENTITIES}


def nouns(facts: Facts) -> tuple[EntityEntry, ...]:
    """Return the entries of all kinds of records, those that the company added behind ours."""
    return (*ENTITIES, *map(entry_of, facts.objects))


def entity_entry(name: str, facts: Facts = NOBODY) -> EntityEntry | None:
    """Return the entry of an entity, or None; *facts* know those that the company added."""
    return next((entry for entry in nouns(facts) if entry.name == name), None)


def page_entry(name: str) -> PageEntry | None:
    """Return the entry of a page, or None."""
    return next((entry for entry in PAGES if entry.name == name), None)


def pages_of(tab: str, facts: Facts, translate: Callable[[str, str], str]) -> list[Listed]:
    """Return what the person may open on *tab*, group by group; lists are named ``list:ENTITY``."""
    own = [
        (entry, Listed(entry.name, translate("Pages", entry.title), entry.icon, entry.group, entry.words))
        for entry in PAGES
        if entry.tab == tab and entry.listed and may_open(entry, facts)
    ]
    lists = [
        (entry, Listed(f"list:{entry.name}", translate(entity.context, entity.plural), entity.icon, entry.group))
        for entry in nouns(facts)
        if entry.tab == tab
        and entry.listed
        and (entity := facts.entities.get(entry.name))
        and facts.rights.may(entity.rights_module, "view")
    ]
    listed = own + lists if tab in ("home", "analysis") else lists + own
    groups = list(dict.fromkeys(entry.group for entry, _page in listed))
    listed.sort(key=lambda pair: (groups.index(pair[0].group), not pair[0].first))
    return [page._replace(group=translate("Groups", page.group) if page.group else "") for _entry, page in listed]


def may_open(entry: PageEntry, facts: Facts) -> bool:
    """Tell whether the person may open a page."""
    if entry.module == ANY:
        return any(facts.rights.may(entity.rights_module, entry.action) for entity in facts.entities.values())
    return not entry.module or facts.rights.may(entry.module, entry.action)
