"""The encryption of entries, with a key that follows from the secret of a store."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

from heroics_py.cache.entry import CorruptEntryError
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

__all__ = ["decrypt", "encrypt", "require_cryptography"]

_PURPOSE = b"heroics-py: entries of a cache"
_MODULES = ("cryptography.fernet", "cryptography.hazmat.primitives.hashes", "cryptography.hazmat.primitives.kdf.hkdf")


def require_cryptography() -> None:
    """Load the library.

    Raises:
        ImportError: it is not installed.
    """
    try:
        load_modules(*_MODULES)
    except ModuleNotFoundError:
        is_missing = True
    else:
        is_missing = False
    if is_missing:
        raise ImportError("encrypt=True needs cryptography: pip install 'heroics-py[encryption]'")


def encrypt(payload: bytes, *, secret: bytes) -> bytes:
    """Return ``payload`` encrypted: only those who have ``secret`` can read it."""
    return _fernet(secret).encrypt(payload)


def decrypt(token: bytes, *, secret: bytes) -> bytes:
    """Return the payload that `encrypt` turned into ``token``.

    Raises:
        CorruptEntryError: it is anything else.
    """
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(secret).decrypt(token)
    except InvalidToken:
        pass
    raise CorruptEntryError("the payload was not encrypted with this secret")


@lru_cache(maxsize=16)
def _fernet(secret: bytes) -> "Fernet":
    """Return the cipher of a secret: its key is derived by HKDF (RFC 5869), apart from all other uses of the secret."""
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return Fernet(urlsafe_b64encode(key))
