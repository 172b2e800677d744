"""Entities of the base info tab."""

from crm_desktop.base_info.entities.action import ACTION
from crm_desktop.base_info.entities.customer import CONTACT, CUSTOMER
from crm_desktop.base_info.entities.price import PRICE, PRICE_LIST
from crm_desktop.base_info.entities.product import PRODUCT, PRODUCT_CLASS, PRODUCT_COST, PRODUCT_LINK

__all__ = [
    "ACTION",
    "CONTACT",
    "CUSTOMER",
    "PRICE",
    "PRICE_LIST",
    "PRODUCT",
    "PRODUCT_CLASS",
    "PRODUCT_COST",
    "PRODUCT_LINK",
]
