"""Where logins are kept: in memory, in private files, or in the keyring of the system."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from heroics_py.cache.entry import CorruptEntryError
from heroics_py.cache.stores.private_files import make_directory, read_file, remove_file, write_file
from heroics_py.errors import OAuthError
from heroics_py.oauth.login import Login
from heroics_py.support.loading import load_modules

__all__ = ["FileStore", "KeyringStore", "MemoryStore", "Store", "open_store"]

_SERVICE = "heroics-py"
_ABSENT = frozenset({"NoKeyringError", "InitError"})  # errors of a system without a keyring
_LONGEST_WAIT = 60.0  # seconds for another process that renews the same login


class Store(ABC):
    """Keeps one login.

    Attributes:
        is_instant: whether `read` takes no longer than a file does.
    """

    is_instant = True

    @property
    @abstractmethod
    def where(self) -> str:
        """What it is, for people."""

    @abstractmethod
    def read(self) -> Login | None:
        """Return the login, or None.

        Raises:
            OAuthError: the store can't be used.
        """

    @abstractmethod
    def write(self, login: Login) -> None:
        """Keep a login in place of the one before.

        Raises:
            OAuthError: the store can't be used.
        """

    @abstractmethod
    def remove(self) -> None:
        """Forget the login.

        Raises:
            OAuthError: the store can't be used.
        """

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes from changing the login.

        Raises:
            OAuthError: another process holds the lock for too long, or it can't be created.
        """
        yield


class MemoryStore(Store):
    """Keeps a login as long as the process lives."""

    def __init__(self) -> None:
        self._login: Login | None = None

    @property
    def where(self) -> str:
        """What it is."""
        return "memory"

    def read(self) -> Login | None:
        """Return the login, or None."""
        return self._login

    def write(self, login: Login) -> None:
        """Keep a login."""
        self._login = login

    def remove(self) -> None:
        """Forget the login."""
        self._login = None


class FileStore(Store):
    """Keeps a login in a file that only this user may read, in a directory that only this user may enter.

    Args:
        directory: created with the first login; None for the user's own data directory.
        key: the name of the file.
    """

    def __init__(self, directory: str | None, key: str) -> None:
        self._directory = directory
        self._key = key

    @property
    def where(self) -> str:
        """The path of the file."""
        return f"{self._folder()}/{self._key}.json"

    def read(self) -> Login | None:
        """Return the login; None without a file, or with one that holds something else."""
        try:
            text = read_file(self.where)
        except (OSError, CorruptEntryError) as error:
            fault = _reason(error)
        else:
            return None if text is None else Login.from_json(text)
        raise OAuthError(f"the login in {self.where} can't be read: {fault}")

    def write(self, login: Login) -> None:
        """Keep a login; nobody sees half of it."""
        try:
            make_directory(self._folder(), parents=True)
            write_file(self.where, login.to_json(), base=self._folder())
        except OSError as error:
            fault = _reason(error)
        else:
            return
        raise OAuthError(f"the login can't be kept in {self._folder()}: {fault}; store=None keeps it in memory")

    def remove(self) -> None:
        """Forget the login."""
        try:
            remove_file(self.where)
        except OSError as error:
            fault = _reason(error)
        else:
            return
        raise OAuthError(f"the login in {self.where} can't be removed: {fault}")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes of this user from changing the login."""
        load_modules("filelock")
        from filelock import FileLock, Timeout

        lock = fault = None
        try:
            make_directory(self._folder(), parents=True)
            lock = FileLock(f"{self._folder()}/{self._key}.lock", mode=0o600)
            lock.acquire(timeout=_LONGEST_WAIT)
        except Timeout:
            fault = "another process renews it"
        except OSError as error:
            fault = _reason(error)
        if fault is not None or lock is None:
            raise OAuthError(f"the login in {self._folder()} can't be used: {fault}; store=None keeps it in memory")
        try:
            yield
        finally:
            lock.release()

    def _folder(self) -> str:
        if self._directory is None:
            load_modules("platformdirs")
            from platformdirs import user_data_path

            self._directory = str(user_data_path("heroics-py", appauthor=False) / "logins")
        return self._directory


class KeyringStore(FileStore):
    """Keeps a login in the keyring of the system; only its lock is a file.

    Args:
        key: the name of the entry.
    """

    is_instant = False

    def __init__(self, key: str) -> None:
        super().__init__(None, key)

    @property
    def where(self) -> str:
        """The entry of the keyring."""
        return f"the keyring, {_SERVICE} {self._key}"

    def read(self) -> Login | None:
        """Return the login, or None."""
        text = self._access("get_password")
        return None if text is None else Login.from_json(text)

    def write(self, login: Login) -> None:
        """Keep a login."""
        self._access("set_password", login.to_json().decode())

    def remove(self) -> None:
        """Forget the login."""
        if self._access("get_password") is not None:
            self._access("delete_password")

    def _access(self, method: str, *values: str) -> str | None:
        """Call a function of keyring with the name of the entry."""
        fault = None
        try:
            load_modules("keyring")
            import keyring

            result: str | None = getattr(keyring, method)(_SERVICE, self._key, *values)
        except ModuleNotFoundError:
            fault = "it is not installed: pip install 'heroics-py[keyring]'"
        except Exception as error:  # noqa: BLE001 - keyrings of all kinds raise what they like
            kind = type(error).__name__
            reason = "there is none:" if kind in _ABSENT else f"{kind}: unlock it, or"
            fault = f"{reason} keep the login in a file with store='file'"
        else:
            return result
        raise OAuthError(f"the keyring of the system can't be used: {fault}")


def open_store(store: object, key: str, *, default: str | None) -> Store:
    """Return the store for the argument ``store`` of `OAuth`; nothing is read.

    Args:
        store: "default", "file", "keyring", the path of a directory, or None for memory.
        key: the name of the login in the store.
        default: what "default" means.

    Raises:
        ValueError: ``store`` is something else.
    """
    if store == "default":
        store = default
    if store is None:
        return MemoryStore()
    if store == "keyring":
        return KeyringStore(key)
    if store == "file":
        return FileStore(None, key)
    if isinstance(store, os.PathLike) or (isinstance(store, str) and ("/" in store or os.sep in store)):
        return FileStore(str(Path(os.fspath(store)).expanduser().absolute()), key)
    shown = repr(store) if isinstance(store, str) else type(store).__name__
    raise ValueError(f"store={shown}: expected 'file', 'keyring', the path of a directory, or None for memory")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
