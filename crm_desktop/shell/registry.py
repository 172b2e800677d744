"""Every entity and page of the program, by name; imported only when first used.

The order of tabs and pages here is the order on the screen. A new noun is one line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from crm_desktop.core.entity import Entity
from crm_desktop.core.facts import Facts
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.shell.entries import ANY, EntityEntry, Listed, PageEntry, Tab

TABS = (
    Tab(name="home", title=QT_TRANSLATE_NOOP("Tabs", "My desktop"), icon="house"),
    Tab(name="base_info", title=QT_TRANSLATE_NOOP("Tabs", "Base info"), icon="contact"),
    Tab(name="market", title=QT_TRANSLATE_NOOP("Tabs", "Market"), icon="megaphone"),
    Tab(name="sales", title=QT_TRANSLATE_NOOP("Tabs", "Sales"), icon="handshake"),
    Tab(name="service", title=QT_TRANSLATE_NOOP("Tabs", "Service"), icon="headset"),
    Tab(name="analysis", title=QT_TRANSLATE_NOOP("Tabs", "Analysis"), icon="chart-column"),
    Tab(name="system", title=QT_TRANSLATE_NOOP("Tabs", "System"), icon="settings"),
)

CUSTOMERS = QT_TRANSLATE_NOOP("Groups", "Customers")
PRODUCTS = QT_TRANSLATE_NOOP("Groups", "Products and prices")
PARTNERS = QT_TRANSLATE_NOOP("Groups", "Other companies")
PEOPLE = QT_TRANSLATE_NOOP("Groups", "People")
RIGHTS = QT_TRANSLATE_NOOP("Groups", "Rights")
DEFINITIONS = QT_TRANSLATE_NOOP("Groups", "Definitions")
POOLS = QT_TRANSLATE_NOOP("Groups", "Public pool")
DATA = QT_TRANSLATE_NOOP("Groups", "Data")
SAFETY = QT_TRANSLATE_NOOP("Groups", "Safety and use")

_STAR = ("crm_desktop.base_info.favourites.starring:StarMark",)
_STARRING = "crm_desktop.base_info.favourites.starring:star"
_PERSONAL = "crm_desktop.base_info.privacy.actions:personal_data"
_FORMATS = ("crm_desktop.base_info.quality.format_tidying:FormatTidying",)
_QUALITY = (
    "crm_desktop.base_info.quality.duplicate_bar:DuplicateBar",
    "crm_desktop.base_info.quality.quality_mark:QualityMark",
    *_FORMATS,
    "crm_desktop.base_info.quality.merged_away:MergedAway",
)
_MERGED = (_QUALITY[1], _QUALITY[-1])  #: the mark that takes a merge back, the way from old links
#: The standard way to write what is imported, as the import engine takes it.
STANDARDS = "crm_desktop.base_info.quality.formats_services:standardise"
_TIDY = ("crm_desktop.base_info.customers.tidying:Tidying",)
_PHONE = (*_TIDY, "crm_desktop.base_info.quality.duplicate_bar:DuplicateBar")
_PARTNER = (*_STAR, *_TIDY, *_FORMATS, "crm_desktop.base_info.partners.record_bar:RecordBar", *_MERGED)
_ROUND = (
    *_STAR,
    *_QUALITY,
    *_TIDY,
    "crm_desktop.base_info.customers.chat:ChatCopy",
    "crm_desktop.base_info.customers.nearby:Nearby",
    "crm_desktop.base_info.customers.conversion:Conversion",
)
_BASE = "crm_desktop.base_info.entities"
_PROMOTING = ("crm_desktop.base_info.promotions.promotion_form:PromotionForm",)
_CODES = ("crm_desktop.base_info.promotions.series:coupon_actions",)
_RULE = "crm_desktop.base_info.prices.rule.rule_page:RulePage"
_DATE = ("crm_desktop.base_info.customers.dates:DateTools",)
_DATING = ("crm_desktop.base_info.customers.dates:date_actions",)
_MERGE = "crm_desktop.base_info.quality.merge_actions"
_MERGING = (_STARRING, f"{_MERGE}:merge_partners")
_HANDOVER = "crm_desktop.base_info.handover"
_CLOSING = (f"{_HANDOVER}.closing:closing_actions",)

ENTITIES: tuple[EntityEntry, ...] = (
    EntityEntry(
        "customer",
        f"{_BASE}:CUSTOMER",
        "base_info",
        quick=True,
        group=CUSTOMERS,
        first=True,
        beside=_ROUND,
        actions=(_STARRING, f"{_HANDOVER}.assigning:customer_actions", f"{_MERGE}:merge_customers", _PERSONAL),
    ),
    EntityEntry(
        "pool_customer",
        f"{_HANDOVER}.pool_entities:POOL_CUSTOMER",
        "base_info",
        group=CUSTOMERS,
        actions=(f"{_HANDOVER}.assigning:pool_actions",),
    ),
    EntityEntry("customer_holding", f"{_HANDOVER}.holding_entities:CUSTOMER_HOLDING", "base_info", group=CUSTOMERS),
    EntityEntry("customer_helper", f"{_HANDOVER}.holding_entities:CUSTOMER_HELPER", "base_info", group=CUSTOMERS),
    EntityEntry(
        "contact",
        f"{_BASE}:CONTACT",
        "base_info",
        quick=True,
        group=CUSTOMERS,
        beside=(*_STAR, *_QUALITY, *_TIDY),
        actions=(_STARRING, f"{_MERGE}:merge_contacts", _PERSONAL),
    ),
    EntityEntry(
        "important_date", f"{_BASE}:IMPORTANT_DATE", "base_info", group=CUSTOMERS, beside=_DATE, actions=_DATING
    ),
    EntityEntry("action", f"{_BASE}:ACTION", "base_info", quick=True, group=CUSTOMERS, beside=_FORMATS),
    EntityEntry("contact_way", f"{_BASE}:CONTACT_WAY", "base_info", listed=False, beside=_PHONE),
    EntityEntry("customer_phone", f"{_BASE}:CUSTOMER_PHONE", "base_info", listed=False, beside=_PHONE),
    EntityEntry("customer_address", f"{_BASE}:CUSTOMER_ADDRESS", "base_info", listed=False, beside=_TIDY),
    EntityEntry("customer_relation", f"{_BASE}:CUSTOMER_RELATION", "base_info", listed=False),
    EntityEntry("qualification", f"{_BASE}:QUALIFICATION", "base_info", listed=False),
    EntityEntry("customer_status_change", f"{_BASE}:CUSTOMER_STATUS_CHANGE", "base_info", group=CUSTOMERS),
    EntityEntry(
        "product",
        f"{_BASE}:PRODUCT",
        "base_info",
        record_page="crm_desktop.base_info.products.product_page:ProductPage",
        group=PRODUCTS,
        beside=(*_STAR, *_FORMATS, *_MERGED),
        actions=(_STARRING, f"{_MERGE}:merge_products"),
    ),
    EntityEntry("product_class", f"{_BASE}:PRODUCT_CLASS", "base_info", group=PRODUCTS),
    EntityEntry("product_link", f"{_BASE}:PRODUCT_LINK", "base_info", listed=False),
    EntityEntry("product_unit", f"{_BASE}:PRODUCT_UNIT", "base_info", group=PRODUCTS),
    EntityEntry("measure_unit", f"{_BASE}:MEASURE_UNIT", "base_info", group=PRODUCTS),
    EntityEntry("price_list", f"{_BASE}:PRICE_LIST", "base_info", group=PRODUCTS),
    EntityEntry("planned_price", f"{_BASE}:PLANNED_PRICE", "base_info", group=PRODUCTS),
    EntityEntry("price", f"{_BASE}:PRICE", "base_info", group=PRODUCTS, record_page=_RULE),
    EntityEntry("promotion", f"{_BASE}:PROMOTION", "base_info", group=PRODUCTS, beside=_PROMOTING, actions=_CODES),
    EntityEntry("coupon", f"{_BASE}:COUPON", "base_info", group=PRODUCTS),
    EntityEntry("promotion_customer", f"{_BASE}:PROMOTION_CUSTOMER", "base_info", listed=False),
    EntityEntry("product_cost", f"{_BASE}:PRODUCT_COST", "base_info", group=PRODUCTS),
    EntityEntry(
        "partner", f"{_BASE}:PARTNER", "base_info", quick=True, group=PARTNERS, beside=_PARTNER, actions=_MERGING
    ),
    EntityEntry("partner_price", f"{_BASE}:PARTNER_PRICE", "base_info", group=PARTNERS),
    EntityEntry("partner_contact", f"{_BASE}:PARTNER_CONTACT", "base_info", listed=False, beside=_TIDY),
    EntityEntry(
        "employee",
        "crm_desktop.system.entities:EMPLOYEE",
        "base_info",
        record_page="crm_desktop.system.employee_page:EmployeePage",
        group=PEOPLE,
        beside=_FORMATS,
    ),
    EntityEntry("department", "crm_desktop.system.entities:DEPARTMENT", "base_info", group=PEOPLE),
    EntityEntry("opportunity", "crm_desktop.sales.entities:OPPORTUNITY", "sales", quick=True, beside=_FORMATS),
    EntityEntry(
        "sales_order",
        "crm_desktop.sales.entities:SALES_ORDER",
        "sales",
        quick=True,
        record_page="crm_desktop.sales.order_page:OrderPage",
        beside=("crm_desktop.base_info.customers.address_choice:AddressChoice", *_FORMATS),
    ),
    EntityEntry("sales_order_line", "crm_desktop.sales.entities:SALES_ORDER_LINE", "sales", listed=False),
    EntityEntry("opportunity_competitor", "crm_desktop.sales.entities:OPPORTUNITY_COMPETITOR", "sales", listed=False),
    EntityEntry("role", "crm_desktop.system.entities:ROLE", "system", listed=False),
    EntityEntry("right_rule", "crm_desktop.system.entities:RIGHT_RULE", "system", listed=False),
    EntityEntry("field_right", "crm_desktop.system.entities:FIELD_RIGHT", "system", group=RIGHTS),
    EntityEntry("employee_role", "crm_desktop.system.entities:EMPLOYEE_ROLE", "system", listed=False),
    EntityEntry("dictionary", "crm_desktop.system.entities:DICTIONARY", "system", listed=False),
    EntityEntry("coding_rule", "crm_desktop.system.entities:CODING_RULE", "system", listed=False),
    EntityEntry("attribute_definition", "crm_desktop.system.entities:ATTRIBUTE_DEFINITION", "system", listed=False),
    EntityEntry("field_rule", "crm_desktop.system.entities:FIELD_RULE", "system", listed=False),
    EntityEntry("customer_pool", f"{_HANDOVER}.pool_entities:CUSTOMER_POOL", "system", group=POOLS, actions=_CLOSING),
    EntityEntry("pool_rule", f"{_HANDOVER}.pool_entities:POOL_RULE", "system", listed=False),
    EntityEntry("pool_member", f"{_HANDOVER}.pool_entities:POOL_MEMBER", "system", listed=False),
    EntityEntry("holding_limit", f"{_HANDOVER}.pool_entities:HOLDING_LIMIT", "system", group=POOLS),
    EntityEntry("duplicate_rule", "crm_desktop.base_info.quality.entities:DUPLICATE_RULE", "system", group=DATA),
    EntityEntry("duplicate_field", "crm_desktop.base_info.quality.entities:DUPLICATE_FIELD", "system", group=DATA),
    EntityEntry("completeness_rule", "crm_desktop.base_info.quality.entities:COMPLETENESS_RULE", "system", group=DATA),
    EntityEntry("sensitive_field", "crm_desktop.system.trail.entities:SENSITIVE_FIELD", "system", group=SAFETY),
    EntityEntry("personal_field", "crm_desktop.system.trail.personal_entities:PERSONAL_FIELD", "system", group=SAFETY),
    EntityEntry("erasure", "crm_desktop.system.trail.personal_entities:ERASURE", "system", group=SAFETY),
)

_DIRECTORY = "crm_desktop.base_info.directory"

PAGES: tuple[PageEntry, ...] = (
    PageEntry(
        "targets",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Target customers"),
        "target",
        "crm_desktop.base_info.customers.targets_page:TargetsPage",
        module="customer",
        group=CUSTOMERS,
        first=True,
    ),
    PageEntry(
        "directory",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Directory"),
        "id-card",
        f"{_DIRECTORY}.directory_page:DirectoryPage",
        group=PEOPLE,
        first=True,
    ),
    PageEntry(
        "org_chart",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Organisation chart"),
        "network",
        f"{_DIRECTORY}.org_chart_page:OrgChartPage",
        group=PEOPLE,
        first=True,
    ),
    PageEntry(
        "leaving",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Employee leaves"),
        "log-out",
        f"{_HANDOVER}.leaving_page:LeavingPage",
        module="employee",
        action="edit",
        group=PEOPLE,
    ),
    PageEntry(
        "pool_rules",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Pool rules"),
        "scroll-text",
        f"{_HANDOVER}.pool_rules_page:PoolRulesPage",
        module="pool",
        group=POOLS,
    ),
    PageEntry(
        "duplicates",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Duplicates"),
        "copy",
        "crm_desktop.base_info.quality.duplicates_page:DuplicatesPage",
        "quality",
        group=DATA,
    ),
    PageEntry(
        "completeness",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Completeness"),
        "list-checks",
        "crm_desktop.base_info.quality.completeness_page:CompletenessPage",
        "customer",
        group=DATA,
    ),
    PageEntry(
        "formats",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Standard formats"),
        "wand-sparkles",
        "crm_desktop.base_info.quality.formats_page:FormatsPage",
        "quality",
        group=DATA,
    ),
    PageEntry(
        "merge",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Merge records"),
        "git-merge",
        "crm_desktop.base_info.quality.merge_page:MergePage",
        "customer",
        "delete",
        listed=False,
    ),
    PageEntry(
        "personal_data",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Personal data"),
        "id-card",
        "crm_desktop.base_info.privacy.person_page:PersonPage",
        "personal",
        listed=False,
    ),
    PageEntry(
        "prices",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Products and prices"),
        "tags",
        "crm_desktop.base_info.prices.price_page:PricePage",
        "price",
        group=PRODUCTS,
        first=True,
    ),
    PageEntry(
        "promotions",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Promotion board"),
        "percent",
        "crm_desktop.base_info.promotions.promotions_page:PromotionsPage",
        "price",
        group=PRODUCTS,
    ),
    PageEntry(
        "compare_products",
        "base_info",
        QT_TRANSLATE_NOOP("Pages", "Compare products"),
        "columns-3",
        "crm_desktop.base_info.products.compare_page:ComparePage",
        "product",
        group=PRODUCTS,
    ),
    PageEntry(
        "desktop",
        "home",
        QT_TRANSLATE_NOOP("Pages", "Today"),
        "layout-dashboard",
        "crm_desktop.home.desktop_page:DesktopPage",
    ),
    PageEntry(
        "favourites",
        "home",
        QT_TRANSLATE_NOOP("Pages", "My favourites"),
        "star",
        "crm_desktop.base_info.favourites.favourites_page:FavouritesPage",
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
        "done",
        "home",
        QT_TRANSLATE_NOOP("Pages", "What I did today"),
        "list-checks",
        "crm_desktop.system.trail.done_page:DonePage",
    ),
    PageEntry(
        "trail",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Audit trail"),
        "history",
        "crm_desktop.system.trail.trail_page:TrailPage",
        "usage",
        group=SAFETY,
    ),
    PageEntry(
        "past",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Lists as they were"),
        "calendar-clock",
        "crm_desktop.system.trail.past_list_page:PastListPage",
        "audit",
        group=SAFETY,
    ),
    PageEntry(
        "usage",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Usage"),
        "activity",
        "crm_desktop.system.usage.usage_page:UsagePage",
        "usage",
        group=SAFETY,
    ),
    PageEntry(
        "safety",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Safety"),
        "shield-check",
        "crm_desktop.system.safety.safety_page:SafetyPage",
        "safety",
        group=SAFETY,
    ),
    PageEntry(
        "sets",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Account sets"),
        "database",
        "crm_desktop.system.safety.sets_page:SetsPage",
        "safety",
        group=SAFETY,
    ),
    PageEntry(
        "rights",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Roles and rights"),
        "shield",
        "crm_desktop.system.rights_page:RightsPage",
        "right",
        group=RIGHTS,
    ),
    PageEntry(
        "import",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Import"),
        "file-up",
        "crm_desktop.system.import_pages.import_page:ImportPage",
        module=ANY,
        action="create",
        group=DATA,
    ),
    PageEntry(
        "dictionaries",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Dictionaries"),
        "book-open",
        "crm_desktop.system.definitions.dictionaries_page:DictionariesPage",
        "dictionary",
        group=DEFINITIONS,
    ),
    PageEntry(
        "attributes",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Own attributes"),
        "sliders",
        "crm_desktop.system.definitions.attributes_page:AttributesPage",
        "setting",
        group=DEFINITIONS,
    ),
    PageEntry(
        "field_rules",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Field rules"),
        "split",
        "crm_desktop.system.definitions.field_rules_page:FieldRulesPage",
        "setting",
        group=DEFINITIONS,
    ),
    PageEntry(
        "form_layout",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Form layout"),
        "layout-dashboard",
        "crm_desktop.system.definitions.layout_page:LayoutPage",
        "setting",
        group=DEFINITIONS,
    ),
    PageEntry(
        "codes",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Coding rules"),
        "hash",
        "crm_desktop.system.definitions.codes_page:CodesPage",
        "setting",
        group=DEFINITIONS,
    ),
    PageEntry(
        "settings",
        "system",
        QT_TRANSLATE_NOOP("Pages", "Settings"),
        "sliders-horizontal",
        "crm_desktop.system.definitions.settings_page:SettingsPage",
        "setting",
        group=DEFINITIONS,
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


def pages_of(tab: str, facts: Facts, translate: Callable[[str, str], str]) -> list[Listed]:
    """Return what the person may open on *tab*, group by group; lists are named ``list:ENTITY``."""
    own = [
        (entry, Listed(entry.name, translate("Pages", entry.title), entry.icon, entry.group))
        for entry in PAGES
        if entry.tab == tab and entry.listed and may_open(entry, facts)
    ]
    lists = [
        (entry, Listed(f"list:{entry.name}", translate(entity.context, entity.plural), entity.icon, entry.group))
        for entry in ENTITIES
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
