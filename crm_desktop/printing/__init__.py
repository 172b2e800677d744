"""Page frame, fonts, tables and charts for PDF: data in, bytes out; no session, no Qt."""
