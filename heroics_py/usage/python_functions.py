"""Functions of Python and of well-known libraries: what they do with what they get."""

import ast
from collections.abc import Callable

from heroics_py.usage.annotations import values_of
from heroics_py.usage.boxes import rows_of
from heroics_py.usage.container_functions import (
    make_class,
    make_default_dict,
    make_dict,
    make_list,
    make_namespace,
)
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.run_calls import import_module, run_command, run_text
from heroics_py.usage.use import ANY
from heroics_py.usage.values import (
    EMPTY,
    NUMBER,
    UNKNOWN,
    Answer,
    Box,
    ClassValue,
    Instance,
    Library,
    Text,
    Values,
    is_of_api,
)

__all__ = ["HANDLERS", "Handler", "can_be_called", "map_items"]

Handler = Callable[[Analysis, Arguments, Call], Values]
"""What a function returns for its arguments."""

_UNKNOWN: Values = frozenset({UNKNOWN})
_NUMBER: Values = frozenset({NUMBER})


def can_be_called(values: Values) -> bool:
    """Return whether values may be functions, and are known."""
    return any(not isinstance(each, Text | Box) and each not in {UNKNOWN, NUMBER} for each in values)


def _same(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    return arguments.get(0)


def _cast(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    named = call.node.args[0] if isinstance(call.node, ast.Call) and call.node.args else None
    return arguments.get(1) | (EMPTY if named is None else values_of(analysis, named, call.frame))


def _items(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    key = arguments.keywords.get("key", EMPTY)
    values = analysis.items(arguments.get(0)) | EMPTY.union(*arguments.positional[1:])
    if key:
        analysis.call(key, Arguments([values]), call)
    return frozenset({analysis.listed(call.node, values)})


def _one_item(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    [box] = _items(analysis, arguments, call)
    return box.items.values if isinstance(box, Box) else EMPTY


def _enumerate(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    return _pairs(analysis, call, _NUMBER, analysis.items(arguments.get(0)))


def _zip(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    return _pairs(analysis, call, *map(analysis.items, arguments.positional))


def _pairs(analysis: Analysis, call: Call, *columns: Values) -> Values:
    row = analysis.box(call.node, "row")
    for number, values in enumerate(columns):
        row.key(str(number)).add(values)
    return frozenset({analysis.listed(call.node, frozenset({row}))})


def map_items(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return the results of a function for each item, ``map(function, items)``."""
    columns = [analysis.items(each) for each in arguments.positional[1:]]
    result = analysis.call(arguments.get(0), Arguments(columns), call)
    return frozenset({analysis.listed(call.node, result)})


def _star_map(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    rows = analysis.items(arguments.get(1))
    result = analysis.call(arguments.get(0), Arguments(rest=analysis.items(rows), has_rest=True), call)
    return frozenset({analysis.listed(call.node, result)})


def _filter(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    values = analysis.items(arguments.get(1))
    analysis.read(frozenset(x for x in analysis.call(arguments.get(0), Arguments([values]), call) if _is_leaf(x)))
    return frozenset({analysis.listed(call.node, values)})


def _is_leaf(value: object) -> bool:
    return isinstance(value, Answer) and bool(value.path)


def _reduce(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    items = analysis.items(arguments.get(1))
    first = arguments.get(2) if len(arguments.positional) > 2 or arguments.has_rest else items
    result = analysis.call(arguments.get(0), Arguments([first, items]), call)
    return first | result | analysis.call(arguments.get(0), Arguments([first | result, items]), call)


def _group(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return pairs of a key and the items that have it, ``groupby(items, key)``."""
    items = analysis.items(arguments.get(0))
    key = arguments.get(1, "key")
    keys = analysis.call(key, Arguments([items]), call) if key else items
    analysis.read(keys)
    group = analysis.box(call.node, "group")
    group.items.add(items)
    return _pairs(analysis, call, keys, frozenset({group}))


def _truth(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    values = EMPTY.union(*(analysis.items(frozenset({each})) for each in arguments.all()))
    analysis.read(frozenset(filter(_is_leaf, values | arguments.all())))
    return _UNKNOWN


def _silent(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    for each in arguments.all():
        if isinstance(each, Answer):
            analysis.look(each)
    return _UNKNOWN


def _number(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    _silent(analysis, arguments, call)
    return _NUMBER


def _numbers(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    _silent(analysis, arguments, call)
    return frozenset({analysis.listed(call.node, _NUMBER)})


def _shown(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    """Read answers, and none of what a client can do: ``print(client)``."""
    analysis.read(arguments.all())
    return _UNKNOWN


def _getattr(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    owners, names = arguments.get(0), arguments.get(1)
    texts = [each.value for each in names if isinstance(each, Text)]
    found = arguments.get(2).union(*(analysis.attribute(owners, text, call) for text in texts))
    if texts and len(texts) == len(names):
        return found
    for owner in owners:
        if isinstance(owner, Answer):
            analysis.read(frozenset({owner}))
            found |= {owner}
        elif is_of_api(owner):
            found |= analysis.attribute(frozenset({owner}), ANY, call)
    return found | _UNKNOWN


def _hasattr(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    answers = frozenset(each for each in arguments.get(0) if isinstance(each, Answer))
    analysis.read(_getattr(analysis, Arguments([answers, arguments.get(1)]), call) if answers else EMPTY)
    return _UNKNOWN


def _partial(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    partial = analysis.partial(call.node, arguments.after(1))
    partial.functions.add(arguments.get(0))
    return frozenset({partial})


def _getter(*, is_attribute: bool) -> Handler:
    def handle(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
        partial = analysis.partial(call.node, Arguments())
        texts = [each.value for values in arguments.positional for each in values if isinstance(each, Text)]
        partial.reads, partial.is_attribute = tuple(texts), is_attribute
        return frozenset({partial}) if texts else _UNKNOWN

    return handle


def _method_caller(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    names = [each.value for each in arguments.get(0) if isinstance(each, Text)]
    partial = analysis.partial(call.node, arguments.after(1))
    partial.method = names[0] if names else ""
    return frozenset({partial}) if names else _UNKNOWN


def _super(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    owner = call.frame.owner
    bases = owner.bases.values if owner is not None else EMPTY
    return frozenset(Instance(each) for each in bases if isinstance(each, ClassValue)) or _UNKNOWN


def _gather(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    box = analysis.box(call.node)
    for number, values in enumerate(arguments.positional):
        box.key(str(number)).add(values)
    box.items.add(arguments.rest)
    return frozenset({box})


def _run_first(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    return analysis.call(arguments.get(0), arguments.after(1), call)


def _thread(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Call the target of a thread or process with its arguments."""
    rows = rows_of(arguments.keywords["args"]) if "args" in arguments.keywords else [[]]
    keywords = [each for each in arguments.keywords.get("kwargs", EMPTY) if isinstance(each, Box)]
    fields = {name: cell.values for box in keywords for name, cell in box.keys.items()}
    target = arguments.keywords.get("target", EMPTY)
    for row in rows if target else ():
        analysis.call(target, Arguments(row, dict(fields)), call)
    return _UNKNOWN


def _decorates(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return what a decorator gets, or the decorator if it is called for its options: ``@lru_cache(maxsize=1)``."""
    if arguments.positional and can_be_called(arguments.get(0)):
        return arguments.get(0)
    partial = analysis.partial(call.node, Arguments())
    partial.functions.add({Library("copy.copy")})
    return frozenset({partial})


def _wraps(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    return _decorates(analysis, arguments.after(len(arguments.positional)), call)


def _set_attribute(analysis: Analysis, arguments: Arguments, call: Call) -> Values:  # noqa: ARG001 - as the others
    values = arguments.get(2)
    for each in arguments.get(1):
        if isinstance(each, Text):
            analysis.stored(each.value).add(values)
            for owner in arguments.get(0):
                if isinstance(owner, Instance):
                    analysis.held(owner.of, each.value).add(values)
    analysis.read(frozenset(each for each in values if isinstance(each, Answer)))
    return EMPTY


def _named(handler: Handler, module: str, names: str) -> dict[str, Handler]:
    return {f"{module}.{name}": handler for name in names.split()}


HANDLERS: dict[str, Handler] = {
    **_named(_same, "builtins", "iter aiter"),
    **_named(_items, "builtins", "list tuple set frozenset sorted reversed"),
    **_named(_one_item, "builtins", "min max next anext"),
    **_named(_truth, "builtins", "any all"),
    **_named(_silent, "builtins", "bool isinstance issubclass type id callable dir help vars hash locals globals"),
    **_named(_number, "builtins", "len int float"),
    **_named(_numbers, "builtins", "range"),
    **_named(_shown, "builtins", "print repr str format ascii input"),
    **_named(_decorates, "builtins", "property staticmethod classmethod"),
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": map_items,
    "builtins.filter": _filter,
    "builtins.dict": make_dict,
    "collections.OrderedDict": make_dict,
    "collections.defaultdict": make_default_dict,
    "collections.deque": _items,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _set_attribute,
    "builtins.super": _super,
    **_named(_items, "itertools", "chain islice cycle takewhile dropwhile tee batched filterfalse"),
    **_named(_zip, "itertools", "zip_longest product"),
    "itertools.chain.from_iterable": lambda a, b, c: _items(a, Arguments([a.items(b.get(0))]), c),
    "itertools.starmap": _star_map,
    "itertools.groupby": _group,
    "collections.namedtuple": make_class,
    "types.SimpleNamespace": make_namespace,
    **_named(make_list, "queue", "Queue LifoQueue PriorityQueue SimpleQueue"),
    **_named(make_list, "asyncio", "Queue LifoQueue PriorityQueue"),
    **_named(make_list, "multiprocessing", "Queue SimpleQueue JoinableQueue"),
    "contextvars.ContextVar": make_list,
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    **_named(_decorates, "functools", "lru_cache cache cached_property singledispatch total_ordering"),
    **_named(_wraps, "functools", "wraps"),
    **_named(_decorates, "contextlib", "contextmanager asynccontextmanager"),
    **_named(_same, "contextlib", "closing aclosing nullcontext"),
    **_named(_decorates, "dataclasses", "dataclass"),
    **_named(_decorates, "pytest", "fixture"),
    **_named(_decorates, "pytest_asyncio", "fixture"),
    **_named(_decorates, "abc", "abstractmethod"),
    **_named(_decorates, "typing", "overload override final runtime_checkable no_type_check"),
    "typing.cast": _cast,
    **_named(run_command, "subprocess", "run call check_call check_output Popen getoutput getstatusoutput"),
    **_named(run_command, "os", "system popen"),
    **_named(run_text, "builtins", "exec eval"),
    "builtins.__import__": import_module,
    "importlib.import_module": import_module,
    **_named(_same, "copy", "copy deepcopy"),
    **_named(_same, "weakref", "proxy"),
    **_named(_same, "asyncio", "run create_task ensure_future shield wait_for wait timeout"),
    **_named(_same, "asyncio", "as_completed"),
    **_named(_same, "concurrent.futures", "as_completed wait"),
    "asyncio.gather": _gather,
    "asyncio.to_thread": _run_first,
    "threading.Thread": _thread,
    "multiprocessing.Process": _thread,
    "operator.attrgetter": _getter(is_attribute=True),
    "operator.itemgetter": _getter(is_attribute=False),
    "operator.methodcaller": _method_caller,
    "atexit.register": _run_first,
    **_named(_shown, "pickle", "dumps dump"),
    **_named(_shown, "pprint", "pprint pformat"),
}
"""What functions return, by their names."""
