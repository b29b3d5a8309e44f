"""What pytest loads where heroics_py is installed. PYTEST_DONT_REWRITE.

It names the plugin, which has a second name: ``-p heroics_py.testing.plugin``. Pytest refuses one module under both.

Pytest would also rewrite the assertions of each module of a distribution that has a plugin. Ours have none, and the
first import of a client would take two seconds more. A finder before pytest's own loads them as in any other program.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_addhooks", "pytest_plugins", "pytest_unconfigure"]

pytest_plugins = ("heroics_py.testing.plugin",)


class _PlainFinder(MetaPathFinder):
    """Finds the modules of this package for one run of pytest."""

    def __init__(self, plugins: "pytest.PytestPluginManager") -> None:
        self.plugins = plugins

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return how a module of this package is loaded; None for any other."""
        return PathFinder.find_spec(name, path, target) if name.startswith("heroics_py.") else None


def pytest_addhooks(pluginmanager: "pytest.PytestPluginManager") -> None:
    """Put the finder in front."""
    sys.meta_path.insert(0, _PlainFinder(pluginmanager))


def pytest_unconfigure(config: "pytest.Config") -> None:
    """Take the finder away."""
    plugins = config.pluginmanager
    sys.meta_path[:] = [
        each for each in sys.meta_path if not (isinstance(each, _PlainFinder) and each.plugins is plugins)
    ]
