"""The faults that a sandbox was told to have, and which of them the next request gets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from heroics_py.display.terminal import shown
from heroics_py.server.responses import HttpError, SandboxResponse, error_response, json_bytes
from heroics_py.support.json_types import Json

__all__ = ["Cut", "Fault", "Faults", "fault_of"]

Cut: TypeAlias = Literal["", "reset", "truncate"]

_DEFAULT_STATUS = 503
_STATUSES = range(200, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to a request instead of its response, or to its response.

    Attributes:
        status: the status of the response; 0 to perform the request.
        headers: further header fields of the response.
        body: its body; None for an error in the words of the API.
        cut: "reset" breaks the connection before the response, "truncate" within its body.
        delay: seconds before it.
        link: the name of the only link that it happens to; empty for any.
        times: to how many requests it happens.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: "Json | bytes" = None
    cut: Cut = ""
    delay: float = 0.0
    link: str = ""
    times: int = 1

    def response(self) -> SandboxResponse:
        """Return the response of a fault with a status."""
        if self.body is None:
            message = "This error was requested with fail()."
            return error_response(HttpError(self.status, "fault", message, self.headers))
        media_type, body = _encoded(self.body)
        return SandboxResponse(status=self.status, headers={"Content-Type": media_type, **self.headers}, body=body)


def fault_of(  # noqa: PLR0913 - each has its own name
    *,
    link: str = "",
    status: int | None = None,
    times: int = 1,
    delay: float = 0.0,
    cut: Cut | None = "",
    retry_after: float | str | None = None,
    headers: Mapping[str, str] | None = None,
    body: "Json | bytes" = None,
) -> Fault:
    """Return the fault that the arguments of ``fail`` describe.

    Raises:
        ValueError: one of them is out of its range.
    """
    _check(
        "status", status, status is None or (_is_number(status, int) and status in _STATUSES), "a status, 200 to 599"
    )
    _check("times", times, _is_number(times, int) and times >= 1, "a number of requests, 1 or more")
    _check("delay", delay, _is_number(delay, int | float) and 0 <= delay < float("inf"), "seconds, 0 or more")
    _check("cut", cut, cut in {"", None, "reset", "truncate"}, "'reset' or 'truncate'")
    fields = dict(headers or {})
    if retry_after is not None:
        fields["Retry-After"] = str(retry_after)
    is_plain = not (cut or delay) or bool(fields) or body is not None
    own = 0 if cut == "reset" or not is_plain else _DEFAULT_STATUS
    own = status if status is not None and cut != "reset" else own
    return Fault(status=own, headers=fields, body=body, cut=cut or "", delay=delay, link=link, times=times)


def _is_number(value: object, kind: Any) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _check(name: str, value: object, is_right: bool, expected: str) -> None:  # noqa: FBT001 - a private check
    if not is_right:
        raise ValueError(f"{name}={shown(value)}: expected {expected}")


def _encoded(body: "Json | bytes") -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "application/octet-stream", body
    return (
        ("text/plain; charset=utf-8", body.encode())
        if isinstance(body, str)
        else (
            "application/json",
            json_bytes(body),
        )
    )


class Faults:
    """The faults to come, in order. It is not safe for threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault happen after those that were added before it."""
        self._faults.append(fault)

    def take(self, names: Collection[str]) -> Fault | None:
        """Return the first fault for a request of the links ``names``, and count it as happened."""
        for number, fault in enumerate(self._faults):
            if not fault.link or fault.link in names:
                left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                self._faults[number : number + 1] = left
                return fault
        return None

    @property
    def are_for_links(self) -> bool:
        """Whether a fault waits for one link, so that the link of a request matters."""
        return any(fault.link for fault in self._faults)

    def clear(self) -> None:
        """Forget all of them."""
        self._faults.clear()
