"""The report of a contract: what was called, what the server broke, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heroics_py.display.terminal import escaped, printable
from heroics_py.errors import HeroicsError

__all__ = ["ContractError", "ContractReport", "Violation"]

_MOST_LISTED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One way in which a server breaks its schema, with the smallest call that shows it.

    Attributes:
        link: the name of the call, such as "app.create".
        kind: what is broken, such as "undocumented status" or "server error".
        where: the place in the answer or in the request, as a JSON pointer with "-" for the index of a list, or the
            name of a header; empty for the whole.
        message: what was found, and what the schema expects.
        status: of the answer; None if none came.
        python: the line of Python that repeats it, with a client called ``client``.
        curl: the command line that repeats it, without credentials.
        setup: the lines of Python that created the things which it names.
    """

    link: str
    kind: str
    message: str
    where: str = ""
    status: int | None = None
    python: str = ""
    curl: str = ""
    setup: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        lines = [f"{self.link}: {self.kind}{place}: {self.message}", f"    {self.python}", f"    {self.curl}"]
        lines += [f"    its things came from: {line}" for line in self.setup]
        return printable("\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractReport:
    """What a contract found.

    Attributes:
        seed: with which the same server gets the same calls.
        calls: how many calls were sent, by the name of the link.
        violations: one for each kind, place and link.
        skipped: the links that were not called, with the reason.
        refused: the links that answered no call with a success, with the statuses of their answers.
        kept: the things that were created and not deleted, with the reason.
        seconds: how long it took.
    """

    seed: int
    calls: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def summary(self) -> str:
        """The report in one line."""
        count = len(self.violations)
        found = "no violation" if not count else "1 violation" if count == 1 else f"{count} violations"
        return f"{found} in {sum(self.calls.values())} calls of {len(self.calls)} links (seed={self.seed})"

    def __str__(self) -> str:
        parts = [self.summary, *map(str, self.violations)]
        refused = {name: f"only {', '.join(map(str, statuses))}" for name, statuses in self.refused.items()}
        parts += _listed("never a success", refused) + _listed("left out", self.skipped) + _listed("kept", self.kept)
        return "\n".join(parts)


class ContractError(HeroicsError, AssertionError):
    """A server breaks the contract of its schema; the text lists each violation.

    Attributes:
        report: the whole report.
    """

    def __init__(self, report: ContractReport) -> None:
        super().__init__(str(report))
        self.report = report

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.report,))


def _listed(title: str, entries: Mapping[str, str]) -> list[str]:
    lines = [f"    {escaped(f'{name}: {reason}')}" for name, reason in list(entries.items())[:_MOST_LISTED]]
    lines += [f"    and {len(entries) - _MOST_LISTED} more"] * (len(entries) > _MOST_LISTED)
    return [f"{title}:", *lines] if lines else []
