"""What is kept about a person, in the words of the screen."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from crm_desktop.base_info.privacy.rules import PLACES
from crm_desktop.base_info.privacy.services import Kept
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Bool, Choice, DateTime, Options
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import cell_text, labelled
from crm_desktop.qt.tools import Tools, caption
from crm_desktop.shell.timeline.sources import GROUPS

SECTIONS = {
    "record": QT_TRANSLATE_NOOP("Privacy", "Record"),
    "document": QT_TRANSLATE_NOOP("Privacy", "Documents"),
    "timeline": QT_TRANSLATE_NOOP("Privacy", "Timeline"),
    "attachment": QT_TRANSLATE_NOOP("Privacy", "Files"),
    "import": QT_TRANSLATE_NOOP("Privacy", "Imported rows"),
    "merge": QT_TRANSLATE_NOOP("Privacy", "Merged records"),
    "history": QT_TRANSLATE_NOOP("Privacy", "Changes"),
}


#: Of parts, too, it is told who wrote them and when; only records that have fields for it say what that is called.
_AUTHORSHIP = ("created_at", "created_by", "updated_at", "updated_by")
#: What documents end with.
_STATES = {"opportunity": "outcome", "sales_order": "state"}


def section_words(section: str) -> str:
    """Return the heading under which something is kept."""
    return QCoreApplication.translate("Privacy", SECTIONS.get(section, section))


def place_words(what: str) -> str:
    """Return where an erasure touches something, or what stands in its way."""
    return QCoreApplication.translate("Privacy", PLACES[what]) if what in PLACES else what.replace("_", " ")


def item_words(tools: Tools, kept: Kept) -> str:
    """Return the field or the kind of record that something is kept in."""
    table, _, name = kept.item.rpartition(" ")[2].partition(".")
    entity = tools.facts().entities.get(table)
    if entity is None:
        return QCoreApplication.translate("Timeline", GROUPS["status"]) if kept.section == "timeline" else kept.item
    noun = QCoreApplication.translate(entity.context, entity.title)
    if not name:
        return noun
    known = _knowing(tools, entity, name)
    words = caption(known, known[name]) if known else name
    return words if table in ("contact", "customer") else labelled(noun, words)


def _knowing(tools: Tools, entity: Entity, name: str) -> Entity | None:
    """Return the entity that knows the field: its own, or the contact's for who wrote a part and when."""
    if name in entity:
        return entity
    return tools.facts().entities.get("contact") if name in _AUTHORSHIP else None


def value_words(tools: Tools, kept: Kept) -> str:
    """Return what is kept; codes and flags in words."""
    table, _, name = kept.item.partition(".")
    entity = tools.facts().entities.get(table)
    if kept.section == "document" and entity is not None and table in _STATES:
        said, _, state = kept.words.rpartition(" ")
        return f"{said} {cell_text(entity[_STATES[table]], state, Record(0, 0, {_STATES[table]: state}), tools)}"
    known = _knowing(tools, entity, name) if entity and kept.section == "record" else None
    if known is None:
        return kept.words
    field = known[name]
    if isinstance(field, (Choice, Options)):
        return cell_text(field, kept.words, Record(0, 0, {name: kept.words}), tools)
    if isinstance(field, DateTime):
        return cell_text(field, datetime.fromisoformat(kept.words), Record(0, 0, {}), tools)
    if isinstance(field, Bool):
        return cell_text(field, kept.words == "true", Record(0, 0, {}), tools)
    return kept.words


def line(tools: Tools, kept: Kept) -> tuple[str, str, str, str, str]:
    """Return section, moment, who, what and the words of something that is kept."""
    when = kept.at.astimezone().strftime("%Y-%m-%d %H:%M") if kept.at else ""
    return section_words(kept.section), when, kept.who, item_words(tools, kept), value_words(tools, kept)
