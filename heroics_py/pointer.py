"""References inside a document, followed lazily and fetched from nowhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urlsplit

from heroics_py.errors import SchemaError
from heroics_py.messages import Json

__all__ = ["DEEPEST", "Alternative", "Documents", "Schema", "escaped", "tokens_of"]

DEEPEST = 100
"""How many levels a schema, or a chain of references, may have (a deeper one is refused, not a RecursionError)."""

_NAMES_OF_PLACES = frozenset({"definitions", "$defs", "properties", "schemata", "components", "schemas"})


def _unchanged(node: dict[str, Json]) -> dict[str, Json]:
    return node


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The documents that an API was read from, and how their schemas are to be understood.

    Attributes:
        roots: each document by its id or path; the main one under "".
        dialect: the JSON Schema draft of the schemas, such as "draft-04".
        plain: turns one schema object from the words of its dialect into plain JSON Schema of that draft.
    """

    roots: Mapping[str, Json]
    dialect: str = "draft-04"
    plain: Callable[[dict[str, Json]], dict[str, Json]] = _unchanged

    def at(self, pointer: str) -> "Schema":
        """Return the place named by ``pointer``, such as "#/definitions/app".

        Raises:
            SchemaError: if there is nothing.
        """
        uri, _, fragment = pointer.partition("#")
        return Schema(self, pointer, _walk(self.roots.get(uri), tokens_of(fragment), pointer))


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema where it stands: its pointer, and the documents that its references lead through.

    Two are equal when they stand at the same place and say the same.
    """

    documents: Documents
    pointer: str
    raw: Json

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schema):
            return NotImplemented
        return self.pointer == other.pointer and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.pointer)

    def __repr__(self) -> str:
        return f"Schema({self.pointer!r})"

    @property
    def node(self) -> dict[str, Json]:
        """The schema as an object of plain JSON Schema; true is ``{}`` and false allows nothing.

        Raises:
            SchemaError: if what stands here is no schema.
        """
        if isinstance(self.raw, dict):
            return self.documents.plain(self.raw)
        if self.raw is None or self.raw is True:
            return {}
        if self.raw is False:
            return {"not": {}}
        raise SchemaError(f"expected a schema (an object), found {type(self.raw).__name__}", pointer=self.pointer)

    @property
    def reference(self) -> str | None:
        """The ``$ref`` of this schema, or None."""
        found = self.raw.get("$ref") if isinstance(self.raw, dict) else None
        return found if isinstance(found, str) else None

    def child(self, *keys: str | int) -> "Schema":
        """Return the schema below, by keys and indexes of the plain form."""
        raw: Json = self.node
        for key in keys:
            raw = raw[key]  # type: ignore[index]
        return Schema(self.documents, self.pointer + "".join(f"/{escaped(key)}" for key in keys), raw)

    def children(self, keyword: str) -> dict[str, "Schema"]:
        """Return the schemas that ``keyword`` maps names to, such as "properties"; empty where there are none."""
        found = self.node.get(keyword)
        if not isinstance(found, dict):
            return {}
        return {
            name: Schema(self.documents, f"{self.pointer}/{keyword}/{escaped(name)}", raw)
            for name, raw in found.items()
            if isinstance(name, str)
        }

    def listed(self, keyword: str) -> tuple["Schema", ...]:
        """Return the schemas that ``keyword`` lists, such as "anyOf"; empty where there are none."""
        found = self.node.get(keyword)
        if not isinstance(found, list):
            return ()
        return tuple(
            Schema(self.documents, f"{self.pointer}/{keyword}/{index}", raw) for index, raw in enumerate(found)
        )

    def resolve(self, reference: str) -> "Schema":
        """Return the place that ``reference`` means here; nothing is fetched.

        A fragment is looked up in this document, then below the nearest embedded id. A reference to another document
        is looked up by id or path, then (as combined files have it) at the root, then below the definition of the
        document's last name. A pointer without ``#`` is taken for a fragment.

        Raises:
            SchemaError: it leads nowhere, or out of these documents.
        """
        for uri, fragment in _candidates(self, reference):
            root = self.documents.roots.get(uri)
            if root is None:
                continue
            try:
                raw = _walk(root, tokens_of(fragment), reference)
            except SchemaError:
                continue
            return Schema(self.documents, f"{uri}#{fragment}", raw)
        remote = "; references to other places are never fetched" if urlsplit(reference).scheme else ""
        raise SchemaError(f"the reference {reference!r} leads nowhere{remote}", pointer=self.pointer)

    def trail(self) -> tuple["Schema", ...]:
        """Return this schema and every further one that its ``$ref`` leads to; the last has no ``$ref``.

        Raises:
            SchemaError: a reference leads nowhere, or round in a circle.
        """
        steps = [self]
        while (reference := steps[-1].reference) is not None:
            after = steps[-1].resolve(reference)
            if after in steps or len(steps) > DEEPEST:
                circle = " -> ".join(step.pointer for step in [*steps, after])
                raise SchemaError(f"references go round in a circle: {circle}", pointer=self.pointer)
            steps.append(after)
        return tuple(steps)

    def followed(self) -> "Schema":
        """Return the schema that this one means, once its ``$ref`` is followed."""
        return self if self.reference is None else self.trail()[-1]

    def alternatives(self) -> tuple["Alternative", ...]:
        """Return the attributes that this schema offers a choice of, through ``$ref``, anyOf and oneOf.

        Raises:
            SchemaError: a reference leads nowhere or round in a circle, or the choice is nested too deeply.
        """
        return tuple(dict.fromkeys(_alternatives(self, (), 0)))


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the attributes that may identify something: the places its references pass, the attribute itself first."""

    trail: tuple[Schema, ...]

    @property
    def field(self) -> str | None:
        """The name of the attribute, or None where the choice stands in line and has no name."""
        tokens = tokens_of(self.trail[0].pointer.partition("#")[2])
        return tokens[-1] if len(tokens) > 1 and tokens[-2] in _NAMES_OF_PLACES else None

    @property
    def schema(self) -> Schema:
        """The schema that a value of the attribute follows."""
        return self.trail[-1]


