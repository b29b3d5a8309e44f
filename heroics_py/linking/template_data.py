"""The values that an instance holds for the variables of a link's templates."""

from collections.abc import Iterable, Mapping
from typing import cast

from heroics_py.linking.instance_values import MISSING, Keys, Missing, pointer_target, value_of
from heroics_py.linking.templates import EMPTY_NAME, SELF_NAME
from heroics_py.model.pointers import decode_percent
from heroics_py.support.json_types import Json

__all__ = ["template_data"]


def template_data(
    names: Iterable[str], instance: Json, place: Keys, pointers: Mapping[str, Json], *, is_oldest: bool
) -> dict[str, Json]:
    """Return the value of each variable that the instance has one for, by the variable's name in the template.

    Args:
        names: the variables, as the templates spell them.
        instance: the whole instance.
        place: the keys that lead to the value that the link is attached to.
        pointers: ``templatePointers`` (JSON Hyper-Schema 2019-09, 6.4.1); empty in the drafts without them.
        is_oldest: whether ``%73elf`` and ``%65mpty`` have the meaning of draft-04 (5.1.1.2).
    """
    special = {SELF_NAME: place, EMPTY_NAME: (*place, "")} if is_oldest else {}
    values = {
        name: value_of(instance, special[name])
        if name in special
        else _value(decode_percent(name), instance, place, pointers)
        for name in names
    }
    return {name: cast("Json", value) for name, value in values.items() if value is not MISSING}


def _value(name: str, instance: Json, place: Keys, pointers: Mapping[str, Json]) -> "Json | Missing":
    pointer = pointers.get(name)
    if isinstance(pointer, str):
        return pointer_target(instance, pointer, place)
    return value_of(instance, (*place, name))
