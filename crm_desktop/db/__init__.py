"""The only package with engine, session and driver."""
