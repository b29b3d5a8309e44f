"""The warnings of a client about deprecated links and fields, each once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from heroics_py.client.records.followed_link import FollowedLink
from heroics_py.display.terminal import escaped
from heroics_py.errors import DeprecationNotice, warn
from heroics_py.model.api import Deprecation, Link
from heroics_py.model.deprecation import deprecated_paths, is_deprecated
from heroics_py.model.parameters import Parameter
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.loading import load_modules
from heroics_py.support.once import Once
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.call.binding import Bound
    from heroics_py.http.deprecation import Announcement
    from heroics_py.http.messages import Response

__all__ = ["Deprecations"]

_ANNOUNCEMENTS = frozenset({"deprecation", "sunset"})
_LONGEST = 300
_MOST_STEPS = 10_000


class _Inputs(Value):
    """What is deprecated of the inputs of a link.

    Attributes:
        fields: the paths to fields of its body or query, in their order; lists add no key.
        parameters: the places of its parameters, in their order: location and name.
    """

    fields: tuple[tuple[str, ...], ...]
    parameters: tuple[tuple[str, str], ...]


class Deprecations:
    """Warns of each deprecated link and field once; of the last 10,000 of them."""

    def __init__(self) -> None:
        self._told = Once()
        self._inputs: dict[str, _Inputs] = {}

    def warn(self, name: str, bound: Bound, response: Response, url: str) -> None:
        """Warn of what a call uses that is deprecated, by the schema and by the headers of its response.

        Args:
            name: the name of the call.
            bound: its link and arguments.
            response: the response, of any status.
            url: the URL of the request.
        """
        link = bound.shape.link
        place = link.pointer or f"{link.method} {link.href}"
        if (link.deprecation is not None or response.headers.has_any(_ANNOUNCEMENTS)) and place not in self._told:
            load_modules("heroics_py.http.deprecation")
            from heroics_py.http.deprecation import announcement_of

            now = time.time()
            announced = announcement_of(response.headers, response.url or url, now=now)
            text = _text(name, link.deprecation, announced, now)
            if text and self._told.is_first(place):
                warn(escaped(response.headers.masked(mask_text(text))), DeprecationNotice)
        for field in self._sent(bound, place):
            if self._told.is_first((place, field)):
                warn(escaped(f"{name}: {field[:_LONGEST]} is deprecated"), DeprecationNotice)

    def _sent(self, bound: Bound, place: str) -> Iterator[str]:
        """Yield the deprecated inputs that a call sends."""
        if isinstance(bound.shape.link, FollowedLink):
            return  # it has none, and a client may follow any number of them
        inputs = self._inputs.get(place)
        if inputs is None:
            inputs = self._inputs.setdefault(place, _inputs_of(bound.shape.link))
        for location, parameter in inputs.parameters:
            if (location, parameter) in bound.parameters or (location == "path" and parameter in bound.path):
                yield f"the {location} parameter {parameter!r}"
        for path in inputs.fields:
            if _holds(bound.body, path):
                yield f"the field {'.'.join(path)!r}"


def _inputs_of(link: Link) -> _Inputs:
    contents = link.body.choices if link.body is not None else ()
    schemas = [link.query, *(each.schema for each in contents)]
    return _Inputs(
        fields=tuple(sorted({path for schema in schemas for path in deprecated_paths(schema)})),
        parameters=tuple(sorted({(each.location, each.name) for each in link.parameters if _is_deprecated(each)})),
    )


def _is_deprecated(parameter: Parameter) -> bool:
    return parameter.deprecated or is_deprecated(parameter.schema)


def _holds(value: object, path: tuple[str, ...]) -> bool:
    """Return whether a value has a field at a path, as far as 10,000 steps lead; lists add no key to it."""
    waiting: list[tuple[object, tuple[str, ...]]] = [(value, path)]
    for at, rest in waiting:  # which grows
        if not rest:
            return True
        if isinstance(at, list | tuple):
            waiting += [(item, rest) for item in at[: max(0, _MOST_STEPS - len(waiting))]]
        elif isinstance(at, dict) and rest[0] in at:
            waiting.append((dict.get(at, rest[0]), rest[1:]))
    return False


def _text(name: str, stated: Deprecation | None, announced: Announcement, now: float) -> str:
    """Return what is known about the end of a link; empty if it is not to end."""
    today = datetime.fromtimestamp(now, UTC)
    since = announced.since or _moment(stated.since if stated else "", now)
    ends = announced.sunset or _moment(stated.ends if stated else "", now)
    parts = []
    if stated is not None or announced.deprecated:
        is_future = since is not None and since > today
        parts.append(f"{'will be' if is_future else 'is'} deprecated{_since(since, is_future=is_future)}")
    if ends is not None:
        parts.append(f"{'will stop' if ends > today else 'was to stop'} working on {ends.date()}")
    if not parts:
        return ""
    links = [f"; {_WORDS[rel]} {url}" for rel, url in announced.links]
    if stated is not None and stated.more and not announced.links:
        links = [f"; see {' '.join(stated.more.split())}"]
    return f"{name} {' and '.join(parts)}{''.join(each[:_LONGEST] for each in links)}"


_WORDS = {"deprecation": "see", "sunset": "see", "successor-version": "its successor is"}


def _since(moment: datetime | None, *, is_future: bool) -> str:
    if moment is None:
        return ""
    return f" {'from' if is_future else 'since'} {moment.date()}{' on' if is_future else ''}"


def _moment(text: str, now: float) -> datetime | None:
    if not text:
        return None
    load_modules("heroics_py.http.deprecation")
    from heroics_py.http.deprecation import parse_moment

    return parse_moment(text.strip(), now=now)
