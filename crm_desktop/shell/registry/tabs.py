"""The tabs, in the order on the screen, and the headings under which they list pages."""

from __future__ import annotations

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.shell.entries import Tab

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
OBJECTS = QT_TRANSLATE_NOOP("Groups", "Custom objects")
RIGHTS = QT_TRANSLATE_NOOP("Groups", "Rights")
DEFINITIONS = QT_TRANSLATE_NOOP("Groups", "Definitions")
POOLS = QT_TRANSLATE_NOOP("Groups", "Public pool")
DATA = QT_TRANSLATE_NOOP("Groups", "Data")
SAFETY = QT_TRANSLATE_NOOP("Groups", "Safety and use")
