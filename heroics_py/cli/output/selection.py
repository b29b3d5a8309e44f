"""Which part of a result is written: ``--fields`` and ``--query``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from heroics_py.cli.output.items import Items, items_of
from heroics_py.cli.output.terminal import note
from heroics_py.cli.output.values import flat_names, plain
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

__all__ = [
    "check_query",
    "checked_items",
    "note_unknown_fields",
    "picked_items",
    "picked_value",
    "query_items",
    "query_value",
]


def query_value(value: object, query: str) -> Json:
    """Return what a JMESPath expression selects of a value.

    Raises:
        ClickException: the expression is invalid, or doesn't fit the value.
    """
    return _search(_compiled(query), plain(value))


def query_items(items: Items, query: str) -> object:
    """Return what a JMESPath expression selects of a list, of all of it; of a stream, the items selected of each.

    Raises:
        ClickException: as of `query_value`.
        HeroicsError: a page fails.
    """
    expression = _compiled(query)
    if items.is_stream:
        return replace(items, batches=_each(items.batches, expression))
    found = _search(expression, plain(items.rest()))
    listed = items_of(found, items.title)
    return found if listed is None else listed


def _each(batches: Iterator[list[object]], expression: "ParsedResult") -> Iterator[list[object]]:
    for batch in batches:
        found = [_search(expression, plain(item)) for item in batch]
        if selected := [each for each in found if each is not None]:
            yield list(selected)


def check_query(query: str) -> None:
    """Refuse an invalid JMESPath expression, before anything is sent.

    Raises:
        ClickException: it is invalid.
    """
    if query:
        _compiled(query)


def _compiled(query: str) -> "ParsedResult":
    import jmespath

    try:
        return jmespath.compile(query)
    except jmespath.exceptions.JMESPathError as error:
        reason = _reason(error)
    raise click.BadParameter(f"{query!r} is not a JMESPath expression: {reason}", param_hint="'--query'")


def _reason(error: Exception) -> str:
    """Return the first line of an error of jmespath, without what every one of them begins with."""
    return str(error).partition("\n")[0].removeprefix("Invalid jmespath expression: ").rstrip(":")


def _search(expression: "ParsedResult", value: Json) -> Json:
    import jmespath

    try:
        found: Json = expression.search(value)
    except jmespath.exceptions.JMESPathError as error:
        reason = _reason(error)
    else:
        return found
    raise click.BadParameter(f"{expression.expression!r} doesn't fit the response: {reason}", param_hint="'--query'")


def note_unknown_fields(values: Sequence[object], names: Sequence[str]) -> None:
    """Say on standard error which fields none of the values has, unless an object that could have them is null.

    Raises:
        ClickException: there is no object to have fields.
    """
    known = [plain(value) for value in values]
    listed = [item for value in known for item in (value if isinstance(value, list) else [value])]
    objects = [item for item in listed if isinstance(item, dict)]
    if listed and not objects:
        raise click.BadParameter("the response holds no object that could have fields", param_hint="'--fields'")
    for name in names:
        if objects and not any(_may_have(item, name) for item in objects):
            others = list(dict.fromkeys(each for item in objects for each in (*item, *flat_names(item))))
            note(f"the response has no field {name!r}; {did_you_mean(name, others)}")


def checked_items(items: Items, names: Sequence[str]) -> Items:
    """Return items whose first batch is checked as `note_unknown_fields` does."""
    return replace(items, batches=_checked_batches(items.batches, names))


def _checked_batches(batches: Iterator[list[object]], names: Sequence[str]) -> Iterator[list[object]]:
    is_first = True
    for batch in batches:
        if is_first:
            note_unknown_fields(batch, names)
            is_first = False
        yield batch


def picked_value(value: object, names: Sequence[str]) -> Json:
    """Return the fields of an object, or of each object of a list: "owner.email" within its "owner"."""
    return _picked(plain(value), names)


def picked_items(items: Items, names: Sequence[str]) -> Items:
    """Return items of which each has these fields only."""
    return replace(items, batches=([picked_value(value, names) for value in batch] for batch in items.batches))


def _picked(value: Json, names: Sequence[str]) -> Json:
    if isinstance(value, list):
        return _picked_of_list(value, names)
    if not isinstance(value, dict):
        return None
    below: dict[str, list[str]] = {}
    for name in names:
        head, rest = _split(name, value)
        below.setdefault(head, []).append(rest)
    return {head: value.get(head) if "" in rests else _picked(value.get(head), rests) for head, rests in below.items()}


def _picked_of_list(values: list[Json], names: Sequence[str]) -> list[Json]:
    """Return the items that the names count, such as "0"; other names are fields of each item."""
    counted = [name.partition(".") for name in names if name.partition(".")[0].isdecimal()]
    if not counted:
        return [_picked(item, names) for item in values]
    found = [(values[int(head)], rest) for head, _, rest in counted if int(head) < len(values)]
    return [_picked(item, [rest]) if rest else item for item, rest in found]


def _split(name: str, value: Mapping[str, Json]) -> tuple[str, str]:
    """Return the key that a name begins with, and the name below it: a key may have dots of its own."""
    if name in value:
        return name, ""
    parts = name.split(".")
    heads = (".".join(parts[:count]) for count in range(1, len(parts)))
    head = next((each for each in heads if each in value), parts[0])
    return head, name[len(head) + 1 :]


def _may_have(value: Json, name: str) -> bool:
    """Return whether a value has a field, or has null or a list where an object could have it."""
    if value is None or isinstance(value, list):
        return True
    if not isinstance(value, dict):
        return False
    head, rest = _split(name, value)
    return head in value and (not rest or _may_have(value[head], rest))
