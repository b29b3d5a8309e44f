"""Functions that the files don't show: those of well-known libraries, and methods whose name says what they do."""

from heroics_py.usage import heroics_calls
from heroics_py.usage.attributes import contain
from heroics_py.usage.contexts import entered
from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.program import PACKAGE
from heroics_py.usage.python_functions import HANDLERS, can_be_called, map_items
from heroics_py.usage.values import EMPTY, Values

__all__ = ["call_library", "run_by_name"]

_SUBMITS = {
    **dict.fromkeys(("addCleanup", "addClassCleanup", "addModuleCleanup", "addfinalizer", "callback"), 0),
    **dict.fromkeys(("push_async_callback", "on_commit", "add_task", "spawn", "spawn_later"), 0),
    "submit": 0,
    "apply": 0,
    "apply_async": 0,
    "to_thread": 0,
    "run_sync": 0,
    "run_in_threadpool": 0,
    "start_soon": 0,
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "run_in_executor": 1,
    "call_later": 1,
}
"""Methods that call a function, and where it is among their arguments."""

_MAPS = frozenset({"map", "imap", "imap_unordered", "map_async", "thread_map", "process_map"})
_GIVES_BACK = frozenset(
    {"create_task", "ensure_future", "run_until_complete", "tqdm", "track", "run_coroutine_threadsafe"}
)


def call_library(analysis: Analysis, name: str, arguments: Arguments, call: Call) -> Values | None:
    """Return what a function of a library returns; None if it is not known."""
    if name.partition(".")[0] == PACKAGE:
        return heroics_calls.call_package(analysis, name.removeprefix(f"{PACKAGE}."), arguments, call)
    if name == "pytest.mark.heroics":
        heroics_calls.name_schema(analysis, arguments)
    if name.startswith("pytest.mark."):
        return arguments.get(0)
    handler = HANDLERS.get(name)
    return None if handler is None else handler(analysis, arguments, call)


def run_by_name(analysis: Analysis, name: str, arguments: Arguments, call: Call) -> Values | None:
    """Return what a method of an unknown object returns whose name says what it does: ``pool.submit(function)``."""
    if name in _SUBMITS:
        rest = arguments.after(_SUBMITS[name])
        functions = rest.get(0)
        return analysis.call(functions, rest.after(1), call) if can_be_called(functions) else None
    if name in _MAPS:
        return map_items(analysis, arguments, call) if can_be_called(arguments.get(0)) else None
    if name in {"setattr", "setitem"} and can_be_called(arguments.get(2)):  # of pytest's monkeypatch
        return HANDLERS["builtins.setattr"](analysis, arguments, call)
    if name in {"enter_context", "enter_async_context"} and arguments.positional:
        return entered(analysis, arguments.get(0))
    if name in {"assertIn", "assertNotIn"} and len(arguments.positional) > 1:
        contain(analysis, arguments.get(0), arguments.get(1))
        return EMPTY
    return arguments.get(0) if name in _GIVES_BACK and arguments.positional else None
