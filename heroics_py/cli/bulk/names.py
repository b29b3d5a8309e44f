"""The arguments that the names of ``--each`` mean."""

from collections.abc import Iterable, Iterator, Sequence

import click

from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.display.terminal import shown
from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.parameters import Parameter
from heroics_py.support.suggestions import joined_names
from heroics_py.writers.arguments import Argument

__all__ = ["argument_names"]


def argument_names(facts: LinkFacts, names: Sequence[str], unnamed: int, named: Iterable[str]) -> dict[str, str]:
    """Return the names of arguments, as an assignment has them, by the names that ``--each`` has.

    A name may be that of an argument; that of the resource which an argument of the path identifies, such as ``app``
    for ``app_identity``; or what identifies it, such as ``name``. An argument of the path that has no value yet comes
    before a field of the body.

    Args:
        facts: about the link.
        names: of ``--each``.
        unnamed: the number of words that fill arguments of the path in their order.
        named: the names of the arguments that have a value.

    Raises:
        UsageError: there is no such argument, or several may be meant.
    """
    filled = {found[0].keyword for name in named if (found := facts.find(name)) is not None}
    meant: dict[str, str] = {}
    for name in names:
        own = [each.keyword for each in facts.positional if name in {each.keyword, each.wire_name}]
        same = own or [each.keyword for each in facts.positional if facts.identifies(each, name)]
        free = [each for each in same if each not in filled and each not in meant.values()]
        if free:
            meant[name] = free[0]
    open_ = [each for each in facts.positional if each.keyword not in filled and each.keyword not in meant.values()]
    for name in names:
        if name not in meant:
            meant[name] = _identified(facts, name, open_[unnamed:]) or _argument(facts, name)
    return meant


def _identified(facts: LinkFacts, name: str, open_: Sequence[Argument]) -> str | None:
    """Return the argument of the path, without a value so far, that an attribute of this name identifies."""
    known = [(each, facts.path_parameter(each.keyword)) for each in open_]
    found = [each.keyword for each, parameter in known if parameter is not None and name in _attributes(parameter)]
    if len(found) > 1:
        raise click.UsageError(f"--each {name}=...: {shown(name)} may identify {joined_names(found)}: use that name")
    return found[0] if found else None


def _attributes(parameter: Parameter) -> Iterator[str]:
    """Yield the names of the fields that identify what a parameter stands for."""
    if parameter.thing is not None:
        yield from parameter.thing.fields
    if parameter.schema is not None:
        try:
            yield from (each.field for each in alternatives_of(parameter.schema) if each.field)
        except SchemaError:
            return


def _argument(facts: LinkFacts, name: str) -> str:
    if facts.find(name) is None:
        raise click.UsageError(f"--each {name}=...: no argument {shown(name)}; {facts.missing(name)}")
    return name
