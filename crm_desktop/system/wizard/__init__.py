"""The initialization wizard: a new account set, step by step, left and taken up again."""
