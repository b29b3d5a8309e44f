"""Errors for arguments of `connect` and the like that Python would refuse without a suggestion."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import update_wrapper
from typing import Any, TypeVar

from heroics_py.http.options import OPTION_NAMES
from heroics_py.support.loading import load_modules

__all__ = ["refuse_unknown", "suggests_arguments", "suggests_parts", "unknown_argument"]

_VAR_KEYWORDS = 8  # inspect.CO_VARKEYWORDS: importing `inspect` takes longer than reading a schema
_Function = TypeVar("_Function", bound=Callable[..., Any])

# What other libraries call the arguments.
_OTHER_NAMES = {
    **dict.fromkeys(("api_key", "apikey", "key", "access_token", "bearer", "secret", "auth_token"), "token"),
    **dict.fromkeys(("base_url", "endpoint", "host", "server", "api_url", "address", "root"), "url"),
    **dict.fromkeys(("username", "user", "password", "credentials"), "auth"),
    **dict.fromkeys(("ssl", "verify_ssl", "cert"), "verify"),
    **dict.fromkeys(("max_retries", "retry"), "retries"),
    **dict.fromkeys(("on_change", "on_changes", "on_drift", "on_lock", "lock_mode"), "lock_changes"),
    **dict.fromkeys(("max_examples", "max_calls", "runs"), "examples"),
    **dict.fromkeys(("only", "resources", "endpoints", "operations"), "links"),
    **dict.fromkeys(("timeout", "max_seconds", "time_limit"), "deadline"),
    **dict.fromkeys(("record_mode", "record"), "mode"),
    **dict.fromkeys(("filter_headers", "filter_query_parameters", "filter_post_data_parameters"), "scrub"),
    "match_on": "match",
    "allow_playback_repeats": "repeat",
    "schema_url": "schema",
}
# What other libraries call the parts of a request.
_OTHER_PARTS = {
    **dict.fromkeys(("params", "query_params", "querystring", "search"), "query"),
    **dict.fromkeys(("body", "payload", "json_body"), "json"),
    **dict.fromkeys(("content", "form", "raw"), "data"),
    **dict.fromkeys(("file", "attachments", "upload", "multipart"), "files"),
    "header": "headers",
}


def suggests_arguments(function: _Function) -> _Function:
    """Let the TypeError for an unknown keyword, or one argument too many, say what is meant.

    Args:
        function: a function whose arguments, or all but the first, are passed by keyword.
    """

    def checked(*args: Any, **kwargs: Any) -> Any:
        if problem := unknown_argument(function, function.__name__, args, kwargs):
            del args  # no frame holds credentials
            kwargs.clear()
            raise TypeError(problem)
        return function(*args, **_taken(kwargs))

    wrapper: Any = update_wrapper(checked, function)
    return wrapper  # type: ignore[no-any-return]


def suggests_parts(function: _Function) -> _Function:
    """Let the TypeError for an unknown keyword of a request say what is meant.

    Args:
        function: a function that takes a client, a method, a URL and the parts of a request.
    """
    code = function.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def checked(*args: Any, **kwargs: Any) -> Any:
        unknown = next((each for each in kwargs if each not in known), None)
        positional = [args]
        del args  # the URL may hold secrets, and a traceback keeps this frame
        if unknown is not None:
            positional.clear()
            kwargs.clear()
            raise TypeError(_unknown_part(function.__name__, unknown, known))
        return function(*positional.pop(), **_taken(kwargs))

    wrapper: Any = update_wrapper(checked, function)
    return wrapper  # type: ignore[no-any-return]


def refuse_unknown(name: str, functions: Iterable[Callable[..., Any]], keywords: dict[str, Any]) -> None:
    """Refuse a keyword that none of several functions takes.

    Args:
        name: what the message calls the function that passes its arguments on.
        functions: that take them.
        keywords: the arguments by their names.

    Raises:
        TypeError: none takes one of them; the text suggests the closest names.
    """
    own = [getattr(each, "__wrapped__", each).__code__ for each in functions]
    known = dict.fromkeys(
        each for code in own for each in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    )
    if not known.keys() >= {*keywords}:
        problem = _problem(name, known.keys(), keywords)
        keywords.clear()  # no frame holds credentials
        raise TypeError(problem)


def unknown_argument(function: Callable[..., Any], name: str, args: tuple[Any, ...], keywords: Collection[str]) -> str:
    """Return what is wrong with the names of arguments, and what is meant; empty if nothing is.

    Args:
        function: that takes them.
        name: what the message calls it.
        args: its positional arguments.
        keywords: the names of the others.
    """
    code = function.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    takes_others = bool(code.co_flags & _VAR_KEYWORDS)
    if len(args) <= code.co_argcount and (takes_others or frozenset(known).issuperset(keywords)):
        return ""
    if len(args) > 1 == code.co_argcount:
        return _further_argument(name, known, args)
    return "" if len(args) > code.co_argcount else _problem(name, known, keywords)


def _taken(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments, and empty their dict: tracebacks may show the local variables of every frame."""
    copy = kwargs.copy()
    kwargs.clear()
    return copy


def _further_argument(name: str, known: Sequence[str], args: tuple[Any, ...]) -> str:
    is_address = isinstance(args[1], str) and args[1].lower().startswith(("http://", "https://"))
    hint = "did you mean url=...?" if is_address else f"pass the others by keyword, such as {known[1]}=..."
    return f"{name}() takes one argument without a keyword, the {known[0]}, but {len(args)} were given; {hint}"


def _problem(name: str, known: Collection[str], keywords: Collection[str]) -> str:
    load_modules("heroics_py.support.suggestions")
    from heroics_py.support.suggestions import did_you_mean

    keyword = next(each for each in keywords if each not in known)
    if keyword in OPTION_NAMES and "schema" in known:
        return f"{name}() has no argument {keyword!r}; set it on the client: {name}(...).with_options({keyword}=...)"
    other = _OTHER_NAMES.get(keyword)
    hint = f"did you mean {other!r}?" if other in known else did_you_mean(keyword, known)
    return f"{name}() has no argument {keyword!r}; {hint}"


def _unknown_part(name: str, keyword: str, known: Collection[str]) -> str:
    if keyword in OPTION_NAMES:
        return (
            f"{name}() has no argument {keyword!r}; it is an option of the client: "
            f"heroics_py.{name}(client.with_options({keyword}=...), ...)"
        )
    load_modules("heroics_py.support.suggestions")
    from heroics_py.support.suggestions import did_you_mean

    other = _OTHER_PARTS.get(keyword)
    hint = f"did you mean {other!r}?" if other else did_you_mean(keyword, known)
    return f"{name}() has no argument {keyword!r}; {hint}"
