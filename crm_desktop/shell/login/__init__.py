"""Logging in: servers, account sets, passwords, the lock."""
