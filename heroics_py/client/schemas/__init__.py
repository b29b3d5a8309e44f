"""Where the schema of a client comes from, and the address of its API."""
