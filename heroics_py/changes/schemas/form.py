"""A schema in a form that can be compared, however it is written.

References, allOf and choices of one are gone, null is a type, and a choice of types or of listed values is one set.
What remains of anyOf and oneOf are `Form.variants`: each is a form of its own, with all that holds around the choice.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import product
from math import prod
from types import EllipsisType

from heroics_py.changes.schemas.applied import Applied, AppliedSchemas, Group, applied_schemas
from heroics_py.changes.schemas.canonical import CanonicalTexts, value_key
from heroics_py.changes.schemas.choices import folded, is_plain, only_null
from heroics_py.changes.schemas.conditions import CONDITIONS, conditions_of, text_of_all
from heroics_py.changes.schemas.limits import LIMITS, Limits, limits_of
from heroics_py.changes.schemas.shapes import (
    Parts,
    children_of,
    further_of,
    is_closed,
    items_of,
    prefix_of,
    required_of,
)
from heroics_py.changes.schemas.types import listed_values, meet, named_types, type_of_values, types_by_hints
from heroics_py.errors import SchemaError
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.readers.fields import text_at
from heroics_py.support.cached_property import cached_property
from heroics_py.support.json_types import Json

__all__ = ["Form", "Forms", "Key"]

Key = tuple[str, ...]
"""What forms of one API are known by."""

_MAX_VARIANTS = 500
_TEXTS = ("title", "description")
_SHAPING = frozenset({"properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems"})
_DETAILS = _SHAPING | LIMITS | {*CONDITIONS, "unevaluatedProperties", "unevaluatedItems", "format"}


class Forms:
    """The forms of one API, each made once.

    Args:
        omits: the annotation of properties that need not be in a value, even if they are required.
        always: whether that holds for documents without such a rule, too.
    """

    def __init__(self, omits: str, *, always: bool) -> None:
        self.omits = omits
        self.always = always
        self.texts = CanonicalTexts()
        self._known: dict[Key, Form] = {}

    def of(self, parts: Parts, base: tuple[Applied, ...] = ()) -> "Form":
        """Return the form of schemas that hold together."""
        parts = tuple(map(_shortened, parts))
        key = (*(f"{each.schema.pointer} {'-'.join(each.extra)}" for each in base), "", *(p.pointer for p in parts))
        found = self._known.get(key)
        return found or self._known.setdefault(key, Form(self, key, parts, base))


class Form:
    """What holds for a value.

    Attributes:
        forms: those of its API.
        key: what it is known by.
        parts: the schemas that it was made from.
    """

    def __init__(self, forms: Forms, key: Key, parts: Parts, base: tuple[Applied, ...]) -> None:
        self.forms = forms
        self.key = key
        self.parts = parts
        self._base = base
        # What an alternative that leads back to its own choice sees of it.
        self._known_types: frozenset[str] | EllipsisType | None = ...
        self._known_details: bool | EllipsisType = ...

    def __repr__(self) -> str:
        return f"<Form of {' '.join(self.key).strip()}>"

    @cached_property
    def _applied(self) -> AppliedSchemas:
        return applied_schemas(self._base, self.parts)

    @property
    def nodes(self) -> tuple[Applied, ...]:
        """The schemas that hold, whichever alternative is chosen."""
        return self._applied.nodes

    @property
    def faults(self) -> tuple[str, ...]:
        """Why a part can't be read."""
        return self._applied.faults

    @property
    def is_part(self) -> bool:
        """Whether schemas around a choice hold, too."""
        return bool(self._base)

    @property
    def place(self) -> str:
        """The pointer of the schema that it is about."""
        return self.parts[0].pointer if self.parts else ""

    @cached_property
    def choices(self) -> list[list["Form"]]:
        """The alternatives of each group, where they are more than a choice of types and listed values."""
        return [forms for group, forms in self._groups if not is_plain(forms)]

    @cached_property
    def _groups(self) -> list[tuple[Group, list["Form"]]]:
        forms = self.forms
        return [(each, [forms.of((schema,)) for schema in each.alternatives]) for each in self._applied.groups]

    @cached_property
    def exclusive(self) -> tuple[tuple[bool, tuple["Form", ...]], ...]:
        """The alternatives of each oneOf, those within alternatives too, and whether a field tells them apart."""
        found: dict[tuple[Key, ...], tuple[bool, tuple[Form, ...]]] = {}
        waiting, seen = [self], {self.key}
        while waiting and len(seen) <= _MAX_VARIANTS:
            form = waiting.pop()
            for each in form._applied.exclusive:  # noqa: SLF001 - another form
                forms = tuple(self.forms.of((schema,)) for schema in each.alternatives)
                found[tuple(other.key for other in forms)] = (each.is_told_apart, forms)
            below = [other for _, forms in form._groups for other in forms if other.key not in seen]  # noqa: SLF001
            seen |= {other.key for other in below}
            waiting += below
        return tuple(found.values())

    @cached_property
    def variants(self) -> tuple["Form", ...]:
        """The forms of all alternatives, each with what holds around them; itself without any."""
        found = {each.key: each for each in self._variants(_MAX_VARIANTS)}
        possible = [each for each in found.values() if each.types != frozenset()]
        return tuple(possible) or (self,)

    def _variants(self, most: int) -> Iterator["Form"]:
        groups = [group for group, forms in self._groups if not is_plain(forms)]
        count = prod(len(group.alternatives) for group in groups)
        if not groups or count > most:
            yield self
            return
        around = (*self.nodes, *(folded(*each) for each in self._groups if each[0] not in groups))
        for chosen in product(*(group.alternatives for group in groups)):
            form = self.forms.of(chosen, around)
            if len(form.nodes) > len(around):  # else it leads back to its own choice
                yield from form._variants(most // count)  # noqa: SLF001 - another form
        if all(group.extra for group in groups):
            yield self.forms.of((), (*around, only_null(groups[0])))

    @property
    def unread_choices(self) -> str:
        """A text for alternatives that are too many to look at each; empty if each is one of the variants."""
        if not self.choices or self.variants != (self,):
            return ""
        return " ".join(sorted(map(self.forms.texts.of, self.parts)))

    @property
    def types(self) -> frozenset[str] | None:
        """The JSON types of values; None if any is allowed."""
        if self._known_types is ...:
            self._known_types = frozenset()  # an alternative that leads back to its own choice adds none
            self._known_types = self._types()
        return self._known_types

    def _types(self) -> frozenset[str] | None:
        named = [kinds for each in self.nodes if (kinds := named_types(each)) is not None]
        for group, forms in self._groups:
            found = [form.types for form in forms]
            if None not in found:
                named.append(frozenset[str]().union(*filter(None, found)) | group.extra)
        if self._all_values is not None:
            named.append(type_of_values(self._all_values))
        if not named:
            return types_by_hints(self.nodes)
        return reduce(meet, named)

    @cached_property
    def _all_values(self) -> list[Json] | None:
        lists = [values for each in self.nodes if (values := listed_values(each)) is not None]
        for group, forms in self._groups:
            if is_plain(forms) and all(form._all_values is not None for form in forms):  # noqa: SLF001 - as above
                nulls: list[Json] = [None] if group.extra else []
                lists.append([value for form in forms for value in form._all_values or ()] + nulls)  # noqa: SLF001
        if not lists:
            return None
        common = set.intersection(*({value_key(value) for value in values} for values in lists))
        return [value for value in lists[0] if value_key(value) in common]

    @cached_property
    def values(self) -> dict[str, Json] | None:
        """The listed values but null, by what they are compared by; None if none are listed."""
        values = self._all_values
        return None if values is None else {value_key(each): each for each in values if each is not None}

    @cached_property
    def limits(self) -> Limits:
        """The tightest limits, patterns and formats, by the names of `heroics_py.changes.schemas.limits`."""
        return limits_of(self.nodes)

    @cached_property
    def properties(self) -> dict[str, Parts]:
        """The schemas of each property."""
        return children_of(self.nodes, "properties")

    @cached_property
    def patterns(self) -> dict[str, Parts]:
        """The schemas of properties by the patterns of their names."""
        return children_of(self.nodes, "patternProperties")

    @cached_property
    def further(self) -> Parts | None:
        """The schemas of properties that are not named, if a schema describes or deliberately allows them."""
        return further_of(self.nodes)

    @cached_property
    def is_closed(self) -> bool:
        """Whether a schema refuses properties that it does not name."""
        return is_closed(self.nodes)

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that each value has."""
        names = required_of(self.nodes)
        is_ruled = self.forms.always or any(each.schema.documents.omits for each in self.nodes)
        return frozenset(name for name in names if not (is_ruled and self._is_omitted(name)))

    def _is_omitted(self, name: str) -> bool:
        return name in self.properties and self.forms.of(self.properties[name]).has(self.forms.omits)

    @cached_property
    def items(self) -> Parts:
        """The schemas of the items of a list; empty if they may be anything."""
        return items_of(self.nodes)

    @cached_property
    def prefix(self) -> Parts:
        """The schemas of the first items of a list, each by its place."""
        return prefix_of(self.nodes)

    def has(self, annotation: str) -> bool:
        """Return whether a schema has an annotation such as "readOnly"."""
        return any(each.node.get(annotation) is True for each in self.nodes)

    @cached_property
    def default(self) -> tuple[Json, ...]:
        """The default, if any but null; the one nearest to where the schema is used."""
        found = [each.node["default"] for each in self.nodes if each.node.get("default") is not None]
        return (found[0],) if found else ()

    @cached_property
    def text(self) -> tuple[str, ...]:
        """Its title and description, nearest to where the schema is used."""
        return tuple(next((text for each in self.nodes if (text := text_at(each.node, key))), "") for key in _TEXTS)

    @cached_property
    def others(self) -> dict[str, str]:
        """Conditions that are compared as text, by their keywords."""
        return conditions_of(self.nodes, self.forms.texts)

    @cached_property
    def canonical(self) -> str:
        """A text that is equal for forms which allow the same."""
        return text_of_all(self.nodes, self.forms.texts)

    @property
    def has_details(self) -> bool:
        """Whether it says more than types and listed values."""
        if self._known_details is ...:
            self._known_details = True
            self._known_details = bool(self.choices) or any(not _DETAILS.isdisjoint(each.node) for each in self.nodes)
        return self._known_details


def _shortened(schema: Schema) -> Schema:
    """Return what a schema refers to, if it is a reference and nothing else."""
    seen = 0
    while isinstance(schema.raw, dict) and len(schema.raw) == 1 and "$ref" in schema.raw and seen < MAX_DEPTH:
        seen += 1
        try:
            schema = schema.resolve(str(schema.raw["$ref"]))
        except SchemaError:
            break
    return schema
