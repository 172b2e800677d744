"""Customers pass from hand to hand: assigning, helpers, leaving, the public pool."""
