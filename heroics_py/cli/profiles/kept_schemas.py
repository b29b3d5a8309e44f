"""The copies of live schemas on this computer, each with its ETag."""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256

from heroics_py.cache.entry import CorruptEntryError
from heroics_py.cache.stores.private_files import list_directory, make_directory, read_file, remove_file, write_file

__all__ = ["KeptSchema", "KeptSchemas", "user_schemas"]

_SUFFIX = ".schema"
_FIELDS = ("address", "url", "etag", "modified", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchema:
    """A copy of a schema.

    Attributes:
        url: where the schema is: its address, or what the address of an API led to.
        body: its bytes.
        etag, modified: the validators of the response, as in its headers; empty if it had none.
        at: when the server confirmed it, in seconds since the epoch.
    """

    url: str
    body: bytes
    etag: str = ""
    modified: str = ""
    at: float = 0.0


def user_schemas() -> "KeptSchemas":
    """Return the copies of the user who runs this program."""
    from platformdirs import user_cache_path

    return KeptSchemas(folder=str(user_cache_path("heroics-py", appauthor=False) / "schemas"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchemas:
    """Copies of schemas in a private folder, a file for each address and account.

    A file is a line of JSON that describes it, and the schema as it came. A damaged file counts as missing. The
    address, which may hold a secret, is not in it.

    Attributes:
        folder: where they are.
    """

    folder: str

    def find(self, address: str, account: str = "") -> KeptSchema | None:
        """Return the copy of what an address has for an account, or None.

        Args:
            address: the URL of a schema, or of an API that leads to one.
            account: the account that the schema was read with, as text that may be secret; empty for no account.
        """
        path = self._path(address, account)
        try:
            content = read_file(path) or b""
            line, _, body = content.partition(b"\n")
            head = json.loads(line)
            at = os.stat(path).st_mtime
        except (OSError, ValueError, RecursionError, CorruptEntryError):
            return None
        if not isinstance(head, dict) or not all(isinstance(head.get(name), str) for name in _FIELDS):
            return None
        if head["address"] != _address_digest(address) or head["digest"] != _digest(body):
            return None
        return KeptSchema(url=head["url"] or address, body=body, etag=head["etag"], modified=head["modified"], at=at)

    def keep(self, address: str, copy: KeptSchema, account: str = "") -> None:
        """Keep a copy in place of an earlier one. A disk that refuses it changes nothing: copies are for speed."""
        head = {
            "address": _address_digest(address),
            "url": "" if copy.url == address else copy.url,
            "etag": copy.etag,
            "modified": copy.modified,
            "digest": _digest(copy.body),
        }
        with suppress(OSError):
            make_directory(self.folder, parents=True)
            content = json.dumps(head).encode() + b"\n" + copy.body
            write_file(self._path(address, account), content, base=self.folder)

    def confirm(self, address: str, account: str = "") -> None:
        """Note that the server has confirmed a copy now."""
        with suppress(OSError):
            now = time.time()
            os.utime(self._path(address, account), (now, now))

    def drop(self, address: str) -> None:
        """Remove the copy that was read without an account, if there is one."""
        with suppress(OSError):
            remove_file(self._path(address, ""))

    def clear(self) -> int:
        """Remove all copies, and return how many there were."""
        return sum(remove_file(item.path) for item in list_directory(self.folder) if item.name.endswith(_SUFFIX))

    def measure(self) -> tuple[int, int]:
        """Return the number of copies and their size in bytes."""
        sizes = []
        for item in list_directory(self.folder):
            with suppress(OSError):
                if item.name.endswith(_SUFFIX):
                    sizes.append(item.stat(follow_symlinks=False).st_size)
        return len(sizes), sum(sizes)

    def _path(self, address: str, account: str) -> str:
        key = self._secret() if account else b""
        name = blake2b(f"{address}\n{account}".encode("utf-8", "surrogatepass"), key=key, digest_size=20).hexdigest()
        return os.path.join(self.folder, f"{name}{_SUFFIX}")

    def _secret(self) -> bytes:
        """Return the key that keeps the credentials of an account out of the names of files."""
        path = os.path.join(self.folder, "secret")
        with suppress(OSError, CorruptEntryError):
            make_directory(self.folder, parents=True)
            if not read_file(path):
                write_file(path, os.urandom(32), base=self.folder, replace=False)
            return (read_file(path) or os.urandom(32))[:64]
        return os.urandom(32)


def _address_digest(address: str) -> str:
    return _digest(address.encode("utf-8", "surrogatepass"))


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()
