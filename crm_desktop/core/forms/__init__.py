"""What the company says of a form: its arrangement, its rules, the conditions of these."""
