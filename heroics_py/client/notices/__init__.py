"""The warnings of a client about responses and deprecations, each once."""
