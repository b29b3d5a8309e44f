"""The differences between two schemas as text, JSON and Markdown."""
