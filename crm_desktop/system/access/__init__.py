"""Who sees a record, and why; what somebody's roles come to."""
