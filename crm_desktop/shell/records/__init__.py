"""The generic record page of every entity."""
