"""The import page: choose a file, map its columns, look at what would happen, do it, take it back."""
