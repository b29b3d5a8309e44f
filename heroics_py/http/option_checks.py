"""Checks of the values of options."""

from collections.abc import Callable, Mapping
from functools import partial

from heroics_py.display.terminal import shown
from heroics_py.http.hooks import HOOK_NAMES, check_hook
from heroics_py.http.option_headers import HeaderValue
from heroics_py.http.retries import Retry
from heroics_py.http.timeouts import Timeout
from heroics_py.secrecy.reference import Reference
from heroics_py.support.loading import load_modules

__all__ = ["CACHE_MODES", "CHECKS"]

CACHE_MODES = ("revalidate", "rfc", "offline", "bypass")


def _headers(value: object) -> dict[str, HeaderValue]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"headers={type(value).__name__}: expected a mapping of header names to values")
    for name, text in value.items():
        if not isinstance(name, str) or not isinstance(text, str | Reference | None):
            kind = type(text if isinstance(name, str) else name).__name__
            raise ValueError(f"headers={{{shown(name)}: ...}}: expected text, or None to leave one out; got {kind}")
    return dict(value)


def _condition(name: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if value is None:
            return None
        load_modules("heroics_py.http.conditions")
        from heroics_py.http import conditions

        return conditions.CHECKS[name](value)

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


def _throttle(value: object) -> object:
    if not isinstance(value, bool):
        text = type(value).__name__ if isinstance(value, str) and ":" in value else shown(value)  # may hold a password
        raise ValueError(
            f"throttle={text}: expected True or False; the throttle that workers share is an argument of connect"
        )
    return value


def _telemetry(value: object) -> object:
    if value is None or value is False:
        return value
    try:
        load_modules("opentelemetry.trace")
    except ImportError:
        raise ImportError("telemetry= needs OpenTelemetry: pip install 'heroics-py[opentelemetry]'") from None
    if value is not True and not callable(getattr(value, "get_tracer", None)):
        raise ValueError(f"telemetry={shown(value)}: expected True, False, None, or a TracerProvider of OpenTelemetry")
    return value


CHECKS: dict[str, Callable[..., object]] = {
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
    "throttle": _throttle,
    "prefetch": _flag("prefetch"),
    **{name: partial(check_hook, name) for name in HOOK_NAMES},
    "telemetry": _telemetry,
}
"""Return the value of an option, or raise ValueError, by the name of the option."""
