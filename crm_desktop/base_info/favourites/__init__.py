"""What each person keeps at hand."""
