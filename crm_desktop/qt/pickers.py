"""Choosing one record out of very many: the picker for forms, also on its own."""

from crm_desktop.qt.editors.picker import HitDelegate, RefPicker, first_hits, first_query

__all__ = ["HitDelegate", "RefPicker", "first_hits", "first_query"]
