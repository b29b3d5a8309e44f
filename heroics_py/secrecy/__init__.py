"""Which values are secrets, and how they stay out of sight."""
