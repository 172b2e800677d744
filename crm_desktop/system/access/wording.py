"""Why somebody sees a record or does not, in one plain sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crm_desktop.core import clock
from crm_desktop.core.entity import Entity
from crm_desktop.core.text import QT_TRANSLATE_NOOP, SEMICOLON
from crm_desktop.qt.cells import joined
from crm_desktop.qt.tools import Tools
from crm_desktop.system.access.rules import Person, Way
from crm_desktop.system.entities.rights import MODULES, SCOPES

# Records that somebody owns; of all others it is the one that they belong to.
_OWNED = {"customer", "opportunity", "sales_order"}
_OWN = {
    "owner": QT_TRANSLATE_NOOP("WhoSees", "owns it"),
    "above": QT_TRANSLATE_NOOP("WhoSees", "owns what it belongs to"),
    "customer": QT_TRANSLATE_NOOP("WhoSees", "owns the customer"),
    "author": QT_TRANSLATE_NOOP("WhoSees", "entered it"),
    "keeper": QT_TRANSLATE_NOOP("WhoSees", "is to keep its promise"),
    "finish": QT_TRANSLATE_NOOP("WhoSees", "owns the customer and may finish the confirmed order"),
}
_THROUGH = {
    "owner": QT_TRANSLATE_NOOP("WhoSees", "{name} owns it"),
    "above": QT_TRANSLATE_NOOP("WhoSees", "{name} owns what it belongs to"),
    "customer": QT_TRANSLATE_NOOP("WhoSees", "{name} owns the customer"),
    "author": QT_TRANSLATE_NOOP("WhoSees", "{name} entered it"),
    "keeper": QT_TRANSLATE_NOOP("WhoSees", "{name} is to keep its promise"),
    "finish": QT_TRANSLATE_NOOP("WhoSees", "{name} owns the customer and may finish the confirmed order"),
}
_WAYS = {
    "helper": QT_TRANSLATE_NOOP("WhoSees", "helps on the customer"),
    "helping": QT_TRANSLATE_NOOP("WhoSees", "is the helper meant"),
    "member": QT_TRANSLATE_NOOP("WhoSees", "belongs to the pool"),
    "admin": QT_TRANSLATE_NOOP("WhoSees", "administers the pool"),
    "everybody": QT_TRANSLATE_NOOP("WhoSees", "everybody may read these"),
}
_BY_ROLE = {
    "all": QT_TRANSLATE_NOOP("WhoSees", "all, by the role {roles}"),
    "all_pools": QT_TRANSLATE_NOOP("WhoSees", "all pools, by the role {roles}"),
    "open": QT_TRANSLATE_NOOP("WhoSees", "nobody owns these; the role {roles} gives them"),
}
_LACKS = {
    "locked": QT_TRANSLATE_NOOP("WhoSees", "The login is locked."),
    "no_login": QT_TRANSLATE_NOOP("WhoSees", "Has no login."),
    "no_right": QT_TRANSLATE_NOOP("WhoSees", "No role gives the right to see “{plural}”."),
    "needs_all": QT_TRANSLATE_NOOP("WhoSees", "Nobody owns these, so the scope must be “All”; it is “{scope}”."),
    "cost": QT_TRANSLATE_NOOP("WhoSees", "It tells a cost, and no role gives the right to see costs."),
    "other_person": QT_TRANSLATE_NOOP("WhoSees", "It tells of two persons, and not both are to be seen."),
    "no_member": QT_TRANSLATE_NOOP("WhoSees", "Does not belong to the pool."),
    "scope": QT_TRANSLATE_NOOP("WhoSees", "The scope for “{plural}” is “{scope}”; this one is {owner}’s."),
    "scope_of_nobody": QT_TRANSLATE_NOOP("WhoSees", "The scope for “{plural}” is “{scope}”; this one is nobody’s."),
}  # fmt: skip


def say(words: str, **values: object) -> str:
    """Return marked words in the language of the moment."""
    return QCoreApplication.translate("WhoSees", words).format(**values)


def module_words(tools: Tools) -> dict[str, str]:
    """Return the modules of the rights with their words; what the company added stands behind the other records."""
    words = {name: QCoreApplication.translate("RightRule", label) for name, label in MODULES}
    names = list(words)
    place = names.index("partner") + 1
    added = {made.entity: made.plural(tools.language()) for made in tools.facts().objects}
    return {name: added.get(name) or words[name] for name in (*names[:place], *added, *names[place:])}


def scope_words(scope: str) -> str:
    """Return the words of a scope."""
    return QCoreApplication.translate("RightRule", dict(SCOPES)[scope])


def why(person: Person, entity: Entity) -> str:
    """Return why somebody sees a record, or what is missing."""
    if person.sees == "no":
        key = "scope_of_nobody" if person.lacks == "scope" and not person.owner else person.lacks
        plural = QCoreApplication.translate(entity.context, entity.plural)
        return say(_LACKS[key], plural=plural, scope=scope_words(person.scope), owner=person.owner)
    told = list(dict.fromkeys(_way_words(way, entity) for way in person.ways))
    if person.shut_until:
        moment = clock.local_time(person.shut_until).strftime("%H:%M")
        shut = QT_TRANSLATE_NOOP("WhoSees", "new logins are refused until {moment}, after wrong passwords")
        told.append(say(shut, moment=moment))
    kept = _kept_words(person, entity)
    sentence = joined((*told, kept), SEMICOLON)
    return sentence[:1].upper() + sentence[1:]


def _owned(entity: Entity) -> bool:
    """Tell whether a record is somebody's itself: what the company added is, unless it belongs to a customer."""
    return entity.name in _OWNED or (entity.context == "CustomRecord" and "customer_id" not in entity)


def _way_words(way: Way, entity: Entity) -> str:
    whose = "above" if way.whose == "owner" and not _owned(entity) else way.whose
    if way.way in _BY_ROLE:
        return say(_BY_ROLE[way.way], roles=joined(way.roles))
    if way.way == "own":
        return say(_OWN[whose])
    day = way.until.isoformat() if way.until else ""
    if way.way == "stand_in":
        return say(QT_TRANSLATE_NOOP("WhoSees", "stands in for {name} until {day}: {because}"),
                   name=way.through, day=day, because=say(_THROUGH[whose], name=way.through))  # fmt: skip
    if way.way in _WAYS:
        words = say(_WAYS[way.way])
        if way.power == "write":
            words += say(QT_TRANSLATE_NOOP("WhoSees", ", may write"))
        return words + say(QT_TRANSLATE_NOOP("WhoSees", ", until {day}"), day=day) if day else words
    return say(
        QT_TRANSLATE_NOOP("WhoSees", "{because}; the role {roles} reaches “{scope}”"),
        because=say(_THROUGH[whose], name=way.through), roles=joined(way.roles), scope=scope_words(way.way),
    )  # fmt: skip


def _kept_words(person: Person, entity: Entity) -> str:
    """Return which fields, or how many, are kept from somebody."""
    told = []
    for names, words in (
        (person.hidden_fields, QT_TRANSLATE_NOOP("WhoSees", "hidden: {fields}")),
        (person.masked_fields, QT_TRANSLATE_NOOP("WhoSees", "masked: {fields}")),
    ):
        fields = [QCoreApplication.translate(entity.context, entity[name].label) for name in names if name in entity]
        if fields:
            told.append(say(words, fields=joined(fields)))
    if not told and person.hidden and not (person.hidden_fields or person.masked_fields):
        told.append(say(QT_TRANSLATE_NOOP("WhoSees", "fields hidden: {count}"), count=person.hidden))
    return joined(told, SEMICOLON)
