"""The signature of a method that takes all options as keywords."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, get_type_hints

from heroics_py.http.options import LinkOptionsDict, OptionsDict

__all__ = ["takes_link_options", "takes_options"]


class _OptionsSignature:
    """The signature of a method with a keyword for each option."""

    def __init__(self, method: Callable[..., Any], options: type) -> None:
        self.__wrapped__ = method
        self._options = options

    @property
    def __signature__(self) -> Any:
        from inspect import Parameter, signature

        own = signature(self.__wrapped__)
        positional = [each for each in own.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        options = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=..., annotation=annotation)
            for name, annotation in get_type_hints(self._options).items()
        ]
        return own.replace(parameters=[*positional, *options])


_Method = TypeVar("_Method", bound=Callable[..., Any])


def takes_options(method: _Method) -> _Method:
    """Let `inspect.signature`, `help` and Tab show the options of ``method``."""
    return _taking(method, OptionsDict)


def takes_link_options(method: _Method) -> _Method:
    """Let `inspect.signature`, `help` and Tab show the options of ``method``, which belongs to a link."""
    return _taking(method, LinkOptionsDict)


def _taking(method: _Method, named: type) -> _Method:
    def with_options(*args: Any, **options: Any) -> Any:
        if len(args) > 1:
            raise TypeError("with_options() takes its options by keyword, such as with_options(timeout=10)")
        return method(*args, **options)

    update_wrapper(with_options, method)
    # The signature is computed when somebody looks: importing `inspect` takes longer than reading a schema.
    with_options.__wrapped__ = _OptionsSignature(method, named)  # type: ignore[attr-defined]
    wrapper: Any = with_options
    return wrapper  # type: ignore[no-any-return]
