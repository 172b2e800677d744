"""Who uses the program how much."""
