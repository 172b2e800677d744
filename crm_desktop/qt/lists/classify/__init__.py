"""The list's records by the values of their fields: counts beside, groups with sums, charts."""
