"""Price lists: what stands, what will stand, why, and every change of it."""
