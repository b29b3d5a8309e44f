"""The arguments of `connect`: their checks, and what they become."""
