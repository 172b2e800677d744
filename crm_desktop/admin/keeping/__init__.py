"""Keeping account sets safe: backups and drills with their results, copies, archives, points in time."""
