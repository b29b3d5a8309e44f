"""The results of calls, written by modules that are loaded when there is something to write."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.cli.output.options import OutputOptions
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.client.links import BoundLink

__all__ = ["write_call", "write_result"]

_RESULTS = "heroics_py.cli.output.results"


def write_call(
    link: "BoundLink", args: tuple[Any, ...], kwargs: Mapping[str, Any], options: OutputOptions, *, title: str = ""
) -> None:
    """Call a link, and write what it returns.

    Args:
        link: with the options of the request.
        args: the positional arguments of the call.
        kwargs: its keyword arguments.
        options: of the output.
        title: what the result is, such as "app list".

    Raises:
        HeroicsError: the call fails, also in the middle of its output.
        ClickException: the options don't fit the result.
    """
    load_modules(_RESULTS)
    from heroics_py.cli.output.results import call_to_output

    call_to_output(link, args, kwargs, options, title=title)


def write_result(result: object, options: OutputOptions, *, title: str = "") -> None:
    """Write a result: a record, a list, a stream, text, bytes, None or another JSON value.

    Args:
        result: what a call returned; an iterator is a stream.
        options: of the output.
        title: what the result is, such as "app list".

    Raises:
        HeroicsError: a page or an item of a stream fails; what was written then shows that it is incomplete.
        ClickException: the options don't fit the result.
    """
    load_modules(_RESULTS)
    from heroics_py.cli.output.results import result_to_output

    result_to_output(result, options, title=title)
