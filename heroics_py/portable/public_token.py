"""A token that is not a secret, and may travel."""

from heroics_py.secrecy.reference import Reference
from heroics_py.support.values import Value

__all__ = ["PublicToken"]


class PublicToken(Value, Reference):
    """A token that everyone may know, such as that of a sandbox.

    Attributes:
        text: the token.
    """

    text: str

    def __call__(self) -> str:
        """Return the token."""
        return self.text

    def __repr__(self) -> str:
        return f"PublicToken({self.text!r})"
