"""The search for a schema at an API's address.

At most five GETs on the one origin, without credentials: the page at the address, whose ``Link`` header may name a
description (``rel=service-desc``, RFC 8631); the catalog at ``/.well-known/api-catalog`` (RFC 9727); then the usual
paths. The first description counts. One on another origin is named, not fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.lazy_transport import FIRST_CALL_MODULES
from heroics_py.client.schemas.schema_url import check_address, open_connection, schema_request
from heroics_py.errors import ConnectionFailed, HeroicsError, SchemaError, TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Timeout
from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.http.steps import Rule, Steps
from heroics_py.readers import describes_api
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["DiscoveredSchema", "discover_schema", "is_origin"]

_MOST_GETS = 5
_CATALOG = "/.well-known/api-catalog"
_PATHS = ("/", _CATALOG, "/openapi.json", "/swagger.json", "/schema")
_TIMEOUT = Timeout(connect=5, read=10, total=20)
_ORIGIN = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)
_LINK = re.compile(r'<([^<>]*)>((?:[^,"<]|"(?:\\.|[^"\\])*")*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_MOST_LINKS = 20


class DiscoveredSchema(Value):
    """A description that an API's address led to.

    Attributes:
        url: where it was found.
        body: its bytes.
    """

    url: str
    body: bytes


def is_origin(schema: object) -> bool:
    """Return whether ``schema`` is a URL without a path, such as "https://api.example.com"."""
    return isinstance(schema, str) and _ORIGIN.fullmatch(schema.strip()) is not None


def discover_schema(address: str, settings: Settings, options: Options) -> DiscoveredSchema:
    """Return the description of the API at ``address``.

    Raises:
        SchemaError: none was found; the error names what was tried.
        TransportError: the server can't be reached.
    """
    load_modules("logging", *FIRST_CALL_MODULES)
    check_address(address)
    search = _Search(address.strip().rstrip("/"), settings, options)
    try:
        found = search.run()
    finally:
        search.close()
    from logging import getLogger

    getLogger("heroics_py").info("found the schema of %s at %s", search.address, found.url)
    return found


class _Budget:
    """Sends at most five requests, those of redirects included."""

    def __init__(self, inner: Rule) -> None:
        self._inner = inner
        self.left = _MOST_GETS

    def send(self, request: Request) -> Steps[Response]:
        if self.left == 0:
            raise TransportError("not sent: a search for a schema sends at most five requests", sent=False)
        self.left -= 1
        return (yield from self._inner.send(request))


class _Search:
    """One search: what is still to be tried, and what came of the rest."""

    def __init__(self, address: str, settings: Settings, options: Options) -> None:
        self.address = address
        self.tried: list[str] = []
        self.elsewhere: dict[str, None] = {}
        self._origin = origin_of(address)
        self._settings = settings
        self._options = options.merged(timeout=_TIMEOUT, retries=0)
        self._budgets: list[_Budget] = []
        self._connection = open_connection(
            f"{address}/",
            settings.replaced(allowed_origins=frozenset()),
            is_api_origin=False,
            caching=self._with_budget,
        )

    def _with_budget(self, inner: Rule) -> Rule:
        self._budgets.append(_Budget(inner))
        return self._budgets[0]

    def close(self) -> None:
        self._connection.close()

    def run(self) -> DiscoveredSchema:
        pending = [f"{self.address}{path}" for path in _PATHS]
        seen: set[str] = set()
        while pending and self._budgets[0].left:
            url = pending.pop(0)
            if url in seen:
                continue
            seen.add(url)
            response = self._get(url)
            if response is None:
                continue
            if 200 <= response.status < 300 and describes_api(
                response.body, response.headers.get("Content-Type") or ""
            ):
                return DiscoveredSchema(url=response.url or url, body=response.body)
            pending[:0] = [each for each in self._described(response, url) if each not in seen]
        raise SchemaError(self._failure())

    def _get(self, url: str) -> Response | None:
        path = url[len(self.address) :]
        request = schema_request(url, self._settings, self._options, is_api_origin=False)
        try:
            response = self._connection.send(request)
        except ConnectionFailed:
            if not self.tried:
                raise
            self.tried.append(f"{path} (no connection)")
        except HeroicsError as error:
            self.tried.append(f"{path} ({_reason(error)})")
            if (location := getattr(error, "location", "")) and origin_of(location) != self._origin:
                self.elsewhere[location] = None
        else:
            is_success = 200 <= response.status < 300
            self.tried.append(f"{path} ({response.status}{', no description' if is_success else ''})")
            return response
        return None

    def _described(self, response: Response, url: str) -> Iterator[str]:
        """Yield the URLs on this origin that a response names as descriptions; remember the others."""
        references = [*_linked(response.headers.get("Link") or "")]
        if url.endswith(_CATALOG) and response.status == 200:
            references += _catalogued(response.body)
        for reference in references[:_MOST_LINKS]:
            target = resolve_url(response.url or url, reference)
            if origin_of(target) == self._origin and "@" not in target:
                yield f"{self.address}/{target.partition('://')[2].partition('/')[2]}"
            elif origin_of(target) is not None:
                self.elsewhere[target] = None

    def _failure(self) -> str:
        text = f"no schema was found at {self.address}: tried {', '.join(self.tried)}"
        if not self.elsewhere:
            hint = "pass its URL, which often ends with /api/openapi.json, /schema/openapi.json or /v3/api-docs"
            return f"{text}; {hint}: connect('{self.address}/...')"
        shown = list(self.elsewhere)[:3]
        from heroics_py.secrecy.urls import mask_url

        places = " and ".join(map(mask_url, shown))
        return f"{text}. It names {places}, which is not fetched: if you trust it, connect({mask_url(shown[0])!r})"


def _reason(error: HeroicsError) -> str:
    name = type(error).__name__
    return "a redirect that is not followed" if name == "RedirectRefused" else name


def _linked(header: str) -> Iterator[str]:
    """Yield the targets of a ``Link`` header (RFC 8288, 3) whose relation is service-desc (RFC 8631, 2)."""
    for match in _LINK.finditer(header):
        rels = " ".join(filter(None, (part for each in _REL.findall(match[2])[:1] for part in each)))
        if "service-desc" in rels.lower().split():
            yield match[1].strip()


def _catalogued(body: bytes) -> list[str]:
    """Return the descriptions in a linkset (RFC 9264, 4.2) of a catalog."""
    try:
        root: Json = json.loads(body)
    except (ValueError, RecursionError):
        return []
    contexts = root.get("linkset") if isinstance(root, dict) else None
    links = [
        link
        for context in (contexts if isinstance(contexts, list) else [])
        if isinstance(context, dict) and isinstance(targets := context.get("service-desc"), list)
        for link in targets
    ]
    return [href for link in links if isinstance(link, dict) and isinstance(href := link.get("href"), str)]
