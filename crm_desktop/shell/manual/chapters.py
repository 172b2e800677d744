"""The chapters of the manual: Markdown files under ``resources/manual``, one folder a language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.resources import resource

FIRST = "01-first-steps"

#: page or entity → the chapter that tells about it
ABOUT = {
    "desktop": "03-customers",
    "customer": "03-customers",
    "contact": "03-customers",
    "favourites": "02-finding",
    "action": "03-customers",
    "contact_way": "03-customers",
    "contact_relation": "03-customers",
    "customer_phone": "03-customers",
    "customer_address": "03-customers",
    "customer_relation": "03-customers",
    "important_date": "03-customers",
    "qualification": "03-customers",
    "customer_status_change": "03-customers",
    "targets": "03-customers",
    "partner": "03-customers",
    "partner_contact": "03-customers",
    "partner_price": "03-customers",
    "opportunity": "04-opportunities-and-orders",
    "sales_order": "04-opportunities-and-orders",
    "prices": "05-products-and-prices",
    "product": "05-products-and-prices",
    "product_class": "05-products-and-prices",
    "price_list": "05-products-and-prices",
    "planned_price": "05-products-and-prices",
    "price": "05-products-and-prices",
    "product_cost": "05-products-and-prices",
    "product_link": "05-products-and-prices",
    "promotion": "05-products-and-prices",
    "promotion_customer": "05-products-and-prices",
    "coupon": "05-products-and-prices",
    "promotions": "05-products-and-prices",
    "product_unit": "05-products-and-prices",
    "product_batch": "05-products-and-prices",
    "measure_unit": "05-products-and-prices",
    "compare_products": "05-products-and-prices",
    "ranking": "06-ranking",
    "employee": "07-office",
    "department": "07-office",
    "rights": "07-office",
    "who_sees": "07-office",
    "access": "07-office",
    "field_right": "07-office",
    "dictionary": "07-office",
    "coding_rule": "07-office",
    "attribute_definition": "07-office",
    "custom_object": "07-office",
    "field_rule": "07-office",
    "done": "16-safety",
    "trail": "16-safety",
    "usage": "16-safety",
    "safety": "16-safety",
    "sets": "16-safety",
    "sensitive_field": "16-safety",
    "personal_field": "16-safety",
    "erasure": "16-safety",
    "personal_data": "16-safety",
    "past": "16-safety",
    "pool_customer": "12-handing-over",
    "customer_holding": "12-handing-over",
    "customer_helper": "12-handing-over",
    "customer_pool": "12-handing-over",
    "holding_limit": "12-handing-over",
    "pool_rules": "12-handing-over",
    "leaving": "12-handing-over",
    "directory": "12-handing-over",
    "org_chart": "12-handing-over",
    "import": "11-files",
    "duplicate_rule": "14-data-quality",
    "duplicate_field": "14-data-quality",
    "completeness_rule": "14-data-quality",
    "attributes": "07-office",
    "field_rules": "07-office",
    "form_layout": "07-office",
    "dictionaries": "07-office",
    "codes": "07-office",
    "settings": "07-office",
    "duplicates": "14-data-quality",
    "merge": "14-data-quality",
    "formats": "14-data-quality",
    "completeness": "14-data-quality",
}
OBJECTS = "07-office"  #: tells about what the company added itself
_HEADING = re.compile(r"^(#{1,2}) +(.+?) *$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_SIGNS = re.compile(r"[*`|]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A second-level heading with the text below it; the words before the first one have no title."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One file; *name* is the same in every language."""

    name: str
    path: Path
    title: str
    sections: tuple[Section, ...]


def chapter_about(name: str) -> str:
    """Return the chapter about a page or an entity, '' where none is."""
    return ABOUT.get(name) or (OBJECTS if name.startswith("custom_") else "")


def read_chapters(language: str) -> tuple[Chapter, ...]:
    """Return the chapters in the order of their numbers; the English ones for a language without a manual."""
    folder = resource("manual", language)
    files = sorted((folder if folder.is_dir() else resource("manual", "en")).glob("*.md"))
    return tuple(_chapter(path) for path in files)


def _chapter(path: Path) -> Chapter:
    title, sections, heading, lines = "", [], "", [""]
    for line in path.read_text(encoding="utf-8").splitlines():
        found = _HEADING.match(line)
        if found is None:
            lines.append(line)
        elif found[1] == "#":
            title = found[2]
        else:
            sections.append(Section(title=heading, text=_plain(lines)))
            heading, lines = found[2], []
    sections.append(Section(title=heading, text=_plain(lines)))
    return Chapter(name=path.stem, path=path, title=title, sections=tuple(sections))


def _plain(lines: Sequence[str]) -> str:
    text = "\n".join(_PICTURE.sub("", line) for line in lines)
    return _SIGNS.sub(lambda found: found[1] or "", text).strip()


def find(chapters: Sequence[Chapter], words: str) -> list[tuple[Chapter, Section]]:
    """Return the sections that hold each of *words* (blanks between them) in heading or text."""
    wanted = _folded(words).split()
    return [
        (chapter, section)
        for chapter in chapters
        for section in chapter.sections
        if all(word in _folded(f"{chapter.title}\n{section.title}\n{section.text}") for word in wanted)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
