"""What the company defines itself: attributes, dictionaries, coding rules."""
