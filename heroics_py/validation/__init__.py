"""Checks of values against their schemas, and the problems that they find."""
