"""IPython, where this runs under it: whose line an error comes from, and what Tab may look into."""

import re
import sys
from ast import literal_eval
from collections.abc import Callable
from contextlib import suppress
from linecache import getline
from types import TracebackType
from typing import Any

__all__ = ["asked_by_help", "callers_line", "in_short", "ipython", "let_tab_look_into"]

_OURS = "heroics_py"
_MATCHER = "heroics_py.attributes"
_LAST_INDEX = re.compile(r"(?P<list>.+)\[(?P<key>[^\[\]]*)\]")
_INDEXED = re.compile(r"(?P<value>[A-Za-z_][\w.]*\[[^\[\]]*\](?:\.\w+|\[[^\[\]]*\])*)\.(?P<start>\w*)$")


def callers_line(traceback: TracebackType | None) -> str:
    """Return where the caller's code called this library, with the line itself; empty where that can't be told.

    In a notebook the place is the cell, as IPython calls it: "Cell In[3], line 1".
    """
    found = None
    while traceback is not None:
        names = traceback.tb_frame.f_globals
        if str(names.get("__name__", "")).partition(".")[0] == _OURS and found is not None:
            break
        found = traceback
        traceback = traceback.tb_next
    if found is None:
        return ""
    name = found.tb_frame.f_code.co_filename
    line = getline(name, found.tb_lineno, found.tb_frame.f_globals).strip()
    return f"{_place(name)}, line {found.tb_lineno}" + (f": {line}" if line else "")


def _place(name: str) -> str:
    """Return the name of a file as IPython shows it; a cell has a number."""
    describe = getattr(getattr(ipython(), "compile", None), "format_code_name", None)
    told = describe(name) if describe is not None else None
    return f"{told[0]} {told[1]}" if told else name


def in_short(error: BaseException) -> list[str]:
    """Return what IPython shows of an error: what went wrong and the caller's own line; all with ``%xmode Verbose``."""
    full = _full_traceback_wanted(error)
    if full is not None:
        return full
    place = callers_line(error.__traceback__)
    notes = [f"  {note}" for note in getattr(error, "__notes__", ())]
    return [f"{type(error).__name__}: {error}", *notes, *([f"  at {place}"] if place else [])]


def _full_traceback_wanted(error: BaseException) -> list[str] | None:
    """Return IPython's own traceback of ``error`` where ``%xmode Verbose`` asks for all of it; else None."""
    tracer: Any = getattr(ipython(), "InteractiveTB", None)
    if getattr(tracer, "mode", "") != "Verbose":
        return None
    return list(tracer.structured_traceback(type(error), error, error.__traceback__))


def let_tab_look_into(*classes: type) -> None:
    """Let Tab complete what stands behind index access, ``client.app["example"].``, where IPython runs.

    Args:
        classes: those whose instances do no harm, whatever attribute or index they are asked for.
    """
    try:
        from IPython.core.completer import context_matcher
        from IPython.core.guarded_eval import EVALUATION_POLICIES, EvaluationContext, guarded_eval
    except ImportError:  # an older IPython, which evaluates nothing
        return
    shell = ipython()
    limited = EVALUATION_POLICIES["limited"]
    for kind in ("allowed_getitem_external", "allowed_getattr_external"):
        allowed: set[tuple[str, ...]] = getattr(limited, kind, set())
        allowed.update((each.__module__, each.__qualname__) for each in classes)

    def attributes(context: Any) -> dict[str, object]:
        found = _INDEXED.search(context.text_until_cursor)
        names: list[str] = []
        if found is not None:
            with suppress(Exception):  # whatever is typed so far need not be Python, nor be there
                around = EvaluationContext(globals=shell.user_ns, locals={}, evaluation=shell.Completer.evaluation)
                value = _looked_at(found["value"], lambda code: guarded_eval(code, around))
                names = dir(value) if isinstance(value, classes) else []
        return _completions(names, found["start"] if found else "")

    # jedi, where it is installed, does not know what an index returns that is found at run time.
    matchers = shell.Completer.custom_matchers
    if all(getattr(each, "matcher_identifier", "") != _MATCHER for each in matchers):
        matchers.append(context_matcher(identifier=_MATCHER)(attributes))


def _looked_at(code: str, evaluate: Callable[[str], Any]) -> Any:
    """Return the value of what was typed; an item of a list only where it is at hand."""
    indexed = _LAST_INDEX.fullmatch(code)
    at_hand = getattr(evaluate(indexed["list"]), "_at_hand", None) if indexed else None
    return at_hand(literal_eval(indexed["key"])) if indexed and callable(at_hand) else evaluate(code)


def _completions(names: list[str], start: str) -> dict[str, object]:
    """Return what a matcher of IPython gives: the names that start so, in the place of the start."""
    from IPython.core.completer import SimpleCompletion

    fitting = [name for name in names if name.startswith(start) and not name.startswith("_")]
    completions = [SimpleCompletion(text=name, type="attribute") for name in fitting]
    return {"completions": completions, "matched_fragment": start, "suppress": bool(fitting)}


def asked_by_help() -> bool:
    """Tell whether it is the help of IPython, ``?`` and Shift-Tab, that asks the method which calls this."""
    return sys._getframe(2).f_globals.get("__name__") == "IPython.core.oinspect"  # noqa: SLF001 - inspect costs more


def ipython() -> Any:
    """Return the IPython that this runs under, or None; IPython is never loaded for it."""
    loaded = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded is not None and hasattr(loaded, "get_ipython") else None
