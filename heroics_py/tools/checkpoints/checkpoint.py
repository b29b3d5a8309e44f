"""Which calls of a run are done, which were begun, and which are left: in a file, so that another run goes on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from heroics_py.errors import CallError, CheckpointError, LostOutcome
from heroics_py.tools.checkpoints.fingerprint import account_digest, call_digests
from heroics_py.tools.checkpoints.kept_outcome import restore_error, restore_response
from heroics_py.tools.checkpoints.private_file import PrivateFile
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.outcomes import Outcome

__all__ = ["Checkpoint"]

_FORMAT = "heroics-py gather checkpoint 1"
_SALT_BYTES = 16


class Checkpoint:
    """The journal of a run in a file. The file is locked until `close`.

    The lines are JSON: first what the calls are; then for each call, by the number of its item, a line before it may be
    sent, and one with its outcome.

    Args:
        path: of the file, which is created if it is missing.
        many: the arguments of `gather`.
        target: the link that is called.
        items: the arguments of each call.

    Attributes:
        path: of the file.
        target: the link that is called.
        outcomes: of earlier runs, by the numbers of the items.
        pending: the numbers of the items that are to be called.

    Raises:
        CheckpointError: the file can't be used, or is about other calls; nothing was sent.
    """

    def __init__(self, path: str, many: ManyCalls, target: LinkTarget, items: Sequence[Any]) -> None:
        self.path = path
        self.target = target
        self._errors_end = many.errors == "collect"
        self._file = PrivateFile(path)
        try:
            lines = [self._parse(number, line) for number, line in enumerate(self._file.read_lines(), 1)]
            self._check_numbers(lines)
            self._check_calls(lines, many, items)
            self.outcomes = self._outcomes(lines)
        except BaseException:
            self._file.close()
            raise
        self.pending = [number for number in range(len(items)) if number not in self.outcomes]

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], many: ManyCalls, target: LinkTarget | None, items: Sequence[Any]
    ) -> Checkpoint:
        """Return the checkpoint in a file.

        Raises:
            CallError: what is called is not a link.
            CheckpointError: the file can't be used.
        """
        if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
            raise CallError(f"checkpoint={path!r}: expected the path of a file, 'run.jsonl'")
        if target is None:
            raise CallError(
                "checkpoint= takes a link such as client.app.info, whose method says whether an unfinished call may be "
                f"sent again; {many.title} is another function"
            )
        return cls(os.fspath(path), many, target, items)

    def __enter__(self) -> Self:
        """Return the checkpoint, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file, which unlocks it."""
        self._file.close()

    @property
    def syncs(self) -> bool:
        """Whether `begin` waits for the disk."""
        return not self.target.is_repeatable

    def begin(self, number: int) -> None:
        """Note that the call of an item may be sent from now on.

        Raises:
            CheckpointError: the file can't be written, so that the call is not to be sent.
        """
        self._write({"begin": number})
        if self.syncs:
            self._file.sync()

    def end(self, number: int, outcome: Outcome) -> None:
        """Note what came of a call. One that is cancelled or lost has no end.

        Raises:
            CheckpointError: the file can't be written.
        """
        if not outcome.may_be_sent:
            self.withdraw(number)
        elif outcome.kept is not None and (outcome.error is None or isinstance(outcome.error, Exception)):
            self._write({"end": number, **outcome.kept})

    def withdraw(self, number: int) -> None:
        """Note that nothing was sent.

        Raises:
            CheckpointError: the file can't be written.
        """
        self._write({"withdraw": number})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.append(json.dumps(line, separators=(",", ":")).encode())

    def _parse(self, number: int, line: bytes) -> dict[str, Any]:
        with suppress(ValueError, RecursionError):
            value = json.loads(line)
            if isinstance(value, dict) and (number > 1 or value.get("format") == _FORMAT):
                return value
        problem = "it is not a checkpoint of gather" if number == 1 else f"line {number} is damaged"
        raise self._refusal(problem)

    def _refusal(self, problem: str) -> CheckpointError:
        return CheckpointError(f"checkpoint={self.path!r} can't be used: {problem}; nothing was sent", path=self.path)

    def _mismatch(self, problem: str) -> CheckpointError:
        return self._refusal(f"{problem}; name another file, or delete this one to start over")

    def _check_numbers(self, lines: Sequence[dict[str, Any]]) -> None:
        """Refuse a line that this library does not write: its call might be sent a second time."""
        count = 0
        for number, line in enumerate(lines, 1):
            count = line.get("count", 0) if _is_head(line) else count
            items = [line[name] for name in ("begin", "end", "withdraw") if name in line]
            is_sound = _is_head(line) if "format" in line else all(_is_count(each) and each < count for each in items)
            if not is_sound:
                raise self._refusal(f"line {number} is damaged")

    def _check_calls(self, lines: Sequence[dict[str, Any]], many: ManyCalls, items: Sequence[Any]) -> None:
        """Compare the calls of the file with those of this run, and note those that are new."""
        head = _head(lines)
        salt = bytes.fromhex(head["salt"]) if head else os.urandom(_SALT_BYTES)
        known = head.get("count", 0)
        if known > len(items):
            raise self._mismatch(f"it is about {known} calls, and these are {len(items)}")
        names = {"link": self.target.name, "whole": self.target.whole, "common": sorted(many.common)}
        for name, value in names.items() if head else ():
            if head.get(name) != value:
                raise self._mismatch(_difference(name, head.get(name), value))
        of_known, of_all = call_digests(many, self.target, items, salt, [known, len(items)])
        if head and head["calls"] != of_known:
            raise self._mismatch(
                "its calls are others: the items, the arguments that all calls share, or the address of the API differ"
            )
        account = account_digest(many, self.target, items, salt)
        if account and head.get("account", account) not in {account, None}:
            raise self._mismatch(
                "it belongs to another account or token; where only the token is new, cache_identity= names the account"
            )
        if not head or len(items) > known:
            line = {"format": _FORMAT, "salt": salt.hex(), **names, "count": len(items), "calls": of_all}
            self._write({**line, "account": account or head.get("account")})

    def _outcomes(self, lines: Sequence[dict[str, Any]]) -> dict[int, Outcome]:
        """Return the outcomes that the file has."""
        try:
            known = {number: self._outcome(number, state) for number, state in _states(lines).items()}
        except (AttributeError, KeyError, TypeError, ValueError):
            known = None
        if known is None:
            raise self._refusal("a line of it is damaged")
        return {number: outcome for number, outcome in known.items() if outcome is not None}

    def _outcome(self, number: int, state: Mapping[str, Any]) -> Outcome | None:
        """Return the outcome of an item as the file has it; None if it is to be called."""
        if "begin" in state:
            return None if self.target.is_repeatable else self._lost(number, "was started, and its outcome is unknown")
        if "error" in state:
            is_final = self._errors_end or not self.target.is_repeatable
            return Outcome(error=restore_error(state["error"])) if is_final else None
        kept = state["response"]
        if kept["status"] >= 400 and not self._errors_end and self._may_repeat(kept["status"]):
            return None
        if kept.get("cut") and self.target.is_safe:
            return None
        if kept.get("cut") == "all":
            reason = f"was done ({kept['status']}), and its result holds secrets, which the checkpoint does not keep"
            return self._lost(number, reason)
        response, hint = restore_response(kept)
        return Outcome(response=response, hint=hint)

    def _may_repeat(self, status: int) -> bool:
        """Return whether a call that failed can be sent again: the server has refused it, or its method allows that."""
        return self.target.is_repeatable or status < 500

    def _lost(self, number: int, reason: str) -> Outcome:
        name = self.target.name
        text = f"item {number} ({name}) {reason}: not sent again"
        return Outcome(error=LostOutcome(text, item=number, call=name))


def _is_head(line: Mapping[str, Any]) -> bool:
    """Return whether a line says what the calls are."""
    account = line.get("account")
    if not (isinstance(line.get("calls"), str) and (account is None or isinstance(account, str))):
        return False
    is_salt = isinstance(line.get("salt"), str) and re.fullmatch("(?:[0-9a-f]{2})+", line["salt"]) is not None
    return is_salt and _is_count(line.get("count"))


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _head(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the latest line that says what the calls are."""
    return next((line for line in reversed(lines) if "format" in line), {})


def _states(lines: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return the latest line of each item that was begun."""
    states: dict[int, dict[str, Any]] = {}
    for line in lines:
        if "withdraw" in line:
            states.pop(line["withdraw"], None)
        elif "begin" in line:
            states[line["begin"]] = line
        elif "end" in line:
            states[line["end"]] = line
    return states


def _difference(name: str, known: object, value: object) -> str:
    if name == "common":
        return f"the arguments that all calls share are others: {_listed(known)} in the file, {_listed(value)} now"
    if name == "link":
        return f"it is about {known}, and this run calls {value}"
    return "it keeps whole responses (.send)" if known else "it keeps results, and this run asks for whole responses"


def _listed(names: object) -> str:
    return ", ".join(map(str, names)) if isinstance(names, list) and names else "none"
