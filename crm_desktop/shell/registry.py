"""Every entity and page of the program, by name; imported only when first used.

The order of tabs and pages here is the order on the screen. A new noun is one line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, kw_only=True, slots=True)
class Tab:
    """One of the seven places; *title* is marked under ``Tabs``."""

    name: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """One kind of record; *source* is ``module:NAME`` of its descriptor.

    *listed*: has a list of its own among the pages of its *tab*. *record_page*: ``module:Class``
    of a hand-written record page. *quick*: offered by Ctrl+N.
    """

    name: str
    source: str
    tab: str
    listed: bool = True
    quick: bool = False
    record_page: str = ""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One hand-written page; *title* is marked under ``Pages``, *source* is ``module:Class``.

    It is shown to those who may do *action* on *module*; to everybody where *module* is ''.
    """

    name: str
    tab: str
    title: str
    icon: str
    source: str
    module: str = ""
    action: str = "view"


TABS = (
    Tab(name="home", title=QT_TRANSLATE_NOOP("Tabs", "My desktop"), icon="house"),
    Tab(name="base_info", title=QT_TRANSLATE_NOOP("Tabs", "Base info"), icon="contact"),
    Tab(name="market", title=QT_TRANSLATE_NOOP("Tabs", "Market"), icon="megaphone"),
    Tab(name="sales", title=QT_TRANSLATE_NOOP("Tabs", "Sales"), icon="handshake"),
    Tab(name="service", title=QT_TRANSLATE_NOOP("Tabs", "Service"), icon="headset"),
    Tab(name="analysis", title=QT_TRANSLATE_NOOP("Tabs", "Analysis"), icon="chart-column"),
    Tab(name="system", title=QT_TRANSLATE_NOOP("Tabs", "System"), icon="settings"),
)

ENTITIES: tuple[EntityEntry, ...] = (
    EntityEntry("customer", "crm_desktop.base_info.entities:CUSTOMER", "base_info", quick=True),
    EntityEntry("contact", "crm_desktop.base_info.entities:CONTACT", "base_info", quick=True),
    EntityEntry("action", "crm_desktop.base_info.entities:ACTION", "base_info", quick=True),
    EntityEntry("product", "crm_desktop.base_info.entities:PRODUCT", "base_info"),
    EntityEntry("product_class", "crm_desktop.base_info.entities:PRODUCT_CLASS", "base_info"),
    EntityEntry("price_list", "crm_desktop.base_info.entities:PRICE_LIST", "base_info"),
    EntityEntry("price", "crm_desktop.base_info.entities:PRICE", "base_info"),
    EntityEntry("product_cost", "crm_desktop.base_info.entities:PRODUCT_COST", "base_info"),
    EntityEntry(
        "employee",
        "crm_desktop.system.entities:EMPLOYEE",
        "base_info",
        record_page="crm_desktop.system.employee_page:EmployeePage",
    ),
    EntityEntry("department", "crm_desktop.system.entities:DEPARTMENT", "base_info"),
    EntityEntry("opportunity", "crm_desktop.sales.entities:OPPORTUNITY", "sales", quick=True),
    EntityEntry(
        "sales_order",
        "crm_desktop.sales.entities:SALES_ORDER",
        "sales",
        quick=True,
        record_page="crm_desktop.sales.order_page:OrderPage",
    ),
    EntityEntry("sales_order_line", "crm_desktop.sales.entities:SALES_ORDER_LINE", "sales", listed=False),
    EntityEntry("role", "crm_desktop.system.entities:ROLE", "system", listed=False),
    EntityEntry("right_rule", "crm_desktop.system.entities:RIGHT_RULE", "system", listed=False),
    EntityEntry("field_right", "crm_desktop.system.entities:FIELD_RIGHT", "system"),
    EntityEntry("employee_role", "crm_desktop.system.entities:EMPLOYEE_ROLE", "system", listed=False),
    EntityEntry("dictionary", "crm_desktop.system.entities:DICTIONARY", "system"),
    EntityEntry("coding_rule", "crm_desktop.system.entities:CODING_RULE", "system"),
    EntityEntry("attribute_definition", "crm_desktop.system.entities:ATTRIBUTE_DEFINITION", "system"),
)

PAGES: tuple[PageEntry, ...] = (
    PageEntry(
        "prices",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Products and prices"),
        "tags",
        "crm_desktop.base_info.price_page:PricePage",
        "price",
    ),
    PageEntry(
        "desktop",
        "home",
        QT_TRANSLATE_NOOP("Pages", "Today"),
        "layout-dashboard",
        "crm_desktop.home.desktop_page:DesktopPage",
    ),
    PageEntry(
        "ranking",
        "analysis",
        QT_TRANSLATE_NOOP("Pages", "Ranking"),
        "trophy",
        "crm_desktop.analysis.ranking_page:RankingPage",
        module="opportunity",
    ),
    PageEntry(
        "rights",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Roles and rights"),
        "shield",
        "crm_desktop.system.rights_page:RightsPage",
        "right",
    ),
)


@cache
def load(source: str) -> Any:
    """Return the object that ``module:NAME`` names."""
    module, _, name = source.partition(":")
    return getattr(import_module(module), name)


def descriptors() -> dict[str, Entity]:
    """Return the descriptors of all entities, without the company's own attributes."""
    return {entry.name: load(entry.source) for entry in ENTITIES}


def entity_entry(name: str) -> EntityEntry | None:
    """Return the entry of an entity, or None."""
    return next((entry for entry in ENTITIES if entry.name == name), None)


def page_entry(name: str) -> PageEntry | None:
    """Return the entry of a page, or None."""
    return next((entry for entry in PAGES if entry.name == name), None)


def pages_of(tab: str, facts: Facts, translate: Callable[[str, str], str]) -> list[tuple[str, str, str]]:
    """Return (name, title, icon) of what the person may open on *tab*; lists are named ``list:ENTITY``."""
    own = [
        (entry.name, translate("Pages", entry.title), entry.icon)
        for entry in PAGES
        if entry.tab == tab and may_open(entry, facts)
    ]
    lists = [
        (f"list:{entry.name}", translate(entity.context, entity.plural), entity.icon)
        for entry in ENTITIES
        if entry.tab == tab
        and entry.listed
        and (entity := facts.entities.get(entry.name))
        and facts.rights.may(entity.rights_module, "view")
    ]
    return own + lists if tab in ("home", "analysis") else lists + own


def may_open(entry: PageEntry, facts: Facts) -> bool:
    """Tell whether the person may open a page."""
    return not entry.module or facts.rights.may(entry.module, entry.action)
