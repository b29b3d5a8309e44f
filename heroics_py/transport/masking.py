"""Secrets kept out of texts: a value that shows nothing, and headers without credentials."""

from collections.abc import Mapping
from typing import NoReturn

from heroics_py.secrecy import MASK, is_secret_name, masked_target, masked_url

__all__ = ["MASK", "Secret", "for_stranger", "is_secret_name", "masked_target", "masked_url"]


class Secret:
    """A text that shows itself in no repr, no str, no pickle: only to whom asks with `reveal`."""

    __slots__ = ("_held",)

    def __init__(self, value: str) -> None:
        def held() -> str:
            return value

        self._held = held

    def reveal(self) -> str:
        """Return the text."""
        return self._held()

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled; give the credentials anew where the pickle is read")


def for_stranger(headers: Mapping[str, str]) -> dict[str, str | None]:
    """Return the changes that take every credential out of ``headers``, for a server that must not see them."""
    return {name: None for name in headers if is_secret_name(name)}
