"""JSON values without their secrets."""

import re

from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.texts import mask_text

__all__ = ["ValueMask"]

_DEEPEST = 40
# Below a secret name, these keys hold no secret: who, since when, until when.
_HARMLESS_KEY = r"id|.+_(at|in)"
# Among config vars, a few plain words, a number or a version may be shown; any other text may be a key.
_PLAIN_TEXT = r"[A-Za-z]{1,11}([-_. ][A-Za-z]{1,11}){0,3}|\d{1,6}(\.\d{1,4}){0,3}"


class ValueMask:
    """Masks the secrets of JSON values.

    Attributes:
        hidden: the places that the schema declares secret, each as the keys that lead there; lists add no key.
        suspicious: whether every text but plain words and short numbers counts as a secret, as in config vars.
    """

    __slots__ = ("hidden", "suspicious")

    def __init__(self, *, hidden: frozenset[tuple[str, ...]] = frozenset(), suspicious: bool = False) -> None:
        self.hidden = hidden
        self.suspicious = suspicious

    def apply(self, value: object, path: tuple[str, ...] = ()) -> object:
        """Return ``value`` as plain dicts and lists with each secret masked.

        Args:
            value: JSON of any depth.
            path: the keys that lead to it.
        """
        return self._masked(value, path, len(path), secret=path in self.hidden or any(map(is_secret_name, path)))

    def _masked(self, value: object, path: tuple[str, ...], depth: int, *, secret: bool) -> object:
        if isinstance(value, dict | list) and depth > _DEEPEST:
            return "..."
        if isinstance(value, dict):
            return self._masked_object(value, path, depth, secret=secret)
        if isinstance(value, list):
            return [self._masked(item, path, depth + 1, secret=secret) for item in value]
        if value is None or isinstance(value, bool):
            return value
        if secret:
            return MASK if value != "" else value
        return self._masked_text(value) if isinstance(value, str) else value

    def _masked_object(
        self, value: dict[object, object], path: tuple[str, ...], depth: int, *, secret: bool
    ) -> dict[object, object]:
        shown = {}
        for key, item in dict.items(value):  # without the conversions of a subclass
            below = (*path, str(key))
            hides = below in self.hidden or is_secret_name(str(key))
            hides = hides or (secret and not re.fullmatch(_HARMLESS_KEY, str(key)))
            shown[key] = self._masked(item, below, depth + 1, secret=hides)
        return shown

    def _masked_text(self, text: str) -> str:
        masked = mask_text(text)
        return MASK if self.suspicious and text and masked == text and not re.fullmatch(_PLAIN_TEXT, text) else masked
