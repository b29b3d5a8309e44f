"""The account that a command line acts for, as far as Tab can know it."""

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from heroics_py.cli.completion.kept_files import secret
from heroics_py.cli.completion.tracked_files import file_state

__all__ = ["account_file", "hides_account"]

_VARIABLES = ("HEROICS_TOKEN", "HEROKU_API_KEY")
_OWN_CREDENTIALS = frozenset({"--token-stdin", "--header"})


def account_file(
    url: str, profile: Mapping[str, Any] | None, environment: Mapping[str, str], *, create: bool = False
) -> str | None:
    """Return the name of the file with what an account has seen of an API; None if there is no such file yet.

    The name depends on all that decides about credentials: the URL, the tokens in the environment, netrc, and the
    profile, which differs after each login. It is made with a secret, and reveals none of them.

    Args:
        url: of the API.
        profile: its fields, if the line names one.
        environment: the environment variables.
        create: whether to make a secret if the folder has none yet.
    """
    key = secret(create=create)
    if key is None:
        return None
    own = (profile or {}).get("token_from")
    names = [*_VARIABLES, *([own] if isinstance(own, str) else [])]
    tokens = [environment.get(name, "") for name in names]
    home = os.path.expanduser("~")
    netrc = [file_state(path) for path in (environment.get("NETRC", ""), f"{home}/.netrc", f"{home}/_netrc") if path]
    facts = json.dumps([url.rstrip("/"), profile, tokens, netrc])
    return f"identities-{blake2b(facts.encode('utf-8', 'surrogatepass'), key=key, digest_size=16).hexdigest()}"


def hides_account(options: Sequence[str]) -> bool:
    """Return whether the options of a line bring credentials of their own, which Tab can't see."""
    return not _OWN_CREDENTIALS.isdisjoint(options)
