"""Exports that a package imports at their first use."""

import sys
from collections.abc import Callable, Mapping

__all__ = ["lazy_exports"]

# What other packages call the function that makes a client; those of a schema are those of Heroics for Ruby.
_CONSTRUCTORS = frozenset(
    {"api", "create_client", "get_client", "init", "load", "new", "open", "session", "heroics", "heroku"}
    | {f"{client}from_schema{url}" for client in ("", "client_", "oauth_client_") for url in ("", "_url")}
)


def lazy_exports(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and ``__dir__`` of ``package`` (PEP 562).

    A type checker takes any name of a module that defines ``__getattr__``. Hide it from the checker, and show it the
    imports instead:

        if TYPE_CHECKING:
            from heroics_py.cache.stores.files import FileStore
        else:
            __getattr__, __dir__ = lazy_exports(__name__, {"heroics_py.cache.stores.files": ("FileStore",)})

    Args:
        package: the name of the package, which lists its exports in ``__all__``.
        homes: the names that each module exports through the package.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def get(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}{_hint(name, home_of)}")
        from importlib import import_module

        from heroics_py.support.loading import load_modules

        load_modules(home_of[name])
        value: object = getattr(import_module(home_of[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return list(sys.modules[package].__all__)

    return get, names


def _hint(name: str, names: Mapping[str, str]) -> str:
    """Return the exports that a name may mean, for the end of an error; empty for a private name."""
    if name.startswith("_"):
        return ""
    from heroics_py.support.suggestions import closest_names, joined_names

    if name.lower() in _CONSTRUCTORS and "connect" in names:
        return "; did you mean 'connect'?"
    close = closest_names(name, names, 1)
    return f"; did you mean {joined_names(close)}?" if close else ""
