"""Entities of the base info tab."""

from crm_desktop.base_info.entities.action import ACTION
from crm_desktop.base_info.entities.batch import PRODUCT_BATCH
from crm_desktop.base_info.entities.contact_relation import CONTACT_RELATION
from crm_desktop.base_info.entities.contact_way import CONTACT_WAY
from crm_desktop.base_info.entities.coupon import COUPON
from crm_desktop.base_info.entities.customer import CONTACT, CUSTOMER
from crm_desktop.base_info.entities.customer_parts import (
    CUSTOMER_ADDRESS,
    CUSTOMER_PHONE,
    CUSTOMER_RELATION,
    CUSTOMER_STATUS_CHANGE,
    QUALIFICATION,
)
from crm_desktop.base_info.entities.important_date import IMPORTANT_DATE
from crm_desktop.base_info.entities.partner import PARTNER, PARTNER_CONTACT, PARTNER_PRICE
from crm_desktop.base_info.entities.price import PLANNED_PRICE, PRICE, PRICE_LIST
from crm_desktop.base_info.entities.product import PRODUCT, PRODUCT_CLASS, PRODUCT_COST, PRODUCT_LINK
from crm_desktop.base_info.entities.promotion import PROMOTION, PROMOTION_CUSTOMER
from crm_desktop.base_info.entities.unit import MEASURE_UNIT, PRODUCT_UNIT

__all__ = [
    "ACTION",
    "CONTACT",
    "CONTACT_RELATION",
    "CONTACT_WAY",
    "COUPON",
    "CUSTOMER",
    "CUSTOMER_ADDRESS",
    "CUSTOMER_PHONE",
    "CUSTOMER_RELATION",
    "CUSTOMER_STATUS_CHANGE",
    "IMPORTANT_DATE",
    "MEASURE_UNIT",
    "PARTNER",
    "PARTNER_CONTACT",
    "PARTNER_PRICE",
    "PLANNED_PRICE",
    "PRICE",
    "PRICE_LIST",
    "PRODUCT",
    "PRODUCT_BATCH",
    "PRODUCT_CLASS",
    "PRODUCT_COST",
    "PRODUCT_LINK",
    "PRODUCT_UNIT",
    "PROMOTION",
    "PROMOTION_CUSTOMER",
    "QUALIFICATION",
]
