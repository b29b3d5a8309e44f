"""The file of all profiles of a user."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from heroics_py.cache.stores.private_files import write_file
from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_fields import as_json, profile_of
from heroics_py.cli.profiles.profile_names import is_name
from heroics_py.display.terminal import shown
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean

__all__ = ["ProfileFile", "user_profiles"]

_LARGEST = 1 << 20
_TOP = "profiles"


def user_profiles() -> "ProfileFile":
    """Return the file of the user who runs this program."""
    from platformdirs import user_config_path

    return ProfileFile(path=str(user_config_path("heroics-py", appauthor=False) / "profiles.json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFile:
    """A JSON file, ``{"profiles": {"shop": {"schema": "https://...", "url": "https://..."}}}``. It holds no secrets.

    It decides where tokens are sent, so a file that others can write to is refused. A symbolic link is followed.

    Attributes:
        path: of the file, which may be missing.
    """

    path: str

    def names(self) -> list[str]:
        """Return the names of all profiles, sorted.

        Raises:
            ProfileError: the file can't be used.
        """
        return sorted(name for name in self._read() if is_name(name))

    def find(self, name: str) -> Profile | None:
        """Return the profile of a name, or None.

        Raises:
            ProfileError: the file, or this profile in it, can't be used.
        """
        found = self._read()
        return self._profile(name, found[name]) if name in found else None

    def get(self, name: str) -> Profile:
        """Return the profile of a name.

        Raises:
            ProfileError: no profile has this name, or it can't be used.
        """
        profile = self.find(name)
        if profile is None:
            names = self.names()
            advice = did_you_mean(name, names) if names else "'heroics profile add NAME --schema SCHEMA' adds one"
            raise ProfileError(f"no profile {shown(name)}: {advice}")
        return profile

    def put(self, profile: Profile, *, replace: bool) -> None:
        """Write a profile.

        Args:
            profile: the profile, with checked fields.
            replace: replace the one of its name; otherwise it is an error that there is one.

        Raises:
            ProfileError: there is one, or the file can't be used or written.
        """
        with self._locked():
            found = self._read()
            if profile.name in found and not replace:
                raise ProfileError(
                    f"there is a profile {profile.name!r}: 'heroics profile set {profile.name}' changes it"
                )
            self._write({**found, profile.name: as_json(profile)})

    def remove(self, name: str) -> None:
        """Remove a profile, also one that can't be used.

        Raises:
            ProfileError: no profile has this name, or the file can't be used or written.
        """
        with self._locked():
            found = self._read()
            if name not in found:
                raise ProfileError(f"no profile {shown(name)}: {did_you_mean(name, found)}")
            self._write({each: value for each, value in found.items() if each != name})

    def _profile(self, name: str, value: Json) -> Profile:
        try:
            return profile_of(name, value)
        except ValueError as error:
            reason = str(error)
        raise ProfileError(f"the profile {shown(name)} in {self.path} can't be used: {reason}", reason)

    def _read(self) -> dict[str, Json]:
        """Return the value of each profile by its name; the values are not checked."""
        text = self._text()
        if not text.strip():
            return {}
        try:
            root = json.loads(text)
        except RecursionError:
            raise self._error("it is nested too deeply") from None
        except ValueError as error:
            where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise self._error(f"it is not valid JSON{where}") from None
        found = root.get(_TOP, {}) if isinstance(root, dict) else None
        if not isinstance(found, dict):
            raise self._error(f'expected {{"{_TOP}": {{"NAME": {{"schema": ...}}}}}}')
        return found

    def _text(self) -> str:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self.path, flags)
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise self._error(error.strerror or type(error).__name__) from None
        try:
            self._check(os.fstat(descriptor))
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(_LARGEST + 1)
        finally:
            os.close(descriptor)
        if len(data) > _LARGEST:
            raise self._error(f"it is larger than {_LARGEST} bytes")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self._error("it is not UTF-8") from None

    def _check(self, status: os.stat_result) -> None:
        """Refuse what others may have written: it could send tokens to their servers."""
        if not stat.S_ISREG(status.st_mode):
            raise self._error("it is not a file")
        if not hasattr(os, "geteuid"):
            return  # on Windows, the access list of the folder protects it
        if status.st_uid != os.geteuid():
            raise self._error("it belongs to another user")
        if stat.S_IMODE(status.st_mode) & 0o022:
            raise self._error(f"others can write to it; make it yours alone: chmod 600 '{self.path}'")

    def _error(self, problem: str) -> ProfileError:
        return ProfileError(f"the file of profiles {self.path} can't be used: {problem}")

    def _write(self, found: dict[str, Json]) -> None:
        root = {_TOP: dict(sorted(found.items()))}
        try:
            content = json.dumps(root, indent=2, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half of a character, which only an escape can hold
            content = json.dumps(root, indent=2).encode()
        path = os.path.realpath(self.path)
        try:
            write_file(path, content + b"\n", base=os.path.dirname(path))
        except OSError as error:
            raise ProfileError(f"{path} can't be written: {error.strerror or type(error).__name__}") from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes of this program from changing the file."""
        folder = os.path.dirname(self.path)
        try:
            os.makedirs(folder, 0o700, exist_ok=True)
            descriptor = os.open(os.path.join(folder, "profiles.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ProfileError(f"{folder} can't be written to: {error.strerror or type(error).__name__}") from None
        with os.fdopen(descriptor, "rb"):
            with suppress(ImportError):  # Windows: the last writer wins
                from fcntl import LOCK_EX, flock

                flock(descriptor, LOCK_EX)
            yield
