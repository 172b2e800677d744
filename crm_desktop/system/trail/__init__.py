"""Who did what, as it was, and what can be taken back."""
