"""A picture of every page, dialog and print, to be looked at: ``python -m tests.gallery OUT``."""
