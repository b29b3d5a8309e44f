"""Options of a client, a link or a call."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import update_wrapper
from typing import Any, Literal, Self, TypeAlias, TypedDict, TypeVar, get_type_hints

from heroics_py.display.terminal import shown
from heroics_py.http.option_headers import merge_headers, picklable_headers
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean
from heroics_py.support.values import Value

__all__ = [
    "CACHE_MODES",
    "OPTION_NAMES",
    "CacheMode",
    "CheckMode",
    "Options",
    "OptionsDict",
    "Retry",
    "Timeout",
    "ValidateMode",
    "takes_options",
]

_NO_HEADERS: Mapping[str, str | None] = {}

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})

_LONGEST = 1e9  # seconds; no socket can wait longer

CacheMode: TypeAlias = Literal["revalidate", "rfc", "offline", "bypass"]
ValidateMode: TypeAlias = Literal["warn"] | bool
CheckMode: TypeAlias = Literal["warn", "raise"] | None
CACHE_MODES = ("revalidate", "rfc", "offline", "bypass")


class _Checked(Value):
    """A value whose constructor checks its fields, so that a changed copy is checked too."""

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with ``changes``.

        Raises:
            TypeError: there is no such field.
            ValueError: for a value that a field can't have.
        """
        return type(self)(**{**self.__dict__, **changes})

    __replace__ = replaced


class Timeout(_Checked):
    """How long a call may take, in seconds; None is no limit.

    Args:
        connect: to open a connection.
        read: of silence between two pieces of the response.
        total: for the whole call, its redirects, retries and waits included.

    Raises:
        ValueError: for anything but seconds above zero, or None.
    """

    connect: float | None = 5.0
    read: float | None = 60.0
    total: float | None = None

    def __init__(self, connect: float | None = 5.0, read: float | None = 60.0, total: float | None = None) -> None:
        for name, value in (("connect", connect), ("read", read), ("total", total)):
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not (is_number and 0 < value <= _LONGEST):
                hint = _pair_hint(value)
                raise ValueError(
                    f"timeout {name}={shown(value)}: expected seconds above zero, or None for no limit{hint}"
                )
        super().__init__(connect=connect, read=read, total=total)

    @classmethod
    def of(cls, value: "Timeout | float | None") -> "Timeout":
        """Return ``value`` as a Timeout: a number is seconds in total, None no limit."""
        if isinstance(value, Timeout):
            return value
        if value is None:
            return cls(None, None, None)
        return cls(total=value)


def _pair_hint(value: object) -> str:
    """Return how to spell a pair of timeouts, which requests takes as a tuple."""
    if not isinstance(value, tuple) or len(value) != 2:
        return ""
    return f"; for both of them: Timeout(connect={shown(value[0])}, read={shown(value[1])})"


class Retry(_Checked, kw_only=True):
    """How often, and how patiently, a failed request is sent again.

    Args:
        attempts: requests in all for one call, the first included.
        backoff: seconds before the second attempt; each further wait doubles, with jitter.
        longest: seconds that one wait may take at the most.
        budget: seconds that all waits of one call may take together, a server's ``Retry-After`` included.
        methods: the methods that may be sent again after a failure whose outcome is unknown.

    Raises:
        ValueError: for a number that makes no sense.
    """

    attempts: int = 3
    backoff: float = 0.5
    longest: float = 20.0
    budget: float = 60.0
    methods: frozenset[str] = _SAFE_METHODS

    def __init__(
        self,
        *,
        attempts: int = 3,
        backoff: float = 0.5,
        longest: float = 20.0,
        budget: float = 60.0,
        methods: Iterable[str] = _SAFE_METHODS,
    ) -> None:
        if isinstance(attempts, bool) or not isinstance(attempts, int) or attempts < 1:
            raise ValueError(f"retry attempts={attempts!r}: expected a number of requests, 1 or more")
        for name, value in (("backoff", backoff), ("longest", longest), ("budget", budget)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
                raise ValueError(f"retry {name}={value!r}: expected seconds, 0 or more")
        super().__init__(
            attempts=attempts, backoff=backoff, longest=longest, budget=budget, methods=_method_names(methods)
        )

    @classmethod
    def of(cls, value: "Retry | int") -> "Retry":
        """Return ``value`` as a Retry: a number counts the attempts after the first."""
        if isinstance(value, Retry):
            return value
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"retries={shown(value)}: expected how many times to send again (0 for never), or a Retry")
        return cls(attempts=value + 1)


def _method_names(methods: Iterable[str]) -> frozenset[str]:
    names = (None,) if isinstance(methods, str) else tuple(methods)
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f"retry methods={methods!r}: expected names of methods, such as {{'GET', 'PUT'}}")
    return frozenset(name.upper() for name in names if name)


