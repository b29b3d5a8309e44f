"""Functions that make containers: dicts, queues, named tuples."""

from heroics_py.usage.boxes import merge
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.values import EMPTY, Box, Library, Text, Values

__all__ = ["make_class", "make_default_dict", "make_dict", "make_list", "make_namespace"]


def make_dict(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return a dict of its own."""
    box = analysis.box(call.node, "dict")
    for values in arguments.positional:
        pairs = frozenset(each for each in values if isinstance(each, Box) and not each.is_dict)
        merge(analysis, box, values - pairs)
        rows = [row for row in analysis.items(pairs) if isinstance(row, Box)]
        box.is_open |= bool(pairs)
        for row in rows:
            box.names.add(row.at("0"))
            box.items.add(row.at("1"))
    for name, values in arguments.keywords.items():
        box.key(name).add(values)
    box.is_open |= arguments.is_open
    return frozenset({box})


def make_default_dict(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return a dict whose missing keys get a list, a set or a dict."""
    [box] = make_dict(analysis, Arguments(keywords=arguments.keywords), call)
    if isinstance(box, Box):
        box.is_open = True
        kinds = [each.name for each in arguments.get(0) if isinstance(each, Library)]
        box.items.add({analysis.box(call.node, "dict of dict" if "dict" in name else "inner") for name in kinds})
    return frozenset({box})


def make_class(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return the class of a named tuple, ``namedtuple("Pair", "app owner")``."""
    texts = [each.value for each in arguments.get(1) if isinstance(each, Text)]
    rows = [each for each in arguments.get(1) if isinstance(each, Box)]
    items = [item for row in rows for number in range(len(row.keys)) for item in row.at(str(number))]
    names = [*" ".join(texts).replace(",", " ").split(), *(each.value for each in items if isinstance(each, Text))]
    return frozenset({analysis.class_of_fields(call.node, names)})


def make_namespace(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return an object with the attributes that it is made with."""
    return analysis.call(frozenset({analysis.class_of_fields(call.node, [])}), arguments, call)


def make_list(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return a list that is filled later, such as a queue."""
    return frozenset({analysis.listed(call.node, arguments.keywords.get("default", EMPTY))})
