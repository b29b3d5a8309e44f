"""Tokens in the keyring of the system, each for one profile and one origin."""

from heroics_py.cli.profiles.problems import ProfileError
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["forget_token", "keep_token", "kept_token"]

_INSTEAD = "HEROICS_TOKEN, netrc and --token-stdin work without it"


def kept_token(name: str, origin: str) -> Secret[str] | None:
    """Return the token of a profile for an origin; None if the keyring has none.

    Raises:
        ProfileError: there is no keyring, or it can't be opened.
    """
    _check_installed()
    import keyring

    with _Failures("read"):
        token = Secret(keyring.get_password(_service(origin), name))
    return Secret(token.reveal() or "") if token.reveal() else None


def keep_token(name: str, origin: str, token: Secret[str]) -> None:
    """Keep the token of a profile for an origin, in place of an earlier one.

    Raises:
        ProfileError: there is no keyring, or it can't be opened.
    """
    _check_installed()
    import keyring

    with _Failures("written to"):
        keyring.set_password(_service(origin), name, token.reveal())


def forget_token(name: str, origin: str) -> None:
    """Remove the token of a profile for an origin, if there is one.

    Raises:
        ProfileError: there is no keyring, or it can't be opened.
    """
    _check_installed()
    import keyring

    with _Failures("written to"):
        if keyring.get_password(_service(origin), name) is not None:
            keyring.delete_password(_service(origin), name)


def _service(origin: str) -> str:
    return f"heroics-py {origin}"


def _check_installed() -> None:
    try:
        load_modules("keyring")
    except ImportError:
        raise ProfileError(
            f"the library keyring is not installed: pip install 'heroics-py[keyring]'; {_INSTEAD}"
        ) from None


class _Failures:
    """Turns the errors of the keyring into ours. Its backends raise errors of their own, with frames that hold tokens.

    Args:
        action: what is done with the keyring.
    """

    def __init__(self, action: str) -> None:
        self._action = action

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        from keyring.errors import NoKeyringError

        if isinstance(error, NoKeyringError):
            raise ProfileError(f"this system has no keyring: {_INSTEAD}") from None
        if isinstance(error, Exception):
            raise ProfileError(
                f"the keyring of the system can't be {self._action} ({type(error).__name__}): unlock it; {_INSTEAD}"
            ) from None
