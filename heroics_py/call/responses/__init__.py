"""What a response means: a value, links to follow, or an error."""
