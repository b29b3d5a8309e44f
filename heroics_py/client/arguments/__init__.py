"""The arguments of `connect`: their types, their checks, and what they become."""
