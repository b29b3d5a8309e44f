"""Header fields that say nothing of who sends them; a name that is not here may."""

__all__ = ["HARMLESS_HEADERS", "is_for_anyone"]

HARMLESS_HEADERS = frozenset(
    {
        # the name of one exchange, for logs
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
        # conditions and directives, which the cache itself heeds
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
"""The header fields that are part of no key, in lower case, unless an answer names them in ``Vary``.

``baggage`` is not among them, since it may name the user; neither are ``Host`` and ``Content-Type``, by which servers
choose what they answer.
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


def is_for_anyone(name: str) -> bool:
    """Return whether the header field ``name`` may go to another origin than the API's own.

    Those may that describe the message, or are harmless. Any other may identify the caller, whatever it is called.
    """
    lower = name.lower()
    return lower in HARMLESS_HEADERS or lower in _OF_THE_MESSAGE or lower.startswith("content-")
