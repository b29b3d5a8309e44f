"""Libraries that some tests need: where one is missing, they are skipped with the reason, or fail."""

import importlib
import os

import pytest

__all__ = ["load"]


def load(name, *, unless=("CI", "true"), install="pip install -e '.[test]'"):
    """Return a module; skip the test, or the module of tests, that needs it if it is not installed.

    Args:
        name: of the module.
        unless: the environment variable, and its value, with which a missing library is an error.
        install: how to install it.
    """
    variable, value = unless
    if os.environ.get(variable) == value:
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed: {install}")
