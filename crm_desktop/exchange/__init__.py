"""File formats to rows and back: Excel, CSV, vCard; no session, no Qt."""
