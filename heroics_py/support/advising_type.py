"""A type whose name says in the errors of others what to pass instead."""

import sys
from abc import ABCMeta

__all__ = ["AdvisingType"]


class AdvisingType(ABCMeta):
    """Lets errors that name the type of what they refuse, such as that of `json.dumps`, say what to pass instead."""

    _advice: str
    _advised_modules: tuple[str, ...] = ("json.encoder",)

    @property
    def __name__(cls) -> str:  # type: ignore[override]  # nobody sets it
        name: str = type.__dict__["__name__"].__get__(cls)
        module = str(sys._getframe(1).f_globals.get("__name__"))  # noqa: SLF001 - documented
        return f"{name} ({cls._advice})" if module.startswith(cls._advised_modules) else name
