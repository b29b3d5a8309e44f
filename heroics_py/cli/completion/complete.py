"""The candidates for a line of the tool's own command."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate, values
from heroics_py.cli.completion.line import Line
from heroics_py.cli.completion.options import Option, ParsedWords, option_candidates, options_by_name, parse_words
from heroics_py.cli.completion.paths import SCHEMA_SUFFIXES, paths
from heroics_py.cli.completion.schema_index import SchemaIndex
from heroics_py.cli.completion.sources import profiles, source_of
from heroics_py.cli.completion.target_words import ApiTarget, api_candidates, identities_of_resource
from heroics_py.cli.completion.tool_index import Commands, ToolIndex

__all__ = ["complete"]

# The command whose words after the schema are those of an API.
_CALL = "call"
_FILES = frozenset({"file", "filename", "path", "directory"})
_SCHEMAS = frozenset({"schema", "old", "new"})
"""The arguments that are a schema."""


def complete(line: Line) -> list[Candidate]:
    """Return the candidates for a line that begins with ``heroics``."""
    if line.is_file:
        return list(paths("", line.current))
    if not line.words:
        return []
    tool = ToolIndex(_load)
    words = line.words[1:]
    options = options_by_name(tool.root["options"])
    position = next((each for each in range(len(words)) if parse_words(words[: each + 1], options).values), None)
    if position is None:
        return list(_top(tool, parse_words(words, options), line.current))
    return list(_after(tool, words[position], words[position + 1 :], line.current))


def _load() -> Commands:
    from heroics_py.cli.commands import heroics

    return heroics


def _top(tool: ToolIndex, parsed: ParsedWords, current: str) -> Iterator[Candidate]:
    """Yield the candidates for the first word."""
    if parsed.pending is not None or (current.startswith("-") and not parsed.is_literal):
        yield from _own(tool.root, (), parsed, current)
    else:
        yield from (Candidate(name, text) for name, text in tool.texts.items())
        yield from profile_candidates()


def _after(tool: ToolIndex, word: str, words: Sequence[str], current: str) -> Iterator[Candidate]:
    """Yield the candidates after the first word: a command or a profile."""
    if word in tool.texts:
        yield from _below(tool.command(word), (word,), words, current)
    elif word in profiles():
        yield from api_candidates(_target(word, tool.command(_CALL)["link_options"]), words, current)


def _below(command: dict[str, Any], path: tuple[str, ...], words: Sequence[str], current: str) -> Iterator[Candidate]:
    """Yield the candidates after a command, or after one below it."""
    options = options_by_name(command["options"])
    parsed = parse_words(words, options)
    if parsed.values and parsed.values[0] in command["commands"]:
        position = list(words).index(parsed.values[0])
        below = command["commands"][parsed.values[0]]
        yield from _below(below, (*path, parsed.values[0]), words[position + 1 :], current)
    elif path == (_CALL,) and parsed.values:
        yield from _call(command, words, current, options)
    elif path == (_CALL,) and parsed.pending is None and not current.startswith("-"):
        yield from schema_candidates(current)
    else:
        yield from _own(command, path, parsed, current)


def _call(command: dict[str, Any], words: Sequence[str], current: str, options: dict[str, Any]) -> Iterator[Candidate]:
    """Yield the candidates after ``heroics call SCHEMA``."""
    position = next(each for each in range(len(words)) if parse_words(words[: each + 1], options).values)
    target = _target(words[position], command["link_options"])
    yield from api_candidates(target, words[position + 1 :], current)


def _target(word: str, options: Sequence[dict[str, Any]]) -> ApiTarget:
    source = source_of(word)
    return ApiTarget(index=SchemaIndex(json.dumps(source.place), source.describe), options=options, source=source)


def _own(command: dict[str, Any], path: tuple[str, ...], parsed: ParsedWords, current: str) -> Iterator[Candidate]:
    """Yield the options, the values and the commands that a command of the tool takes."""
    if parsed.pending is not None:
        yield from _option_values(parsed.pending, "", current)
    elif current.startswith("--") and "=" in current:
        name, _, typed = current.partition("=")
        yield from _option_values(options_by_name(command["options"]).get(name, {}), f"{name}=", typed)
    elif current.startswith("-") and not parsed.is_literal:
        yield from option_candidates(command["options"], [option for option, _ in parsed.given], current)
    elif command["commands"]:
        yield from (Candidate(name, each["text"]) for name, each in command["commands"].items())
    else:
        yield from _argument(command["arguments"], path, parsed, current)


def _option_values(option: Option, prefix: str, typed: str) -> Iterator[Candidate]:
    """Yield the values of an option, after the ``prefix`` that is typed already."""
    names = option.get("names", [])
    if "--schema" in names:
        yield from (each.replaced(word=f"{prefix}{each.word}") for each in schema_candidates(typed))
    elif "--patch" in names:
        yield from paths(prefix, typed)
    else:
        yield from _values(option.get("takes", []), prefix, typed)


def _argument(
    arguments: list[dict[str, Any]], path: tuple[str, ...], parsed: ParsedWords, current: str
) -> Iterator[Candidate]:
    """Yield the values of the next argument of a command."""
    position = len(parsed.values)
    if position >= len(arguments) and not (arguments and arguments[-1]["several"]):
        return
    name = arguments[min(position, len(arguments) - 1)]["name"]
    known = dict(zip([each["name"] for each in arguments], parsed.values, strict=False))
    if name in _SCHEMAS:
        yield from schema_candidates(current)
    elif "profile" in path[:-1] and name in {"name", "profile"}:
        yield from profile_candidates() if path[-1] != "add" else ()
    elif name in {"resource", "identity", "id"} and "schema" in known:
        target = _target(known["schema"], [])
        if name == "resource":
            yield from target.resources()
        else:
            yield from identities_of_resource(target, known.get("resource", ""))
    else:
        yield from _values(arguments[min(position, len(arguments) - 1)]["takes"], "", current)


def _values(takes: list[str], prefix: str, typed: str) -> Iterable[Candidate]:
    """Return the values of a choice, or the files for a path."""
    if takes[:1] == ["choice"]:
        return values(prefix, takes[1:])
    return paths(prefix, typed) if _FILES.intersection(takes) else ()


def schema_candidates(current: str) -> Iterator[Candidate]:
    """Yield what may be a schema: profiles, bundled names, files and folders."""
    from heroics_py.readers.bundled_schemas import bundled

    yield from profile_candidates()
    yield from values("", bundled(), "bundled schema")
    yield from paths("", current, SCHEMA_SUFFIXES)


def profile_candidates() -> Iterator[Candidate]:
    """Yield the names of the profiles."""
    yield from (Candidate(name, f"profile of {each.get('schema', '')}") for name, each in sorted(profiles().items()))
