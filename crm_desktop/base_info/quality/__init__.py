"""Data quality: duplicates found and merged, records made complete, formats made standard."""
