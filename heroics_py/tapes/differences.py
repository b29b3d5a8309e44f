"""How a request differs from one on a tape, in words."""

import json
from collections.abc import Collection, Iterator
from urllib.parse import parse_qsl, urlsplit

from heroics_py.support.json_types import Json
from heroics_py.tapes.exchange import TapedBody, TapedRequest
from heroics_py.tapes.matching import are_same_paths
from heroics_py.tapes.placeholders import fits, is_placeholder

__all__ = ["differences"]

_LONGEST = 200
_MOST = 20
_DEEPEST = 40
_ABSENT = object()


def differences(request: TapedRequest, taped: TapedRequest, headers: Collection[str] = ()) -> str:
    """Return how a request differs from one on a tape, a line for each difference.

    Args:
        request: the one that is to be answered.
        taped: the one on the tape.
        headers: names of header fields that count, besides those that are on the tape.
    """
    lines = list(_differences(request, taped, headers))
    more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST + 1 else []
    return "\n".join([*lines[:_MOST], *more] if more else lines)


def _differences(request: TapedRequest, taped: TapedRequest, headers: Collection[str]) -> Iterator[str]:
    if request.method != taped.method:
        yield _line("the method", request.method, taped.method)
    parts, taped_parts = urlsplit(request.url), urlsplit(taped.url)
    places = (f"{parts.scheme}://{parts.netloc}", f"{taped_parts.scheme}://{taped_parts.netloc}")
    if not fits(*places):
        yield _line("the server", *places)
    if not are_same_paths(parts.path or "/", taped_parts.path or "/"):
        yield _line("the path", parts.path, taped_parts.path)
    fields, taped_fields = _fields(parts.query), _fields(taped_parts.query)
    secret = [name for name, value in taped_fields.items() if isinstance(value, str) and is_placeholder(value)]
    for name in dict.fromkeys([*fields, *taped_fields]):
        if name not in secret or name in fields:  # who plays a tape need not have its secrets
            yield from _compared(f"query {name}", fields.get(name, _ABSENT), taped_fields.get(name, _ABSENT))
    names = dict.fromkeys([*map(str.lower, headers), *(name.lower() for name in taped.headers)])
    for name in names:
        sent, recorded = request.headers.get(name), taped.headers.get(name)
        if not fits(sent, recorded):
            yield _line(
                f"the header {name}", _ABSENT if sent is None else sent, _ABSENT if recorded is None else recorded
            )
    yield from _compared_bodies(request.body, taped.body)


def _fields(query: str) -> dict[str, Json]:
    fields: dict[str, list[str]] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        fields.setdefault(name, []).append(text)
    return {name: texts[0] if len(texts) == 1 else [*texts] for name, texts in fields.items()}


def _compared_bodies(body: TapedBody | None, taped: TapedBody | None) -> Iterator[str]:
    if body is None or taped is None:
        if body is not taped:
            yield _line("the body", *(_ABSENT if each is None else each.content for each in (body, taped)))
        return
    if body.kind != taped.kind:
        yield f"the body is {_KINDS[body.kind]}, on the tape {_KINDS[taped.kind]}"
    elif body.kind == "text":
        yield from _compared_texts(str(body.content), str(taped.content))
    else:
        yield from _compared("body", body.content, taped.content)


_KINDS = {
    "json": "JSON",
    "form": "a form",
    "parts": "a multipart form",
    "text": "text",
    "base64": "binary data",
}


def _compared_texts(text: str, taped: str) -> Iterator[str]:
    if fits(text, taped):
        return
    lines, taped_lines = text.splitlines(), taped.splitlines()
    for number, (line, recorded) in enumerate(zip(lines, taped_lines, strict=False), 1):
        if not fits(line, recorded):
            yield _line(f"line {number} of the body", line, recorded)
            return
    yield f"the body has {len(lines)} lines, on the tape {len(taped_lines)}"


def _compared(place: str, value: object, taped: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(taped, dict) and depth < _DEEPEST:
        for key in dict.fromkeys([*value, *taped]):
            below = f"{place}.{key}" if depth or " " in place else f"{place} {key}"
            yield from _compared(below, value.get(key, _ABSENT), taped.get(key, _ABSENT), depth + 1)
        return
    if isinstance(value, list) and isinstance(taped, list) and depth < _DEEPEST:
        for index, (item, recorded) in enumerate(zip(value, taped, strict=False)):
            yield from _compared(f"{place}[{index}]", item, recorded, depth + 1)
        if len(value) != len(taped):
            yield f"{place} has {len(value)} items, on the tape {len(taped)}"
        return
    if value is _ABSENT or taped is _ABSENT or not fits(value, taped):  # type: ignore[arg-type]  # both are JSON
        yield _line(place, value, taped)


def _line(place: str, value: object, taped: object) -> str:
    if taped is _ABSENT:
        return f"{place} is {_shown(value)}, and missing on the tape"
    if value is _ABSENT:
        return f"{place} is missing, on the tape it is {_shown(taped)}"
    return f"{place} is {_shown(value)}, on the tape {_shown(taped)}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