def _alternatives(schema: Schema, passed: tuple[Schema, ...], depth: int) -> Iterator[Alternative]:
    if depth > DEEPEST:
        raise SchemaError("alternatives are nested too deeply, or in a circle", pointer=schema.pointer)
    trail = schema.trail()
    passed = (*passed, *(trail[1:] if schema.reference is not None else ()))
    last = trail[-1]
    choices = [*last.listed("anyOf"), *last.listed("oneOf")]
    if not choices:
        if last.node or passed:
            yield Alternative(passed or (last,))
        return
    for choice in choices:
        yield from _alternatives(choice, (), depth + 1)


def tokens_of(fragment: str) -> list[str]:
    """Split a JSON pointer, also in its percent-encoded form, into keys (RFC 6901, sections 3 and 6)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in unquote(fragment).split("/")[1:]]


def escaped(key: object) -> str:
    """Spell one key as part of a JSON pointer in a URI fragment (RFC 6901, 3)."""
    return str(key).replace("~", "~0").replace("/", "~1")


def _walk(root: Json, tokens: list[str], reference: str) -> Json:
    value = root
    for token in tokens:
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            raise SchemaError(f"the reference {reference!r} leads nowhere: there is no {token!r}")
    return value


def _candidates(place: Schema, reference: str) -> Iterator[tuple[str, str]]:
    """Yield, as (document, fragment), each place that the reference may mean, the likeliest first."""
    here, _, inside = place.pointer.partition("#")
    there, fragment = urldefrag(reference)
    fragment = unquote(fragment).rstrip("/")
    if there == "":
        yield here, fragment
        yield from ((here, f"{above}{fragment}") for above in _embedded(place.documents.roots.get(here), inside))
        return
    yield from ((uri, fragment) for uri in place.documents.roots if uri and _same(uri, there))
    if _known(place.documents.roots.get(""), there):
        yield "", fragment
    if urlsplit(there).scheme or there.startswith("//"):
        return
    name = there.rstrip("/").rpartition("/")[2].partition(".")[0]
    if fragment or "#" in reference:
        if fragment:
            yield "", fragment
        yield "", f"/definitions/{escaped(name)}{fragment}"
    else:
        yield here, unquote(there) if there.startswith("/") else f"/{unquote(there)}"
        yield "", f"/definitions/{escaped(name)}"


def _embedded(root: Json, inside: str) -> Iterator[str]:
    """Yield the pointers above ``inside`` at which an id opens a document of its own, the nearest first."""
    tokens, value, found = tokens_of(inside), root, []
    for index, token in enumerate(tokens):
        value = value[token] if isinstance(value, dict) and token in value else None
        if isinstance(value, dict) and isinstance(value.get("id", value.get("$id")), str):
            found.append("".join(f"/{escaped(part)}" for part in tokens[: index + 1]))
    yield from reversed(found)


def _known(root: Json, uri: str) -> bool:
    own = root.get("id", root.get("$id")) if isinstance(root, dict) else None
    return isinstance(own, str) and own.partition("#")[0] == uri


def _same(uri: str, there: str) -> bool:
    return _bare(uri) == _bare(there) or _bare(uri).endswith("/" + _bare(there).lstrip("./"))


def _bare(uri: str) -> str:
    path = uri.strip("/").removeprefix("./")
    for suffix in (".json", ".yaml", ".yml"):
        path = path.removesuffix(suffix)
    return path
