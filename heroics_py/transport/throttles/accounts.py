"""Whose requests share a rate limit: those of one account at one origin."""

from collections import OrderedDict
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from heroics_py.http.messages import Request
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.secret import Secret
from heroics_py.support.locks import ProcessLock

__all__ = ["Accounts"]

_KEPT = 128
_LOCK = ProcessLock()
_COST = 1 << 14  # of scrypt: some 30 ms for each guess


class Accounts:
    """Names accounts by digests, from which nobody can guess the credentials.

    Args:
        identity: the name of the account, if the caller gives one.
        is_known: whether the requests show all credentials; a session of the caller may add others.
    """

    __slots__ = ("_digests", "_identity", "_is_known")

    def __init__(self, identity: str | None, *, is_known: bool) -> None:
        self._identity = identity
        self._is_known = is_known
        self._digests: OrderedDict[str, str] = OrderedDict()

    def text_of(self, request: Request) -> Secret[str] | None:
        """Return a text that is the same for all requests of one account; None if nobody can know that.

        Args:
            request: with its credentials.
        """
        origin = origin_of(request.url) or ""
        if self._identity is not None:
            return Secret(f"{origin}\nidentity {self._identity}")
        if not self._is_known or request.auth is not None:
            return None
        return Secret("\n".join([origin, *sorted(_credentials(request))]))

    def known(self, text: Secret[str]) -> str | None:
        """Return the digest of a text, if it was made before."""
        return self._digests.get(text.reveal())

    def digest(self, text: Secret[str]) -> str:
        """Return the digest of a text, which takes a moment the first time."""
        with _LOCK.here():  # threads that begin at once need one digest, with the memory of one
            made = _digest(text.reveal())
        self._digests[text.reveal()] = made
        while len(self._digests) > _KEPT:
            self._digests.popitem(last=False)
        return made


@lru_cache(maxsize=_KEPT)
def _digest(text: str) -> str:
    """Return a digest from which a password can't be guessed; the origin is its salt."""
    import hashlib

    secret = text.encode("utf-8", "surrogatepass")
    salt = f"heroics-py throttle {text.partition(chr(10))[0]}".encode()
    if hasattr(hashlib, "scrypt"):  # a few builds of OpenSSL leave it out
        return hashlib.scrypt(secret, salt=salt, n=_COST, r=8, p=1, dklen=20).hex()
    return hashlib.pbkdf2_hmac("sha256", secret, salt, 200_000, dklen=20).hex()


def _credentials(request: Request) -> list[str]:
    """Return the header and query fields that hold credentials."""
    secret = {name.lower() for name in request.secret_fields}
    found = []
    for name, value in request.headers.items():
        lower = name.lower()
        if lower == "authorization" and request.account:
            found.append(f"account {request.account}")
        elif lower in secret or is_secret_name(name):
            found.append(f"header {lower}: {value}")
    if query := urlsplit(request.url).query:
        fields = parse_qsl(query, keep_blank_values=True)
        found += [f"query {name}={value}" for name, value in fields if name.lower() in secret or is_secret_name(name)]
    return found
