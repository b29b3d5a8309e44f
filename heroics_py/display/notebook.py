"""Tracebacks, completion and output under IPython."""

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
_ARGUMENT = re.compile(_INDEXED + r"\((?P<before>(?:[^()]*,)?\s*)(?P<start>\w*)$")


_NAMED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def callers_line(traceback: TracebackType | None) -> str:
    """Return where the caller's code called this library; empty if unknown.

    In a notebook, the place is the cell: "Cell In[3], line 1".
    """
    last = None
    while traceback is not None:
        names = traceback.tb_frame.f_globals
        if str(names.get("__name__", "")).partition(".")[0] == _OURS and last is not None:
            break
        last = traceback
        traceback = traceback.tb_next
    if last is None:
        return ""
    name = last.tb_frame.f_code.co_filename
    line = getline(name, last.tb_lineno, last.tb_frame.f_globals).strip()
    return f"{_place(name)}, line {last.tb_lineno}" + (f": {line}" if line else "")


def _place(name: str) -> str:
    """Return the name of a file, or of a cell, as IPython shows it."""
    describe = getattr(getattr(ipython(), "compile", None), "format_code_name", None)
    description = describe(name) if describe is not None else None
    return f"{description[0]} {description[1]}" if description else name


def short_traceback(error: BaseException) -> list[str]:
    """Return the error and the caller's own line; all frames with ``%xmode Verbose``."""
    full = _verbose_traceback(error)
    if full is not None:
        return full
    place = callers_line(error.__traceback__)
    notes = [f"  {note}" for note in getattr(error, "__notes__", ())]
    return [f"{type(error).__name__}: {error}", *notes, *([f"  at {place}"] if place else [])]


def _verbose_traceback(error: BaseException) -> list[str] | None:
    """Return IPython's own traceback of ``error`` with ``%xmode Verbose``, else None."""
    tracer: Any = getattr(ipython(), "InteractiveTB", None)
    if getattr(tracer, "mode", "") != "Verbose":
        return None
    return list(tracer.structured_traceback(type(error), error, error.__traceback__))


def enable_completion(*classes: type) -> None:
    """Let Tab complete after an index, as in ``client.app["example"].``.

    Args:
        classes: those whose attributes and items have no side effects.
    """
    try:
        from IPython.core.completer import context_matcher
        from IPython.core.guarded_eval import EVALUATION_POLICIES, EvaluationContext, guarded_eval
    except ImportError:  # an older IPython, which does not evaluate code
        return
    shell = ipython()
    limited = EVALUATION_POLICIES["limited"]
    for kind in ("allowed_getitem_external", "allowed_getattr_external"):
        allowed: set[tuple[str, ...]] = getattr(limited, kind, set())
        allowed.update((each.__module__, each.__qualname__) for each in classes)

    def evaluate(code: str, **names: object) -> Any:
        context = EvaluationContext(globals=shell.user_ns, locals=names, evaluation=shell.Completer.evaluation)
        return guarded_eval(code, context)

    def complete_after_index(context: Any) -> dict[str, object]:
        text = context.text_until_cursor
        text = text[-_LONGEST:]
        match = _ATTRIBUTE.search(text) or _ARGUMENT.search(text)
        is_attribute = match is not None and match.re is _ATTRIBUTE
        names: list[str] = []
        if match is not None:
            with suppress(Exception):  # the text so far may be incomplete or wrong
                value = _evaluate_indexes(match["value"], evaluate)
                if isinstance(value, classes):
                    names = dir(value) if is_attribute else _keywords(value, match["before"])
        # An argument may also be a variable, which IPython completes itself.
        return _completions(names, match["start"] if match else "", alone=is_attribute)

    # jedi, if it is installed, can't infer the items of a class that is built at run time.
    matchers = shell.Completer.custom_matchers
    if all(getattr(each, "matcher_identifier", "") != _MATCHER for each in matchers):
        matchers.append(context_matcher(identifier=_MATCHER)(complete_after_index))


def _evaluate_indexes(code: str, evaluate: Callable[..., Any]) -> Any:
    """Evaluate code with indexes; of a list, only items that were fetched before."""
    for index in _INDEX.finditer(code):
        item_in_memory = getattr(evaluate(code[: index.start()]), "_item_in_memory", None)
        if callable(item_in_memory):
            return evaluate(f"item{code[index.end() :]}", item=item_in_memory(literal_eval(index["key"])))
    return evaluate(code)


def _keywords(link: Any, before: str) -> list[str]:
    """Return the arguments of a link, such as ``name=``, without those in ``before``."""
    named = [each.name for each in signature(link).parameters.values() if each.kind in _NAMED]
    return [f"{name}=" for name in named if not re.search(rf"\b{name}\s*=", before)]


def _completions(names: list[str], start: str, *, alone: bool) -> dict[str, object]:
    """Return the names that begin with ``start``, as a matcher of IPython does."""
    from IPython.core.completer import SimpleCompletion

    matching = [name for name in names if name.startswith(start) and not name.startswith("_")]
    completions = [SimpleCompletion(text=name, type="attribute") for name in matching]
    return {"completions": completions, "matched_fragment": start, "suppress": alone and bool(matching)}


def output_line() -> Callable[[str], None]:
    """Return a function that replaces a text in the output of the cell."""
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
    """Return whether the caller was called by the help of IPython, ``?`` or Shift-Tab."""
    return sys._getframe(2).f_globals.get("__name__") == "IPython.core.oinspect"  # noqa: SLF001 - inspect costs more


def ipython() -> Any:
    """Return the IPython that this runs under, or None, without importing IPython."""
    loaded = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded is not None and hasattr(loaded, "get_ipython") else None
