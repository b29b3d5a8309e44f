"""References inside a document, followed lazily and fetched from nowhere."""

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple

from heroics_py.errors import SchemaError
from heroics_py.support.json_types import Json

__all__ = ["DEEPEST", "Alternative", "Documents", "Schema", "escaped", "tokens_of", "unquoted", "value_at"]

DEEPEST = 100
"""How many levels a schema, or a chain of references, may have (a deeper one is refused, not a RecursionError)."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LONGEST_INDEX = 9
_NAMES_OF_PLACES = frozenset({"definitions", "$defs", "properties", "schemata", "components", "schemas"})


def _unchanged(node: dict[str, Json]) -> dict[str, Json]:
    return node


class Documents(NamedTuple):
    """The documents that an API was read from, and how their schemas are to be understood.

    Attributes:
        roots: each document by its path; the main one under "".
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
        found = _place(self, uri, tokens_of(fragment))
        if found is None:
            raise SchemaError("there is nothing", pointer=pointer)
        return found


class Schema(NamedTuple):
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

    def __ne__(self, other: object) -> bool:
        return not self == other

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
        """Return the schema below, by keys and indexes of the plain form.

        Raises:
            SchemaError: if there is nothing.
        """
        place = self.pointer + "".join(f"/{escaped(key)}" for key in keys)
        try:
            return Schema(self.documents, place, _walk(self.node, [str(key) for key in keys]))
        except LookupError:
            pass
        raise SchemaError("there is nothing", pointer=place)

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

    def listed(self, *keywords: str) -> tuple["Schema", ...]:
        """Return the schemas that ``keywords`` list, such as "anyOf", in their order; empty where there are none."""
        node = self.node
        lists = [(keyword, found) for keyword in keywords if isinstance(found := node.get(keyword), list)]
        return tuple(
            Schema(self.documents, f"{self.pointer}/{keyword}/{index}", raw)
            for keyword, found in lists
            for index, raw in enumerate(found)
        )

    def resolve(self, reference: str) -> "Schema":
        """Return the place that ``reference`` means here; nothing is fetched.

        A fragment is looked up in this document, then below the nearest embedded id. A reference to another document
        is looked up by path or id, then (as combined files have it) at the root, then below the definition of the
        document's id or last name. A pointer without ``#`` is taken for a fragment.

        Raises:
            SchemaError: it leads nowhere, or out of these documents.
        """
        found = _plainly(self, reference)
        if found is not None:
            return found
        for uri, tokens in _candidates(self, reference):
            found = _place(self.documents, uri, tokens)
            if found is not None:
                return found
        remote = "; references to other places are never fetched" if _SCHEME.match(reference) else ""
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
        return tuple(dict.fromkeys(_alternatives(self, (), set())))


class Alternative(NamedTuple):
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


def _alternatives(schema: Schema, above: tuple[Schema, ...], seen: set[str]) -> Iterator[Alternative]:
    """Yield the choices at ``schema``, which stands below the places ``above``; each place is looked at once."""
    if schema in above or len(above) > DEEPEST:
        raise SchemaError("alternatives are nested too deeply, or in a circle", pointer=schema.pointer)
    if schema.pointer in seen:
        return
    seen.add(schema.pointer)
    trail = schema.trail()
    last = trail[-1]
    choices = last.listed("anyOf", "oneOf")
    for choice in choices:
        yield from _alternatives(choice, (*above, schema, last), seen)
    if not choices and (len(trail) > 1 or last.node):
        yield Alternative(trail[1:] or trail)


