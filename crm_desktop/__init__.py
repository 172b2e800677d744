"""The desktop program of the CRM."""

__version__ = "0.1.0"
