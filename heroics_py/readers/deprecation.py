"""The deprecation of a link, as its document states it."""

from heroics_py.model.api import Deprecation
from heroics_py.model.deprecation import is_marked_deprecated
from heroics_py.readers.fields import object_at, text_at
from heroics_py.support.json_types import Json

__all__ = ["deprecation_of"]

_SINCE = ("deprecated_at", "deprecated-at", "x-deprecated-at", "x-deprecated")
_ENDS = ("deactivate_on", "x-sunset", "sunset", "x-sunset-date")


def deprecation_of(*nodes: dict[str, Json]) -> Deprecation | None:
    """Return the deprecation of a link; None if it is not deprecated.

    Args:
        *nodes: the link, then what it is part of, such as its resource.
    """
    node = next(filter(is_marked_deprecated, nodes), None)
    if node is None:
        return None
    return Deprecation(since=_text(node, _SINCE), ends=_text(node, _ENDS), more=_more(node))


def _text(node: dict[str, Json], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := text_at(node, name))), "")


def _more(node: dict[str, Json]) -> str:
    """Return what the document says about the deprecation: its words, or else where it says more."""
    return text_at(node, "deprecated") or text_at(object_at(node, "externalDocs"), "url")
