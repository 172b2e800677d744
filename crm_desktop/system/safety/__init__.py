"""Backups, drills and account sets, from a page."""
