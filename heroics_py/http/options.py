"""Options of a client, a link or a call."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias, TypedDict

from heroics_py.http.hooks import HOOK_NAMES, RequestHook, ResponseHook, RetryHook, name_of_hook
from heroics_py.http.option_checks import CACHE_MODES, CHECKS
from heroics_py.http.option_headers import HeaderValue, merge_headers, picklable_headers
from heroics_py.http.option_hooks import picklable_hook
from heroics_py.http.retries import Retry
from heroics_py.http.timeouts import Timeout
from heroics_py.support.suggestions import did_you_mean
from heroics_py.support.values import Value

__all__ = [
    "CACHE_MODES",
    "LINK_OPTION_NAMES",
    "OPTION_NAMES",
    "CacheMode",
    "CheckMode",
    "LinkOptionsDict",
    "Options",
    "OptionsDict",
    "Retry",
    "Timeout",
    "ValidateMode",
    "unknown_option",
]

_NO_HEADERS: Mapping[str, HeaderValue] = {}

CacheMode: TypeAlias = Literal["revalidate", "rfc", "offline", "bypass"]
ValidateMode: TypeAlias = Literal["warn"] | bool
CheckMode: TypeAlias = Literal["warn", "raise"] | None


class Options(Value):
    """The options of a request, merged from client to link to call.

    Args:
        timeout: seconds in total, or a `Timeout`; None for no limit.
        retries: how many times a failed request is sent again, or a `Retry`.
        headers: further request headers: text, or an `Env`; None removes one that would be sent.
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
        on_request: called before each request that is sent, with `RequestDetails`.
        on_response: called once at the end of each call, with `ResponseDetails`.
        on_retry: called before a failed request is sent again, with `RetryDetails`.
        telemetry: the spans of OpenTelemetry: None makes them if the program has set up a provider of tracers, True
            also loads OpenTelemetry, False makes none; or the provider to use.
    """

    timeout: Timeout | float | None = Timeout()
    retries: Retry | int = 2
    headers: Mapping[str, HeaderValue] = _NO_HEADERS
    range: object = None
    limit: int | None = None
    if_match: object = None
    validate: ValidateMode = True
    check_answers: CheckMode = None
    media_type: str | None = None
    cache_mode: str = "revalidate"
    throttle: bool = True
    prefetch: bool = True
    on_request: RequestHook | None = None
    on_response: ResponseHook | None = None
    on_retry: RetryHook | None = None
    telemetry: object = None

    def __repr__(self) -> str:
        fields = (f"{name}={self._shown(name)}" for name in OPTION_NAMES if name != "headers")  # may hold secrets
        return f"Options({', '.join(fields)})"

    def _shown(self, name: str) -> str:
        value = getattr(self, name)
        return name_of_hook(value) if name in HOOK_NAMES and value is not None else repr(value)

    @property
    def has_hooks(self) -> bool:
        """Whether one of the hooks is set."""
        return self.on_request is not None or self.on_response is not None or self.on_retry is not None

    def merged(self, **changes: object) -> "Options":
        """Return these options with ``changes``; headers are merged one by one.

        Raises:
            TypeError: for an option that does not exist.
            ValueError: for a value that an option can't have.
        """
        unknown = [name for name in changes if name not in CHECKS]
        if unknown:
            raise TypeError(unknown_option(unknown[0]))
        values = self.__dict__.copy()
        for name, value in changes.items():
            values[name] = CHECKS[name](value)
        if "headers" in changes:
            values["headers"] = merge_headers(self.headers, values["headers"])
        return Options(**values)

    def without_secrets(self, keys: Collection[str] = ()) -> "Options":
        """Return these options for a pickle: of a header that may be secret, only the name; no provider of tracers.

        Hooks that no other process finds by their names are left out; in their place is one that warns of it.

        Args:
            keys: names of headers that carry a key of the API, in lower case.
        """
        changes: dict[str, object] = {"headers": picklable_headers(self.headers, keys)} if self.headers else {}
        if self.has_hooks:
            changes |= {name: picklable_hook(name, getattr(self, name)) for name in HOOK_NAMES}
        if not isinstance(self.telemetry, bool | None):
            changes["telemetry"] = None
        return self.replaced(**changes) if changes else self


OPTION_NAMES = tuple(Options.__annotations__)
LINK_OPTION_NAMES = ("query", "body", "accept")
"""The options of a link alone."""
# What other libraries call them.
_OTHER_NAMES = {
    **dict.fromkeys(("params", "query_params"), "query"),
    **dict.fromkeys(("json", "data", "files", "content", "payload"), "body"),
    "content_type": "media_type",
}


def unknown_option(name: str, names: Sequence[str] = OPTION_NAMES) -> str:
    """Return the message for an option that does not exist.

    Args:
        name: the option.
        names: those to choose from; those of a client by default.
    """
    if name in LINK_OPTION_NAMES:
        return (
            f"{name}= is an option of a link, not of a client: client.app.list.with_options({name}=...), for instance"
        )
    if (other := _OTHER_NAMES.get(name)) in names:
        return f"no option {name!r}; did you mean {other!r}?"
    return f"no option {name!r}; {did_you_mean(name, names)}"


class OptionsDict(TypedDict, total=False):
    """The keyword arguments of ``with_options``: the fields of `Options`."""

    timeout: Timeout | float | None
    retries: Retry | int
    headers: Mapping[str, HeaderValue] | None
    range: object
    limit: int | None
    if_match: object
    validate: ValidateMode
    check_answers: CheckMode
    media_type: str | None
    cache_mode: CacheMode
    throttle: bool
    prefetch: bool
    on_request: RequestHook | None
    on_response: ResponseHook | None
    on_retry: RetryHook | None
    telemetry: object


class LinkOptionsDict(OptionsDict, total=False):
    """The keyword arguments of ``with_options`` of a link."""

    query: Mapping[str, object] | None
    body: object
    accept: str | None
