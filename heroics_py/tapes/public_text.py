"""What is public on a tape, whatever is secret on it: hosts, names of fields, and what its requests ask for."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from heroics_py.support.json_types import Json
from heroics_py.tapes.exchange import TapedExchange

__all__ = ["hosts_in", "names_in", "requested_text"]


def hosts_in(exchanges: Iterable[TapedExchange]) -> str:
    """Return the hosts of exchanges, in lower case."""
    return "\n".join({urlsplit(each.request.url).netloc.lower() for each in exchanges})


def names_in(exchanges: Iterable[TapedExchange]) -> frozenset[str]:
    """Return the names of fields in exchanges, in lower case."""
    return frozenset(name.lower() for each in exchanges for name in _names(each))


def _names(exchange: TapedExchange) -> Iterator[str]:
    for message in (exchange.request, exchange.response):
        yield from message.headers
        if message.body is not None:
            yield from _keys(message.body.content)


def _keys(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)


def requested_text(exchanges: Iterable[TapedExchange]) -> str:
    """Return the URLs of exchanges, and the texts in the bodies of their requests, in lower case."""
    return "\n".join(text for each in exchanges for text in _requested(each)).lower()


def _requested(exchange: TapedExchange) -> Iterator[str]:
    yield exchange.request.url
    waiting = [exchange.request.body.content] if exchange.request.body is not None else []
    for value in waiting:  # which grows
        if isinstance(value, str):
            yield value
        else:
            waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
