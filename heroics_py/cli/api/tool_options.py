"""The options of the tool, which every link has beside its own."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import click

from heroics_py.cli.api.exchange import PrintedExchange, print_response, print_retry
from heroics_py.cli.api.values import read_text
from heroics_py.display.terminal import escaped
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.secret import Secret

__all__ = ["ToolOptions", "tool_options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOptions:
    """What the user said about the call, apart from its arguments.

    Attributes:
        url: the base URL, if the user named one.
        token: from standard input, if the user passed one.
        allowed_origins: further origins that requests may go to.
        body: the whole body, as it was typed.
        files: fields that are files: "photo=@cat.png".
        shows: "request", "curl" or "python" to print that and send nothing; empty to send.
        verbose: whether to print the exchange.
        link: the options of the link, as ``with_options`` takes them.
    """

    url: str | None
    token: Secret[str] | None
    allowed_origins: tuple[str, ...]
    body: str | None
    files: tuple[str, ...]
    shows: str
    verbose: bool
    link: dict[str, Any]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the options from the values that click parsed.

        Raises:
            click.UsageError: two options exclude each other, or one can't have its value.
        """
        if values.get("token_stdin") and values["body"] == "-":
            raise click.UsageError(
                "--token-stdin and --body - both read standard input: put the body in a file, --body @FILE"
            )
        shows = [name for name in ("dry_run", "curl", "python") if values[name]]
        if len(shows) > 1:
            raise click.UsageError(f"choose one of {', '.join('--' + each.replace('_', '-') for each in shows)}")
        return cls(
            url=values.get("url"),
            token=_token() if values.get("token_stdin") else None,
            allowed_origins=values.get("allow_origin") or (),
            body=values["body"],
            files=values["file"],
            shows=shows[0] if shows else "",
            verbose=values["verbose"],
            link=_link_options(values),
        )

    @property
    def hooks(self) -> dict[str, Any]:
        """The hooks that print the exchange, if the user asked for it."""
        if not self.verbose:
            return {}
        return {"on_request": PrintedExchange(), "on_response": print_response, "on_retry": print_retry}


def tool_options(*, takes_url: bool = True) -> list[click.Option]:
    """Return the options of the tool for a command.

    Args:
        takes_url: whether the command may say where the API is, and with which token.
    """
    return [click.Option(**each) for each in (*(_WHERE if takes_url else ()), *_OPTIONS)]


_WHERE: tuple[dict[str, Any], ...] = (
    {"param_decls": ["--url"], "metavar": "URL", "help": "The base URL of the API; by default from the schema."},
    {"param_decls": ["--token-stdin"], "is_flag": True, "help": "Read the token from standard input."},
    {
        "param_decls": ["--allow-origin"],
        "metavar": "ORIGIN",
        "multiple": True,
        "help": "Allow links and redirects to this origin; it gets no token.",
    },
)
_OPTIONS: tuple[dict[str, Any], ...] = (
    {
        "param_decls": ["--body"],
        "metavar": "@FILE|-|TEXT",
        "help": "The whole body: a file (JSON, YAML or raw), standard input, or inline JSON.",
    },
    {
        "param_decls": ["--file"],
        "metavar": "NAME=@FILE",
        "multiple": True,
        "help": "Send a file in a field. Repeatable.",
    },
    {
        "param_decls": ["--header"],
        "metavar": "'NAME: VALUE'|@FILE",
        "multiple": True,
        "help": "Add a header, or headers from a file, one per line (for secrets). Repeatable.",
    },
    {"param_decls": ["--range"], "metavar": "RANGE", "help": "The range and order of a list: 'name ..; max=10'."},
    {"param_decls": ["--if-match"], "metavar": "ETAG", "help": "Change the resource only if its ETag still matches."},
    {
        "param_decls": ["--timeout"],
        "metavar": "SECONDS",
        "type": click.FloatRange(0, min_open=True),
        "help": "The time limit of the whole call.",
    },
    {"param_decls": ["--no-cache"], "is_flag": True, "help": "Bypass the cache."},
    {"param_decls": ["--no-validate"], "is_flag": True, "help": "Send values even if they fail the schema."},
    {"param_decls": ["--dry-run"], "is_flag": True, "help": "Print the request without sending it."},
    {
        "param_decls": ["--curl"],
        "is_flag": True,
        "help": "Print the equivalent curl command without sending the request.",
    },
    {
        "param_decls": ["--python"],
        "is_flag": True,
        "help": "Print the equivalent Python code without sending the request.",
    },
    {
        "param_decls": ["-v", "--verbose"],
        "is_flag": True,
        "help": "Print requests and responses on standard error.",
    },
    {"param_decls": ["--debug"], "is_flag": True, "help": "Print the traceback if an error occurs."},
)


def _link_options(values: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = _header_options(values["header"])
    if values["range"] is not None:
        options["range"] = values["range"]
    if values["if_match"] is not None:
        options["if_match"] = values["if_match"]
    if values["timeout"] is not None:
        options["timeout"] = values["timeout"]
    if values["no_cache"]:
        options["cache_mode"] = "bypass"
    if values["no_validate"]:
        options["validate"] = False
    return options


def _header_options(lines: tuple[str, ...]) -> dict[str, Any]:
    """Return the options that headers are: Accept and Content-Type choose what comes back, and what is sent."""
    headers = dict(_headers(lines))
    options: dict[str, Any] = {}
    for name in list(headers):
        if (option := _OPTION_OF_HEADER.get(name.lower())) is not None:
            options[option] = headers.pop(name)
    return {**options, "headers": headers} if headers else options


_OPTION_OF_HEADER = {"accept": "accept", "content-type": "media_type"}


def _headers(lines: tuple[str, ...]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("@"):
            text = read_text("--header", line[1:])
            found += [_header(each) for each in text.splitlines() if each.strip()]
            continue
        name, value = _header(line)
        if is_secret_name(name):
            raise click.UsageError(
                f"--header {escaped(name)}: other users of this computer can see a secret on a command line: "
                "put the line in a file and pass --header @FILE, or use --token-stdin"
            )
        found.append((name, value))
    return found


def _header(line: str) -> tuple[str, str]:
    name, sign, value = line.partition(":")
    if not sign or not name.strip():
        raise click.UsageError("--header: expected 'NAME: VALUE', such as --header 'Accept-Language: de'")
    return name.strip(), value.strip()


def _token() -> Secret[str]:
    token = sys.stdin.readline().strip()
    if not token:
        raise click.UsageError("--token-stdin: standard input has no token")
    return Secret(token)
