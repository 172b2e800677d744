"""What happened with a record: where it is written down, how it is read, how it is shown."""
