"""Suppliers, partners and competitors."""
