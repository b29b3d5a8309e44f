"""The search for links by words."""

from collections.abc import Iterable

from heroics_py.call.lists.row_list import RowList
from heroics_py.client import Client
from heroics_py.errors import CallError
from heroics_py.tools.search.index import index_of
from heroics_py.tools.search.readings import readings_of

__all__ = ["find"]

_LIMIT = 10
_LONGEST = 200  # characters of a name


def find(client: Client, words: str, *, limit: int = _LIMIT) -> RowList:
    """Return the links that ``words`` may mean, the likeliest first, without sending anything.

    A notebook shows them as a table.

    Names count most, then titles and relations, then paths, parameters and fields, then descriptions, and the fields of
    responses if something is asked. Other forms of a word and synonyms match, too: "get add-ons" finds ``addon.info``,
    "scale dynos" ``formation.update``, "which apps are in maintenance" ``app.list``.

    Args:
        client: the client to search.
        words: a request, a question, or a name in another client: "list apps for team", "who has access to the app",
            "update_app".
        limit: the most links to return.

    Raises:
        CallError: an argument is not a client, a text and a whole number.
    """
    if not isinstance(client, Client):
        raise CallError(f"find() takes a client, got {type(client).__name__}")
    if not isinstance(words, str):
        raise CallError(f"find() takes words as a text, such as 'list apps'; got {type(words).__name__}")
    if not isinstance(limit, int):
        raise CallError(f"find(limit=) takes a whole number, got {type(limit).__name__}")
    index = index_of(client._core.catalog)  # noqa: SLF001 - public names of a client belong to the API
    ranked = index.ranked(readings_of(words, index.vocabulary))
    names = list(dict.fromkeys([*_named(words, index.names), *ranked]))
    return RowList(getattr(getattr(client, resource), call) for resource, call in names[: max(limit, 0)])


def _named(text: str, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the calls that a text names, the longest name first: "app info", "appInfo", "client.app.info"."""
    parted = "".join(f" {char}" if char.isupper() else char if char.isalnum() else " " for char in text[:_LONGEST])
    words = "_".join(parted.lower().split())
    is_path = "." in text and len(text.split()) == 1
    found = [each for each in names if words == (name := "_".join(each)) or (is_path and words.endswith(f"_{name}"))]
    return sorted(found, key=lambda each: -len("_".join(each)))
