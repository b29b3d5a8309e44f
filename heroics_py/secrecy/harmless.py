"""Header fields that say nothing about their sender; any other field may."""

__all__ = ["HARMLESS_HEADERS", "may_cross_origins"]

HARMLESS_HEADERS = frozenset(
    {
        # the id of one exchange, for logs
        "b3",
        "correlation-id",
        "request-id",
        "sentry-trace",
        "traceparent",
        "tracestate",
        "uber-trace-id",
        "x-amzn-trace-id",
        "x-b3-flags",
        "x-b3-parentspanid",
        "x-b3-sampled",
        "x-b3-spanid",
        "x-b3-traceid",
        "x-cloud-trace-context",
        "x-correlation-id",
        "x-request-id",
        # conditions and directives, which the cache itself applies
        "cache-control",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "pragma",
        # the program and its connection
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "te",
        "user-agent",
    }
)
"""The header fields, in lower case, that count in a cache key only if a response names them in ``Vary``.

``baggage`` is missing because it may name the user; ``Host`` and ``Content-Type``, because servers choose their
responses by them.
"""

_OF_THE_MESSAGE = frozenset(
    {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "digest",
        "expect",
        "prefer",
        "range",
        "repr-digest",
        "transfer-encoding",
    }
)


def may_cross_origins(name: str) -> bool:
    """Return whether the header ``name`` may go to another origin than the API's.

    Harmless fields may, and those that describe the message. Any other field may identify the caller.
    """
    lower = name.lower()
    return lower in HARMLESS_HEADERS or lower in _OF_THE_MESSAGE or lower.startswith("content-")
