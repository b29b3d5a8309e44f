"""The kinds of things that links are about, as the paths of an API show them."""

from heroics_py.support.values import Value

__all__ = ["Thing"]


class Thing(Value, kw_only=True):
    """A kind of thing, and how a record identifies one.

    A link has the thing that it returns, a path parameter the one that it identifies, and a resource its own.

    Attributes:
        kind: the name of its resource; for another kind of the same resource, the path of one.
        noun: what a text calls one: "item".
        fields: the fields of a record that identify one, the preferred first, or JSON pointers to them; empty if the
            document does not say which.
        is_certain: whether the document leaves no doubt, so that a link which changes something may rely on it.
        is_stated: whether the caller of `connect` said so, rather than the document.
        place: for what a link returns, where it is in the response: ("data",) in an envelope.
        schema: for what a link returns, the pointer of its schema.
        is_listed: for what a link returns, whether it is one of a list in the response.
        path: for the only thing of its path, such as ``/account``, that path.
    """

    kind: str
    noun: str = ""
    fields: tuple[str, ...] = ()
    is_certain: bool = False
    is_stated: bool = False
    place: tuple[str, ...] = ()
    schema: str = ""
    path: str = ""
    is_listed: bool = False

    @property
    def attributes(self) -> frozenset[str]:
        """The names of what identifies one, which no other kind has."""
        return frozenset(f"{self.kind} {field}" for field in self.fields or ("",))

    @property
    def has_collection(self) -> bool:
        """Whether a path takes one of its kind; False for what is known by its schema alone."""
        return self.kind not in {self.schema, self.path}
