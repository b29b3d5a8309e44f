"""The attributes that the words of a path variable or of another attribute mean."""

import re
from collections.abc import Mapping

from heroics_py.model.parameters import Parameter
from heroics_py.server.resource_types import ResourceType

__all__ = ["USUAL_IDENTITIES", "foreign_keys", "identity_fields", "meant_fields", "noun_of", "same_noun"]

USUAL_IDENTITIES = ("id", "_id", "uuid", "guid", "key", "slug", "name", "code", "number", "sku", "username", "login")
"""The attributes that usually identify something, the likeliest first."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _words_of(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _noun_of(name: str) -> list[str]:
    return [_singular(word) for word in _words_of(name)]


def noun_of(name: str) -> str:
    """Return a name as words in the singular: "orderItems" is "order item"."""
    return " ".join([*_words_of(name)[:-1], *_noun_of(name)[-1:]]) or name


def same_noun(name: str, other: str) -> bool:
    """Return whether two names are the same noun, in the singular or the plural."""
    return bool(_noun_of(name)) and _noun_of(name) == _noun_of(other)


def foreign_keys(resource_type: ResourceType, target: ResourceType) -> tuple[tuple[str, str], ...]:
    """Return the attributes that hold an identity of ``target``, and which: ``shop_id`` the ``id`` of a shop."""
    noun = _noun_of(target.name.partition(" ")[0])
    keys = []
    for name in resource_type.properties:
        own = next((each for each in target.identity if [*noun, *_words_of(each)] == _words_of(name)), None)
        if own is not None and resource_type is not target:
            keys.append((name, own))
    return tuple(keys)


def identity_fields(parameter: Parameter, resource_type: ResourceType, segment: str) -> tuple[str, ...]:
    """Return the attributes of a type that a path parameter means, as the model knows them or as its words say.

    Args:
        parameter: the parameter.
        resource_type: the type.
        segment: the last segment of the collection, such as "pets".
    """
    known = parameter.thing.fields if parameter.thing is not None else ()
    fields = [each for each in known if each in resource_type.properties]
    return tuple(dict.fromkeys((*fields, *meant_fields(parameter.name, resource_type, segment))))


def meant_fields(name: str, resource_type: ResourceType, segment: str) -> tuple[str, ...]:
    """Return the attributes of a type that a path variable means: ``{petId}`` and ``{pet_id}`` mean its ``id``.

    Args:
        name: the name of the variable.
        resource_type: the type.
        segment: the last segment of the collection, such as "pets".
    """
    by_words: Mapping[str, str] = {"".join(_words_of(each)): each for each in reversed(list(resource_type.properties))}
    words = _words_of(name)
    if "or" in words[1:-1]:
        at = words.index("or", 1)
        nouns = [words[:at], [*words[: max(at - 1, 0)], *words[at + 1 :]], words[at + 1 :]]
    else:
        nouns = [words]
    tails = ["".join(each[start:]) for each in nouns for start in range(len(each))]
    fields = [by_words[tail] for tail in tails if tail in by_words]
    if fields and "or" not in words:
        fields = fields[:1]
    if not fields:
        fields = [each for each in USUAL_IDENTITIES if each in resource_type.properties][:1]
        if same_noun(name, segment):
            fields += [each for each in ("slug", "name") if each in resource_type.properties]
    return tuple(dict.fromkeys(fields))
