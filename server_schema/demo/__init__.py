"""The Demo account set: an invented computer reseller in 西安, two years of business; one seed, one result."""
