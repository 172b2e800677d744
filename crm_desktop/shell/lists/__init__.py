"""The generic list page of every entity."""
