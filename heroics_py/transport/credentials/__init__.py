"""Where the credentials of a request come from, and where they go."""
