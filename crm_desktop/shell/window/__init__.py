"""The main window: rail, pages, search, documents, foot."""
