"""What an employee could try against the database, with psql or with a client of his own making."""
