"""Customers in the round: their numbers and addresses made standard, their neighbours, targets, the sheet for a chat."""
