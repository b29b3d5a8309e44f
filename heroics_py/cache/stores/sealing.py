"""The secrets of a store that others can write to: entries and times as sealed bytes, and back."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TypeAlias

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.encryption import decrypt, encrypt, require_cryptography
from heroics_py.cache.stores.envelope import pack, seal, seal_time, unpack, unseal, unseal_time
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret

__all__ = ["Sealing", "SecretText"]

SecretText: TypeAlias = str | bytes | Reference
_MIN_SECRET = 16  # characters
_ENCRYPTED = "-encrypted"  # ends the names of fields: workers with and without encryption don't see each other's
_NEVER = float("-inf")


class Sealing:
    """Seals entries with a secret, and encrypts them on request.

    Args:
        secrets: one or several; the first one seals, and the others still open. References are looked up at each use.
        encrypts: whether to encrypt entries.

    Raises:
        ValueError: a secret is missing or too short.
        ImportError: cryptography is needed, and not installed.
    """

    def __init__(self, secrets: Secret[SecretText | Sequence[SecretText]], *, encrypts: bool) -> None:
        self._hidden = _hide_each(secrets)
        self.encrypts = encrypts
        if not self._hidden:
            raise ValueError("the secrets of a RedisStore are empty: expected at least one")
        for each in self._hidden:
            if not isinstance(each.reveal(), Reference):
                _digest(each)
        if encrypts:
            require_cryptography()

    @property
    def references(self) -> list[Reference] | None:
        """The references to all secrets, or None if one of them is a plain text."""
        found = [revealed for each in self._hidden if isinstance(revealed := each.reveal(), Reference)]
        return found if len(found) == len(self._hidden) else None

    @property
    def secret(self) -> bytes:
        """What seals.

        Raises:
            HeroicsError: this process does not have what a reference names.
            ValueError: that is too short.
        """
        return _digest(self._hidden[0])

    @property
    def older_secrets(self) -> tuple[bytes, ...]:
        """What only opens; it raises as `secret`."""
        return tuple([_digest(each) for each in self._hidden[1:]])

    def name_of(self, keys: Keys) -> str:
        """Return the name for an entry within its group."""
        return f"{keys.key}{_ENCRYPTED}" if self.encrypts else keys.key

    def close(self, entry: Entry, keys: Keys) -> bytes:
        """Return an entry as bytes that are valid for ``keys`` only."""
        secret, payload = self.secret, pack(entry)
        if self.encrypts:
            payload = encrypt(payload, secret=secret)
        return seal(payload, secret=secret, key=self.name_of(keys))

    def open(self, envelope: object, keys: Keys) -> Entry:
        """Return the entry that `close` turned into ``envelope``.

        Raises:
            CorruptEntryError: it is anything else.
        """
        if isinstance(envelope, bytes):
            for secret in self._each_secret():
                with suppress(CorruptEntryError):
                    payload = unseal(envelope, secret=secret, key=self.name_of(keys))
                    return unpack(decrypt(payload, secret=secret) if self.encrypts else payload)
        raise CorruptEntryError("the envelope is damaged, or was sealed for another key")

    def close_time(self, moment: float, group: str) -> bytes:
        """Return a time as bytes that are valid for ``group`` only."""
        return seal_time(moment, secret=self.secret, group=group)

    def open_time(self, envelope: object, group: str) -> float:
        """Return the time that `close_time` turned into ``envelope``; minus infinity for None.

        Raises:
            CorruptEntryError: it is anything else.
        """
        if envelope is None:
            return _NEVER
        for secret in self._each_secret():
            with suppress(CorruptEntryError):
                return unseal_time(envelope, secret=secret, group=group)
        raise CorruptEntryError("the time of a change is damaged")

    def _each_secret(self) -> Iterator[bytes]:
        yield self.secret
        yield from self.older_secrets


def _hide_each(secrets: Secret[SecretText | Sequence[SecretText]]) -> tuple[Secret[SecretText], ...]:
    several = secrets.reveal()
    if isinstance(several, str | bytes | Reference):
        return (Secret(several),)
    if not isinstance(several, list | tuple):
        raise ValueError(f"secret={type(several).__name__}: expected at least {_MIN_SECRET} characters, or a reference")
    return tuple([Secret(each) for each in several])


def _digest(hidden: Secret[SecretText]) -> bytes:
    revealed = hidden.reveal()
    text = revealed() if isinstance(revealed, Reference) else revealed
    digest = hashlib.sha256(text.encode() if isinstance(text, str) else text).digest()
    is_long_enough = len(text) >= _MIN_SECRET
    del revealed, text  # a traceback that shows local variables must not show it
    if not is_long_enough:
        raise ValueError(f"the secret of a RedisStore is too short: expected at least {_MIN_SECRET} characters")
    return digest
