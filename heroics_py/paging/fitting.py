"""Which links a stated style of paging fits, and what of it their schemas do not have."""

from collections.abc import Iterator

from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.paging.shapes import kinds_of, parameters_of, properties_of
from heroics_py.support.suggestions import closest_names, did_you_mean

__all__ = ["doubts", "fits"]


def fits(link: Link, paging: Paging) -> bool:
    """Return whether a link may continue so: a GET with its parameter, and its items as far as the schema says."""
    if link.method != "GET" or link.fault or link.scheme or link.is_file or link.streams:
        return False
    if paging.style == "none":
        return True
    names = {each.path for each in parameters_of(link)} if paging.parameter else set()
    if paging.parameter and paging.parameter not in names:
        return False
    has_items = _has_items(link.target_schema, paging.items)
    return has_items or (has_items is None and (paging.parameter != "" or paging.items == ""))


def doubts(link: Link, paging: Paging) -> Iterator[str]:
    """Yield what a statement names and the document does not have: a list would end early, or fail."""
    names = [each.path for each in parameters_of(link)]
    for parameter in filter(None, (paging.parameter, paging.size)):
        if parameter not in names and (close := closest_names(parameter, names, 1)):
            yield f"the query parameter {parameter!r}; did you mean {close[0]!r}?"
    paths = (paging.items, "" if paging.style == "header" else paging.next, paging.more, paging.total)
    for path in paths:
        known = () if path.startswith("header:") else _names_instead(link.target_schema, path.removeprefix("pages:"))
        if known:
            yield f"{path!r} in the response; {did_you_mean(path.rpartition('.')[2], known)}"


def _names_instead(schema: Schema | None, path: str) -> tuple[str, ...]:
    """Return the names that a schema has where a path leads nowhere; empty if it leads somewhere, or can't be known."""
    try:
        while schema is not None and path:
            properties = properties_of(schema)
            name, _, rest = path.partition(".")
            if not properties or path in properties or name == "*":
                return ()
            if name not in properties:
                return tuple(properties)
            schema, path = properties[name], rest
    except HeroicsError:
        pass
    return ()


def _has_items(schema: Schema | None, path: str) -> bool | None:
    """Return whether a schema has a list at a path; None if it does not say."""
    if schema is None:
        return None
    try:
        for name in path.split(".") if path else ():
            properties = properties_of(schema)
            if not properties and not kinds_of(schema):
                return None
            if path in properties:
                return "array" in (kinds_of(properties[path]) or {"array"})
            if name == "*":
                return True
            if name not in properties:
                return False
            schema = properties[name]
        kinds = kinds_of(schema)
    except HeroicsError:
        return None
    return "array" in kinds if kinds else None
