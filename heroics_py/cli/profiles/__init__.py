"""What a command is about: the schema, the URL and the credentials that a name stands for."""
