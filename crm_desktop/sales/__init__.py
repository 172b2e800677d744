"""Sales: opportunities and orders."""
