"""Example values for a schema."""
