"""Employees and departments as a directory, and the organisation chart."""
