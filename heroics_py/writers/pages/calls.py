"""The calls of an API without a client: their shapes, and the requests that they mean."""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from heroics_py.call.binding import bind
from heroics_py.call.request import RequestContext, build_request
from heroics_py.call.shape import CallShape, usable_shape_of
from heroics_py.errors import HeroicsError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.model.api import Api, Link
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import is_map_of_text
from heroics_py.transport.known_apis import default_accept
from heroics_py.validation.checker import Checker
from heroics_py.writers.curl import curl
from heroics_py.writers.examples import Check, Example

__all__ = ["Calls"]

_NO_OPTIONS = Options()
_NOWHERE = "https://api.example.com"


class Calls:
    """The calls of an API, without a client that sends them.

    Args:
        api: the API.
        url: the base URL of the requests; empty for that of the schema.

    Attributes:
        base_url: of the requests; one of no computer if nobody named one.
        has_own_url: whether a client gets it from the schema.
    """

    def __init__(self, api: Api, url: str = "") -> None:
        own = _own_url(api)
        self.base_url = (url or own or f"{_NOWHERE}{_path(api.url)}").rstrip("/")
        self.has_own_url = self.base_url == own.rstrip("/")
        accept = default_accept(self.base_url)
        self._checkers: dict[tuple[object, ...], Checker] = {}
        self._context = RequestContext(
            base_url=self.base_url,
            headers=Headers({"Accept": accept} if accept else {}),
            anonymous=True,
            allowed_origins=frozenset(),
            secret_resources=frozenset(),
            references={},
            secret_fields=frozenset(each.field for each in api.security if each.kind == "key"),
            checker=self._checker,
            etag_of=lambda _: None,
            holds_secrets=lambda schema: schema is not None and is_map_of_text(schema),
            secret_query=lambda _: frozenset(),
        )

    @staticmethod
    def shapes(links: Sequence[Link]) -> tuple[CallShape, ...]:
        """Return how the links that share a callable are called."""
        return tuple(map(usable_shape_of, links))

    def request(
        self, name: str, shapes: Sequence[CallShape], args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Request:
        """Return the request of a call; nothing is sent.

        Args:
            name: of the call, "app.update", for errors.
            shapes: the links that it chooses from.
            args: by position.
            kwargs: by keyword.

        Raises:
            HeroicsError: the call would not accept them.
        """
        return build_request(name, bind(name, shapes, args, kwargs), self._context, _NO_OPTIONS)

    def check(self, name: str, shapes: Sequence[CallShape]) -> Check:
        """Return the function that returns the curl command of an example.

        Args:
            name: of the call.
            shapes: the links that it chooses from.
        """

        def command(example: Example) -> str:
            request = self.request(name, shapes, example.args, example.kwargs)
            return "" if shapes[0].link.scheme else curl(request)

        return command

    def passes(self, schema: Schema, value: object) -> bool:
        """Return whether a value passes a schema; False if the schema is invalid."""
        try:
            return not self._checker(schema).problems(value)
        except HeroicsError:
            return False

    def _checker(self, schema: Schema) -> Checker:
        key = (schema.pointer, schema.documents.omits, schema.documents.normalize)
        checker = self._checkers.get(key)
        if checker is None:
            checker = self._checkers[key] = Checker(schema, heeds_examples=True)
        return checker


def _own_url(api: Api) -> str:
    """Return the base URL of a schema; empty if it has variables, or is relative in a schema without a URL."""
    url = urljoin(api.source, api.url or "/") if _is_absolute(api.source) else api.url
    return url if _is_absolute(url) and "{" not in url and "@" not in url else ""


def _is_absolute(url: str) -> bool:
    """Return whether a URL is one of http or https."""
    return url.lower().startswith(("http://", "https://"))


def _path(url: str) -> str:
    """Return the path of a relative server, "/v1"; empty for any other."""
    return url if url.startswith("/") and not url.startswith("//") and "{" not in url else ""
