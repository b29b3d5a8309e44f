"""What crosses the wire: a request, and the answer to it."""

from collections.abc import Iterable, Iterator, Mapping, ValuesView
from typing import Any, Protocol, Self

from heroics_py.display.terminal import escaped
from heroics_py.http.options import Options
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = ["Headers", "Request", "Response", "Transport", "Waits"]


class Headers(Mapping[str, str]):
    """Header fields of a message, whatever the case of their names; repeated lines are joined (RFC 9110, 5.3)."""

    __slots__ = ("_fields", "_veil")

    def __init__(self, pairs: "Mapping[str, str] | Iterable[tuple[str, str]]" = ()) -> None:
        self._veil = _NO_VEIL
        self._fields: dict[str, tuple[str, str]] = {}
        for name, value in pairs.items() if isinstance(pairs, Mapping) else pairs:
            known = self._fields.get(name.lower())
            self._fields[name.lower()] = (known[0], f"{known[1]}, {value}") if known else (name, value)

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return the value of the field ``name``, or ``default``."""
        known = self._fields.get(name.lower())
        return known[1] if known else default

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def items(self) -> ValuesView[tuple[str, str]]:  # type: ignore[override]
        """Return a view of the pairs of name and value, without looking each name up again."""
        return self._fields.values()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        theirs = other if isinstance(other, Headers) else Headers(other)
        return {n: v for n, (_, v) in self._fields.items()} == {n: v for n, (_, v) in theirs._fields.items()}

    def __hash__(self) -> int:
        return hash(frozenset((name, value) for name, (_, value) in self._fields.items()))

    def __repr__(self) -> str:
        shown = (f"{name}: {_shown(name, value, self._veil)}" for name, value in self._fields.values())
        return escaped(f"Headers({', '.join(shown)})")

    def __reduce__(self) -> tuple[object, ...]:
        return (_unpickled, (self._shareable(), tuple(self._veil[0])))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def _shareable(self) -> tuple[tuple[str, str], ...]:
        """Return the fields as they may leave this process: no credential, and none repeated in another field."""
        load_modules("heroics_py.secrecy.reflected")
        from heroics_py.secrecy.reflected import fields_of_secrets, masked_value

        fields, values = self._veil
        hidden = fields_of_secrets(self, fields)
        pairs = self._fields.values()
        return tuple([(name, masked_value(text, fields, values)) for name, text in pairs if name not in hidden])

    @property
    def secret_fields(self) -> frozenset[str]:
        """The names of header and query fields that are secret whatever they are called."""
        return self._veil[0]

    def masked(self, text: str) -> str:
        """Return a text of this answer, such as a URL, with its secrets masked by their names and values."""
        load_modules("heroics_py.secrecy.reflected")
        from heroics_py.secrecy.names import masked_url
        from heroics_py.secrecy.reflected import masked_value

        fields, values = self._veil
        return masked_value(masked_url(text, fields) if "://" in text else text, fields, values)

    def veiled(self, fields: frozenset[str], values: tuple[str, ...] = ()) -> "Headers":
        """Return the same fields, of which less is shown.

        Args:
            fields: names of header fields, and of query fields of the URLs in them, that are secret.
            values: texts that are secret wherever they are repeated.
        """
        return _holding(self._fields, (fields, values))

    def replaced(self, changes: Mapping[str, str | None]) -> "Headers":
        """Return these fields with ``changes``; a value of None removes the field."""
        fields = self._fields.copy()
        for name, value in changes.items():
            if value is None:
                fields.pop(name.lower(), None)
            else:
                fields[name.lower()] = (name, value)
        return _holding(fields, self._veil)

    def updated(self, others: "Headers") -> "Headers":
        """Return these fields and ``others``, which count where both have a field."""
        veil = others._veil if others._veil != _NO_VEIL else self._veil  # noqa: SLF001 - of the same class
        return _holding(self._fields | others._fields, veil)

    def has_any(self, names: frozenset[str]) -> bool:
        """Return whether one of ``names``, in lower case, is among these fields."""
        return not self._fields.keys().isdisjoint(names)

    def without(self, names: frozenset[str]) -> "Headers":
        """Return these fields without those of ``names``, in lower case."""
        if self._fields.keys().isdisjoint(names):
            return self
        return _holding({name: field for name, field in self._fields.items() if name not in names}, self._veil)

    def says_more_than(self, others: "Headers", *, besides: frozenset[str]) -> bool:
        """Return whether any field but ``besides``, in lower case, has another value in ``others``, or none."""
        theirs = others._fields
        return any(
            field[1] != theirs.get(name, _MISSING)[1] for name, field in self._fields.items() if name not in besides
        )


_Veil = tuple[frozenset[str], tuple[str, ...]]
_NO_VEIL: _Veil = (frozenset(), ())


def _holding(fields: dict[str, tuple[str, str]], veil: _Veil) -> Headers:
    made = Headers.__new__(Headers)
    made._fields = fields
    made._veil = veil  # noqa: SLF001 - as __init__ does
    return made


def _unpickled(pairs: tuple[tuple[str, str], ...], fields: tuple[str, ...]) -> Headers:
    return Headers(pairs).veiled(frozenset(fields))


_MISSING: tuple[str, None] = ("", None)

_NO_FIELDS = Headers()
_NO_OPTIONS = Options()


class Waits:
    """What one call has waited so far, for its turn and before it is sent again.

    Attributes:
        seconds: all waits together.
    """

    __slots__ = ("seconds",)

    def __init__(self) -> None:
        self.seconds = 0.0


class Request(Value, kw_only=True):
    """One request, as the caller means it; the transport may still add credentials, conditions and a new try.

    Attributes:
        method: the method that is meant, also where the wire carries another one.
        url: absolute.
        headers: the header fields.
        body: the bytes to send, or None for no body at all.
        call: the call behind it, such as "app.list", for logs and errors.
        storable: False where the answer holds secrets, so that no cache may keep it.
        secret_fields: names of query and header fields whose values are masked in logs and errors.
        anonymous: whether it goes without the client's credentials.
        secured: whether it asks for credentials; where it does not, only those go along that the caller gave.
        security: the alternatives that this request names for itself, each the credentials that it needs at once: a
            kind ("bearer", "basic", "key", "http"), a location, a field and a name; empty where those of the API count.
        auth: an authorization object of requests that has to see the final request (digest, signatures).
        deadline: the moment on the monotonic clock, in seconds, by which the call has to be over; None for no end.
        waits: what the call has waited so far; None where nobody counts.
        options: timeouts, retries and the like.
    """

    method: str
    url: str
    headers: Headers = _NO_FIELDS
    body: bytes | None = None
    call: str = ""
    storable: bool = True
    secret_fields: frozenset[str] = frozenset()
    anonymous: bool = False
    secured: bool = True
    security: tuple[tuple[tuple[str, str, str, str], ...], ...] = ()
    auth: object = None
    deadline: float | None = None
    waits: Waits | None = None
    options: Options = _NO_OPTIONS

    __hash__ = None  # type: ignore[assignment]  # options may hold a dict

    def __repr__(self) -> str:
        from heroics_py.secrecy.names import masked_url

        url = masked_url(self.url, self.secret_fields)
        shown = self.headers.veiled(self.secret_fields)
        carried = "" if self.body is None else f", {len(self.body)} bytes"
        call = f", call={self.call!r}" if self.call else ""
        return escaped(f"Request({self.method} {url}, {shown!r}{carried}{call})")


class Response(Value, kw_only=True):
    """One answer: what the server said, and what the library knows about how it came here.

    Attributes:
        status: the HTTP status code; a 304 that the cache answered shows as the stored answer's status.
        headers: the header fields, whatever the case of their names.
        body: the bytes, decoded from any Content-Encoding.
        url: the absolute URL that answered.
        data: the decoded value: a `Record`, a list, text, bytes or None.
        from_cache: whether the body comes from the cache.
        revalidated: whether the server confirmed the cached body just now with a 304.
        stale: whether the cached body was served though it could not be confirmed.
    """

    __slots__ = ("_ahead",)  # what `strict_json` read of the body ahead of its use; copies and pickles go without

    status: int
    headers: Headers = _NO_FIELDS
    body: bytes = b""
    url: str = ""
    method: str = "GET"
    data: object = None
    from_cache: bool = False
    revalidated: bool = False
    stale: bool = False

    __hash__ = None  # type: ignore[assignment]  # data may hold a dict

    def __repr__(self) -> str:
        from heroics_py.secrecy.names import masked_url

        facts = [name for name in ("from_cache", "revalidated", "stale") if getattr(self, name)]
        told = "".join(f", {name}" for name in facts)
        url = masked_url(self.url, self.headers.secret_fields)
        return escaped(f"Response({self.status}, {self.method} {url}, {self.headers!r}{told})")

    def __reduce__(self) -> tuple[object, ...]:
        """Return what is pickled: neither the URL nor the headers hold a credential; the body is as it came."""
        from heroics_py.secrecy.names import masked_url

        kept = {**self.__dict__, "url": masked_url(self.url, self.headers.secret_fields)}
        return (_remade, (type(self), kept))

    def __copy__(self) -> Self:
        return self.replaced()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        from copy import deepcopy

        return self.replaced(data=deepcopy(self.data, memo))

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__.copy()

    @property
    def etag(self) -> str | None:
        """The validator of this representation (RFC 9110, 8.8.3)."""
        return self.headers.get("ETag")

    @property
    def request_id(self) -> str | None:
        """The server's name for this request, to be quoted when asking for help."""
        return self.headers.get("Request-Id") or self.headers.get("X-Request-Id")

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case; empty where the answer names none."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()


class Transport(Protocol):
    """Whatever sends a request and brings the answer back."""

    def send(self, request: Request) -> Response:
        """Send ``request`` and return the answer, whatever its status.

        Raises:
            TransportError: no answer came, or it broke off.
        """
        ...

    def close(self) -> None:
        """Give back the connections; a second call does nothing."""
        ...


def _remade(kind: type[Response], fields: dict[str, Any]) -> Response:
    return kind(**fields)


def _shown(name: str, value: str, veil: _Veil) -> str:
    load_modules("heroics_py.secrecy.reflected")
    from heroics_py.secrecy.names import masked_url
    from heroics_py.secrecy.reflected import fields_of_secrets, masked_value

    fields, values = veil
    if fields_of_secrets((name,), fields):
        return "<hidden>"
    shown = masked_value(value, fields, values)
    return masked_url(shown, fields) if name.lower() in ("location", "content-location") else shown
