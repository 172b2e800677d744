"""Personal data: everything about a person, to hand over, and its erasure."""
