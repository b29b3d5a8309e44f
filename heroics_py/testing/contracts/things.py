"""The things that a server has, as far as its answers show them, and the values that identify them in paths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heroics_py.call.identity import identifying_fields
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import scalar_at
from heroics_py.readers.path_shapes import VARIABLE, Shape
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.subject import Subject

__all__ = ["Pick", "Thing", "Things", "folded", "identity_of_thing", "named_in", "paths_of"]

_MOST_OF_A_KIND = 8
Pick = tuple[int, int]
"""Which thing fills a variable, and by which of its fields: numbers that are drawn before anybody knows the things."""


@dataclass(eq=False, slots=True, kw_only=True)
class Thing:
    """Something that a server has.

    Attributes:
        collection: the shape of the path of its list.
        path: the values of the variables in that path.
        kind: the name of its resource.
        data: what the server said about it.
        recipe: the line of Python that created it; empty if the server had it before.
        name: what identifies it, if the server said no more than its address.
        is_needed: whether the line of a violation names it, so that it is not deleted.
    """

    collection: Shape
    path: tuple[Json, ...]
    kind: str
    data: dict[str, Json]
    recipe: str = ""
    name: str = ""
    is_needed: bool = False


class Things:
    """Remembers the things in answers."""

    def __init__(self) -> None:
        self._things: list[Thing] = []

    def __iter__(self) -> Iterator[Thing]:
        return iter(tuple(self._things))

    def add(self, thing: Thing) -> None:
        """Remember a thing, unless there are enough of its list."""
        same = [each for each in self._things if each.collection == thing.collection and each.path == thing.path]
        if any(each.data == thing.data for each in same):
            return
        if thing.recipe or len(same) < _MOST_OF_A_KIND:
            self._things.append(thing)

    def discard(self, thing: Thing) -> None:
        """Forget a thing, and those below it."""
        identities = {str(each) for each in thing.data.values() if isinstance(each, str | int)}
        below = (*thing.collection, VARIABLE)
        self._things = [
            each
            for each in self._things
            if each is not thing
            and not (each.collection[: len(below)] == below and identities & set(map(str, each.path)))
        ]

    def fill(
        self, subject: Subject, picks: tuple[Pick, ...], *, own_only: bool = False, spare_only: bool = False
    ) -> tuple[list[Json], list[Thing]] | None:
        """Return a value for each variable of a link, None where nothing is known, and the things that they name.

        Args:
            subject: the link.
            picks: one for each variable.
            own_only: whether a variable has to name a thing that this run created, unless a pick names nothing; without
                one the result is None.
            spare_only: whether things are left out that the line of a violation names.
        """
        values: list[Json] = [None] * len(subject.variables)
        used: list[Thing] = []
        for index in reversed(range(len(values))):
            if values[index] is not None:
                continue
            parameter, collection = subject.variables[index], subject.collections[index]
            choices = self._choices(parameter, collection, own_only=own_only)
            if spare_only and index == len(values) - 1:
                choices = [each for each in choices if not each.is_needed]
            if not choices:
                continue
            if picks[index][0] < 0:  # nothing is to fill it
                continue
            thing = choices[picks[index][0] % len(choices)]
            used.append(thing)
            values[index] = identity_of_thing(parameter, thing, picks[index][1])
            if thing.collection == collection and len(thing.path) == index:
                for place, value in enumerate(thing.path):
                    values[place] = value if picks[place][0] >= 0 else None
        if own_only and not used and all(each[0] >= 0 for each in picks):
            return None
        return values, used

    def _choices(self, parameter: Parameter, collection: Shape, *, own_only: bool) -> list[Thing]:
        things = [each for each in self._things if each.recipe or not own_only]
        kind = parameter.thing.kind if parameter.thing is not None else parameter.owner
        exact = [each for each in things if collection and each.collection == collection]
        found = exact or [each for each in things if kind and each.kind == kind]
        usable = [each for each in found if identity_of_thing(parameter, each, 0) is not None]
        return sorted(usable, key=lambda each: not each.recipe)  # what was created comes first


def identity_of_thing(parameter: Parameter, thing: Thing, pick: int = 0) -> Json:
    """Return the value of one of the fields of a thing that identify it; None if it has none of them."""
    values = [thing.name] if thing.name else list(_identities(parameter, thing.data))
    return values[pick % len(values)] if values else None


def paths_of(thing: Thing, variables: Sequence[Parameter], *, guessed: bool = False) -> list[tuple[Json, ...]]:
    """Return the values of a path that lead to a thing, one for each field that identifies it.

    Args:
        thing: the thing.
        variables: of the path.
        guessed: whether a field counts that may identify something else, such as the "id" of a member for "user_id".
    """
    if not variables or not (guessed or thing.name or _is_certain(variables[-1], thing)):
        return []
    before = thing.path if len(thing.path) + 1 == len(variables) else ()
    if len(before) + 1 != len(variables):
        return []
    values = [thing.name] if thing.name else list(dict.fromkeys(_identities(variables[-1], thing.data)))
    return [(*before, each) for each in values if guessed or _is_plain(each)]


def _is_plain(value: Json) -> bool:
    """Return whether each server finds a value in a path: some take an encoded slash or dot for one of their own."""
    text = str(value)
    return text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _is_certain(parameter: Parameter, thing: Thing) -> bool:
    """Return whether the values of a thing that a parameter may take certainly identify it."""
    if identifying_fields(parameter) or parameter.name in thing.data:
        return True
    stems = {parameter.name.lower().removesuffix(each) for each in _tails(parameter.name)}
    return any(folded(stem) in {"", folded(thing.kind)} for stem in stems)


def _identities(parameter: Parameter, data: dict[str, Json]) -> Iterator[Json]:
    fields = identifying_fields(parameter) or [parameter.name, *_tails(parameter.name)]
    for name in fields:
        value = scalar_at(data, name) if name.startswith("/") else data.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            yield value


def folded(name: str) -> str:
    """Return a noun without what different spellings of it differ in: "Line-Items" as "lineitem"."""
    letters = "".join(filter(str.isalnum, name)).lower()
    return letters.removesuffix("s")


def _tails(name: str) -> list[str]:
    """Return the fields that a variable such as "item_id" or "itemId" may mean."""
    return [each for each in ("id", "uuid", "name", "slug", "key") if name.lower().endswith(each)]


def named_in(data: dict[str, Json]) -> str:
    """Return what a person calls a thing: its name or its id."""
    return next((str(data[each]) for each in ("name", "id", "uuid", "slug") if each in data), "")
