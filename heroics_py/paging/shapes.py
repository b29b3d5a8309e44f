"""What the schemas of a link say of its query and its response: names, places and types, as far as is needed.

Nothing here raises: a reference that points to nothing is a schema that says nothing. The work is limited.
"""

import re
from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.paging.words import PLACES, WRAPPERS, folded
from heroics_py.support.cached_property import cached_property
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Field", "fields_of", "kinds_of", "parameters_of", "properties_of", "reply_headers"]

_MOST_SCHEMAS = 3000
_MOST_NAMES = 400
_DEEPEST = 4
_MOST_BRANCHES = 8
_MEASURES = re.compile(
    r"\b(dates?|date-?time|time|time.?zone|timestamps?|iso.?8601|rfc.?3339|epoch|bytes?|characters|(?:milli|micro)?seconds"
    r"|minutes|hours|days|years?|pixels?|percent(?:ile)?|line:column)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"^\W*(the )?(id|identifier|name|title|url|slug) of\b"
    r"|\bpage of (the|a|this) (\w+ )?(document|book|pdf|file|scan|manual)\b"
    r"|\b(partition|base|position of the)\b",
    re.IGNORECASE,
)
_DATE_FORMATS = frozenset({"date", "date-time", "time", "duration", "byte", "binary"})
_URL_FORMATS = frozenset({"uri", "uri-reference", "url", "iri", "iri-reference", "uri-template"})


