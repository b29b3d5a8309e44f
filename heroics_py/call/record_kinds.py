"""Whether a record is the kind of thing that an href parameter identifies.

    record                                     reading links    links that change something
    -----------------------------------------  ---------------  ---------------------------
    of the parameter's kind                    its identity     its identity
    of another kind                            CallError        CallError
    of another kind, with a field of the       that field       CallError
    parameter's own name, such as item_id
    of an unknown kind                         its identity     CallError, unless connect's identities= name it

These rules are for kinds that the paths show. Where the schema itself says which attribute a parameter takes, a record
of an unknown kind passes, and one of another kind if its field refers to that attribute.
"""

from typing import Protocol, runtime_checkable

from heroics_py.errors import CallError, SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Link
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import scalar_at
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.things import Thing
from heroics_py.record import Record, place_of

__all__ = ["check_kind", "field_identity", "identity_statement", "is_stated_of", "named_value"]

_READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PLAIN_NAMES = ("id", "_id", "uuid", "slug", "login", "key", "code", "number", "name", "type")


@runtime_checkable
class _Origin(Protocol):
    """What the origin of a record knows of its kind."""

    @property
    def kind(self) -> str: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def envelope(self) -> tuple[str, ...]: ...
    def thing_at(self, place: tuple[str, ...] = ()) -> Thing | None: ...
    def schemas_at(self, place: tuple[str, ...] = ()) -> tuple[Schema, ...]: ...
    def identity_fields(self, kind: str) -> tuple[str, ...]: ...


def named_value(parameter: Parameter, record: Record, link: Link) -> object:
    """Return the field by which a record of another kind names the thing, such as the ``item_id`` of an order.

    It counts for links that read alone.
    """
    origin, place = place_of(record)
    if parameter.thing is None or link.method not in _READ_METHODS or not isinstance(origin, _Origin):
        return None
    thing = origin.thing_at(place)
    if thing is None or thing.kind == parameter.thing.kind:
        return None
    value = dict.get(record, _named_field(parameter, record))
    return value if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def field_identity(field: str, record: Record) -> object:
    """Return the identity of a record for a field that is called like its kind: an author for ``author_id``.

    Returns None for a record of another or an unknown kind.
    """
    origin, place = place_of(record)
    if not isinstance(origin, _Origin):
        return None
    thing = origin.thing_at(place)
    fields = origin.identity_fields(thing.kind) if thing is not None and thing.is_certain else ()
    names = {field, *(field.removesuffix(f"_{each}") for each in fields)}
    if thing is None or not fields or _letters(thing.noun) not in map(_letters, names):
        return None
    value = dict.get(record, fields[0])
    return value if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def check_kind(name: str, keyword: str, parameter: Parameter, record: Record, link: Link) -> None:
    """Refuse a record that the parameter does not mean.

    Args:
        name: the name of the call, for errors.
        keyword: the keyword of the argument, for errors.
        parameter: the parameter that takes it.
        record: the record.
        link: the link that is called.

    Raises:
        CallError: the record is another thing, or it is not known whether it is, and the link changes something.
    """
    found, place = place_of(record)
    origin = found if isinstance(found, _Origin) and _is_same_api(found, parameter, link) else None
    thing = origin.thing_at(place) if origin is not None else None
    if thing is not None and not thing.has_collection and not thing.schema:
        thing = None  # only its path is known
    if parameter.thing is None:
        if thing is not None and origin is not None and not _is_attribute(parameter, thing, origin.schemas_at(place)):
            raise _other(f"{name}()", thing.noun, parameter.owner, f"pass the {keyword} itself")
        return
    if origin is not None and origin.envelope and not place:
        inner = "".join(f"[{key!r}]" for key in origin.envelope)
        raise CallError(f"{name}() got a Record for {keyword} that wraps the thing: pass record{inner}")
    if thing is not None and origin is not None and is_stated_of(thing, origin.kind, parameter.thing):
        return
    field = next((field for field in parameter.thing.fields if _has(record, field)), "field")
    is_reading = link.method in _READ_METHODS
    if reason := _reason_against(parameter.thing, f"its {field} is the {keyword}", thing, is_reading=is_reading):
        raise CallError(
            f"{name}() got a Record for {keyword}, {reason}: pass the {keyword} itself, or "
            f"{identity_statement(link, parameter, record)}"
        )
    if thing is not None and thing.kind != parameter.thing.kind:
        field = _named_field(parameter, record)
        hint = f"pass its {field}" if field else f"pass the {keyword} itself"
        raise _other(f"{name}()", thing.noun, parameter.thing.noun, hint)


