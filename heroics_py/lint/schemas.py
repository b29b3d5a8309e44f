"""Faults of the schemas in a document, wherever they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from heroics_py.errors import SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import pattern_fault
from heroics_py.validation.formats import FORMATS

__all__ = ["Walk"]

_MAPS = ("properties", "patternProperties", "definitions", "$defs")
_LISTS = ("anyOf", "allOf", "oneOf")
_SINGLE = ("items", "not", "additionalProperties", "additionalItems", "contains", "propertyNames", "if", "then", "else")
_OTHERS = frozenset(
    {*_MAPS, *_LISTS, *_SINGLE, "example", "default", "const", "enum", "examples", "links", "components"}
)
_REFERRING = frozenset({"$ref", "anyOf", "allOf", "oneOf"})
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_OLDER = frozenset({"draft-03", "draft-04", "draft-06", "draft-07"})
_BOOLEANS_ALLOWED = frozenset({"draft-06", "draft-07", "2019-09", "2020-12"})
# What may stand beside a reference and says nothing of a value.
_TELLING = frozenset({"$ref", "title", "description", "example", "examples", "default", "$comment", "deprecated"})
_KINDS: dict[str, tuple[type, ...]] = {
    "properties": (dict,),
    "patternProperties": (dict,),
    "definitions": (dict,),
    "$defs": (dict,),
    "anyOf": (list,),
    "allOf": (list,),
    "oneOf": (list,),
    "enum": (list,),
    "pattern": (str,),
    "format": (str,),
    "$ref": (str,),
    "minLength": (int,),
    "maxLength": (int,),
    "minimum": (int, float),
    "maximum": (int, float),
}
# Formats that say how a value is shown or kept, and hold nothing that could be checked.
_SILENT_FORMATS = frozenset(
    {"password", "int32", "int64", "float", "double", "byte", "binary", "regex", "json-pointer", "markdown"}
)
_WORDS = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}


@dataclass(slots=True)
class Walk:
    """Goes through schemas, and looks at each place once."""

    seen: set[str] = field(default_factory=set)
    _led: dict[tuple[str, str], str] = field(default_factory=dict)
    _patterns: dict[str, str] = field(default_factory=dict)

    def findings(self, start: Schema) -> Iterator[Finding]:
        """Yield what is wrong or odd at ``start`` and below."""
        pending = [start]
        while pending:
            schema = pending.pop()
            if schema.pointer in self.seen:
                continue
            self.seen.add(schema.pointer)
            yield from self._at(schema)
            pending += reversed(list(_below(schema)))

    def _at(self, schema: Schema) -> Iterator[Finding]:
        raw = schema.raw
        if isinstance(raw, dict):
            yield from _malformed(schema, raw)
            yield from self._reference(schema, raw)
            yield from self._keywords(schema, raw)
        elif raw is None:
            yield _found(
                schema, "note", "null-schema", "null stands where a schema is expected", "anything passes there"
            )
        elif not isinstance(raw, bool):
            yield _found(
                schema,
                "error",
                "no-schema",
                f"{_word(raw)} stands where a schema is expected",
                "whatever uses it raises SchemaError, and the rest works",
            )
        elif schema.documents.dialect not in _BOOLEANS_ALLOWED and not schema.pointer.endswith("Properties"):
            does = "anything passes there" if raw else "nothing passes there"
            yield _found(schema, "note", "boolean-schema", f"{raw} stands for a schema, as in newer drafts", does)

    def _reference(self, schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
        reference = raw.get("$ref")
        if not isinstance(reference, str):
            return
        if wrong := self._leads_nowhere(schema, reference):
            effect = "whatever uses it raises SchemaError, and the rest works"
            yield _found(schema, "error", "dangling-reference", wrong, effect)
        elif reference.startswith("/schemata/") and len(schema.documents.roots) == 1:
            message = f"{reference[:80]!r} is a file of a folder that this document was made of"
            yield _found(schema, "note", "foreign-reference", message, "it is looked up in the definitions")
        beside = sorted(raw.keys() - _TELLING)
        if beside and schema.documents.dialect in _OLDER:
            listed = ", ".join(map(repr, beside[:5]))
            yield _found(
                schema,
                "note",
                "beside-reference",
                f"{listed} beside a $ref, which counts alone in this draft",
                "it is ignored",
            )

    def _leads_nowhere(self, schema: Schema, reference: str) -> str:
        """Return why a reference can't be followed; the same one of a document is followed once."""
        key = (schema.pointer.partition("#")[0], reference)
        if key not in self._led:
            try:
                schema.reference_chain()
                self._led[key] = ""
            except SchemaError as error:
                self._led[key] = str(error).partition(" (at ")[0]
                if reference.startswith("#") is False or "circle" in self._led[key]:
                    return self._led.pop(key)
        return self._led[key]

    def _keywords(self, schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
        said = raw.get("type")
        kinds = said if isinstance(said, list) else [said] if "type" in raw else []
        unknown = [kind for kind in kinds if not (isinstance(kind, str) and kind in _TYPES)]
        if unknown and not (schema.documents.dialect == "draft-03" and all(_of_draft_3(kind) for kind in unknown)):
            message = f"{', '.join(map(repr, unknown))} is no type of JSON: expected {', '.join(sorted(_TYPES))}"
            yield _found(schema, "warning", "unknown-type", message[:300], "values of an unknown type are not checked")
        for keyword, pattern in (("pattern", raw.get("pattern")), *_named_patterns(raw)):
            if isinstance(pattern, str) and (wrong := self._unmatched(pattern)):
                message = f"the regular expression {pattern[:80]!r} can't be read: {wrong}"
                yield _found(
                    schema, "warning", "invalid-pattern", message, f"the {keyword} is not checked, with a warning"
                )
        form = raw.get("format")
        if isinstance(form, str) and form not in FORMATS and form not in _SILENT_FORMATS:
            yield _found(
                schema, "note", "unknown-format", f"nobody knows the format {form[:80]!r}", "it is not checked"
            )
        needed = raw.get("required")
        if "required" in raw and not isinstance(needed, list) and schema.documents.dialect != "draft-03":
            effect = "the properties that say so are required" if isinstance(needed, bool) else "it is ignored"
            yield _found(schema, "note", "odd-required", "required is no list of names", effect)

    def _unmatched(self, pattern: str) -> str:
        if pattern not in self._patterns:
            self._patterns[pattern] = pattern_fault(pattern)
        return self._patterns[pattern]


def _malformed(schema: Schema, raw: dict[str, Json]) -> Iterator[Finding]:
    for keyword, kinds in _KINDS.items():
        if keyword in raw and (not isinstance(raw[keyword], kinds) or isinstance(raw[keyword], bool)):
            message = f"{keyword} is {_word(raw[keyword])}: expected {_WORDS[kinds[0]]}"
            yield _found(schema, "warning", "malformed-keyword", message, "it is ignored")


def _named_patterns(raw: dict[str, Json]) -> Iterator[tuple[str, str]]:
    named = raw.get("patternProperties")
    yield from (("patternProperties", name) for name in (named if isinstance(named, dict) else ()))


def _of_draft_3(kind: Json) -> bool:
    return kind == "any" or isinstance(kind, dict)


def _below(schema: Schema) -> Iterator[Schema]:
    """Yield the schemas right below, as they stand in the document."""
    raw = schema.raw
    if not isinstance(raw, dict):
        return
    for keyword in _MAPS:
        held = raw.get(keyword)
        for name, below in held.items() if isinstance(held, dict) else ():
            yield Schema(schema.documents, f"{schema.pointer}/{keyword}/{escape_key(name)}", below)
    for keyword in (*_LISTS, "items"):
        listed = raw.get(keyword)
        for index, below in enumerate(listed if isinstance(listed, list) else ()):
            yield Schema(schema.documents, f"{schema.pointer}/{keyword}/{index}", below)
    for keyword, below in raw.items():
        # What no draft knows, and refers all the same: an identity that stands in the wrong place.
        if keyword not in _OTHERS and isinstance(below, dict) and not _REFERRING.isdisjoint(below):
            yield Schema(schema.documents, f"{schema.pointer}/{escape_key(keyword)}", below)
    for keyword in _SINGLE:
        if keyword in raw and not isinstance(raw[keyword], list):
            yield Schema(schema.documents, f"{schema.pointer}/{keyword}", raw[keyword])


def _word(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    return _WORDS.get(type(value), type(value).__name__)


def _found(schema: Schema, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=schema.pointer, severity=severity, kind=kind, message=message, effect=effect)
