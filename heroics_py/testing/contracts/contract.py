"""Property-based calls of a server: whether it keeps the contract of its schema."""

import asyncio
import os
import time
from asyncio import AbstractEventLoop
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal

from heroics_py.client import BoundResource, Client
from heroics_py.client.arguments.named_arguments import suggests_arguments
from heroics_py.errors import CallError
from heroics_py.testing.contracts.examination import Examination
from heroics_py.testing.contracts.exploration import require_hypothesis
from heroics_py.testing.contracts.guard import Guard, is_this_machine
from heroics_py.testing.contracts.plan import Plan, plan_of
from heroics_py.testing.contracts.report import ContractError, ContractReport
from heroics_py.testing.contracts.run import Run
from heroics_py.testing.contracts.sender import OverError, Sender
from heroics_py.testing.core_transport import CoreTransport

if TYPE_CHECKING:
    from heroics_py.client.async_client import AsyncClient

__all__ = ["contract", "contract_async"]

_TIME_TO_CLEAN_UP = 10.0
_WITHOUT_ERRORS = frozenset({"Google Discovery"})
"""The dialects in which a document can't describe an error."""
_NO_CREDENTIALS = frozenset({401, 403})
_REFUSALS = frozenset(range(400, 500))


@suggests_arguments
def contract(  # noqa: PLR0913 - each has its own name
    client: Client,
    *,
    seed: int = 0,
    links: Collection[str] | None = None,
    examples: int = 20,
    deadline: float = 60.0,
    allow_writes: bool = False,
    statuses: Collection[int] = (),
    errors: Literal["raise", "collect"] = "raise",
) -> ContractReport:
    """Call the links of a server in many ways, and check each response against the schema.

    Valid calls are drawn from the schema, with what the server itself lists; then each way of an invalid one is sent,
    which the server has to refuse. The same seed leads to the same calls, as long as the server gives the same answers.

    Checked are the status, the media type, the headers and the body of each response, refusals among them; a status of
    5xx is a violation in any case. What was created is deleted again where the API has a link for it.

    Args:
        client: calls the server; its credentials, throttle and hooks count, its cache and retries do not.
        seed: a whole number.
        links: the names of the links to examine, such as ``["app.list"]``; None for all.
        examples: how many calls each stage of an examination sends at most: a link gets about five times as many.
        deadline: the seconds after the first call in which others follow; what was created is deleted afterwards, too.
        allow_writes: whether links that change something are called on another machine than this one. There they change
            what the run created itself, and nothing else, unless ``links`` names them.
        statuses: further statuses that any link may answer with, such as 401.
        errors: "raise" to raise what was found, "collect" to return it only.

    Raises:
        ContractError: the server breaks its schema; the text lists each violation once, with the smallest call that
            shows it, as a line of Python and a curl command.
        CallError: a name in ``links`` is unknown, the client awaits its calls, or the server refuses every call
            with 401 or 403.
        ValueError: an argument is out of its range.
        ConnectionFailed: the server can't be reached.
        ModuleNotFoundError: hypothesis is missing: the extra "contract" installs it.
    """
    if not isinstance(client, Client):
        raise CallError(_not_a_client("contract", client))
    client._core.refuse_blocking("testing.contract")  # noqa: SLF001 - public names of a client belong to the API
    _check_numbers(seed=seed, examples=examples, deadline=deadline, errors=errors)
    _check_statuses(statuses)
    return _contract(
        client,
        None,
        seed=seed,
        links=links,
        examples=examples,
        deadline=deadline,
        allow_writes=allow_writes,
        statuses=frozenset(statuses),
        errors=errors,
    )


async def contract_async(  # noqa: PLR0913 - as above
    client: "AsyncClient",
    *,
    seed: int = 0,
    links: Collection[str] | None = None,
    examples: int = 20,
    deadline: float = 60.0,
    allow_writes: bool = False,
    statuses: Collection[int] = (),
    errors: Literal["raise", "collect"] = "raise",
) -> ContractReport:
    """Do what `contract` does with a client whose calls are awaited.

    The calls are sent one after the other, from this event loop; a thread draws them.

    Raises:
        ContractError, CallError, ValueError, ConnectionFailed, ModuleNotFoundError: as `contract` does.
    """
    if not isinstance(client, Client):
        raise CallError(_not_a_client("contract_async", client))
    client._core.refuse_awaiting("testing.contract_async")  # noqa: SLF001 - as above
    _check_numbers(seed=seed, examples=examples, deadline=deadline, errors=errors)
    _check_statuses(statuses)
    return await asyncio.to_thread(
        _contract,
        client,
        asyncio.get_running_loop(),
        seed=seed,
        links=links,
        examples=examples,
        deadline=deadline,
        allow_writes=allow_writes,
        statuses=frozenset(statuses),
        errors=errors,
    )


