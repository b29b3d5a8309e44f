"""The types of the arguments of `connect`; stubs in other projects import them from here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    import os

    from heroics_py.client.arguments.connect_arguments import LockMode
    from heroics_py.client.arguments.declared_paging import DeclaredPaging
    from heroics_py.client.arguments.identities import Identities
    from heroics_py.http.hooks import RequestHook, ResponseHook, RetryHook
    from heroics_py.http.messages import Transport
    from heroics_py.http.option_headers import HeaderValue
    from heroics_py.http.options import CacheMode, CheckMode, Retry, Timeout, ValidateMode
    from heroics_py.secrecy.reference import Reference
    from heroics_py.transport.credentials.sources import Auth, Token
    from heroics_py.transport.throttles.base import SharedThrottle

__all__ = ["ConnectArguments"]


class ConnectArguments(TypedDict, total=False):
    """The keyword arguments of `connect`."""

    url: str | None
    live: bool
    token: Token
    auth: Auth
    headers: Mapping[str, HeaderValue] | None
    schema_headers: Mapping[str, str | Reference] | None
    cache: object
    cache_mode: CacheMode
    cache_identity: str | None
    single_flight: bool
    timeout: Timeout | float | None
    retries: Retry | int
    throttle: bool | str | os.PathLike[str] | Reference | SharedThrottle
    prefetch: bool
    validate: ValidateMode
    check_answers: CheckMode
    on_request: RequestHook | None
    on_response: ResponseHook | None
    on_retry: RetryHook | None
    telemetry: object
    read_only: bool
    method_override: bool
    session: object
    allowed_origins: Collection[str]
    secret_resources: Collection[str]
    identities: Identities | None
    paging: DeclaredPaging | None
    refs: Mapping[str, object] | None
    allow_refs: Collection[str]
    patch: Mapping[str, Any] | Sequence[Any] | str | os.PathLike[str] | None
    lock: str | os.PathLike[str] | None
    lock_changes: LockMode
    trust_environment: bool
    verify: bool | str
    max_bytes: int
    pool_size: int
    transport: Transport | None
