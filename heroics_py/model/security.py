"""The places in a request for credentials."""

from heroics_py.support.values import Value

__all__ = ["Security"]


class Security(Value, uncompared=("name", "prefix", "scopes")):
    """A place in a request for credentials. Two are equal if credentials go to the same place.

    Attributes:
        kind: "bearer", "basic", "key" for a key in a field of its own, or "http" for any other scheme of Authorization.
        location: of a key: "header", "query" or "cookie".
        field: the name of the key's header, query field or cookie.
        name: its name in the document, if any.
        prefix: the word that precedes a key, such as "Token"; empty without one.
        scopes: what a token has to be for, as a link or an API requires it.
    """

    kind: str
    location: str = "header"
    field: str = "Authorization"
    name: str = ""
    prefix: str = ""
    scopes: tuple[str, ...] = ()

    def key_text(self, key: str) -> str:
        """Return a key with its prefix; a text of several words has one already."""
        return f"{self.prefix} {key}" if self.prefix and " " not in key else key

    def as_tuple(self) -> tuple[str, str, str, str]:
        """Return the kind, location, field and name, as a `heroics_py.Request` has them."""
        return self.kind, self.location, self.field, self.name
