"""The lists of Google's APIs, which continue with a token."""

from collections.abc import Collection

from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_at, object_of, target_of
from heroics_py.support.json_types import Json

__all__ = ["paging_of"]

_TOKEN = "nextPageToken"  # noqa: S105 - the name of a field
_PARAMETER = "pageToken"
_SELECTOR = "fields"


def paging_of(response: Schema | None, names: Collection[str], nouns: Collection[str]) -> Paging | None:
    """Return how a list continues, or None for a method that returns no list.

    Its response has a token for the next page and a list of items; its request takes the token.

    Args:
        response: the schema of the response.
        names: the names of the query parameters.
        nouns: names that the list probably has, such as that of the resource.
    """
    if response is None or _PARAMETER not in names:
        return None
    properties = object_at(object_of(target_of(response).raw), "properties")
    lists = [name for name, each in properties.items() if object_of(each).get("type") == "array"]
    if _TOKEN not in properties or not lists:
        return None
    items = next((name for name in lists if name in nouns), "")
    objects = [name for name in lists if _holds_objects(properties[name])]
    return Paging.cursor(
        _TOKEN,
        _PARAMETER,
        items=items or (objects or lists)[0],
        selector=_SELECTOR,
        why="a method of Google's APIs whose response has a token",
    )


def _holds_objects(schema: Json) -> bool:
    items = object_at(object_of(schema), "items")
    return "$ref" in items or items.get("type") == "object"
