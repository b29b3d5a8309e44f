"""The sandbox without a socket: a request comes in, an answer goes out."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import RLock
from typing import NamedTuple
from urllib.parse import parse_qsl
from uuid import uuid4

from heroics_py.errors import Problem, SchemaError
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Api, Link
from heroics_py.model.references import Schema
from heroics_py.server.answers import Answer, Refusal, json_bytes, refused
from heroics_py.server.bodies import fields_of, read_body
from heroics_py.server.budget import Budget
from heroics_py.server.kinds import Catalogue, Kind
from heroics_py.server.manners import check_accept, check_credentials, etag_of, matches, version_of
from heroics_py.server.operations import Call, Result, operation, perform, target
from heroics_py.server.ranges import page_of, read_range
from heroics_py.server.routes import Place, Router
from heroics_py.server.store import Above, Thing
from heroics_py.server.world import Capture, World
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["Core"]

_READING = frozenset({"GET", "HEAD"})
_VERSION = "3"


class Core:
    """An API that answers from its schema, stateful and in memory; one request at a time, whoever asks.

    Args:
        api: what to answer for.
        token: the one token that is let in; None lets any credentials in.
        budget: how many requests are answered.
        page_size: items in one answer, where the request doesn't say.
        now: the time.
    """

    def __init__(
        self,
        api: Api,
        *,
        token: str | None = None,
        budget: Budget | None = None,
        page_size: int = 200,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.api = api
        self.budget = budget or Budget(None)
        self._token = token
        self._security = api.security
        self._has_open_links = not all(link.secured for link in api.links)
        self._page_size = page_size
        self._now = now
        self._lock = RLock()
        self._router = Router(api.links)
        self._catalogue = Catalogue(api, self._router)
        self._world = World(self._catalogue, now)
        self._checkers: dict[str, Checker] = {}
        spoken = (version_of(link.media_type) for link in api.links)
        self._version = next((version for version in spoken if version), _VERSION)

    def reset(self) -> None:
        """Forget everything that happened."""
        with self._lock:
            self._world = World(self._catalogue, self._now)

    def answer(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        """Return the answer to one request.

        Args:
            method: in capitals.
            path: from the root, percent-encoded.
            query: what follows the question mark, without it.
            headers: the header fields.
            body: the bytes; empty for none.
        """
        with self._lock:
            try:
                self._admit(method, path, query, headers)
                answer = self._answered(_meant(method, headers), path, query, headers, body)
            except Refusal as refusal:
                answer = refused(refusal)
            except SchemaError as error:
                answer = refused(Refusal(500, "schema_error", str(error)))
            return self.signed(answer, method)

    def signed(self, answer: Answer, method: str) -> Answer:
        """Return ``answer`` with what every answer bears: a name of its own, and what is left of the budget."""
        common = {"Request-Id": str(uuid4()), "RateLimit-Remaining": str(self.budget.remaining)}
        if self.budget.reset is not None:
            common["RateLimit-Reset"] = str(self.budget.reset)
        answer = replace(answer, headers={**answer.headers, **common})
        return _without_body(answer) if method == "HEAD" else answer

    def _admit(self, method: str, path: str, query: str, headers: Headers) -> None:
        if not self._is_open(_meant(method, headers), path):
            check_credentials(headers, self._token, query, self._security)
        if not self.budget.spend():
            message = "The rate limit is reached.\nPlease wait before making new requests."
            raise Refusal(429, "rate_limit", message, {"Retry-After": str(self.budget.wait)})

    def _is_open(self, method: str, path: str) -> bool:
        """Tell whether the schema asks for no credentials there."""
        found = self._router.match(path, method) if self._has_open_links else None
        links = found[0].links.get(method, ()) if found else ()
        return bool(links) and not any(link.secured for link in links)

    def _answered(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        found = self._router.match(path, "GET" if method == "HEAD" else method)
        if found is None:
            raise Refusal(404, "not_found", "There is nothing at this path.")
        place, captured = found
        links = place.links.get("GET" if method == "HEAD" else method)
        if not links:
            allowed = [*place.links, *(["HEAD"] if "GET" in place.links else [])]
            names = ", ".join(allowed)
            raise Refusal(405, "method_not_allowed", f"There is no {method} here, only {names}.", {"Allow": names})
        check_accept(headers.get("Accept"), self._version, links[0].media_type)
        call = self._call(links[0], place, captured)
        if method in _READING:
            fields = self._query(links[0], query)
            return self._conditional(self._shown(replace(call, body=fields), place, headers), headers)
        self._guard(call, place, headers)
        value, link = self._body(links, headers, body)
        return self._done(replace(call, link=link, kind=self._catalogue.kind_of(link), body=value), place, headers)

    def _call(self, link: Link, place: Place, captured: tuple[str, ...]) -> Call:
        """Find what the captures of a path mean.

        Raises:
            Refusal: 404 where one means nothing.
        """
        kind = self._catalogue.kind_of(link)
        above: tuple[Above, ...] = ()
        for index, text in enumerate(captured):
            last = index == len(captured) - 1 and place.ends_open
            found = self._found(Capture(link, place, index, text), above, kind if last else None)
            if found is None and not (last and link.method == "PUT" and link.rel == "create"):
                names = self._catalogue.designated(link, index, place)
                raise Refusal(404, "not_found", f"Couldn't find that {names[0].name if names else 'thing'}.")
            above = (*above, found) if found is not None else above
        missing = captured[-1] if len(above) < len(captured) else None
        if missing is None and above and isinstance(above[-1], Thing) and (place.ends_open or above[-1].kind is kind):
            return Call(link=link, kind=kind, above=above[:-1], thing=above[-1])
        return Call(link=link, kind=kind, above=above, missing=missing)

    def _found(self, capture: Capture, above: tuple[Above, ...], kind: Kind | None) -> Above | None:
        link, index = capture.link, capture.number
        designated = self._catalogue.designated(link, index, capture.place)
        if kind is not None and designated and kind not in designated and designated[0].name != link.resource:
            fields = self._catalogue.fields(link, index, designated[0])
            return self._world.inside(kind, fields, capture.text, above)
        return self._world.captured(capture, above)

    def _shown(self, call: Call, place: Place, headers: Headers) -> Answer:
        name = operation(call.link, place, self._router, self._catalogue, named=call.thing is not None)
        if name == "list" and call.thing is not None:
            call = replace(call, above=(*call.above, call.thing), thing=None)
        return self._told(call, perform(name, self._world, call), headers)

    def _done(self, call: Call, place: Place, headers: Headers) -> Answer:
        named = call.thing is not None
        name = operation(call.link, place, self._router, self._catalogue, named=named)
        return self._told(call, perform(name, self._world, call), headers)

    def _told(self, call: Call, result: Result, headers: Headers) -> Answer:
        if result.items is not None:
            return self._listed(call, result, headers)
        if result.status in {202, 204}:
            return Answer(status=result.status)
        return self._represented(result.status, result.value, call.link, {})

    def _listed(self, call: Call, result: Result, headers: Headers) -> Answer:
        items = _filtered(result.items or [], call) if call.link.method == "GET" else (result.items or [])
        if call.link.method != "GET":
            return self._represented(result.status, list[Json](items), call.link, {})
        offered = call.link.ranges or call.kind.identity or tuple(call.kind.properties)[:1] or ("id",)
        page = page_of(items, read_range(headers.get("Range"), offered, self._page_size))
        more = {"Accept-Ranges": ", ".join(offered) or "none", "Content-Range": page.content_range}
        if page.next_range is not None:
            more["Next-Range"] = page.next_range
        return self._represented(200 if page.whole else 206, page.items, call.link, more)

    def _represented(self, status: int, value: Json, link: Link, more: dict[str, str]) -> Answer:
        media_type = link.media_type or "application/json"
        body = value.encode() if isinstance(value, str) and not is_json(media_type) else json_bytes(value)
        headers = {"Content-Type": media_type, "ETag": etag_of(body, more.get("Content-Range", "")), **more}
        headers |= {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Range"}
        changed = value.get("updated_at") if isinstance(value, dict) else None
        if isinstance(changed, str):
            with suppress(ValueError):
                # Never later than the answer itself (RFC 9110, 8.8.2.1).
                moment = min(datetime.fromisoformat(changed).astimezone(UTC), self._now().astimezone(UTC))
                headers["Last-Modified"] = format_datetime(moment, usegmt=True)
        return Answer(status=status, headers=headers, body=body)

    def _conditional(self, answer: Answer, headers: Headers) -> Answer:
        condition = headers.get("If-None-Match")
        if condition is None or not matches(condition, answer.headers.get("ETag"), weakly=True):
            return answer
        return Answer(status=304, headers={n: v for n, v in answer.headers.items() if n != "Content-Type"})

    def _guard(self, call: Call, place: Place, headers: Headers) -> None:
        """Refuse a change whose If-Match or If-None-Match does not hold for what is there now.

        Raises:
            Refusal: 412 (RFC 9110, 13.1.1 and 13.1.2).
        """
        wanted, unwanted = headers.get("If-Match"), headers.get("If-None-Match")
        if wanted is None and unwanted is None:
            return
        etag = self._etag(call, place)
        held = (wanted is None or matches(wanted, etag, weakly=False)) and not (
            unwanted is not None and matches(unwanted, etag, weakly=True)
        )
        if not held:
            raise Refusal(412, "precondition_failed", "It is not what it was when you saw it: read it again.")

    def _etag(self, call: Call, place: Place) -> str | None:
        """Return the validator of what a change would change, or None where nothing is there."""
        if call.thing is not None:
            return self._represented(200, call.thing.data, call.link, {}).headers["ETag"]
        if call.missing is not None:
            return None
        if "GET" in place.links:
            link = place.links["GET"][0]
            reading = replace(call, link=link, kind=self._catalogue.kind_of(link))
            return self._shown(reading, place, Headers()).headers.get("ETag")
        if call.link.method in {"PATCH", "DELETE"}:
            return self._represented(200, target(self._world, call).data, call.link, {}).headers["ETag"]
        return None

    def _query(self, link: Link, query: str) -> dict[str, Json]:
        fields = fields_of(parse_qsl(query, keep_blank_values=True), link.query)
        if link.query is not None:
            _refuse(self._problems(link.query, fields))
        return fields

    def _body(self, links: list[Link], headers: Headers, body: bytes) -> tuple[Json, Link]:
        """Return what was sent, and which of the links of this place takes it.

        Raises:
            Refusal: 422 where none does.
        """
        attempts: list[_Attempt] = []
        for link in links:
            schema = link.body.schema if link.body is not None else None
            value = read_body(headers, body, link.body)
            given: Json = {} if value is None and schema is not None else value
            problems = self._problems(schema, given) if schema is not None else ()
            attempts.append(_Attempt(given, link, problems))
        best = min(attempts, key=lambda attempt: (len(attempt.problems), attempt.strange))
        _refuse(best.problems)
        return best.value, best.link

    def _problems(self, schema: Schema, value: Json) -> tuple[Problem, ...]:
        if schema.pointer not in self._checkers:
            self._checkers[schema.pointer] = Checker(schema)
        return self._checkers[schema.pointer].problems(value)


class _Attempt(NamedTuple):
    """A body, read as one of the links of a place would have it."""

    value: Json
    link: Link
    problems: tuple[Problem, ...]

    @property
    def strange(self) -> int:
        """How many of the fields that were sent the link does not know."""
        schema = self.link.body.schema if self.link.body is not None else None
        known = schema.followed().children("properties") if schema is not None else {}
        return sum(name not in known for name in self.value) if isinstance(self.value, dict) else 0


def _without_body(answer: Answer) -> Answer:
    """Return what HEAD is answered with: the headers alone, the length that GET would have among them."""
    return replace(answer, headers={**answer.headers, "Content-Length": str(len(answer.body))}, body=b"")


def _meant(method: str, headers: Headers) -> str:
    """Return the method that is meant: a POST may carry another one in X-Http-Method-Override."""
    return (headers.get("X-Http-Method-Override") or method).strip().upper() if method == "POST" else method


def _filtered(items: list[dict[str, Json]], call: Call) -> list[dict[str, Json]]:
    """Keep the items that have what the query says, for its fields that are attributes of them."""
    wanted = {name: value for name, value in call.fields.items() if name in call.kind.properties}
    return [item for item in items if all(item.get(name) == value for name, value in wanted.items())]


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise Refusal(422, "invalid_params", "\n".join(map(str, problems)))
