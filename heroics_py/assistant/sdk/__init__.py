"""The door of the SDK: the four tools over standard input and output, and over HTTP."""
