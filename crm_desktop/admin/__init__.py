"""The command line over the same services: set up, look after and repair account sets and servers."""
