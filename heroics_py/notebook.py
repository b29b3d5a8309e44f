"""IPython, where this runs under it: whose line an error comes from, and what Tab may look into."""

import sys
from linecache import getline
from types import TracebackType
from typing import Any

__all__ = ["callers_line", "full_traceback_wanted", "ipython", "let_tab_look_into"]

_OURS = "heroics_py"


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


def full_traceback_wanted(error: BaseException) -> list[str] | None:
    """Return IPython's own traceback of ``error`` where ``%xmode Verbose`` asks for all of it; else None."""
    tracer: Any = getattr(ipython(), "InteractiveTB", None)
    if getattr(tracer, "mode", "") != "Verbose":
        return None
    return list(tracer.structured_traceback(type(error), error, error.__traceback__))


def let_tab_look_into(*modules: str) -> None:
    """Let completion evaluate attributes and index access of what is defined in ``modules``, which must do no harm.

    IPython completes ``client.app["example"].`` only where it is told that the brackets have no effects.

    Args:
        modules: dotted names; what lies below them is meant too.
    """
    policies = getattr(sys.modules.get("IPython.core.guarded_eval"), "EVALUATION_POLICIES", {})
    limited = policies.get("limited")
    for kind in ("allowed_getitem_external", "allowed_getattr_external"):
        known = getattr(limited, kind, None)
        if isinstance(known, set):
            known.update((name,) for name in modules)


def ipython() -> Any:
    """Return the IPython that this runs under, or None; IPython is never loaded for it."""
    loaded = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded is not None and hasattr(loaded, "get_ipython") else None
