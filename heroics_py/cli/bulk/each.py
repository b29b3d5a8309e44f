"""One call for each row, as a command line asks for it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from heroics_py.cli.api.invocation import Invocation
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.words import assignments_in
from heroics_py.cli.bulk.names import argument_names
from heroics_py.cli.bulk.row_calls import MakeCall, RowCall, row_calls
from heroics_py.cli.bulk.run import run_calls
from heroics_py.cli.bulk.sources import Source, read_sources, source_of
from heroics_py.cli.output import OutputOptions
from heroics_py.cli.output.terminal import is_terminal, note
from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError

__all__ = ["EachOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EachOptions:
    """How a command line calls its link for each row.

    Attributes:
        sources: where the values come from, at least one.
        parallel: the most calls at a time.
    """

    sources: tuple[Source, ...]
    parallel: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "EachOptions | None":
        """Return the options from the values that click parsed; None without ``--each``.

        Raises:
            UsageError: an option can't have its value, or something else reads standard input.
        """
        texts, parallel = values["each"], values["parallel"]
        if not texts:
            if parallel is not None:
                raise click.UsageError("--parallel needs --each, which names the values of many calls: --each app=-")
            return None
        sources = tuple(source_of(each) for each in texts)
        names = [each.name for each in sources if each.name]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise click.UsageError(f"--each has {escaped(twice)} twice")
        if any(each.file == "-" for each in sources):
            for option, is_used in (("--token-stdin", values.get("token_stdin")), ("--body -", values["body"] == "-")):
                if is_used:
                    raise click.UsageError(
                        f"{option} and --each both read standard input: --each NAME=@FILE reads a file"
                    )
        return cls(sources=sources, parallel=parallel or 1)

    def calls(self, facts: LinkFacts, values: Mapping[str, Any], make: MakeCall) -> list[RowCall]:
        """Return the calls of all rows. Every row is read and checked; nothing is sent.

        Args:
            facts: about the link.
            values: the values that click parsed.
            make: returns the call with the values of a row.

        Raises:
            ClickException: the rows are malformed or not valid.
        """
        unnamed, assignments = assignments_in(values["words"])
        named = [each.name for each in assignments]
        # A wrong name is refused before the rows are read.
        argument_names(facts, [each.name for each in self.sources if each.name], len(unnamed), named)
        if any(each.file == "-" for each in self.sources) and is_terminal(sys.stdin):
            note("reading rows from the terminal; Ctrl-D ends them")
        rows = read_sources(self.sources)
        names = argument_names(facts, [each.name for each in rows[0].cells], len(unnamed), named) if rows else {}
        return row_calls(rows, facts, names, make)

    def run(
        self,
        calls: Sequence[RowCall],
        values: Mapping[str, Any],
        *,
        title: str,
        show: Callable[[Invocation], str] | None,
        advice: Callable[[HeroicsError], str],
    ) -> int:
        """Make the calls of all rows, or show them, and return the exit code.

        Args:
            calls: one for each row.
            values: the values that click parsed.
            title: what is called, such as "app update".
            show: returns a call as text, to send nothing; None to send.
            advice: returns what to add to the message of an error.
        """
        if not calls:
            note("there are no rows, so nothing was sent")
            return 0
        if show is not None:
            click.echo(_joined([show(each.invocation) for each in calls], has_head=values["python"]))
            return 0
        return run_calls(calls, self.parallel, OutputOptions.of(values), title=title, advice=advice)


def _joined(texts: Sequence[str], *, has_head: bool) -> str:
    """Return calls as one text; the lines that connect a client in Python come once."""
    if has_head:
        head = f"{texts[0].rpartition(chr(10))[0]}\n"
        return "\n".join([texts[0], *(each.removeprefix(head) for each in texts[1:])])
    return ("\n\n" if "\n" in texts[0] else "\n").join(texts)
