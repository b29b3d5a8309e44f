"""What came of one call, before it is a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from heroics_py.client.calls import Call
from heroics_py.errors import (
    CallError,
    HeroicsError,
    LostOutcome,
    MissingCredentials,
    OAuthError,
    ReadOnlyError,
    SchemaError,
    TransportError,
    ValidationError,
)
from heroics_py.http.messages import Response
from heroics_py.support.loading import load_modules
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["Outcome", "result_of"]

# Raised before a request leaves.
_REFUSALS = (CallError, MissingCredentials, OAuthError, ReadOnlyError, SchemaError, ValidationError)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome:
    """The response of a link, the value of a function, or an error. Its repr says no more than that.

    Attributes:
        value: of a function.
        response: of a link, as it arrived; of any status.
        hint: advice for the error that the response may be.
        error: what was raised in place of a value or a response.
        kept: what a checkpoint keeps of it, without secrets; None without one.
    """

    value: object = None
    response: Response | None = None
    hint: str = ""
    error: BaseException | None = None
    kept: Mapping[str, Any] | None = None

    def __repr__(self) -> str:
        kind = type(self.error).__name__ if self.error else self.response.status if self.response else "value"
        return f"<Outcome: {kind}>"

    @classmethod
    def of(cls, call: Callable[[], object]) -> Outcome:
        """Return what comes of a call of a function."""
        try:
            return cls(value=call())
        except BaseException as error:  # noqa: BLE001 - raised where the result is needed
            return cls(error=error)

    @classmethod
    def of_link(cls, many: ManyCalls, target: LinkTarget, item: object, *, keeps: bool) -> Outcome:
        """Return the response of a link to the call with an item.

        Args:
            many: the arguments of `gather`.
            target: the link that is called.
            item: the arguments of the call.
            keeps: whether a checkpoint needs it.
        """
        call = None
        try:
            call = target.call(*many.arguments_of(item))
            response, hint = call.exchange()
        except BaseException as error:  # noqa: BLE001 - as above
            return cls.failed(call, error, keeps=keeps)
        return cls.answered(call, response, hint, keeps=keeps)

    @classmethod
    def answered(cls, call: Call, response: Response, hint: str, *, keeps: bool) -> Outcome:
        """Return the outcome of a call that the server answered, with any status."""
        return cls(response=response, hint=hint, kept=_kept_response(call, response, hint) if keeps else None)

    @classmethod
    def failed(cls, call: Call | None, error: BaseException, *, keeps: bool) -> Outcome:
        """Return the outcome of a call that has no response."""
        return cls(error=error, kept=_kept_error(call, error) if keeps else None)

    @property
    def may_be_sent(self) -> bool:
        """Whether the server may have seen the request."""
        if isinstance(self.error, TransportError | LostOutcome):
            return self.error.sent
        return not isinstance(self.error, _REFUSALS)


def result_of(many: ManyCalls, target: LinkTarget | None, item: object, outcome: Outcome) -> Any:
    """Return the result that the caller gets.

    Raises:
        BaseException: the error of the call.
    """
    if outcome.error is not None:
        raise outcome.error
    if outcome.response is None or target is None:
        return outcome.value
    return target.call(*many.arguments_of(item)).result_of(outcome.response, outcome.hint, whole=target.whole)


def _kept_response(call: Call, response: Response, hint: str) -> Mapping[str, Any]:
    load_modules("heroics_py.tools.checkpoints.kept_outcome")
    from heroics_py.tools.checkpoints.kept_outcome import keep_response

    return {"response": keep_response(call, response, hint)}


def _kept_error(call: Call | None, error: BaseException) -> Mapping[str, Any]:
    load_modules("heroics_py.tools.checkpoints.kept_outcome", "heroics_py.tools.checkpoints.scrubber")
    from heroics_py.tools.checkpoints.kept_outcome import keep_error
    from heroics_py.tools.checkpoints.scrubber import Scrubber

    scrub = None
    if call is not None:
        with suppress(HeroicsError):
            scrub = Scrubber(call, call.request())
    return {"error": keep_error(error, scrub)}
