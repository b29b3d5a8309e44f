"""Samples: values that pass a schema."""
