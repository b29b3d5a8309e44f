"""What to type instead of an attribute that lists of other libraries have."""

from heroics_py.display.terminal import escaped
from heroics_py.errors import NoSuchAttribute
from heroics_py.support.suggestions import closest_names, joined_names

__all__ = ["no_list_attribute"]

_CUTOFF = 0.75
_HABITS = {
    word: hint
    for words, hint in {
        "all auto_paging_iter fetch_all iter paginate scalars stream": "iterate over it, or call to_list()",
        "filter filter_by query search select where": "[each for each in items if ...] selects some",
        "order_by sort sort_values": "sorted(items, key=...) sorts them",
        "data dict fetchall items json objects records results to_dict to_json values": "to_list() returns all items",
        "columns describe df groupby head iloc loc merge shape tail to_csv to_dataframe to_df to_pandas": (
            "to_frame() returns a pandas DataFrame"
        ),
        "last": "the last item is items[-1]",
        "length size total": "len(items) is their number",
    }.items()
    for word in words.split()
}
# Of a list that fetches its pages, and finds items by their names.
_LAZY_HABITS = {
    **dict.fromkeys(
        ("get_next_page", "has_more", "has_next", "next", "next_page"),
        "it fetches its pages as you read it; pages() yields them",
    ),
    **dict.fromkeys(("find", "get", "one", "retrieve"), "an index finds an item by its id or name: items['example']"),
}


def no_list_attribute(kind: type, name: str, first: object) -> AttributeError:
    """Return the error for an attribute that a list does not have.

    Args:
        kind: the type of the list.
        name: the attribute.
        first: its first item, if that is in memory; attributes of items are often looked for in the list.
    """
    text = f"{kind.__name__!r} object has no attribute {name!r}"
    if name.startswith("_"):
        return AttributeError(text)
    if isinstance(first, dict) and name in first:
        hint = f"its items have it: [each.{name} for each in items]"
    else:
        habits = _HABITS if issubclass(kind, list) else {**_HABITS, **_LAZY_HABITS}
        hint = habits.get(name) or _close(name, kind)
    return NoSuchAttribute(escaped(f"{text}; {hint}" if hint else text))


def _close(name: str, kind: type) -> str:
    close = closest_names(name, (each for each in dir(kind) if not each.startswith("_")), 1, _CUTOFF)
    return f"did you mean {joined_names(close)}?" if close else ""
