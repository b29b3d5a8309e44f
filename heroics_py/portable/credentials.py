"""Credentials as other processes get them: by reference, or not at all."""

from collections.abc import Mapping
from typing import Any

from heroics_py.portable.functions import named_function
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.texts import mask_text

__all__ = ["is_portable", "portable_credentials"]


def is_portable(thing: object) -> bool:
    """Return whether the pickle of an object holds no secret, as it says itself: ``is_portable`` is True."""
    return getattr(thing, "is_portable", False) is True


def portable_credentials(value: Any) -> Any:
    """Return the arguments ``token`` or ``auth`` of `connect` as a pickle may hold them; None if it must not.

    A reference stays, a function of a module becomes its name; text is a secret.
    """
    if isinstance(value, Reference) or is_portable(value):
        return value
    if isinstance(value, tuple):
        return value if _is_portable_pair(value) else None
    if isinstance(value, Mapping):
        parts = {name: portable_credentials(part) for name, part in value.items()}
        return None if any(part is None for part in parts.values()) else parts
    return named_function(value) if callable(value) else None


def _is_portable_pair(pair: tuple[object, ...]) -> bool:
    """Return whether a user and a password hold no secret: one is a reference, the other a user's name or empty."""
    if len(pair) != 2 or not any(isinstance(each, Reference) for each in pair):
        return False
    user, password = pair
    is_name = isinstance(user, str) and mask_text(user) == user
    return (isinstance(user, Reference) or is_name) and (isinstance(password, Reference) or not password)
