"""Resources that a folder describes twice: in a combined document, and in the files that it was combined from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.model.identifiers import identifier
from heroics_py.model.schema import Documents
from heroics_py.readers.fields import object_of, rel_of, text_at
from heroics_py.readers.hyper_schema.link_places import link_entries
from heroics_py.support.json_types import Json

__all__ = ["LinkCopies", "LinkKey", "link_key", "new_links"]

LinkKey = tuple[str, str, str]
"""The method of a link, its href, and its title or relation."""

# A value in the path, however its variable is spelled.
_VALUE = r"\{(?![?&;]|#(?!/))[^{}]*\}"


def link_key(link: Mapping[str, Json]) -> LinkKey:
    """Return what the copies of a link have in common.

    The variables of a path don't count: each file of a folder refers to them in its own way.
    """
    method = text_at(link, "method").strip().upper() or "GET"
    href = re.sub(_VALUE, "{}", text_at(link, "href").strip())
    return method, href, identifier(text_at(link, "title")) or rel_of(link)


def new_links(
    known: Mapping[LinkKey, int], links: Iterable[tuple[str, dict[str, Json]]]
) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the links that are not among ``known``, each of which has one copy."""
    left = Counter(known)
    for steps, link in links:
        key = link_key(link)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield steps, link


class LinkCopies:
    """Finds the resources that are described once more: in another document, by the same name, with a link in common.

    Args:
        documents: the documents.
        names: the names of each resource, by the pointer of its schema.
    """

    def __init__(self, documents: Documents, names: Mapping[str, Iterable[str]]) -> None:
        places: dict[str, set[str]] = {}
        for home, each in names.items():
            for name in each:
                places.setdefault(name.lower(), set()).add(home.partition("#")[0])
        self._repeated = {name for name, uris in places.items() if len(uris) > 1}
        self._documents = documents
        self._homes: dict[tuple[str, LinkKey], str] = {}

    def original_of(self, home: str, names: Iterable[str], holders: Iterable[str]) -> str:
        """Return the pointer of the resource that ``home`` describes once more; ``home`` itself if none.

        Args:
            home: the pointer of the schema of a resource.
            names: its names.
            holders: the pointers of the schemas that have its links.
        """
        repeated = {name.lower() for name in names} & self._repeated
        if not repeated:
            return home
        links = [link for each in holders for _, link in link_entries(object_of(self._documents.schema_at(each).raw))]
        keys = [(name, link_key(link)) for name in repeated for link in links]
        found = (self._homes.get(key, home) for key in keys)
        uri = home.partition("#")[0]
        original = next((each for each in found if each.partition("#")[0] != uri), home)
        for key in keys:
            self._homes.setdefault(key, original)
        return original