def unquoted(text: str) -> str:
    """Return ``text`` with its percent-encoding taken away; most has none, and then nothing is loaded for it."""
    if "%" not in text:
        return text
    # What a pointer in an href has to escape. Neither sign can become a part of another escape.
    text = text.replace("%23", "#").replace("%2F", "/")
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def tokens_of(fragment: str) -> list[str]:
    """Split a JSON pointer, also in its percent-encoded form, into keys (RFC 6901, sections 3 and 6)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in unquoted(fragment).split("/")[1:]]


def value_at(data: object, pointer: str) -> str | int | float | None:
    """Return the single value at a JSON pointer of some data, such as "/owner/id"; None where there is none."""
    value = data
    for token in tokens_of(pointer):
        if isinstance(value, list) and token.isdecimal() and len(token) <= _LONGEST_INDEX and int(token) < len(value):
            value = value[int(token)]
        else:
            value = dict.get(value, token) if isinstance(value, dict) else None
    return value if isinstance(value, str | int | float) and value != "" else None


def escaped(key: object) -> str:
    """Spell one key as part of a JSON pointer in a URI fragment (RFC 6901, sections 3 and 6)."""
    return str(key).replace("~", "~0").replace("/", "~1").replace("%", "%25")


def _walk(root: Json, tokens: list[str]) -> Json:
    value = root
    for token in tokens:
        if isinstance(value, dict):
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and len(token) <= _LONGEST_INDEX:
            value = value[int(token)]
        else:
            raise LookupError(token)
    return value


def _place(documents: Documents, uri: str, tokens: list[str]) -> Schema | None:
    """Return what stands at ``tokens`` in the document ``uri``, its pointer spelled as usual; None for nothing."""
    try:
        raw = _walk(documents.roots[uri], tokens)
    except LookupError:
        return None
    return Schema(documents, f"{uri}#{''.join(f'/{escaped(token)}' for token in tokens)}", raw)


def _plainly(place: Schema, reference: str) -> Schema | None:
    """Return what a reference within one document means, as nearly all are, where nothing in it is escaped."""
    if not reference.startswith("#/") or "%" in reference or "~" in reference:
        return None
    here = place.pointer.partition("#")[0]
    try:
        return Schema(place.documents, here + reference, _walk(place.documents.roots[here], reference[2:].split("/")))
    except LookupError:
        return None


def _candidates(place: Schema, reference: str) -> Iterator[tuple[str, list[str]]]:
    """Yield, as document and keys in it, each place that the reference may mean, the likeliest first."""
    roots = place.documents.roots
    here, _, inside = place.pointer.partition("#")
    there, sharp, fragment = reference.partition("#")
    if there == "":
        for keys in _spelled(roots.get(here), fragment):
            yield here, keys
            yield from ((here, [*above, *keys]) for above in _embedded(roots.get(here), tokens_of(inside)))
        return
    for uri in _documents(place.documents, here, there):
        yield from ((uri, keys) for keys in _spelled(roots[uri], fragment))
    if _SCHEME.match(there):
        return
    if not sharp:
        yield here, tokens_of(there if there.startswith("/") else f"/{there}")
    for keys in _spelled(roots.get(""), fragment):
        if keys:
            yield "", keys
        yield from (("", ["definitions", name, *keys]) for name in _defined(roots.get(""), there))


def _documents(documents: Documents, here: str, there: str) -> Iterator[str]:
    """Yield the documents that ``there`` names when it stands in ``here``: by path, then by id."""
    nearby = normpath(join(dirname(here), there))
    if nearby in documents.roots:
        yield nearby
    named = {uri: root for uri, root in documents.roots.items() if uri}
    yield from (uri for uri in named if _same(uri, there))
    yield from (uri for uri, root in named.items() if (own := _own_id(root)) and _same(own, there))
    if _own_id(documents.roots.get("")) == there:
        yield ""


def _defined(root: Json, there: str) -> Iterator[str]:
    """Yield the names of the root's definitions that ``there`` may mean: its last part, then whoever has it as id."""
    yield there.rstrip("/").rpartition("/")[2].partition(".")[0]
    definitions = root.get("definitions") if isinstance(root, dict) else None
    if isinstance(definitions, dict):
        yield from (name for name, node in definitions.items() if (own := _own_id(node)) and _same(own, there))


def _spelled(root: Json, fragment: str) -> Iterator[list[str]]:
    """Yield the keys that a fragment may mean: as it stands, without a stray slash at its end, or as an anchor."""
    if fragment == "" or unquoted(fragment).startswith("/"):
        yield tokens_of(fragment)
        if unquoted(fragment).endswith("/"):
            yield tokens_of(unquoted(fragment).rstrip("/"))
        return
    definitions = root.get("definitions") if isinstance(root, dict) else None
    if isinstance(definitions, dict):
        for name, node in definitions.items():
            if isinstance(node, dict) and node.get("id") == f"#{fragment}":
                yield ["definitions", name]
    yield tokens_of(f"/{fragment}")


def _embedded(root: Json, tokens: list[str]) -> list[list[str]]:
    """Return the keys of the places above ``tokens`` at which an id opens a document of its own, the nearest first."""
    value, found = root, []
    for count, token in enumerate(tokens, 1):
        try:
            value = _walk(value, [token])
        except LookupError:
            break
        if _own_id(value):
            found.append(tokens[:count])
    return found[::-1]


def _own_id(node: Json) -> str:
    own = node.get("id", node.get("$id")) if isinstance(node, dict) else None
    return own.partition("#")[0] if isinstance(own, str) else ""


def _same(uri: str, there: str) -> bool:
    return _bare(uri) == _bare(there) or _bare(uri).endswith("/" + _bare(there).lstrip("./"))


def _bare(uri: str) -> str:
    path = uri.strip("/").removeprefix("./")
    for suffix in (".json", ".yaml", ".yml"):
        path = path.removesuffix(suffix)
    return path
