"""A Python value as JSON or text, and text as a value."""
