"""Pages of a list by the query parameters that usually number them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from heroics_py.model.api import Link
from heroics_py.support.json_types import Json

__all__ = ["SIZES", "STARTS", "paged"]

T = TypeVar("T")

SIZES = (
    "limit",
    "per_page",
    "page_size",
    "pagesize",
    "perpage",
    "page_limit",
    "max_results",
    "maxresults",
    "size",
    "count",
)
STARTS = ("offset", "skip", "start", "start_index", "startindex")
_PAGES = ("page", "page_number", "pagenumber", "page_no")


def paged(items: Sequence[T], link: Link, fields: Mapping[str, Json]) -> list[T]:
    """Return the part of ``items`` that a limit, an offset or a page number in the query asks for.

    The names are the usual ones; a parameter counts only if the link has it, and its default if the query lacks it.
    """
    numbers = _numbers(link, fields)
    size = _first(numbers, SIZES)
    start = _first(numbers, STARTS)
    page = _first(numbers, _PAGES)
    if start is None and page is not None and size is not None:
        start = max(page - 1, 0) * size
    start = max(start or 0, 0)
    return list(items[start:] if size is None or size < 0 else items[start : start + size])


def _numbers(link: Link, fields: Mapping[str, Json]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for parameter in link.parameters:
        if parameter.location == "query":
            default = parameter.schema.node.get("default") if parameter.schema is not None else None
            value = fields.get(parameter.name, default)
            if isinstance(value, int) and not isinstance(value, bool):
                numbers[parameter.name.lower()] = value
    return numbers


def _first(numbers: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((numbers[name] for name in names if name in numbers), None)