def _not_a_client(name: str, given: object) -> str:
    hint = ""
    if isinstance(given, BoundResource):
        hint = "; links=[...] names the links to examine"
    elif isinstance(given, str | os.PathLike | Mapping):
        opened = "await sandbox_async" if name.endswith("_async") else "sandbox"
        hint = f"; {opened}(schema) or connect(schema, url=...) returns one"
    return f"{name}() takes a client, got {type(given).__name__}{hint}"


def _check_numbers(*, seed: object, examples: object, deadline: object, errors: object) -> None:
    for name, value in (("seed", seed), ("examples", examples)):
        if isinstance(value, bool) or not isinstance(value, int) or value < (name == "examples"):
            raise ValueError(f"{name}={value!r}: expected a whole number, {int(name == 'examples')} or more")
    if isinstance(deadline, bool) or not isinstance(deadline, int | float) or not deadline > 0:
        raise ValueError(f"deadline={deadline!r}: expected seconds above zero")
    if errors not in {"raise", "collect"}:
        raise ValueError(f"errors={errors!r}: expected 'raise' or 'collect'")
    require_hypothesis()


def _check_statuses(statuses: object) -> None:
    if not isinstance(statuses, Collection) or not all(isinstance(each, int) for each in statuses):
        raise ValueError(f"statuses={statuses!r}: expected a list of numbers, such as statuses=[401]")


def _contract(  # noqa: PLR0913 - as above
    client: Client,
    loop: AbstractEventLoop | None,
    *,
    seed: int,
    links: Collection[str] | None,
    examples: int,
    deadline: float,
    allow_writes: bool,
    statuses: frozenset[int],
    errors: str,
) -> ContractReport:
    started = time.monotonic()
    core = client._core  # noqa: SLF001 - as above
    is_here = is_this_machine(core.base_url) or isinstance(core.replacement, CoreTransport)
    may_write = is_here or allow_writes
    plan = plan_of(client, links, may_write=may_write, is_here=is_here)
    guard = Guard(core.base_url, may_write=may_write, hook=client._options.on_request)  # noqa: SLF001 - as above
    run = Run(
        client=client,
        sender=Sender(client, guard, seconds=deadline, is_here=is_here, loop=loop),
        subjects=plan.subjects,
        selected=frozenset(each.name for each in plan.examined),
        may_write=may_write,
        is_here=is_here,
        named=frozenset() if links is None else frozenset(each.name for each in plan.examined),
        also=statuses | _REFUSALS if core.api.dialect in _WITHOUT_ERRORS else statuses,
    )
    skipped = _examine(run, plan, seed=seed, examples=examples)
    report = _report(run, skipped, seed, time.monotonic() - started)
    if report.violations and errors == "raise":
        raise ContractError(report)
    if report.calls and errors == "raise" and report.refused.keys() >= report.calls.keys():
        _check_credentials({status for each in report.refused.values() for status in each})
    return report


def _check_credentials(refusals: set[int]) -> None:
    """Refuse a run in which the server has refused every call for the sake of credentials: it shows nothing."""
    if refusals <= _NO_CREDENTIALS:
        text = " or ".join(map(str, sorted(refusals)))
        raise CallError(
            f"the server refused every call with {text}, so nothing was checked: pass a client with other credentials, "
            "or errors='collect'"
        )


def _examine(run: Run, plan: Plan, *, seed: int, examples: int) -> dict[str, str]:
    """Examine the links of a plan, and return why others were left out."""
    skipped = dict(plan.skipped)
    over = ""
    try:
        for subject in plan.examined:
            if over:
                skipped.setdefault(subject.name, over)
                continue
            examination = Examination(run=run, subject=subject, seed=seed, examples=examples)
            try:
                reason = examination.examine()
            except OverError as error:
                over = reason = error.reason
            if reason:
                skipped[subject.name] = reason
    finally:
        run.sender.grant(_TIME_TO_CLEAN_UP)
        run.clean_up()
    return skipped


def _report(run: Run, skipped: dict[str, str], seed: int, seconds: float) -> ContractReport:
    found = sorted(run.records.found.values(), key=lambda each: each.key)
    return ContractReport(
        seed=seed,
        calls=dict(run.sender.calls),
        violations=tuple(each.violation() for each in found),
        skipped=skipped,
        refused=run.records.refused(),
        kept=run.kept,
        seconds=seconds,
    )