class Field(Value, uncompared=("name",)):
    """A parameter, a header or a field of a response.

    Attributes:
        path: its name; in a response, with the places that it is in.
        word: the name, folded.
        place: the object that it is in, folded; empty at the top.
        schema: the schema of its values, if any.
        text: what the document says about it.
        inside: the path of the object that it is in.
        name: the last name of the path.
    """

    path: str
    word: str
    place: str = ""
    schema: Schema | None = None
    text: str = ""
    inside: str = ""
    name: str = ""

    @cached_property
    def node(self) -> dict[str, Json]:
        """The schema as an object, without references."""
        return {} if self.schema is None else _node(self.schema)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of its values, without null; empty for any."""
        return frozenset() if self.schema is None else kinds_of(self.schema)

    @property
    def description(self) -> str:
        """What the document says about it."""
        described = self.node.get("description")
        return f"{self.text} {described if isinstance(described, str) else ''}"[:500]

    def may_be(self, *types: str) -> bool:
        """Return whether its values may be of one of the types, and of no other."""
        return self.types <= {*types}

    @property
    def is_text(self) -> bool:
        """Whether its values are text."""
        return self.types == {"string"}

    @cached_property
    def pages(self) -> bool:
        """Whether it can take a place in a list: no date, no choice, no flag."""
        node = self._choice
        return (
            self.may_be("string", "integer", "number")
            and not {"enum", "const"} & node.keys()
            and node.get("format") not in _DATE_FORMATS
        )

    @property
    def measures(self) -> bool:
        """Whether it is described as a date, a number of bytes and the like."""
        return _MEASURES.search(self.description) is not None

    @property
    def counts_items(self) -> bool:
        """Whether it can count the pages or items of a list: nothing says that it is a measure, or names something."""
        return self.counts and not self.measures and _NAMES.search(self.description) is None

    @cached_property
    def counts(self) -> bool:
        """Whether it can take a number."""
        return self.pages and self.may_be("integer", "number")

    @cached_property
    def is_url(self) -> bool:
        """Whether its values are said to be URLs."""
        node = self._choice
        example = str(node.get("example", node.get("default", "")))
        return (
            node.get("format") in _URL_FORMATS
            or re.search(r"\b(url|uri|link|hyperlink)\b", self.description, re.IGNORECASE) is not None
            or example.startswith(("http://", "https://", "/"))
        )

    @property
    def number(self) -> Json:
        """The first number that it takes, as its schema says: the default, or the least."""
        node = self._choice
        return next((node[key] for key in ("default", "minimum") if type(node.get(key)) is int), None)

    @cached_property
    def _choice(self) -> dict[str, Json]:
        """The schema without the alternative null."""
        if self.schema is None:
            return {}
        choice = _only_branch(self.schema, None)
        return self.node if choice is None else {**_node(choice), **self.node}


def parameters_of(link: Link) -> list[Field]:
    """Return the query parameters of a link; those of an object in brackets each for itself."""
    query = [each for each in link.parameters if each.location == "query"][:_MOST_NAMES]
    found = [field for each in query for field in _fields_of_parameter(each)]
    if link.query is not None:
        found += [_parameter(name, schema, "") for name, schema in properties_of(link.query).items()]
    return found


def _fields_of_parameter(parameter: Parameter) -> Iterator[Field]:
    below = properties_of(parameter.schema) if parameter.style == "deepObject" and parameter.schema else {}
    for name, schema in below.items():
        yield _parameter(f"{parameter.name}[{name}]", schema, "")
    if not below:
        yield _parameter(parameter.name, parameter.schema, parameter.description)


def _parameter(name: str, schema: Schema | None, text: str) -> Field:
    place = re.fullmatch(r"(?:pagination|paging|options)\[([^\[\]]+)\]", name, re.IGNORECASE)
    return Field(path=name, word=folded(place[1] if place else name), schema=schema, text=text, name=name)


def reply_headers(link: Link) -> list[Field]:
    """Return the headers of the successful responses of a link."""
    statuses = [status for status in link.replies if str(status)[:1] == "2"][:4]
    headers = [header for status in statuses for header in link.replies[status].headers][:_MOST_NAMES]
    return [_parameter(each.name, each.schema, each.description) for each in headers]


def fields_of(schema: Schema) -> list[Field]:
    """Return the fields of an object, and those in the places that say how a list continues."""
    found: list[Field] = []
    waiting: list[tuple[Schema, tuple[str, ...]]] = [(schema, ())]
    for at, path in waiting:  # which grows
        inside = ".".join(path)
        for name, each in properties_of(at).items():
            if len(found) >= _MOST_SCHEMAS:
                return found
            here = Field(
                path=".".join((*path, name)),
                word=folded(name),
                place=folded(path[-1]) if path else "",
                schema=each,
                inside=inside,
                name=name,
            )
            found.append(here)
            if len(path) + 1 < _DEEPEST and (here.word in PLACES or here.word in WRAPPERS) and "object" in here.types:
                waiting.append((each, (*path, name)))
    return found


def properties_of(schema: Schema) -> dict[str, Schema]:
    """Return the properties of an object, with those of allOf, and of its only alternative that is an object."""
    found: dict[str, Schema] = {}
    waiting, seen = [schema], set[str]()
    for each in waiting:  # which grows
        try:
            target = each.dereference()
            if target.pointer in seen or len(seen) > _MOST_BRANCHES * 4 or len(found) > _MOST_NAMES:
                continue
            seen.add(target.pointer)
            for name, child in target.children("properties").items():
                found.setdefault(name, child)
            waiting += target.branches("allOf")[:_MOST_BRANCHES]
        except SchemaError:
            continue
        if (only := _only_branch(target, "object")) is not None:
            waiting.append(only)
    return found


def kinds_of(schema: Schema) -> frozenset[str]:
    """Return the types of values, through references and allOf, without null; empty for any."""
    kinds = {*types_of(schema)} - {"null"}
    if kinds:
        return frozenset(kinds)
    if properties_of(schema):
        return frozenset({"object"})
    try:
        target = schema.dereference()
        parts = [{*types_of(each)} - {"null"} for each in target.branches("allOf")[:_MOST_BRANCHES]]
        return frozenset({"array"} if "items" in target.node else next(filter(None, parts), ()))
    except SchemaError:
        return frozenset()


def _only_branch(schema: Schema, kind: str | None) -> Schema | None:
    """Return the only alternative that is of a type, or that is not null."""
    try:
        branches = schema.dereference().branches("anyOf", "oneOf")[:_MOST_BRANCHES]
    except SchemaError:
        return None
    types = [(each, {*types_of(each)}) for each in branches]
    fitting = [each for each, names in types if (kind in names if kind else names != {"null"})]
    return fitting[0] if len(fitting) == 1 else None


def _node(schema: Schema) -> dict[str, Json]:
    try:
        return schema.dereference().node
    except SchemaError:
        return {}
