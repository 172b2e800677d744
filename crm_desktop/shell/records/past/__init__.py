"""A record as it was: its state at any moment beside the state of now."""
