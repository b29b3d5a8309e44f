"""What to type: first, and instead of a line that a client, a resource, a scope or a record does not take."""
