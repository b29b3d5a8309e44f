"""The faults of the schemas in a document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from heroics_py.errors import SchemaError
from heroics_py.lint.examples import ExampleCheck
from heroics_py.lint.finding import Finding
from heroics_py.lint.openapi_effects import discriminator_findings
from heroics_py.lint.uses import Uses, effect_of_loss
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import KEYWORDS, LISTS, MAPS, SINGLES, is_schema
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import JSON_TYPES
from heroics_py.readers.fields import text_at
from heroics_py.support.json_types import Json
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.patterns import pattern_fault

__all__ = ["SchemaWalk"]

_NO_SCHEMAS = frozenset({*KEYWORDS, "example", "default", "examples", "links", "components"})
_REFERRING = frozenset({"$ref", "anyOf", "allOf", "oneOf"})
# Harmless next to a reference: no value can fail them, and what has a name is found all the same.
_ANNOTATIONS = frozenset(
    {"title", "description", "example", "examples", "default", "$comment", "deprecated", "readOnly", "writeOnly"}
    | {"$ref", "$schema", "$id", "id", "$anchor", "definitions", "$defs", "links", "base", "stability"}
)
_TYPES: dict[str, tuple[type, ...]] = {
    "map": (dict,),
    "object": (dict,),
    "schemas": (list,),
    "list": (list,),
    "text": (str,),
    "count": (int, float),
    "number": (int, float),
}
# Draft-04, 5.3.1 and 5.4.4, and the keywords of later drafts, which those before ignore.
_BOOLEAN_KEYWORDS = frozenset(
    {"additionalItems", "additionalProperties", "unevaluatedItems", "unevaluatedProperties"}
    | {"contains", "contentSchema", "else", "if", "propertyNames", "then"}
)
_LATER_HOLDERS = frozenset({"dependentSchemas", "prefixItems"})
# Formats for display or storage, which say nothing that could be checked.
_UNCHECKED_FORMATS = frozenset(
    {"password", "int32", "int64", "float", "double", "byte", "binary", "regex", "json-pointer", "markdown"}
)
_TYPES_BY_KEYWORD: dict[str, tuple[type, ...]] = {
    "$ref": (str,),
    **{name: _TYPES[keyword.takes] for name, keyword in KEYWORDS.items() if keyword.takes in _TYPES},
}
_WORDS = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}


@dataclass(slots=True)
class SchemaWalk:
    """A walk through schemas, which looks at each once.

    Attributes:
        uses: what the links use, which decides how severe a lost reference is.
        further: returns what a dialect finds in a schema besides.
    """

    uses: Uses
    further: Callable[[Schema], Iterator[Finding]] | None = None
    seen: set[str] = field(default_factory=set)
    _reference_faults: dict[tuple[str, str], str] = field(default_factory=dict)
    _pattern_faults: dict[str, str] = field(default_factory=dict)
    _examples: ExampleCheck = field(default_factory=ExampleCheck)

    def findings(self, start: Schema) -> Iterator[Finding]:
        """Yield the findings for ``start`` and all schemas below."""
        pending = [start]
        while pending:
            schema = pending.pop()
            if schema.pointer in self.seen:
                continue
            self.seen.add(schema.pointer)
            yield from self._schema_findings(schema)
            if self.further is not None and isinstance(schema.raw, dict):
                yield from self.further(schema)
            pending += reversed(list(_schemas_below(schema)))

    def _schema_findings(self, schema: Schema) -> Iterator[Finding]:
        raw = schema.raw
        if isinstance(raw, dict):
            yield from _malformed_keywords(schema, raw)
            yield from self._reference_findings(schema, raw)
            yield from self._keyword_findings(schema, raw)
            yield from self._examples.findings(schema, self.uses)
            yield from discriminator_findings(schema)
        elif raw is None:
            yield _finding(schema, "note", "null-schema", "null in place of a schema", "any value passes")
        elif not isinstance(raw, bool):
            severity, effect = effect_of_loss(self.uses, schema.pointer)
            if severity == "error" and _is_part(schema.pointer):
                severity, effect = "warning", "it is ignored; a reference to it raises SchemaError"
            yield _finding(schema, severity, "no-schema", f"{_word(raw)} in place of a schema", effect)
        elif is_before(schema.draft, "draft-06") and not _may_be_boolean(schema.pointer):
            effect = "any value passes" if raw else "no value passes"
            message = f"{str(raw).lower()} in place of a schema, which is valid from draft-06 on"
            yield _finding(schema, "note", "boolean-schema", message, effect)

    def _reference_findings(self, schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
        reference = raw.get("$ref")
        if not isinstance(reference, str):
            return
        if fault := self._reference_fault(schema, reference):
            severity, effect = effect_of_loss(self.uses, schema.pointer)
            yield _finding(schema, severity, "dangling-reference", fault, effect)
        elif _is_of_folder(reference, schema) and len(schema.documents.roots) == 1:
            message = f"{reference[:80]!r} is a file of the folder that this document was combined from"
            yield _finding(schema, "note", "foreign-reference", message, "it is looked up in the definitions")
        # A property with required: true is required, also next to a reference.
        siblings = sorted(raw.keys() - _ANNOTATIONS - ({"required"} if raw.get("required") is True else set()))
        if siblings and is_before(schema.draft, "2019-09"):
            names = ", ".join(map(repr, siblings[:5]))
            message = f"{names} next to a $ref, which this draft ignores"
            yield _finding(schema, "note", "beside-reference", message, "the $ref counts alone")

    def _reference_fault(self, schema: Schema, reference: str) -> str:
        """Return why a reference can't be followed; within a document, the same one is followed once."""
        key = (schema.pointer.partition("#")[0], reference)
        if key not in self._reference_faults:
            try:
                schema.reference_chain()
                fault = ""
            except SchemaError as error:
                fault = str(error).partition(" (at ")[0]
                if not reference.startswith("#") or "circle" in fault:
                    return fault  # it depends on where the reference is
            self._reference_faults[key] = fault
        return self._reference_faults[key]

    def _keyword_findings(self, schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
        types = raw.get("type")
        names = types if isinstance(types, list) else [types] if "type" in raw else []
        unknown = [name for name in names if not (isinstance(name, str) and name in JSON_TYPES)]
        if unknown and not (schema.draft == "draft-03" and all(map(_is_draft_3_type, unknown))):
            message = f"unknown type {', '.join(map(repr, unknown))}: expected one of {', '.join(sorted(JSON_TYPES))}"
            yield _finding(schema, "warning", "unknown-type", message[:300], "types are not checked")
        for keyword, pattern in (("pattern", raw.get("pattern")), *_named_patterns(raw)):
            if isinstance(pattern, str) and (fault := self._pattern_fault(pattern)):
                message = f"invalid regular expression {pattern[:80]!r}: {fault}"
                effect = f"{keyword} is not checked, with a warning"
                yield _finding(schema, "warning", "invalid-pattern", message, effect)
        name = raw.get("format")
        if isinstance(name, str) and name not in FORMATS and name not in _UNCHECKED_FORMATS:
            yield _finding(schema, "note", "unknown-format", f"unknown format {name[:80]!r}", "it is not checked")
        required = raw.get("required")
        is_flag = schema.draft == "draft-03" or _is_parameter(schema, raw)
        if "required" in raw and not isinstance(required, list) and not is_flag:
            effect = "properties with required: true are required" if isinstance(required, bool) else "it is ignored"
            yield _finding(schema, "note", "odd-required", "required is not a list of names", effect)

    def _pattern_fault(self, pattern: str) -> str:
        if pattern not in self._pattern_faults:
            self._pattern_faults[pattern] = pattern_fault(pattern)
        return self._pattern_faults[pattern]


def _is_part(pointer: str) -> bool:
    """Return whether a schema is a part of another, which is read without those that are not schemas."""
    *_, above, key = pointer.split("/") if "/" in pointer else ("", pointer)
    names = {*MAPS, *LISTS} - {"definitions", "$defs", "allOf"}
    return above in names or key in SINGLES


def _may_be_boolean(pointer: str) -> bool:
    """Return whether a draft before draft-06 allows a boolean at ``pointer``, or does not know the keyword there."""
    *_, above, key = pointer.split("/") if "/" in pointer else ("", pointer)
    return above in _LATER_HOLDERS or (key in _BOOLEAN_KEYWORDS and above not in MAPS)


def _malformed_keywords(schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
    for keyword, types in _TYPES_BY_KEYWORD.items():
        if keyword in raw and (not isinstance(raw[keyword], types) or isinstance(raw[keyword], bool)):
            message = f"{keyword} is {_word(raw[keyword])}: expected {_WORDS[types[0]]}"
            yield _finding(schema, "warning", "malformed-keyword", message, "it is ignored")


def _named_patterns(raw: dict[str, Json]) -> Iterator[tuple[str, str]]:
    named = raw.get("patternProperties")
    yield from (("patternProperties", name) for name in (named if isinstance(named, dict) else ()))


def _is_draft_3_type(value: Json) -> bool:
    return value == "any" or isinstance(value, dict)


def _schemas_below(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas right below, as they are in the document."""
    for keys, below in _values_below(schema.raw if isinstance(schema.raw, dict) else {}):
        yield Schema(schema.documents, "/".join((schema.pointer, *map(escape_key, keys))), below)


def _values_below(raw: dict[str, Json]) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    for keyword in MAPS:
        named = raw.get(keyword)
        for name, below in named.items() if isinstance(named, dict) else ():
            if name == "$ref" and isinstance(below, str):
                yield (keyword,), named  # the properties of another schema
            elif keyword != "dependencies" or is_schema(below):
                yield (keyword, name), below
    for keyword in LISTS:
        branches = raw.get(keyword)
        entries = enumerate(branches if isinstance(branches, list) else ())
        yield from (((keyword, index), below) for index, below in entries)
    for keyword, below in raw.items():
        # An unknown keyword with a reference: an identity in the wrong place, for one.
        if keyword not in _NO_SCHEMAS and isinstance(below, dict) and not _REFERRING.isdisjoint(below):
            yield (keyword,), below
    yield from (((keyword,), raw[keyword]) for keyword in SINGLES if not isinstance(raw.get(keyword, []), list))


def _is_of_folder(reference: str, schema: Schema) -> bool:
    """Return whether a reference is to a file of the folder that a document was in, and not to the document itself."""
    root = schema.documents.roots.get(schema.pointer.partition("#")[0])
    own = text_at(root, "id") if isinstance(root, dict) else ""
    return reference.startswith("/schemata/") and reference.partition("#")[0].strip("/") != own.strip("/#")


def _word(value: Json) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else _WORDS.get(type(value), type(value).__name__)


def _finding(schema: Schema, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=schema.pointer, severity=severity, kind=kind, message=message, effect=effect)


def _is_parameter(schema: Schema, raw: Mapping[str, Json]) -> bool:
    """Return whether a schema is a parameter of Swagger 2, whose ``required`` is true or false."""
    return isinstance(raw.get("in"), str) and "parameters" in schema.pointer.rsplit("/", 2)[-2:-1]
