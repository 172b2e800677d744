"""The Demo account set: an invented computer reseller in 西安 with two years of business; the same seed gives the same."""
