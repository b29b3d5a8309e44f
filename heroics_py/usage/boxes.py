"""Lists and dicts of a program: their methods, and what they bring to a call."""

from collections.abc import Mapping

from heroics_py.usage.cells import Cell
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.values import EMPTY, UNKNOWN, Box, Text, Values

__all__ = ["call_method", "fields_of", "items_of", "merge", "rows_of"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_ADDING = frozenset({"append", "add", "insert", "appendleft", "put", "put_nowait", "set"})
_TAKING = frozenset({"pop", "popleft", "popitem", "get_nowait"})


def items_of(box: Box) -> Values:
    """Return what an iteration yields: the keys of a dict."""
    return box.names.values | (_UNKNOWN if box.is_open else EMPTY) if box.is_dict else box.values()


def fields_of(values: Values) -> tuple[Mapping[str, Cell], bool]:
    """Return the values of dicts by their keys, and whether there may be other keys."""
    boxes = [each for each in values if isinstance(each, Box) and each.is_dict]
    fields = {name: cell for box in boxes if box.names.values for name, cell in box.keys.items()}
    return fields, not boxes or len(boxes) < len(values) or any(box.is_open for box in boxes)


def rows_of(items: Values) -> list[list[Values]]:
    """Return the positional arguments that items bring: a tuple brings several, all others are one."""
    tuples = [each for each in items if isinstance(each, Box) and not each.is_dict]
    rows = [[each.at(str(number)) for number in range(len(each.keys))] for each in tuples if each.names.values]
    others = items - frozenset(tuples)
    return [*rows, *([[others]] if others or not rows else [])]


def merge(analysis: Analysis, box: Box, values: Values) -> None:
    """Add what other dicts or lists hold to a box."""
    for each in values:
        if isinstance(each, Box) and each.is_dict:
            names = each.names.values
            for name, cell in each.keys.items() if names else ():
                box.key(name).add(cell.values)
            box.items.add(each.items.values)
            box.is_open |= each.is_open
        elif isinstance(each, Box):
            box.items.add(each.values())
        else:
            box.is_open |= box.is_dict
            analysis.read(frozenset({each}))


def call_method(analysis: Analysis, box: Box, name: str, arguments: Arguments, call: Call) -> Values:
    """Return what a method of a list or dict returns."""
    first = arguments.get(0)
    if name in _ADDING:
        box.items.add(arguments.get(1) if name == "insert" else first)
        return EMPTY
    if name in {"extend", "update"}:
        merge(analysis, box, first if box.is_dict else EMPTY)
        box.items.add(EMPTY if box.is_dict else analysis.items(first))
        for field, values in arguments.keywords.items():
            box.key(field).add(values)
        return EMPTY
    if name in {"get", "setdefault", "pop"} and box.is_dict:
        return _at_key(box, arguments, name)
    if name == "items":
        pair = analysis.box(call.node, "pair")
        pair.key("0").add(items_of(box))
        pair.key("1").add(box.values())
        return frozenset({analysis.listed(call.node, frozenset({pair}))})
    if name in {"keys", "values"}:
        return frozenset({analysis.listed(call.node, items_of(box) if name == "keys" else box.values())})
    if name in _TAKING or name == "get":
        return box.values()
    if name == "sort" and "key" in arguments.keywords:
        analysis.call(arguments.keywords["key"], Arguments([box.values()]), call)
        return EMPTY
    analysis.read(arguments.all())  # ``generator.send(app)``
    return frozenset({box}) if name in {"copy", "__iter__"} else _UNKNOWN


def _at_key(box: Box, arguments: Arguments, name: str) -> Values:
    texts = [each.value for each in arguments.get(0) if isinstance(each, Text)]
    if name == "setdefault":
        for text in texts:
            box.key(text).add(arguments.get(1))
    found = EMPTY.union(*(box.at(text) for text in texts)) if texts else box.values()
    return found | arguments.get(1)
