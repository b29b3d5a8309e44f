"""The docstring of a client: what to do first, and its resources."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill

from heroics_py.display.terminal import escaped, printable
from heroics_py.model.api import Api

__all__ = ["client_doc"]

_WIDTH = 100
_MOST_LINES = 100
_MOST_NAMES = 1000
_MOST_TEXT = 400


def client_doc(
    api: Api, base_url: str, steps: Sequence[tuple[str, str]], resources: Mapping[str, Iterable[str]]
) -> str:
    """Return the docstring of a client.

    Args:
        api: the API.
        base_url: the base URL of the client.
        steps: lines of Python, each with what it does.
        resources: the names of the calls by the Python name of their resource.
    """
    head = escaped(" ".join((api.title or "An API").split()))
    text = " ".join(api.description.split())
    about = fill(f"{text[:_MOST_TEXT]}{'...' * (len(text) > _MOST_TEXT)}", _WIDTH) if text != head else ""
    parts = [head, about, _facts(api, base_url), f"First steps:\n{_columns(steps)}", _resources(resources)]
    return printable("\n\n".join(filter(None, parts)))


def _facts(api: Api, base_url: str) -> str:
    """Return where the API is, and of which day its schema is."""
    day = f" Its schema is bundled, and of {api.day}; connect(..., live=True) reads that of today." if api.day else ""
    return fill(f"The API is at {base_url}.{day}", _WIDTH)


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max((len(left) for left, _ in rows), default=0)
    return "\n".join(f"  {left.ljust(width)}  {right}".rstrip() for left, right in rows)


def _resources(resources: Mapping[str, Iterable[str]]) -> str:
    """Return the resources with their calls; of a large API the names alone."""
    head = f"Resources ({len(resources)}):"
    if len(resources) <= _MOST_LINES:
        return f"{head}\n{_columns([(f'client.{name}', _line(calls)) for name, calls in resources.items()])}"
    names = list(resources)
    more = f", and {len(names) - _MOST_NAMES} more: list(client)" if len(names) > _MOST_NAMES else ""
    return f"{head}\n{fill(', '.join(names[:_MOST_NAMES]) + more, _WIDTH, initial_indent='  ', subsequent_indent='  ')}"


def _line(calls: Iterable[str]) -> str:
    names = list(calls)
    shown: list[str] = []
    for name in names:
        if sum(map(len, shown)) + 2 * len(shown) + len(name) > _WIDTH - 40 and shown:
            return f"{', '.join(shown)}, and {len(names) - len(shown)} more"
        shown.append(name)
    return ", ".join(shown)
