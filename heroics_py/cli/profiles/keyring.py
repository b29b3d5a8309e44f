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
    token = _access("get_password", name, origin)
    return token if token.reveal() else None


def keep_token(name: str, origin: str, token: Secret[str]) -> None:
    """Keep the token of a profile for an origin, in place of an earlier one.

    Raises:
        ProfileError: there is no keyring, or it can't be opened.
    """
    _access("set_password", name, origin, token)


def forget_token(name: str, origin: str) -> None:
    """Remove the token of a profile for an origin, if there is one.

    Raises:
        ProfileError: there is no keyring, or it can't be opened.
    """
    if kept_token(name, origin) is not None:
        _access("delete_password", name, origin)


def _access(function: str, name: str, origin: str, *values: Secret[str]) -> Secret[str]:
    """Call a function of keyring. Its backends raise what they like, with frames that may hold tokens."""
    try:
        load_modules("keyring")
        import keyring

        texts = [each.reveal() for each in values]
        return Secret(getattr(keyring, function)(f"heroics-py {origin}", name, *texts) or "")
    except ModuleNotFoundError:
        problem = "the library keyring is not installed: pip install 'heroics-py[keyring]'"
    except Exception as error:  # noqa: BLE001 - keyrings of all kinds raise what they like
        kind = type(error).__name__
        is_missing = kind in {"NoKeyringError", "InitError"}
        problem = "this system has no keyring" if is_missing else f"the keyring can't be used ({kind}): unlock it"
    raise ProfileError(f"{problem}; {_INSTEAD}")
