"""The fields of a thing that a path parameter names.

parameter              thing                     fields          certain
---------------------  ------------------------  --------------  -------
{id}                   item: id                  id              yes
{item_id}, {itemId}    item: id                  id              yes
{item_id}              item: id, item_id         item_id         yes
{app_id_or_name}       app: id, name             id, name        yes
{slug}                 item: slug                slug            yes
{pk}                   item: id                  id              yes
{name}                 pod: metadata.name        /metadata/name  yes
{item}                 item: id                  id              no: it may mean a name
{wallet_id}            item: id                  id              no: it may be another thing's
{username}             user: login               none
"""

import re
from collections.abc import Iterable, Mapping

from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.readers.english_words import words_of
from heroics_py.readers.fields import object_of, target_of
from heroics_py.readers.response_things import properties_of

__all__ = ["compact", "identifying_fields", "likely_fields"]

_OR = re.compile(r"(?<=[a-z0-9])(?:_or_|-or-|Or(?=[A-Z]))")
_KEYS = ("uuid", "guid", "sid", "id", "pk", "key", "slug", "number", "name", "code")
_IDS = frozenset({"id", "uuid", "guid", "pk", "key", "sid"})
# What people call a thing by: where it has one of them, the bare name of the thing may mean that.
_CALLED_BY = frozenset({"code", "handle", "key", "login", "slug", "symbol", "username"})
# Words that don't name a user, host or file: a user's name is what people call the person.
_WHOLE_WORDS = frozenset({"username", "hostname", "filename"})
_SCALARS = frozenset({"string", "integer", "number", "null"})
_NUMBERS = frozenset({"integer", "number"})


def identifying_fields(
    parameter: Parameter, properties: Mapping[str, Schema], nouns: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, ...], bool]:
    """Return the fields that can fill a path parameter, and whether that is certain.

    Args:
        parameter: the parameter.
        properties: the properties of the thing.
        nouns: the names of the thing, each as its words, in the singular.
    """
    scalars = {name: each for name, each in properties.items() if _fits(parameter, each)}
    if parameter.name not in scalars and "id" not in scalars and "metadata" in properties:
        return _in_metadata(parameter, properties["metadata"], nouns)
    names = _Names(scalars, [noun for noun in nouns if noun])
    parts = _OR.split(parameter.name)
    found = [names.field_for(part, parameter) for part in parts]
    fields = tuple(dict.fromkeys(field for field, _ in found if field))
    return fields, bool(fields) and all(is_certain for field, is_certain in found if field)


def _in_metadata(
    parameter: Parameter, metadata: Schema, nouns: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, ...], bool]:
    """Return the field of the parameter's own name in the metadata of a thing, as Kubernetes has it.

    The bare name of the thing may mean its name.
    """
    is_bare = compact(parameter.name) in {"".join(noun) for noun in nouns}
    name = "name" if is_bare else parameter.name
    field = properties_of(metadata).get(name)
    fits = field is not None and _fits(parameter, field)
    return (f"/metadata/{escape_key(name)}",) if fits else (), fits and not is_bare


def likely_fields(parameter: Parameter, nouns: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the fields that can fill a path parameter of a thing that the document does not describe.

    They are that of its own name, and its key: ``item_id`` and ``id``. The bare name of the thing may be any.
    """
    names = _Names({}, [noun for noun in nouns if noun])
    letters = compact(parameter.name)
    if _OR.search(parameter.name) or names.is_noun(letters):
        return ()
    noun, key = names.split(letters)
    return (parameter.name, key) if key in _IDS and names.is_noun(noun) else (parameter.name,)


class _Names:
    """Finds the field for a name."""

    def __init__(self, scalars: Mapping[str, Schema], nouns: list[tuple[str, ...]]) -> None:
        self._by_letters: dict[str, str] = {}
        for name in sorted(scalars, key=lambda name: name != "id"):
            self._by_letters.setdefault(compact(name), name)
        self._scalars = scalars
        self._nouns = list(dict.fromkeys("".join(noun) for noun in nouns))
        self._parts = {"".join(noun[start:]) for noun in nouns for start in range(1, len(noun))}

    def field_for(self, name: str, parameter: Parameter) -> tuple[str, bool]:
        """Return the field that ``name`` names, and whether that is certain."""
        letters = compact(name)
        noun, key = self.split(letters)
        if letters in self._by_letters:
            return self._by_letters[letters], self._is_own(noun, key)
        if letters in {*self._nouns, *self._parts}:
            return self._bare(parameter), False
        return self._keyed(key or letters), not noun or self.is_noun(noun)

    def _keyed(self, key: str) -> str:
        """Return the field of the thing's own ``key``: its id is ``id``, ``_id`` or ``item_id``."""
        own = [key, *(f"{noun}{key}" for noun in self._nouns)]
        if key == "pk" or (key == "uuid" and self._is_uuid("id")):
            own.append("id")
        return next((self._by_letters[each] for each in own if each in self._by_letters), "")

    def _bare(self, parameter: Parameter) -> str:
        """Return the id that the bare name of the thing may mean."""
        field = self._by_letters.get("id", "")
        if not field or parameter.schema is None or not self._by_letters.keys().isdisjoint(_CALLED_BY):
            return ""
        return field if set(types_of(parameter.schema)) == set(types_of(self._scalars[field])) else ""

    def split(self, letters: str) -> tuple[str, str]:
        """Split "itemid" into the noun and its key."""
        if letters in _WHOLE_WORDS or letters in _KEYS:
            return "", ""
        for noun in sorted((*self._nouns, *self._parts), key=len, reverse=True):
            rest = letters.removeprefix(noun)
            if rest and rest != letters and (rest in _KEYS or rest in self._by_letters):
                return noun, rest
        key = next((key for key in _KEYS if letters.endswith(key) and letters != key), "")
        return (letters.removesuffix(key), key) if key else ("", "")

    def is_noun(self, noun: str) -> bool:
        """Return whether letters name the thing."""
        return noun in self._parts or any(noun.endswith(each) for each in self._nouns)

    def _is_own(self, noun: str, key: str) -> bool:
        """Return whether an exact field identifies the thing, rather than another that it refers to.

        An order-item has an ``item_id``: it is the item's, unless the order-item has no id of its own.
        """
        if key not in _IDS or noun in self._nouns:
            return True
        return self.is_noun(noun) and "id" not in self._by_letters

    def _is_uuid(self, name: str) -> bool:
        field = self._by_letters.get(name)
        return field is not None and object_of(target_of(self._scalars[field]).raw).get("format") == "uuid"


def _fits(parameter: Parameter, field: Schema) -> bool:
    """Return whether a field holds values for a parameter: text or numbers, where the parameter takes them."""
    kinds = set(types_of(field))
    if kinds and (kinds - _SCALARS or kinds == {"null"}):
        return False
    wanted = set(types_of(parameter.schema)) if parameter.schema is not None else set()
    if not wanted or not kinds or "string" in wanted:
        return True
    return "string" in kinds & wanted or bool(wanted & _NUMBERS and kinds & _NUMBERS)


def compact(name: str) -> str:
    """Return the letters of a name, to compare its spellings: ``item_id``, ``itemId`` and ``item-id`` are one."""
    return "".join(words_of(name))
