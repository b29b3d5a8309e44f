"""A JSON Schema inside a document, whose references are followed when somebody looks."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import draft_at
from heroics_py.model.packed import Part, documents_home
from heroics_py.model.pointers import escape_key, parse_pointer, value_at
from heroics_py.support.cached_property import cached_property
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["MAX_DEPTH", "Documents", "Schema"]

MAX_DEPTH = 100
"""How many levels a schema, or a chain of references, may have: a deeper one is a SchemaError, not a RecursionError."""


# Drafts in which schemas may have ids and drafts of their own in documents of any kind.
_WITH_IDS = frozenset({"draft-06", "draft-07", "2019-09", "2020-12"})
# The schemas of JSON Schema itself, which nothing needs to be fetched for: a schema is an object, or true or false.
_METASCHEMA = re.compile(r"https?://json-schema\.org/(draft-0[1-7]/|draft/20\d\d-\d\d/)?(hyper-)?schema#?")
_DYNAMIC_REFERENCES = {"2019-09": "$recursiveRef", "2020-12": "$dynamicRef"}
_DYNAMIC_KEYWORDS = frozenset(_DYNAMIC_REFERENCES.values())


def _unchanged(node: dict[str, Json]) -> dict[str, Json]:
    return node


class Documents(Part):
    """The documents that an API was read from, and how to understand their schemas.

    Attributes:
        roots: each document by its path; the main one under "".
        dialect: the JSON Schema draft of the schemas, such as "draft-04".
        normalize: turns a schema object of the documents' dialect into plain JSON Schema of that draft.
        omits: the annotation of the properties that need not be in a value, even if they are required: "readOnly" in
            what is sent, "writeOnly" in what is received; empty if the dialect has no such rule.
        is_hyper: whether they are hyper-schemas, in which schemas of any draft have ids and name drafts of their own.
    """

    roots: Mapping[str, Json]
    dialect: str = "draft-04"
    normalize: Callable[[dict[str, Json]], dict[str, Json]] = _unchanged
    omits: str = ""
    is_hyper: bool = False

    def __reduce__(self) -> tuple[object, ...]:
        api = None if "_home" in self.__dict__ else documents_home(self.roots)
        if api is None:
            return super().__reduce__()
        return (_like, (api, {**self.__getstate__(), "roots": None}))

    @property
    def has_ids(self) -> bool:
        """Whether schemas may have ids, and name drafts of their own."""
        return self.is_hyper or self.dialect in _WITH_IDS

    def schema_at(self, pointer: str) -> "Schema":
        """Return the schema at ``pointer``, such as "#/definitions/app".

        Raises:
            SchemaError: the pointer points to nothing.
        """
        uri, _, fragment = pointer.partition("#")
        schema = _schema_at(self, uri, parse_pointer(fragment))
        if schema is None:
            raise SchemaError("the pointer points to nothing", pointer=pointer)
        return schema


def _like(api: Any, fields: dict[str, Any]) -> Documents:
    return Documents(**{**fields, "roots": api.documents.roots})


class Schema(Value, uncompared=("documents",)):
    """A JSON Schema in its document, with the documents that its references may point to.

    Two are equal if they have the same pointer and the same text.
    """

    documents: Documents
    pointer: str
    raw: Json

    def __init__(self, documents: Documents, pointer: str, raw: Json) -> None:
        # As Value does it, in a third of the time: looking at a large API creates many thousands.
        values = self.__dict__
        values["documents"] = documents
        values["pointer"] = pointer
        values["raw"] = raw

    def __hash__(self) -> int:
        return hash(self.pointer)  # raw holds dicts

    def __repr__(self) -> str:
        return f"Schema({self.pointer!r})"

    @cached_property
    def node(self) -> dict[str, Json]:
        """The schema as an object of plain JSON Schema; true is ``{}`` and false allows nothing.

        Raises:
            SchemaError: the document has something other than a schema here.
        """
        if isinstance(self.raw, dict):
            properties = self.raw.get("properties")
            if isinstance(properties, dict) and isinstance(reference := properties.get("$ref"), str):
                return self.documents.normalize({**self.raw, "properties": self._properties_at(reference)})
            return self.documents.normalize(self.raw)
        if self.raw is None or self.raw is True:
            return {}
        if self.raw is False:
            return {"not": {}}
        raise SchemaError(f"expected a schema (an object), got {type(self.raw).__name__}", pointer=self.pointer)

    def _properties_at(self, reference: str) -> dict[str, Json]:
        """Return the properties of another schema, which ``reference`` leads to instead of to a schema.

        Documents of several files do so, although only a whole schema can be a reference.
        """
        target = self.resolve(reference)
        base = reference if "#" in reference else f"{reference}#"
        names = target.raw if isinstance(target.raw, dict) else {}
        return {name: {"$ref": f"{base}/{escape_key(name)}"} for name in names}

    @property
    def reference(self) -> str | None:
        """The ``$ref`` of this schema, or None; a dynamic one as if nothing around its target replaced it."""
        if not isinstance(self.raw, dict):
            return None
        reference = self.raw.get("$ref")
        if reference is None and not self.raw.keys().isdisjoint(_DYNAMIC_KEYWORDS):
            reference = self.raw.get(_DYNAMIC_REFERENCES.get(self.draft, ""))
        return reference if isinstance(reference, str) else None

    @property
    def draft(self) -> str:
        """The draft of JSON Schema that this schema is written in."""
        documents = self.documents
        return draft_at(documents.roots, self.pointer, documents.dialect) if documents.has_ids else documents.dialect

    def child(self, *keys: str | int) -> "Schema":
        """Return the schema below, by keys and indexes of the plain form.

        Raises:
            SchemaError: there is no such key or index.
        """
        pointer = self.pointer + "".join(f"/{escape_key(key)}" for key in keys)
        try:
            return Schema(self.documents, pointer, value_at(self.node, map(str, keys)))
        except LookupError:
            pass
        raise SchemaError("the pointer points to nothing", pointer=pointer)

    def children(self, keyword: str) -> dict[str, "Schema"]:
        """Return the schemas that ``keyword`` maps names to, such as "properties"."""
        named, pointer = self.node.get(keyword), f"{self.pointer}/{keyword}"
        if isinstance(named, dict) and isinstance(named.get("$ref"), str):
            named, pointer = self._container(keyword, named)
        if not isinstance(named, dict):
            return {}
        return {
            name: Schema(self.documents, f"{pointer}/{escape_key(name)}", raw)
            for name, raw in named.items()
            if isinstance(name, str)
        }

    def branches(self, *keywords: str) -> tuple["Schema", ...]:
        """Return the schemas that ``keywords`` list, such as "anyOf" and "oneOf", in their order."""
        node = self.node
        if node.keys().isdisjoint(keywords):
            return ()
        lists: list[tuple[Json, str]]
        lists = [(values, f"{self.pointer}/{keyword}") for keyword in keywords if (values := node.get(keyword))]
        if any(isinstance(values, dict) for values, _ in lists):
            lists = [self._container(keyword, values) for keyword in keywords if (values := node.get(keyword))]
        return tuple(
            Schema(self.documents, f"{pointer}/{index}", raw)
            for values, pointer in lists
            if isinstance(values, list)
            for index, raw in enumerate(values)
        )

    def _container(self, keyword: str, raw: Json) -> tuple[Json, str]:
        """Return the map or list at ``keyword``, and where it is.

        Documents of several files refer to a whole one. If the reference can't be followed, it is empty.
        """
        place = Schema(self.documents, f"{self.pointer}/{keyword}", raw)
        try:
            target = place.dereference()
        except SchemaError:
            return None, place.pointer
        return target.raw, target.pointer

    def resolve(self, reference: str) -> "Schema":
        """Return the schema that ``reference`` points to from here.

        `heroics_py.model.schema_ids` has the rules of ids and anchors, `heroics_py.model.references` all others.

        Raises:
            SchemaError: it points to nothing, or out of these documents.
        """
        if self.documents.has_ids and (by_id := self._resolve_by_id(reference)):
            return by_id
        simple = self._resolve_simple(reference)
        if simple is not None:
            return simple
        load_modules("heroics_py.model.references")
        from heroics_py.model.references import candidates, missing_reason

        found = self._first(candidates(self.documents.roots, self.pointer, reference))
        if found is not None:
            return found
        if _METASCHEMA.fullmatch(reference):
            return Schema(self.documents, reference, {"type": ["object", "boolean"], "description": "a JSON Schema"})
        reason = missing_reason(self.documents.roots, self.pointer, reference)
        raise SchemaError(
            f"the reference {reference!r} points to nothing{reason and f': {reason}'}", pointer=self.pointer
        )

    def _resolve_by_id(self, reference: str) -> "Schema | None":
        """Resolve a reference to an anchor, to a schema with an id, or within one."""
        if reference.startswith("#/") and not _is_below_id(self.documents.roots, self.pointer):
            return None
        load_modules("heroics_py.model.schema_ids")
        from heroics_py.model.schema_ids import further_targets, targets

        place = (self.documents.roots, self.pointer, reference, self.documents.dialect)
        return self._first(targets(*place)) or self._first(further_targets(*place))

    def _first(self, candidates: Iterable[tuple[str, list[str]]]) -> "Schema | None":
        """Return the first schema that exists among documents and keys in them."""
        schemas = (_schema_at(self.documents, uri, keys) for uri, keys in candidates)
        return next((schema for schema in schemas if schema is not None), None)

    def _resolve_simple(self, reference: str) -> "Schema | None":
        """Resolve a reference within one document, as nearly all are, if it has no escapes and points to something."""
        if not reference.startswith("#/") or "%" in reference or "~" in reference:
            return None
        uri = self.pointer.partition("#")[0]
        try:
            raw = value_at(self.documents.roots[uri], reference[2:].split("/"))
        except LookupError:
            return None
        return Schema(self.documents, uri + reference, raw)

    def reference_chain(self) -> tuple["Schema", ...]:
        """Return this schema and every further one that its ``$ref`` leads to; the last has no ``$ref``.

        Raises:
            SchemaError: a reference points to nothing, or back to itself.
        """
        chain = [self]
        while (reference := chain[-1].reference) is not None:
            target = chain[-1].resolve(reference)
            if target in chain or len(chain) > MAX_DEPTH:
                circle = " -> ".join(schema.pointer for schema in [*chain, target])
                raise SchemaError(f"references go round in a circle: {circle}", pointer=self.pointer)
            chain.append(target)
        return tuple(chain)

    def dereference(self) -> "Schema":
        """Return the schema at the end of this one's references; itself if it has no ``$ref``.

        Raises:
            SchemaError: a reference points to nothing, or back to itself.
        """
        return self if self.reference is None else self.reference_chain()[-1]


def _schema_at(documents: Documents, uri: str, keys: list[str]) -> Schema | None:
    """Return the schema at ``keys`` of the document ``uri``, if any, its pointer spelled as usual."""
    try:
        raw = value_at(documents.roots[uri], keys)
    except LookupError:
        return None
    return Schema(documents, f"{uri}#{''.join(f'/{escape_key(key)}' for key in keys)}", raw)


def _is_below_id(roots: Mapping[str, Json], pointer: str) -> bool:
    """Return whether a schema on the way to ``pointer``, other than the document itself, has an id."""
    document, _, fragment = pointer.partition("#")
    value = roots.get(document)
    for key in parse_pointer(fragment):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and len(key) < 10 and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
        if isinstance(value, dict) and (isinstance(value.get("$id"), str) or isinstance(value.get("id"), str)):
            return True
    return False
