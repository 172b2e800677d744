"""Every kind of record, in the order in which tabs list them: a new noun is one line."""

from __future__ import annotations

from crm_desktop.core.facts import CustomObject
from crm_desktop.shell.entries import EntityEntry
from crm_desktop.shell.registry.tabs import (
    CUSTOMERS,
    DATA,
    DEFINITIONS,
    OBJECTS,
    PARTNERS,
    PEOPLE,
    POOLS,
    PRODUCTS,
    RIGHTS,
    SAFETY,
)

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
_TIDY = ("crm_desktop.base_info.customers.tidying:Tidying",)
_PHONE = (*_TIDY, "crm_desktop.base_info.quality.duplicate_bar:DuplicateBar")
_LOOKUP = "crm_desktop.base_info.customers.looking_up:LookingUp"
_ROUND = (
    *_STAR,
    *_QUALITY,
    *_TIDY,
    "crm_desktop.base_info.customers.chat:ChatCopy",
    "crm_desktop.base_info.customers.nearby:Nearby",
    "crm_desktop.base_info.customers.conversion:Conversion",
    _LOOKUP,
)
_BASE = "crm_desktop.base_info.entities"
_MERGE = "crm_desktop.base_info.quality.merge_actions"
_HANDOVER = "crm_desktop.base_info.handover"

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
        "important_date",
        f"{_BASE}:IMPORTANT_DATE",
        "base_info",
        group=CUSTOMERS,
        beside=("crm_desktop.base_info.customers.dates:DateTools",),
        actions=("crm_desktop.base_info.customers.dates:date_actions",),
    ),
    EntityEntry("action", f"{_BASE}:ACTION", "base_info", quick=True, group=CUSTOMERS, beside=_FORMATS),
    EntityEntry("contact_way", f"{_BASE}:CONTACT_WAY", "base_info", listed=False, beside=_PHONE),
    EntityEntry("contact_relation", f"{_BASE}:CONTACT_RELATION", "base_info", listed=False),
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
    EntityEntry(
        "product_batch",
        f"{_BASE}:PRODUCT_BATCH",
        "base_info",
        group=PRODUCTS,
        actions=("crm_desktop.base_info.products.batch_actions:batch_actions",),
    ),
    EntityEntry("measure_unit", f"{_BASE}:MEASURE_UNIT", "base_info", group=PRODUCTS),
    EntityEntry("price_list", f"{_BASE}:PRICE_LIST", "base_info", group=PRODUCTS),
    EntityEntry("planned_price", f"{_BASE}:PLANNED_PRICE", "base_info", group=PRODUCTS),
    EntityEntry(
        "price",
        f"{_BASE}:PRICE",
        "base_info",
        group=PRODUCTS,
        record_page="crm_desktop.base_info.prices.rule.rule_page:RulePage",
    ),
    EntityEntry(
        "promotion",
        f"{_BASE}:PROMOTION",
        "base_info",
        group=PRODUCTS,
        beside=("crm_desktop.base_info.promotions.promotion_form:PromotionForm",),
        actions=("crm_desktop.base_info.promotions.series:coupon_actions",),
    ),
    EntityEntry("coupon", f"{_BASE}:COUPON", "base_info", group=PRODUCTS),
    EntityEntry("promotion_customer", f"{_BASE}:PROMOTION_CUSTOMER", "base_info", listed=False),
    EntityEntry("product_cost", f"{_BASE}:PRODUCT_COST", "base_info", group=PRODUCTS),
    EntityEntry(
        "partner",
        f"{_BASE}:PARTNER",
        "base_info",
        quick=True,
        group=PARTNERS,
        beside=(*_STAR, *_TIDY, *_FORMATS, "crm_desktop.base_info.partners.record_bar:RecordBar", *_MERGED, _LOOKUP),
        actions=(_STARRING, f"{_MERGE}:merge_partners"),
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
        actions=("crm_desktop.system.access.opening:effective_access",),
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
    EntityEntry(
        "employee_role",
        "crm_desktop.system.entities:EMPLOYEE_ROLE",
        "system",
        listed=False,
        actions=("crm_desktop.system.access.opening:access_of_holder",),
    ),
    EntityEntry("dictionary", "crm_desktop.system.entities:DICTIONARY", "system", listed=False),
    EntityEntry("coding_rule", "crm_desktop.system.entities:CODING_RULE", "system", listed=False),
    EntityEntry("attribute_definition", "crm_desktop.system.entities:ATTRIBUTE_DEFINITION", "system", listed=False),
    EntityEntry(
        "custom_object",
        "crm_desktop.system.entities:CUSTOM_OBJECT",
        "system",
        group=DEFINITIONS,
        beside=("crm_desktop.system.objects.object_form:ObjectForm",),
    ),
    EntityEntry("field_rule", "crm_desktop.system.entities:FIELD_RULE", "system", listed=False),
    EntityEntry(
        "customer_pool",
        f"{_HANDOVER}.pool_entities:CUSTOMER_POOL",
        "system",
        group=POOLS,
        actions=(f"{_HANDOVER}.closing:closing_actions",),
    ),
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


def entry_of(made: CustomObject) -> EntityEntry:
    """Return the entry of a kind of record that the company added."""
    groups = {"customer": CUSTOMERS, "employee": PEOPLE, "nobody": OBJECTS}
    return EntityEntry(
        made.entity,
        "",
        made.tab,
        listed=not made.retired,
        quick=not made.retired,
        group=groups[made.belongs_to] if made.tab == "base_info" else "",
        beside=(*_STAR, *_FORMATS),
        actions=(_STARRING,),
    )
