"""The words of HTTP as values and functions, without I/O."""
