"""The schema at a URL: asked for with the ETag of the copy, which serves if no usable answer comes.

asked without credentials -> 304: the copy | 200: that schema, kept if it can be read
  401, 403 or 404, and the user named the schema's own origin as that of the API
    -> asked again with the credentials for it; their copy is kept apart for each account
  no connection, 408, 425, 429, 5xx, or a body that describes no API -> the copy, and a note
  any other status -> the error
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from heroics_py.call.responses.response import error_of, is_success
from heroics_py.cli.profiles.credentials import Credential
from heroics_py.cli.profiles.kept_schemas import KeptSchema, KeptSchemas
from heroics_py.client.arguments.connect_arguments import normalize_origins
from heroics_py.client.arguments.settings import Settings
from heroics_py.client.schemas.reference_fetch import reference_fetcher
from heroics_py.client.schemas.schema_discovery import discover_schema, is_origin
from heroics_py.client.schemas.schema_url import check_address, open_connection, schema_request
from heroics_py.errors import (
    HeroicsError,
    RedirectRefused,
    ResponseError,
    SchemaError,
    SchemaWarning,
    TransportError,
    warn,
)
from heroics_py.http.messages import Response
from heroics_py.http.options import Options, Timeout
from heroics_py.http.origins import origin_of
from heroics_py.model.api import Api
from heroics_py.readers import read_api
from heroics_py.secrecy.secret import Secret
from heroics_py.secrecy.urls import mask_url

__all__ = ["Account", "LiveSchema"]

_PATIENT = Options().merged(timeout=Timeout(connect=5, read=20, total=60), retries=1)
_IMPATIENT = Options().merged(timeout=Timeout(connect=2, read=3, total=6), retries=0)
"""If there is a copy, nobody waits longer."""

_CREDENTIALS_NEEDED = frozenset({401, 403, 404})
_LATER = frozenset({408, 425, 429})
_SENDABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,1000}[\x21-\x7e])?")
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the host of a schema may know of the user, who named it as the API's own.

    Attributes:
        label: returns text that differs for each account, and may be secret; empty if there are no credentials.
        credential: returns the credential; it may open the keyring.
        headers: of the profile.
    """

    label: Callable[[], str]
    credential: Callable[[], Credential]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSchema:
    """The schema at a URL.

    Attributes:
        address: the URL of a schema, or of an API that leads to one.
        copies: those of earlier runs.
        note: is called with a sentence if a copy serves.
        account: of the user, if the schema's host is that of the API; None if not.
        patches: the paths of what mends the schema before it is read.
        allow_refs: origins that documents may be fetched from, to which the schema refers.
        needs_server: whether only what the server says today counts, so that no failure is made up for by a copy.
        with_digest: whether the API gets the digest of its text, by which a lock knows it at once.
    """

    address: str
    copies: KeptSchemas
    note: Callable[[str], None]
    account: Account | None = None
    patches: tuple[str, ...] = ()
    allow_refs: tuple[str, ...] = ()
    needs_server: bool = False
    with_digest: bool = False

    def read(self) -> Api:
        """Return the API that the schema describes today, or the last copy of it.

        Raises:
            HeroicsError: there is neither.
        """
        check_address(self.address)
        copy, label = self._last_copy()
        if copy is None and is_origin(self.address):
            return self._discovered()
        try:
            answer = self._ask(copy, label)
        except TransportError as error:
            failure = error
        else:
            return self._settled(answer)
        return self._served(copy, failure)

    def read_copy(self) -> Api:
        """Return the API that the last copy describes; nothing is sent.

        Raises:
            SchemaError: there is no copy.
        """
        copy, _ = self._last_copy()
        if copy is None:
            raise SchemaError(f"no copy of {mask_url(self.address)} is kept yet: the next command about it keeps one")
        return self._api(copy)

    def _last_copy(self) -> tuple[KeptSchema | None, str]:
        """Return the last copy, and the label of the account that it was read with."""
        copy = self.copies.find(self.address)
        if copy is None and (label := self._label()):
            copy = self.copies.find(self.address, label)
            return copy, label if copy else ""
        return copy, ""

    def _label(self) -> str:
        return self.account.label() if self.account else ""

    def _ask(self, copy: KeptSchema | None, label: str) -> "_Answer":
        response = self._response(copy, self.account if label else None)
        if response.status in _CREDENTIALS_NEEDED and not label and (label := self._label()):
            copy = self.copies.find(self.address, label)
            response = self._response(copy, self.account)
        return _Answer(response=response, copy=copy, label=label)

    def _response(self, copy: KeptSchema | None, account: Account | None) -> Response:
        url = copy.url if copy else self.address
        credential = account.credential() if account else Credential()
        settings = Settings(
            token=Secret(credential.token),
            auth=Secret(credential.auth),  # type: ignore[arg-type]  # an object of OAuth is callable
            headers=Secret(account.headers if account else {}),
        )
        options = _IMPATIENT if copy and not self.needs_server else _PATIENT
        connection = open_connection(url, settings, is_api_origin=account is not None, caching=lambda inner: inner)
        try:
            request = schema_request(url, settings, options, is_api_origin=account is not None)
            return connection.send(request.replaced(headers=request.headers.replaced(_conditions(copy))))
        finally:
            connection.close()

    def _settled(self, answer: "_Answer") -> Api:
        """Return the API that the answer of the server leads to.

        Raises:
            HeroicsError: it leads to none.
        """
        status, copy = answer.response.status, answer.copy
        if status == 304 and copy is not None:
            self.copies.confirm(self.address, answer.label)
            return self._api(copy)
        if is_success(status):
            return self._accepted(answer)
        if status in _GONE and is_origin(self.address):
            return self._discovered()
        error = error_of(answer.response, "the schema", self._hint(answer))
        if status in _LATER or status >= 500:
            return self._served(copy, error)
        raise error

    def _accepted(self, answer: "_Answer") -> Api:
        """Return the API that the body describes, and keep it."""
        headers = answer.response.headers
        fetched = KeptSchema(
            url=answer.copy.url if answer.copy else self.address,
            body=answer.response.body,
            etag=_validator(headers.get("ETag")),
            modified=_validator(headers.get("Last-Modified")),
        )
        try:
            api = self._api(fetched)
        except SchemaError as error:
            failure = error
        else:
            is_private = answer.label != ""
            if not (is_private and "no-store" in (headers.get("Cache-Control") or "").lower()):
                self.copies.keep(self.address, fetched, answer.label)
            if is_private:
                self.copies.drop(self.address)
            return api
        return self._served(answer.copy, failure)

    def _discovered(self) -> Api:
        """Return the API whose description is found at its address, and keep it."""
        found = discover_schema(self.address, Settings(), _PATIENT)
        copy = KeptSchema(url=found.url, body=found.body)
        api = self._api(copy)
        self.copies.keep(self.address, copy)
        return api

    def _served(self, copy: KeptSchema | None, error: HeroicsError) -> Api:
        """Return the API of the copy, and say why it serves.

        Raises:
            HeroicsError: the error, if there is no copy, or none may serve.
        """
        if copy is None or self.needs_server:
            raise _redirect_error(error, self.address) or error
        api = self._api(copy)
        reason = f"{mask_url(copy.url)} answered {error.status}" if isinstance(error, ResponseError) else str(error)
        self.note(f"using the copy of the schema from {_age(time.time() - copy.at)} ago: {reason}")
        return api

    def _api(self, copy: KeptSchema) -> Api:
        origins = normalize_origins("allow_refs", self.allow_refs)
        fetcher = reference_fetcher(Settings(), _PATIENT) if origins else None
        patches = list(self.patches) or None
        api = read_api(copy.url, lambda _: copy.body, {}, origins, fetcher, patches, with_digest=self.with_digest)
        for line in api.unpatched:
            warn(line, SchemaWarning)
        return api

    def _hint(self, answer: "_Answer") -> str:
        if answer.response.status not in _CREDENTIALS_NEEDED or answer.label:
            return ""
        if self.account is not None:
            return "the schema was asked for without credentials, because the profile has no token"
        if answer.response.status == 404:
            return ""
        return (
            "the schema was asked for without credentials: a profile whose url has the schema's own origin sends them, "
            "'heroics profile add NAME --schema ... --url ...'"
        )


def _redirect_error(error: HeroicsError, address: str) -> SchemaError | None:
    """Return the error of a redirect to another origin, which may be the right URL of the schema."""
    if not isinstance(error, RedirectRefused) or origin_of(error.location or address) == origin_of(address):
        return None
    target = mask_url(error.location)
    return SchemaError(f"{mask_url(address)} redirects to another origin: if you trust {target}, use it as SCHEMA")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A response of the server.

    Attributes:
        response: the response.
        copy: the one whose validators were sent; None if there was none.
        label: of the account whose credentials were sent; empty if none were.
    """

    response: Response
    copy: KeptSchema | None
    label: str


def _validator(text: str | None) -> str:
    """Return a validator, if it can be sent back: one that can't would refuse every later request."""
    return text if text is not None and _SENDABLE.fullmatch(text) else ""


def _conditions(copy: KeptSchema | None) -> dict[str, str]:
    if copy is None:
        return {}
    if copy.etag:
        return {"If-None-Match": copy.etag}
    return {"If-Modified-Since": copy.modified} if copy.modified else {}


def _age(seconds: float) -> str:
    """Return a duration in its largest unit: "3 hours"."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
