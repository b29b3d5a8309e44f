"""The search for links by words."""

from heroics_py.call.row_list import RowList
from heroics_py.client import Client
from heroics_py.errors import CallError
from heroics_py.tools.search.index import index_of
from heroics_py.tools.search.readings import readings_of

__all__ = ["find"]

_LIMIT = 10


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
    names = sorted(ranked, key=lambda name: _words_of(" ".join(name)) != _words_of(words))  # "app info" is app.info
    return RowList(getattr(getattr(client, resource), call) for resource, call in names[: max(limit, 0)])


def _words_of(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.lower()).split()
