"""Responses that arrive piece by piece, for a scripted server."""

import threading

HEAD = b"HTTP/1.1 200 OK\r\n"


def head(media_type="text/event-stream", *, chunked=True, **headers):
    """Return the head of a stream; underscores in the names of headers become hyphens."""
    lines = [f"Content-Type: {media_type}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    lines += ["Transfer-Encoding: chunked"] if chunked else ["Connection: close"]
    return HEAD + "\r\n".join(lines).encode() + b"\r\n\r\n"


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def streamed(*pieces, media_type="text/event-stream", end=True, **headers):
    """Return a step that sends a stream in chunks, and ends it or breaks the connection."""

    def step(wire, *_):
        wire.say(head(media_type, **headers), *map(chunk, pieces))
        wire.say(chunk(b"")) if end else wire.close()

    return step


def until_closed(*pieces, media_type="text/event-stream", **headers):
    """Return a step that sends a stream which ends with its connection."""

    def step(wire, *_):
        wire.say(head(media_type, chunked=False, **headers), *pieces)
        wire.close()

    return step


def lasting(*pieces, media_type="text/event-stream", hung_up=None):
    """Return a step that sends pieces, and nothing more until the client closes the connection."""
    hung_up = hung_up or threading.Event()

    def step(wire, *_):
        wire.say(head(media_type), *map(chunk, pieces))
        wire.silent(10)
        hung_up.set()

    return step


def in_turn(*steps):
    """Return a step that follows one after the other, the last one repeatedly."""
    return lambda wire, request, number: steps[min(number, len(steps)) - 1](wire, request, number)
