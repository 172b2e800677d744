"""The words that the Demo company is made of."""
