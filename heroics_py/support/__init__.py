"""Helpers that know nothing about APIs: JSON types, imports, locks and budgets."""