class Options(Value):
    """The options of a request, merged from client to link to call.

    Args:
        timeout: seconds in total, or a `Timeout`; None is no limit.
        retries: how many times a failed request is sent again, or a `Retry`.
        headers: further request headers; None removes one that would be sent.
        range: the part and order of a list to ask for: a `Range`, or the text of a Range header.
        limit: stop a list after that many items.
        if_match: an ETag, or a record: change the resource only if it is still the same.
        validate: check a body, a query and parameters against their schemas before they are sent: True refuses what
            fails, "warn" warns (`ValidationWarning`) and sends it, False checks nothing.
        media_type: the media type of the body, such as "text/csv"; None to choose by the value.
        check_answers: check responses against their schemas: "warn" warns (`AnswerWarning`), "raise" raises
            `AnswerError`; None checks nothing.
        cache_mode: "revalidate", "rfc", "offline" or "bypass".
        throttle: slow down before the rate limit is reached.
        prefetch: fetch the next page while this one is used.
    """

    timeout: Timeout | float | None = Timeout()
    retries: Retry | int = 2
    headers: Mapping[str, str | None] = _NO_HEADERS
    range: object = None
    limit: int | None = None
    if_match: object = None
    validate: ValidateMode = True
    check_answers: CheckMode = None
    media_type: str | None = None
    cache_mode: str = "revalidate"
    throttle: bool = True
    prefetch: bool = True

    def __repr__(self) -> str:
        fields = (f"{name}={getattr(self, name)!r}" for name in OPTION_NAMES if name != "headers")  # may hold secrets
        return f"Options({', '.join(fields)})"

    def merged(self, **changes: object) -> "Options":
        """Return these options with ``changes``; headers are merged one by one.

        Raises:
            TypeError: for an option that does not exist.
            ValueError: for a value that an option can't have.
        """
        unknown = [name for name in changes if name not in _CHECKS]
        if unknown:
            raise TypeError(f"no option {unknown[0]!r}; {did_you_mean(unknown[0], OPTION_NAMES)}")
        values = self.__dict__.copy()
        for name, value in changes.items():
            values[name] = _CHECKS[name](value)
        if "headers" in changes:
            values["headers"] = merge_headers(self.headers, values["headers"])
        return Options(**values)

    def without_secrets(self, keys: Collection[str] = ()) -> "Options":
        """Return these options for a pickle: of a header that may be secret, only the name.

        Args:
            keys: names of headers that carry a key of the API, in lower case.
        """
        return self.replaced(headers=picklable_headers(self.headers, keys)) if self.headers else self


OPTION_NAMES = tuple(Options.__annotations__)


class OptionsDict(TypedDict, total=False):
    """The keyword arguments of ``with_options``: the fields of `Options`."""

    timeout: Timeout | float | None
    retries: Retry | int
    headers: Mapping[str, str | None] | None
    range: object
    limit: int | None
    if_match: object
    validate: ValidateMode
    check_answers: CheckMode
    media_type: str | None
    cache_mode: CacheMode
    throttle: bool
    prefetch: bool


class _OptionsSignature:
    """The signature of a method with a keyword for each option."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.__wrapped__ = method

    @property
    def __signature__(self) -> Any:
        from inspect import Parameter, signature

        own = signature(self.__wrapped__)
        positional = [each for each in own.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        options = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=..., annotation=annotation)
            for name, annotation in get_type_hints(OptionsDict).items()
        ]
        return own.replace(parameters=[*positional, *options])


_Method = TypeVar("_Method", bound=Callable[..., Any])


def takes_options(method: _Method) -> _Method:
    """Let `inspect.signature`, `help` and Tab show the options of ``method``."""

    def with_options(*args: Any, **options: Any) -> Any:
        if len(args) > 1:
            raise TypeError("with_options() takes its options by keyword, such as with_options(timeout=10)")
        return method(*args, **options)

    update_wrapper(with_options, method)
    # The signature is computed when somebody looks: importing `inspect` takes longer than reading a schema.
    with_options.__wrapped__ = _OptionsSignature(method)  # type: ignore[attr-defined]
    wrapper: Any = with_options
    return wrapper  # type: ignore[no-any-return]


def _headers(value: object) -> dict[str, str | None]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"headers={type(value).__name__}: expected a mapping of header names to values")
    for name, text in value.items():
        if not isinstance(name, str) or not isinstance(text, str | None):
            kind = type(text if isinstance(name, str) else name).__name__
            raise ValueError(f"headers={{{shown(name)}: ...}}: expected text, or None to leave one out; got {kind}")
    return dict(value)


def _condition(name: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if value is None:
            return None
        load_modules("heroics_py.http.conditions")
        from heroics_py.http.conditions import CHECKS

        return CHECKS[name](value)

    return check


def _limit(value: object) -> object:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise ValueError(f"limit={shown(value)}: expected a number of items, or None for all")
    return value


def _cache_mode(value: object) -> object:
    if value not in CACHE_MODES:
        raise ValueError(f"cache_mode={shown(value)}: expected one of {', '.join(CACHE_MODES)}")
    return value


def _validate(value: object) -> object:
    if not isinstance(value, bool) and value != "warn":
        raise ValueError(
            f'validate={shown(value)}: expected True to refuse what fails its schema, "warn" to send it '
            "with a warning, or False to check nothing"
        )
    return value


def _check_answers(value: object) -> object:
    if value not in (None, "warn", "raise"):
        raise ValueError(
            f'check_answers={shown(value)}: expected "warn" to warn of responses that do not follow their schema, '
            '"raise" to raise an error, or None to check nothing'
        )
    return value


def _media_type(value: object) -> object:
    if value is None:
        return None
    essence = value.partition(";")[0].strip() if isinstance(value, str) else ""
    kind, _, subtype = essence.partition("/")
    if not kind or not subtype or "*" in essence or not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"media_type={shown(value)}: expected one media type, such as 'application/json'")
    return value


def _flag(name: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if not isinstance(value, bool):
            raise ValueError(f"{name}={shown(value)}: expected True or False")
        return value

    return check


_CHECKS: dict[str, Callable[..., object]] = {
    "timeout": Timeout.of,
    "retries": Retry.of,
    "headers": _headers,
    "range": _condition("range"),
    "limit": _limit,
    "if_match": _condition("if_match"),
    "validate": _validate,
    "check_answers": _check_answers,
    "media_type": _media_type,
    "cache_mode": _cache_mode,
    "throttle": _flag("throttle"),
    "prefetch": _flag("prefetch"),
}
