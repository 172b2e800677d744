"""The page of one price rule."""
