"""Toolkit: knows Entity and Record, never a tab, never SQL."""
