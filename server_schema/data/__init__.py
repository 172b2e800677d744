"""What every account set starts with: dictionaries, readings of characters, role templates."""
