"""The error of a credential that a process does not have."""

from heroics_py.errors.base import HeroicsError

__all__ = ["MissingCredentials"]


class MissingCredentials(HeroicsError, LookupError):
    """This process does not have a credential that the client refers to by its name; nothing was sent.

    Attributes:
        name: what was looked up, such as an environment variable.
    """

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name
