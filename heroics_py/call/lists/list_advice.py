"""What to type instead of an attribute that lists of other libraries have."""

from collections.abc import Mapping

from heroics_py.display.terminal import escaped
from heroics_py.errors import NoSuchAttribute
from heroics_py.support.suggestions import closest_names, joined_names

__all__ = ["no_list_attribute"]

_CUTOFF = 0.75
_NO_META: Mapping[str, object] = {}

# What people type, and the hint; where two are separated by "|", the second is of a list that is awaited.
_WORDS = {
    "all auto_paging_iter fetch_all iter paginate scalars stream": (
        "iterate over it, or call to_list()|iterate with 'async for', or await its to_list()"
    ),
    "filter filter_by query search select where": (
        "[each for each in items if ...] selects some|[each async for each in items if ...] selects some"
    ),
    "order_by sort sort_values": (
        "sorted(items, key=...) sorts them|sorted(await items.to_list(), key=...) sorts them"
    ),
    "data dict fetchall items json objects records results to_dict to_json values": (
        "to_list() returns all items|await its to_list() for all items"
    ),
    "columns describe df groupby head iloc loc merge shape tail to_csv to_dataframe to_df to_pandas": (
        "to_frame() returns a pandas DataFrame|await its to_frame() for a pandas DataFrame"
    ),
    "last": "the last item is items[-1]|(await items.to_list())[-1] is the last item",
    "length size total": "len(items) is their number|len(await items.to_list()) is their number",
}
# Of a list that fetches its pages, and finds items by their names.
_LAZY_WORDS = {
    "get_next_page has_more has_next next next_page": (
        "it fetches its pages as you read it; pages() yields them|"
        "'async for' fetches its pages as it needs them; pages() yields them"
    ),
    "envelope keys metadata pagination page_info response": "its .meta is the response without the items",
    "find get one retrieve": "an index finds an item by its id or name: items['example']",
}


def no_list_attribute(kind: type, name: str, first: object, meta: Mapping[str, object] = _NO_META) -> AttributeError:
    """Return the error for an attribute that a list does not have.

    Args:
        kind: the type of the list.
        name: the attribute.
        first: its first item, if that is in memory; attributes of items are often looked for in the list.
        meta: the rest of the response, where its fields may be.
    """
    text = f"{kind.__name__!r} object has no attribute {name!r}"
    if name.startswith("_"):
        return AttributeError(text)
    if name in meta:
        hint = f"the response has it: items.meta[{name!r}]"
    elif isinstance(first, dict) and name in first:
        hint = f"its items have it: [each.{name} {'async ' * _is_awaited(kind)}for each in items]"
    else:
        hint = _habit(name, kind) or _close(name, kind)
    return NoSuchAttribute(escaped(f"{text}; {hint}" if hint else text))


def _is_awaited(kind: type) -> bool:
    return hasattr(kind, "__aiter__")


def _habit(name: str, kind: type) -> str:
    """Return the hint for a word that people know from elsewhere; empty for any other."""
    words = _WORDS if issubclass(kind, list) else {**_WORDS, **_LAZY_WORDS}
    hints = next((hint for each, hint in words.items() if name in each.split()), "")
    return hints.split("|")[-1 if _is_awaited(kind) else 0]


def _close(name: str, kind: type) -> str:
    close = closest_names(name, (each for each in dir(kind) if not each.startswith("_")), 1, _CUTOFF)
    return f"did you mean {joined_names(close)}?" if close else ""
