"""The credentials of the client itself, removed from all that an assistant gets."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from heroics_py.assistant.replies import Reply
from heroics_py.client import Client
from heroics_py.errors import HeroicsError, MissingCredentials
from heroics_py.http.messages import Request
from heroics_py.http.option_headers import reference_headers
from heroics_py.portable.env import Env
from heroics_py.secrecy.request_secrets import mask_field, repeatable_values, secrets_of
from heroics_py.support.json_types import Json

__all__ = ["Credentials"]


_SHORTEST = 6  # a shorter text may be in an answer by chance


class Credentials:
    """The secrets that requests of a client carry: those of its settings, and what is built of them for a request."""

    def __init__(self, client: Client) -> None:
        self._core = client._core  # noqa: SLF001 - public names of a client belong to the API
        self._values = frozenset(_settings_of(client))

    def note(self, request: Request) -> None:
        """Remember the credentials that a request will carry."""
        try:
            account = self._core.account_of(request)
        except HeroicsError:  # the call itself will report it
            account = None
        first, *lines = (account or "").split("\n")
        pairs = [(name, text) for name, mark, text in (line.partition(": ") for line in lines) if mark]
        found = secrets_of(first.partition(" ")[2], pairs, request.secret_fields)
        self._values |= frozenset(repeatable_values(found))

    def masked(self, reply: Reply) -> Reply:
        """Return a reply without them, wherever they are in it."""
        if not self._values:
            return reply
        facts = self.masked_json(dict(reply.facts))
        return Reply(
            facts=facts if isinstance(facts, dict) else {},
            source=reply.source,
            data=self.masked_json(reply.data),
            is_error=reply.is_error,
        )

    def masked_text(self, text: str) -> str:
        """Return a text without them."""
        values = [each for each in self._values if each in text or "%" in text]
        return mask_field(text, (), values) if values else text

    def masked_json(self, value: Json) -> Json:
        """Return a JSON value without them."""
        if isinstance(value, str):
            return self.masked_text(value)
        if isinstance(value, dict):
            return {self.masked_text(key): self.masked_json(item) for key, item in value.items()}
        return [self.masked_json(item) for item in value] if isinstance(value, list) else value


def _settings_of(client: Client) -> Iterator[str]:
    """Yield the credentials that the client was made with."""
    settings = client._core.settings  # noqa: SLF001 - as above
    headers = settings.headers.reveal()
    yield from repeatable_values(
        secrets_of("", [(name, each) for name, each in headers.items() if isinstance(each, str)])
    )
    token, auth = settings.token.reveal(), settings.auth.reveal()
    parts = [token, *(auth.values() if isinstance(auth, Mapping) else [auth])]
    secrets = [each[-1] if isinstance(each, tuple) else each for each in parts]  # the password beside a user
    texts = map(_text_of, (*secrets, *reference_headers(headers).values()))
    yield from (each for each in texts if len(each) >= _SHORTEST)


def _text_of(secret: object) -> str:
    """Return a secret as text; empty if it has none yet."""
    if isinstance(secret, Env):
        with suppress(MissingCredentials):
            return secret()
    return secret if isinstance(secret, str) else ""
