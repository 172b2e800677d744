"""Kinds of records that the company adds itself."""
