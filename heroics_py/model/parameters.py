"""A parameter of a link: a variable of its href, a query field, a header or a cookie."""

from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.support.cached_property import cached_property
from heroics_py.support.values import Value

__all__ = ["Parameter"]

# The keywords of a schema of text that refuse no text.
_WITHOUT_LIMITS = frozenset(
    {"type", "title", "description", "example", "examples", "default", "deprecated", "$comment"},
)


class Parameter(Value):
    """A variable of a link's href, or a query field, header or cookie of its request.

    Attributes:
        name: the variable in the href template, or the name of the query field, header or cookie.
        schema: the schema of its values, if any.
        location: "path", "query", "fragment", "header", "cookie", or "querystring" for one that is the whole query.
        required: whether each call has to pass it.
        description: what the schema says about it.
        owner: the resource that it is an attribute of; empty if unknown.
        style, explode: how several values are spelled, in the words of RFC 6570 and OpenAPI: "simple", "reserved",
            "fragment", "label", "path", "matrix", "form", "deepObject" and the like; or "json", "urlencoded" for a
            form, "text" for text as it is.
        allow_reserved: whether reserved characters of a value are not percent-encoded.
        allow_empty: whether an empty text may be passed whatever the schema says.
        keeps_slashes: whether it fills several segments of the path.
        is_checked: whether its value in a path has to follow the schema.
        instance: a JSON pointer to its value in the data of a thing; empty if only the caller knows the value.
        source: where its value comes from: "caller"; "thing", the data of a thing or the caller, who names it; "data",
            the data of a thing alone.
        thing: the kind of thing that it identifies, as the paths show; None if only its schema says so.
        deprecated: whether it is deprecated, apart from what its schema says.
    """

    name: str
    schema: Schema | None = None
    location: str = "path"
    required: bool = True
    description: str = ""
    owner: str = ""
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    keeps_slashes: bool = False
    is_checked: bool = True
    instance: str = ""
    source: str = "caller"
    thing: Thing | None = None
    deprecated: bool = False

    @cached_property
    def takes_any_text(self) -> bool:
        """Whether no text in a path can be wrong, as far as its schema says.

        Raises:
            SchemaError: the reference of its schema can't be resolved.
        """
        if self.schema is None or not self.is_checked:
            return True
        node = self.schema.dereference().node
        return _WITHOUT_LIMITS.issuperset(node) and node.get("type", "string") == "string"
