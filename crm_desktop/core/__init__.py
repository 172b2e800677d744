"""Words that every layer speaks; standard library only."""
