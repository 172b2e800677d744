"""Analysis: what the records say about people, customers and time."""
