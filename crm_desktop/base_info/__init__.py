"""Base info: customers, contacts, what happened with them; products and prices."""
