"""The places that hold the entries of the cache."""
