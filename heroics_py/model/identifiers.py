"""Words of a schema as names in Python."""

import re
from collections.abc import Container, Iterable
from keyword import iskeyword

from heroics_py.model.parameters import Parameter
from heroics_py.support.loading import load_modules

__all__ = [
    "RESERVED",
    "argument_name",
    "identifier",
    "is_python_name",
    "keyword_for",
    "numbered_name",
    "parameter_keyword",
    "resource_names",
]

RESERVED = frozenset({"close", "with_options"})
"""The names of a client's own methods: a resource of such a name gets a trailing ``_``, as a Python keyword does."""


_HUMP = re.compile(r"[a-z0-9][A-Z]")


def identifier(words: str) -> str:
    """Return ``words`` as a Python name: "Batch update" is "batch_update", "config-var" is "config_var".

    Letters of any script stay, in the normal form of Python's names (NFKC); everything else separates words. A keyword
    gets a trailing ``_``, a name that starts with a digit an ``x`` in front. Without letters or digits, it is empty.
    """
    if words.isascii():
        # Most names; only the others need the tables of Unicode.
        name = words.lower() if words.isalnum() else re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    else:
        # Normalized twice: lower case may need it again (the Turkish dotted I).
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
    """Return the keyword argument for a body field: its name, or with a trailing ``_`` if that is a Python keyword.

    Returns None if the name is not an identifier.
    """
    if not name.isidentifier() or _normal(name) != name:
        return None
    return f"{name}_" if iskeyword(name) else name


def parameter_keyword(parameter: Parameter) -> str:
    """Return the Python name of an href parameter."""
    return argument_name(parameter.name, parameter.location) or "parameter"


def argument_name(name: str, location: str) -> str:
    """Return the keyword argument for a parameter; empty for a name without letters and digits.

    The names of headers have no case. Elsewhere "options.pageSize" keeps its capitals, as "pageSize" does.
    """
    if (keyword := keyword_for(name)) is not None:
        return keyword
    words = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    has_humps = name.isascii() and location != "header" and _HUMP.search(words)
    return (keyword_for(words) if has_humps else None) or identifier(name)


def resource_names(names: Iterable[str]) -> dict[str, str]:
    """Return a map of Python names to resources; no two resources share one.

    If two have the same name as identifiers, the one that is spelled so gets it, and the others get a number.
    """
    unique = list(dict.fromkeys(names))
    taken = {name: name for name in unique if is_python_name(name)}
    numbers: dict[str, int] = {}
    for name in unique:
        if name not in taken:
            taken[numbered_name(_unreserved(identifier(name)) or "unnamed", taken, numbers)] = name
    order = {name: index for index, name in enumerate(unique)}
    return dict(sorted(taken.items(), key=lambda item: order[item[1]]))


def is_python_name(name: str) -> bool:
    """Return whether the name of a resource is its Python name too."""
    return name.isidentifier() and name not in RESERVED and identifier(name) == name


def _unreserved(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def numbered_name(name: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """Return ``name``, or the first of name_2, name_3, ... that is free; ``numbers`` remembers the last of each."""
    number = numbers.get(name, 1)
    while (spelled := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    numbers[name] = number + 1
    return spelled
