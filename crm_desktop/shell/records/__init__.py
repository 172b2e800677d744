"""The generic list page and record page of every entity."""
