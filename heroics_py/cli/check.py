"""The command that reports the problems of a schema."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from heroics_py.cli.profiles.addresses import is_address
from heroics_py.cli.profiles.target import target_of
from heroics_py.cli.text import one_line, printable
from heroics_py.secrecy.urls import mask_url

if TYPE_CHECKING:
    from heroics_py.lint import Finding

__all__ = ["check"]


@click.command()
@click.argument("schema", default="heroku")
@click.option("--allow-ref", "allow_refs", multiple=True, help="Allow $ref to fetch documents from this origin.")
@click.option("--patch", "patches", multiple=True, help="Apply this patch or overlay file to SCHEMA first.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.option("--all", "every", is_flag=True, help="Print every note, not just the first of each kind.")
def check(schema: str, *, allow_refs: tuple[str, ...], patches: tuple[str, ...], as_json: bool, every: bool) -> int:
    """Report the problems in SCHEMA, and how the client handles each one.

    SCHEMA is a bundled name (heroku, bookshelf), a profile, the path of a file or folder, a URL, or - for standard
    input. The exit code is 1 if any part of it can't be used, otherwise 0.
    """
    from heroics_py.lint import check as find_problems

    source = target_of(schema, "heroics check", patches=patches, allow_refs=allow_refs).source()
    if source.profile is not None and is_address(source.schema):
        findings = find_problems(source.read(), every=every)  # its host may need the token of the profile
    else:
        patch = source.patches or None
        findings = find_problems(source.document(), every=every, allow_refs=source.allow_refs, patch=patch)
    if as_json:
        click.echo(json.dumps([each.as_dict() for each in findings], indent=2))
    else:
        for each in findings:
            click.echo(f"{each.severity:<8} {one_line(each.pointer)}\n         {one_line(each.message)}")
            click.echo(f"         -> {one_line(each.effect)}")
        click.echo(_summary(schema, _counts(findings)))
    return int(any(each.severity == "error" for each in findings))


def _counts(findings: "Iterable[Finding]") -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in findings:
        counts[each.severity] += each.count
    return counts


def _summary(schema: str, counts: Counter[str]) -> str:
    parts = [f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in ("error", "warning", "note")]
    return f"{printable(mask_url(schema))}: {', '.join(parts)}"
