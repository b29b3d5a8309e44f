"""Words of a schema as names in Python."""

import re
from collections.abc import Container, Iterable
from keyword import iskeyword

from heroics_py.model.api import Parameter
from heroics_py.support.loading import load_modules

__all__ = [
    "RESERVED",
    "identifier",
    "is_python_name",
    "keyword_for",
    "numbered_name",
    "parameter_keyword",
    "resource_names",
]

RESERVED = frozenset({"close", "with_options"})
"""The names of a client's own methods: a resource of such a name gets a trailing ``_``, as a Python keyword does."""


def identifier(words: str) -> str:
    """Return ``words`` as a Python name: "Batch update" is "batch_update", "config-var" is "config_var".

    Letters of any script stay, in the normal form that Python gives to names (NFKC); everything else separates words.
    A keyword gets a trailing ``_``, a leading digit an ``x`` before it. Empty where no letter or digit is left.
    """
    if words.isascii():
        # Most names by far; the tables of Unicode are loaded for the others only.
        name = words.lower() if words.isalnum() else re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    else:
        # Normalised twice: lower-casing may denormalise (the Turkish dotted I).
        letters = _normal(_normal(words).lower()).replace("_", " ")
        name = "_".join("".join(letter if f"x{letter}".isidentifier() else " " for letter in letters).split())
    if name and not name.isidentifier():
        name = _normal(f"x{name}")
    return f"{name}_" if iskeyword(name) else name


def _normal(words: str) -> str:
    if words.isascii():
        return words
    load_modules("unicodedata")
    from unicodedata import normalize

    return normalize("NFKC", words)


def keyword_for(name: str) -> str | None:
    """Return how a body field is spelled as a keyword argument, or None where it can't be.

    The name itself where it is an identifier; with a trailing ``_`` where Python keeps the word for itself.
    """
    if not name.isidentifier() or _normal(name) != name:
        return None
    return f"{name}_" if iskeyword(name) else name


def parameter_keyword(parameter: Parameter) -> str:
    """Return how an href parameter is spelled in Python."""
    return keyword_for(parameter.name) or identifier(parameter.name) or "parameter"


def resource_names(names: Iterable[str]) -> dict[str, str]:
    """Return the Python name of each resource, by which clients offer it; no two share one.

    Where two are the same after normalising, an exact spelling goes first and later ones get a number.
    """
    listed = list(dict.fromkeys(names))
    taken = {name: name for name in listed if is_python_name(name)}
    numbers: dict[str, int] = {}
    for name in listed:
        if name not in taken:
            taken[numbered_name(_unreserved(identifier(name)) or "unnamed", taken, numbers)] = name
    order = {name: index for index, name in enumerate(listed)}
    return dict(sorted(taken.items(), key=lambda item: order[item[1]]))


def is_python_name(name: str) -> bool:
    """Tell whether clients offer a resource by the very name that the schema gives it."""
    return name.isidentifier() and name not in RESERVED and identifier(name) == name


def _unreserved(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def numbered_name(name: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """Return ``name``, or the first of name_2, name_3, ... that is not taken; ``numbers`` remembers how far it went."""
    number = numbers.get(name, 1)
    while (spelled := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    numbers[name] = number + 1
    return spelled
