"""Media types (RFC 9110, 8.3.1)."""

__all__ = [
    "EVENT_STREAM",
    "charset_of",
    "essence_of",
    "is_json",
    "is_range",
    "is_separated",
    "is_sequence",
    "is_stream",
    "is_text",
    "matches",
]

EVENT_STREAM = "text/event-stream"
"""Server-sent events (WHATWG HTML, 9.2)."""

_JSON = frozenset({"application/json", "text/json"})
_SEQUENCES = frozenset(
    {
        "application/jsonl",
        "application/x-jsonl",
        "application/jsonlines",
        "application/x-jsonlines",
        "application/json-lines",
        "application/x-json-lines",
        "application/ldjson",
        "application/x-ldjson",
        "application/ndjson",
        "application/x-ndjson",
        "application/json-seq",
        "text/jsonl",
        "text/x-jsonl",
        "text/jsonlines",
        "text/ndjson",
        "text/x-ndjson",
    }
)
_SEQUENCE_SUFFIXES = ("+json-seq", "+jsonl", "+ndjson", "+json-lines", "+jsonlines")
_TEXTS = frozenset(
    {
        "application/graphql",
        "application/javascript",
        "application/sql",
        "application/toml",
        "application/x-sh",
        "application/x-yaml",
        "application/xml",
        "application/yaml",
    }
)


def essence_of(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON (RFC 8259; RFC 6839, 3.1).

    Case and parameters don't matter.
    """
    essence = essence_of(media_type)
    return essence in _JSON or essence.endswith("+json")


def is_sequence(media_type: str) -> bool:
    """Return whether a media type is a sequence of JSON values: lines, or records (RFC 7464; RFC 8091)."""
    essence = essence_of(media_type)
    return essence in _SEQUENCES or essence.endswith(_SEQUENCE_SUFFIXES)


def is_separated(media_type: str) -> bool:
    """Return whether a media type is a JSON text sequence: each value follows a record separator (RFC 7464)."""
    return essence_of(media_type).endswith("json-seq")


def is_stream(media_type: str) -> bool:
    """Return whether a media type is a sequence of items: server-sent events, or JSON values."""
    return essence_of(media_type) == EVENT_STREAM or is_sequence(media_type)


def is_text(media_type: str) -> bool:
    """Return whether a media type is known to be text, such as XML or CSV."""
    essence = essence_of(media_type)
    return essence.startswith("text/") or essence in _TEXTS or essence.endswith(("+xml", "+yaml"))


def is_range(media_type: str) -> bool:
    """Return whether this is a range of media types, such as "image/*" (RFC 9110, 12.5.1)."""
    return "*" in essence_of(media_type)


def matches(media_type: str, pattern: str) -> bool:
    """Return whether a media type is ``pattern``, or is in it if it is a range; parameters don't matter."""
    essence, expected = essence_of(media_type), essence_of(pattern)
    if expected in {"*/*", "*"}:
        return True
    return essence.startswith(expected[:-1]) if expected.endswith("/*") else essence == expected


def charset_of(media_type: str) -> str:
    """Return the charset parameter of a media type; empty without one."""
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"')
    return ""
