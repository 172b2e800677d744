"""Promotions: the board of what runs, comes and is over, and the form of one."""
