"""My desktop: what is due today."""
