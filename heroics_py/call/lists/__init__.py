"""The lists of an API: their pages, their items, and what a caller gets."""
