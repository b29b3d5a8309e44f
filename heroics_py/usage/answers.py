"""Methods of records, lists and texts that a call returned."""

from heroics_py.usage.attributes import item
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.values import EMPTY, UNKNOWN, Answer, Values

__all__ = ["call_answer"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_SAME = frozenset(
    {"first", "to_list", "pages", "copy", "result", "__aiter__", "__iter__", "__enter__", "compute", "get_now"}
)
_OF_A_KEY = frozenset({"get", "pop", "setdefault"})
_CHANGES = frozenset({"update", "clear", "reach", "close", "append", "extend", "sort", "reverse", "add_done_callback"})


def call_answer(analysis: Analysis, answer: Answer, name: str, arguments: Arguments, call: Call) -> Values:
    """Return what a method of an answer, or of a part of it, returns."""
    if name in _SAME and not arguments.positional:
        return frozenset({answer})
    if name in _OF_A_KEY and (arguments.positional or arguments.keywords):
        return item(analysis, frozenset({answer}), arguments.get(0, "key")) | arguments.get(1, "default")
    if name in _CHANGES:
        return EMPTY
    analysis.read(frozenset({answer}) | arguments.all())
    if name == "items":
        pair = analysis.box(call.node, "pair")
        pair.key("0").add(_UNKNOWN)
        pair.key("1").add({answer})
        return frozenset({analysis.listed(call.node, frozenset({pair}))})
    return frozenset({answer}) if name == "values" else _UNKNOWN
