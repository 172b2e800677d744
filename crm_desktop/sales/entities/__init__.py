"""Entities of the sales tab."""

from crm_desktop.sales.entities.competitor import OPPORTUNITY_COMPETITOR
from crm_desktop.sales.entities.opportunity import OPPORTUNITY
from crm_desktop.sales.entities.sales_order import SALES_ORDER, SALES_ORDER_LINE

__all__ = ["OPPORTUNITY", "OPPORTUNITY_COMPETITOR", "SALES_ORDER", "SALES_ORDER_LINE"]
