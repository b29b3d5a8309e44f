"""IPython, where this runs under it: whose line an error comes from, and what Tab may look into."""

import re
import sys
from ast import literal_eval
from collections.abc import Callable
from contextlib import suppress
from inspect import Parameter, signature
from linecache import getline
from types import TracebackType
from typing import Any

__all__ = ["callers_line", "enable_completion", "ipython", "is_called_by_help", "output_line", "short_traceback"]

_OURS = "heroics_py"
_MATCHER = "heroics_py.attributes"
_LONGEST = 1000
_INDEX = re.compile(r"\[(?P<key>[^\[\]]*)\]")
_INDEXED = r"(?<![\w.])(?P<value>[A-Za-z_][\w.]*+\[[^\[\]]*\](?:\.\w+|\[[^\[\]]*\])*)"
_ATTRIBUTE = re.compile(_INDEXED + r"\.(?P<start>\w*)$")
_ARGUMENT = re.compile(_INDEXED + r"\((?P<given>(?:[^()]*,)?\s*)(?P<start>\w*)$")


_NAMED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


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


def short_traceback(error: BaseException) -> list[str]:
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


def enable_completion(*classes: type) -> None:
    """Let Tab complete attributes and arguments behind index access, ``client.app["example"].``, where IPython runs.

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

    def evaluate(code: str, **names: object) -> Any:
        around = EvaluationContext(globals=shell.user_ns, locals=names, evaluation=shell.Completer.evaluation)
        return guarded_eval(code, around)

    def behind_an_index(context: Any) -> dict[str, object]:
        text = context.text_until_cursor
        text = text[-_LONGEST:]
        found = _ATTRIBUTE.search(text) or _ARGUMENT.search(text)
        is_attribute = found is not None and found.re is _ATTRIBUTE
        names: list[str] = []
        if found is not None:
            with suppress(Exception):  # whatever is typed so far need not be Python, nor be there
                value = _looked_at(found["value"], evaluate)
                if isinstance(value, classes):
                    names = dir(value) if is_attribute else _keywords(value, found["given"])
        # Where an argument may stand, a variable may, too.
        return _completions(names, found["start"] if found else "", alone=is_attribute)

    # jedi, where it is installed, does not know what an index returns that is found at run time.
    matchers = shell.Completer.custom_matchers
    if all(getattr(each, "matcher_identifier", "") != _MATCHER for each in matchers):
        matchers.append(context_matcher(identifier=_MATCHER)(behind_an_index))


def _looked_at(code: str, evaluate: Callable[..., Any]) -> Any:
    """Return the value of what was typed; an item of a list, and what is in it, only where the item is at hand."""
    for index in _INDEX.finditer(code):
        at_hand = getattr(evaluate(code[: index.start()]), "_item_in_memory", None)
        if callable(at_hand):
            return evaluate(f"item{code[index.end() :]}", item=at_hand(literal_eval(index["key"])))
    return evaluate(code)


def _keywords(link: Any, given: str) -> list[str]:
    """Return the arguments of a link that may be given by keyword, as one types them, without those that are."""
    named = [each.name for each in signature(link).parameters.values() if each.kind in _NAMED]
    return [f"{name}=" for name in named if not re.search(rf"\b{name}\s*=", given)]


def _completions(names: list[str], start: str, *, alone: bool) -> dict[str, object]:
    """Return what a matcher of IPython gives: the names that start so, in the place of the start."""
    from IPython.core.completer import SimpleCompletion

    fitting = [name for name in names if name.startswith(start) and not name.startswith("_")]
    completions = [SimpleCompletion(text=name, type="attribute") for name in fitting]
    return {"completions": completions, "matched_fragment": start, "suppress": alone and bool(fitting)}


def output_line() -> Callable[[str], None]:
    """Return what shows a text in the output of the cell, each in the place of the one before; IPython has to run."""
    from IPython.display import display

    handle: Any = None

    def say(text: str) -> None:
        nonlocal handle
        if handle is None:
            handle = display({"text/plain": text}, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            handle.update({"text/plain": text}, raw=True)

    return say


def is_called_by_help() -> bool:
    """Tell whether it is the help of IPython, ``?`` and Shift-Tab, that asks the method which calls this."""
    return sys._getframe(2).f_globals.get("__name__") == "IPython.core.oinspect"  # noqa: SLF001 - inspect costs more


def ipython() -> Any:
    """Return the IPython that this runs under, or None; IPython is never loaded for it."""
    loaded = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded is not None and hasattr(loaded, "get_ipython") else None
