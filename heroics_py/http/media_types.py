"""Media types (RFC 9110, 8.3.1)."""

__all__ = ["essence_of", "is_json"]

_JSON = frozenset({"application/json", "text/json"})


def essence_of(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON (RFC 8259; RFC 6839, 3.1).

    Case and parameters don't matter.
    """
    essence = essence_of(media_type)
    return essence in _JSON or essence.endswith("+json")
