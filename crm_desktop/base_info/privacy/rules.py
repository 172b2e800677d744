"""What an erasure touches, and what stands in its way, in words."""

from __future__ import annotations

from crm_desktop.core.text import QT_TRANSLATE_NOOP

#: Place that an erasure touches → words.
PLACES = {
    "person": QT_TRANSLATE_NOOP("Privacy", "Records of the person"),
    "action": QT_TRANSLATE_NOOP("Privacy", "Entries of the timeline that name the person"),
    "timeline_entry": QT_TRANSLATE_NOOP("Privacy", "Events of the timeline that name the person"),
    "opportunity": QT_TRANSLATE_NOOP("Privacy", "Opportunities that name the person"),
    "sales_order": QT_TRANSLATE_NOOP("Privacy", "Orders that name the person"),
    "qualification": QT_TRANSLATE_NOOP("Privacy", "Qualifications that name the person"),
    "customer": QT_TRANSLATE_NOOP("Privacy", "The customer's description"),
    "contact": QT_TRANSLATE_NOOP("Privacy", "Notes of other contacts"),
    "contact_way": QT_TRANSLATE_NOOP("Privacy", "Further phones and e-mails"),
    "contact_relation": QT_TRANSLATE_NOOP("Privacy", "Relations to other persons"),
    "customer_phone": QT_TRANSLATE_NOOP("Privacy", "Further phones"),
    "customer_address": QT_TRANSLATE_NOOP("Privacy", "Further addresses"),
    "customer_relation": QT_TRANSLATE_NOOP("Privacy", "Notes of relations"),
    "custom_record": QT_TRANSLATE_NOOP("Privacy", "Records of the company's own kinds that tell of the person"),
    "attachment": QT_TRANSLATE_NOOP("Privacy", "Files"),
    "import_row": QT_TRANSLATE_NOOP("Privacy", "Imported rows"),
    "important_date": QT_TRANSLATE_NOOP("Privacy", "Important dates"),
    "audit": QT_TRANSLATE_NOOP("Privacy", "Entries of the audit trail"),
    "open_orders": QT_TRANSLATE_NOOP("Privacy", "Open orders: close or cancel them first"),
    "open_opportunities": QT_TRANSLATE_NOOP("Privacy", "Open opportunities: win, lose or hand them to another contact"),
    "open_promises": QT_TRANSLATE_NOOP("Privacy", "Promises that are neither kept nor dropped"),
}