def _reason_against(wanted: Thing, claim: str, thing: Thing | None, *, is_reading: bool) -> str:
    """Return why a record can't be taken for a thing of the kind ``wanted``, unless it is known to be another one.

    The ``claim`` says which of its fields is taken.
    """
    if thing is not None and thing.kind != wanted.kind and wanted.noun:
        return ""
    if not wanted.fields:
        return "and the schema does not say which of its fields that is"
    if is_reading or wanted.is_stated:
        return ""
    if thing is None:
        return f"but it is not known whether that is {_one(wanted.noun)}, and the call changes something"
    if not wanted.is_certain:
        return f"but the schema does not show for certain that {claim}"
    if not thing.is_certain:
        return f"but the schema does not show for certain that it is {_one(wanted.noun)}"
    return ""


def is_stated_of(thing: Thing, resource: str, wanted: Thing) -> bool:
    """Return whether what identifies ``wanted`` is stated of a thing that its own resource returns.

    The thing is known by its schema alone, so that no path contradicts the caller.
    """
    return wanted.is_stated and resource == wanted.kind and not thing.has_collection


def _other(call: str, noun: str, wanted: str, hint: str) -> CallError:
    return CallError(f"this Record is {_one(noun)}, {call} takes {_one(wanted)}: {hint} if that is what you mean")


def _named_field(parameter: Parameter, record: Record) -> str:
    """Return the field of a record with the name of the parameter, such as ``item_id``, if it has one."""
    letters = _letters(parameter.name)
    names = (each for each in record if isinstance(each, str) and _letters(each) == letters)
    return "" if letters in _PLAIN_NAMES else next(names, "")


def identity_statement(link: Link, parameter: Parameter, record: Record) -> str:
    """Return the argument of connect that says which field a record has for a parameter."""
    thing = parameter.thing
    fields = thing.fields if thing is not None else ()
    inner = [f"/{key}/{parameter.name}" for key, value in dict.items(record) if _has(value, parameter.name)]
    likely = [field for field in (*fields, parameter.name, *_PLAIN_NAMES) if _has(record, field)]
    field = next(iter((*likely[:1], *inner, *record)), "id")
    if thing is not None and "/" not in thing.kind:
        return f"connect with identities={{{thing.kind!r}: {field!r}}}"
    return f"connect with identities={{{link.resource!r}: {{{parameter.name!r}: {field!r}}}}}"


def _has(value: object, field: str) -> bool:
    """Return whether an object has a field, or one that a JSON pointer leads to."""
    if not isinstance(value, dict):
        return False
    return scalar_at(value, field) is not None if field.startswith("/") else field in value


def _is_attribute(parameter: Parameter, thing: Thing, schemas: tuple[Schema, ...]) -> bool:
    """Return whether a record has an attribute that the schema of ``parameter`` refers to."""
    if not parameter.owner or thing.kind == parameter.owner or parameter.schema is None or not schemas:
        return True
    try:
        alternatives = alternatives_of(parameter.schema)
        properties = schemas[-1].children("properties")
        for alternative in alternatives:
            field = properties.get(alternative.field or "")
            wanted = {step.pointer for each in alternatives for step in each.chain}
            if field is not None and not wanted.isdisjoint(step.pointer for step in field.reference_chain()):
                return True
    except SchemaError:
        return True
    return False


def _is_same_api(origin: _Origin, parameter: Parameter, link: Link) -> bool:
    """Return whether a record came from the API of a link: the kinds of another one mean nothing here."""
    schemas = (parameter.schema, link.target_schema, link.query, link.body.schema if link.body else None)
    documents = next((schema.documents for schema in schemas if schema is not None), None)
    return documents is None or documents is origin.documents or documents.roots == origin.documents.roots


def _one(noun: str) -> str:
    is_vowel = noun[:1] in tuple("aeiou") and not noun.startswith(("us", "uni", "eu", "one"))
    return f"{'an' if is_vowel else 'a'} {noun}" if noun else "something else"


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
