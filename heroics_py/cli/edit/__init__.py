"""A thing of an API in the user's editor: ``heroics edit``."""
