"""The candidates for the arguments of a link: values, ``name=``, options and their values."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate, values
from heroics_py.cli.completion.known_identities import NO_IDENTITIES, KnownIdentities
from heroics_py.cli.completion.options import Option, option_candidates, options_by_name, parse_words
from heroics_py.cli.completion.paths import paths
from heroics_py.support.cached_property import cached_property

__all__ = ["LinkWords"]

_FILE_TYPES = frozenset({"file", "filename", "path", "directory"})
_NAMED = frozenset({"--file", "--each"})  # options whose value begins with the name of an argument
_WITH_FILES = frozenset({"--body", "--header", *_NAMED})  # options whose value may be "@" and a path


class LinkWords:
    """The candidates for the arguments of a link.

    Args:
        options: those of the tool.
        link: what the index knows of the link.
        words: those after its name, before the cursor.
        current: the word at the cursor.
        identities: returns those that are known, for a value of --url, if there is one, and the options in the line.
    """

    def __init__(
        self,
        options: Sequence[Option],
        link: Mapping[str, Any],
        words: Sequence[str],
        current: str,
        identities: Callable[[str | None, Sequence[str]], KnownIdentities] | None = None,
    ) -> None:
        self._link = link
        self._arguments: list[dict[str, Any]] = link["args"]
        own = [_option_of(each) for each in self._arguments if "option" in each]
        self._options = [*own, *options]
        self._by_name = options_by_name(self._options)
        self._parsed = parse_words(words, self._by_name)
        self._current = current
        self._find_identities = identities

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates."""
        current, pending = self._current, self._parsed.pending
        if pending is not None:
            yield from self._option_values(pending, "", current)
        elif self._parsed.is_literal or not current.startswith("-"):
            yield from self._assigned() if "=" in current else self._words()
        elif "=" in current:
            name, _, typed = current.partition("=")
            yield from self._option_values(self._by_name.get(name, {}), f"{name}=", typed)
        else:
            yield from option_candidates(self._options, [option for option, _ in self._parsed.given], current)

    # ---- values

    def _option_values(self, option: Option, prefix: str, typed: str) -> Iterator[Candidate]:
        """Yield the values of an option, after the ``prefix`` that is typed already."""
        names, takes = _NAMED.intersection(option.get("names", ())), option.get("takes", [])
        if "argument" in option:
            yield from self._values(option["argument"], prefix, typed)
        elif "--fields" in option.get("names", ()):
            yield from self._fields(prefix, typed)
        elif "--range" in option.get("names", ()):
            yield from values(prefix, self._link.get("ranges", ()))
        elif names and "=" not in typed:
            yield from (each.replaced(word=f"{prefix}{each.word}") for each in self._names(self._arguments))
        elif _WITH_FILES.intersection(option.get("names", ())) and "@" in typed:
            start, _, path = typed.partition("@")
            yield from paths(f"{prefix}{start}@", path)
        elif takes[:1] == ["choice"]:
            yield from values(prefix, takes[1:])
        elif _FILE_TYPES.intersection(takes):
            yield from paths(prefix, typed)

    def _fields(self, prefix: str, typed: str) -> Iterator[Candidate]:
        """Yield the fields of what the link returns; several are separated by commas."""
        before, comma, _ = typed.rpartition(",")
        free = (each for each in self._link.get("returns", ()) if each not in before.split(","))
        yield from values(f"{prefix}{before}{comma}", free)

    def _assigned(self) -> Iterator[Candidate]:
        """Yield the values for ``name=``, ``name:=`` and ``name=@``."""
        name, _, typed = self._current.partition("=")
        if typed.startswith("@"):
            yield from paths(f"{name}=@", typed[1:])
        elif (argument := self._argument(name.removesuffix(":").removesuffix("[]"))) is not None:
            found = self._values(argument, f"{name}=", typed)
            yield from map(_as_json, found) if name.endswith(":") else found

    def _values(self, argument: Mapping[str, Any], prefix: str, typed: str) -> Iterator[Candidate]:
        yield from values(prefix, argument.get("values", ()))
        if argument.get("identity"):
            yield from self._identities.candidates(prefix, argument["identity"], self._filled)
        if argument.get("file"):
            yield from paths(f"{prefix}@", typed.removeprefix("@"))

    def _argument(self, name: str) -> dict[str, Any] | None:
        """Return the argument of a name, or the member of one: ``owner.email``."""
        for each in self._arguments:
            if name in {each["name"], each.get("option")}:
                return each
            owner, _, member = name.partition(".")
            if owner in {each["name"], each.get("option")} and member in each.get("inner", {}):
                return {"name": name, "values": each["inner"][member]}
        return None

    # ---- words without a dash

    def _words(self) -> Iterator[Candidate]:
        """Yield the values of the next argument of the path, and the names of the others."""
        missing = self._missing
        if missing:
            yield from self._values(missing[0], "", self._current)
        if self._current or not missing:
            yield from self._names([*(each for each in self._arguments if not each.get("place")), *missing])

    def _names(self, arguments: Sequence[Mapping[str, Any]]) -> Iterator[Candidate]:
        """Yield ``name=`` for the arguments that are not in the line, and for the members of one that is begun."""
        for each in arguments:
            name = each["name"]
            if name not in self._assignments and not any(sign in name for sign in "=@"):
                yield Candidate(f"{name}=", each.get("text", ""), is_open=True)
            if self._current.startswith(f"{name}."):
                yield from (Candidate(f"{name}.{inner}=", is_open=True) for inner in each.get("inner", ()))

    @cached_property
    def _assignments(self) -> dict[str, str]:
        """The arguments that have a value with their name in the line."""
        pairs = (word.partition("=") for word in self._parsed.values if "=" in word)
        named = {name.removesuffix(":"): value for name, _, value in pairs}
        names = {each.get("option"): each["name"] for each in self._arguments}
        own = {option["argument"]["name"]: value for option, value in self._parsed.given if "argument" in option}
        return {**{names.get(name, name): value for name, value in named.items()}, **own}

    @cached_property
    def _places(self) -> list[tuple[dict[str, Any], str | None]]:
        """The arguments of the path, and their values in the line."""
        plain = (word for word in self._parsed.values if "=" not in word)
        places = [each for each in self._arguments if each.get("place")]
        named = self._assignments
        return [(each, named[each["name"]] if each["name"] in named else next(plain, None)) for each in places]

    @property
    def _missing(self) -> list[dict[str, Any]]:
        return [each for each, value in self._places if value is None]

    @property
    def _filled(self) -> dict[str, str]:
        """The identities in the line, by the kind of thing that they identify."""
        return {
            each["identity"][0]: value for each, value in self._places if value is not None and each.get("identity")
        }

    @cached_property
    def _identities(self) -> KnownIdentities:
        if self._find_identities is None:
            return NO_IDENTITIES
        names = [name for option, _ in self._parsed.given for name in option["names"]]
        return self._find_identities(next(iter(self._parsed.values_of("--url")), None), names)


def _option_of(argument: dict[str, Any]) -> dict[str, Any]:
    """Return the option of an argument: ``--region``; a switch has two names."""
    names = [f"--{argument['option']}"]
    known: dict[str, Any] = {"text": argument.get("text", ""), "argument": argument}
    if argument.get("switch"):
        return {**known, "names": [*names, f"--no-{argument['option']}"]}
    return {**known, "names": names, "takes": ["text"], "several": True}


def _as_json(candidate: Candidate) -> Candidate:
    """Return a candidate whose value is JSON."""
    name, sign, text = candidate.word.partition("=")
    try:
        json.loads(text)
    except ValueError:
        return candidate.replaced(word=f"{name}{sign}{json.dumps(text)}")
    return candidate
