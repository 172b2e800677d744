"""The database of the CRM: shape (versions), behaviour, data and the Demo account set."""
