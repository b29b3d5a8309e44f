"""A docstring for the class, and another one for each instance."""

from collections.abc import Callable
from typing import Any

__all__ = ["InstanceDoc"]


class InstanceDoc:
    """The ``__doc__`` of a class whose instances have docstrings of their own, which `help` and ``?`` show.

    Args:
        of_class: the docstring of the class.
        of_instance: returns the docstring of an instance.
    """

    def __init__(self, of_class: str, of_instance: Callable[[Any], str]) -> None:
        self._of_class = of_class
        self._of_instance = of_instance

    def __get__(self, instance: object, owner: type | None = None) -> str:
        return self._of_class if instance is None else self._of_instance(instance)
