"""Which links a stated style of paging fits."""

from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.paging.shapes import kinds_of, parameters_of, properties_of

__all__ = ["fits"]


def fits(link: Link, paging: Paging) -> bool:
    """Return whether a link may continue so: a GET with its parameter, and its items as far as the schema says."""
    if link.method != "GET" or link.fault or link.scheme or link.is_file or link.streams:
        return False
    names = {each.path for each in parameters_of(link)} if paging.parameter else set()
    if paging.parameter and paging.parameter not in names:
        return False
    has_items = _has_items(link.target_schema, paging.items)
    return has_items or (has_items is None and (paging.parameter != "" or paging.items == ""))


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
