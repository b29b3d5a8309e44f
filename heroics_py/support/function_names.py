"""Functions by their names: ``"vault:get_token"`` is ``get_token`` of the module ``vault``."""

import sys

from heroics_py.support.loading import load_modules

__all__ = ["find_function", "name_of_function"]

_PROGRAM = frozenset({"__main__", "__mp_main__"})  # another process has a program of its own


def name_of_function(function: object, *, of_program: bool = False) -> str:
    """Return the name by which another process finds ``function``; empty if it has none.

    A function within a function, a lambda, a method of an object and a `partial` have none.

    Args:
        function: anything that can be called.
        of_program: name functions of the program that runs, too: only a process that was started from it finds them.
    """
    module, names = getattr(function, "__module__", ""), getattr(function, "__qualname__", "")
    if not isinstance(module, str) or not isinstance(names, str) or (module in _PROGRAM and not of_program):
        return ""
    found: object = sys.modules.get(module)
    for name in names.split("."):
        found = getattr(found, name, None)
    return f"{module}:{names}" if found is function and found is not None else ""


def find_function(name: str) -> object:
    """Return the function that ``name`` names; its module is imported.

    Raises:
        LookupError: this process does not have it; the text says what is missing.
    """
    module, _, names = name.partition(":")
    if module not in sys.modules:
        _import(module)
    found: object = sys.modules.get(module)
    for each in names.split("."):
        found = getattr(found, each, None)
    if not callable(found):
        raise LookupError(f"{_place(module)} has no function {names}")
    return found


def _import(module: str) -> None:
    try:
        load_modules(module)
    except ImportError as error:
        problem = f"the module {error.name or module} can't be imported"
    except Exception as error:  # noqa: BLE001 - a module of the user's may raise anything
        problem = f"the module {module} raises {type(error).__name__} when it is imported"
    else:
        return
    raise LookupError(problem)


def _place(module: str) -> str:
    return "the program of this process" if module in _PROGRAM else f"the module {module}"
