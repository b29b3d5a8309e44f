"""Every way in which a value can fail its schema."""
