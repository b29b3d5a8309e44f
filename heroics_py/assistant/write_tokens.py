"""Tokens that allow one write with exactly the arguments that were described."""

import hmac
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as EncodingError
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from heroics_py.assistant.errors import Refused
from heroics_py.support.json_types import Json

__all__ = ["WriteTokens"]

_SECONDS = 600
_NONCE = 12
_TIME = 8
_FIX = "call describe again with these arguments, and pass the token that it returns"


class WriteTokens:
    """Issues tokens, and accepts each of them once.

    A token is the moment of its end, a number that is used once, and their HMAC with what it allows. The key is made
    for this process and never leaves it.

    Args:
        seconds: how long a token is valid.
        clock: returns the time in seconds.
    """

    def __init__(self, *, seconds: int = _SECONDS, clock: Callable[[], float] = time.time) -> None:
        self.seconds = seconds
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._spent: dict[bytes, int] = {}
        self._lock = Lock()

    def issue(self, subject: Json) -> str:
        """Return a token that allows ``subject`` once."""
        end = int(self._clock()) + self.seconds
        head = end.to_bytes(_TIME, "big") + secrets.token_bytes(_NONCE)
        return urlsafe_b64encode(head + self._mac(head, subject)).decode("ascii")

    def check(self, token: str, subject: Json) -> None:
        """Accept a token that allows ``subject`` and was not spent; it remains valid.

        Raises:
            Refused: it says why, and how to get another token.
        """
        head = self._head(token, subject)
        if head in self._spent:
            raise Refused(f"this token was used before: {_FIX}")

    def spend(self, token: str, subject: Json) -> None:
        """Accept a token as `check` does, for the last time.

        Raises:
            Refused: as `check` does; of two calls at once, one.
        """
        head = self._head(token, subject)
        now = int(self._clock())
        with self._lock:
            if head in self._spent:
                raise Refused(f"this token was used before: {_FIX}")
            self._spent = {known: end for known, end in self._spent.items() if end >= now}
            self._spent[head] = int.from_bytes(head[:_TIME], "big")

    def _head(self, token: str, subject: Json) -> bytes:
        """Return what identifies a token, if it is genuine, allows ``subject``, and has not expired."""
        try:
            data = urlsafe_b64decode(token.encode("ascii"))
        except (UnicodeError, EncodingError):
            data = b""
        head, mac = data[: _TIME + _NONCE], data[_TIME + _NONCE :]
        if not hmac.compare_digest(mac, self._mac(head, subject)):
            raise Refused(f"this token does not allow this call with these arguments: {_FIX}")
        if int.from_bytes(head[:_TIME], "big") < self._clock():
            raise Refused(f"this token has expired, after {self.seconds} seconds: {_FIX}")
        return head

    def _mac(self, head: bytes, subject: Json) -> bytes:
        text = json.dumps(subject, sort_keys=True, separators=(",", ":"))
        return hmac.digest(self._key, head + text.encode("ascii"), sha256)
