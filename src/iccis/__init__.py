"""The International Code of Conduct for Information Security (2011) as linked data."""
