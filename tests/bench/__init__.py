"""How fast the program is on many customers, from key press to painted; see README.md."""
