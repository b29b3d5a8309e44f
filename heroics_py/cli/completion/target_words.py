"""The candidates for the words that follow the name of an API: a resource, a link, and its arguments."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate, values
from heroics_py.cli.completion.known_identities import KnownIdentities, known_identities
from heroics_py.cli.completion.options import ParsedWords, option_candidates, options_by_name, parse_words
from heroics_py.cli.completion.paths import paths
from heroics_py.cli.completion.schema_index import SchemaIndex
from heroics_py.cli.completion.sources import Source
from heroics_py.support.cached_property import cached_property
from heroics_py.support.values import Value

__all__ = ["ApiTarget", "api_candidates", "identities_of_resource"]

_FILE_OPTIONS = frozenset({"--to"})
_INNER = ("values", "types")


class ApiTarget(Value, kw_only=True):
    """An API at the cursor.

    Attributes:
        index: of its schema.
        options: those that every link has beside its own.
        source: where its schema comes from; None for the client of a program.
        origin: where the API is, if the line or the program says so.
    """

    index: SchemaIndex
    options: Sequence[dict[str, Any]]
    source: Source | None = None

    def resources(self) -> Iterator[Candidate]:
        """Yield the names of the resources."""
        for name, (_, text) in self.index.resources.items():
            yield Candidate(word_of(name, self.index.resources), text)

    def resource(self, word: str) -> str | None:
        """Return the name in Python of the resource that a word names."""
        return _find(word, self.index.resources, {name: own for name, (own, _) in self.index.resources.items()})


def word_of(name: str, names: Iterable[str]) -> str:
    """Return a name in Python as it is typed in a shell: "config-var" for ``config_var``."""
    word = name.strip("_").replace("_", "-")
    return word if word else name


def _find(word: str, names: Iterable[str], own: dict[str, str]) -> str | None:
    """Return the name that a word means: as it is typed, in Python, or in the schema."""
    return next((name for name in names if word in {word_of(name, names), name, own.get(name)}), None)


def api_candidates(target: ApiTarget, words: Sequence[str], current: str) -> Iterator[Candidate]:
    """Yield the candidates after the name of an API.

    Args:
        target: the API.
        words: those after its name, before the cursor.
        current: the word at the cursor.
    """
    parsed = parse_words(words, options_by_name(target.options))
    if not parsed.values:
        if parsed.pending is None and not current.startswith("-") and "." in current:
            yield from _dotted(target, current)
        elif parsed.pending is None and not current.startswith("-"):
            yield from target.resources()
        else:
            yield from _Arguments(target, {"args": []}, words, current).candidates()
        return
    first = parsed.values[0]
    resource, dot, call = first.partition(".")
    name = target.resource(first) or target.resource(resource)
    if name is None:
        return
    links = target.index.links(name)
    if target.resource(first) is None and dot:
        rest = _without(words, first)
    elif len(parsed.values) > 1:
        call, rest = parsed.values[1], _without(_without(words, first), parsed.values[1])
    elif parsed.pending is None and not current.startswith("-"):
        yield from (Candidate(word_of(each, links), link["text"]) for each, link in links.items())
        return
    else:
        call, rest = "", words
    found = _find(call, links, {})
    yield from _Arguments(target, links[found] if found else {"args": []}, rest, current).candidates()


def _without(words: Sequence[str], word: str) -> Sequence[str]:
    position = list(words).index(word)
    return [*words[:position], *words[position + 1 :]]


def _dotted(target: ApiTarget, current: str) -> Iterator[Candidate]:
    """Yield calls as Python has them: ``app.list``."""
    resource = current.partition(".")[0]
    name = target.resource(resource)
    links = target.index.links(name) if name else {}
    yield from (Candidate(f"{resource}.{word_of(call, links)}", link["text"]) for call, link in links.items())


def identities_of_resource(target: ApiTarget, word: str) -> Iterator[Candidate]:
    """Yield the known identities of the things of a resource."""
    name = target.resource(word)
    for link in (target.index.links(name) if name else {}).values():
        places = [each["identity"] for each in link["args"] if each.get("identity")]
        own = [each for each in places if each[0] == target.index.resources[name or ""][0]]
        if own:
            yield from known_identities(target.source, None, ()).candidates("", own[-1], {})
            return


class _Arguments:
    """The candidates for the arguments of a link.

    Args:
        target: the API.
        link: what the index knows of the link.
        words: those after its name, before the cursor.
        current: the word at the cursor.
    """

    def __init__(self, target: ApiTarget, link: dict[str, Any], words: Sequence[str], current: str) -> None:
        self._target = target
        self._link = link
        self._arguments: list[dict[str, Any]] = link["args"]
        self._options = [*target.options, *map(_option_of, self._arguments)]
        self._by_name = options_by_name(self._options)
        self._parsed: ParsedWords = parse_words(words, self._by_name)
        self._current = current

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates."""
        current, pending = self._current, self._parsed.pending
        if pending is not None:
            yield from self._option_values(pending, "", current)
        elif current.startswith("--") and "=" in current:
            name, _, typed = current.partition("=")
            yield from self._option_values(self._by_name.get(name, {}), f"{name}=", typed)
        elif current.startswith("-") and not self._parsed.is_literal:
            given = [option for option, _ in self._parsed.given]
            yield from option_candidates(sorted(self._options, key=_is_of_tool), given, current)
        elif "=" in current:
            yield from self._assigned()
        else:
            yield from self._next_value()
            if current or not self._missing:
                yield from self._names()

    # ---- values

    def _option_values(self, option: dict[str, Any] | Any, prefix: str, typed: str) -> Iterator[Candidate]:
        names = option.get("names", [])
        if "argument" in option:
            yield from self._values(option["argument"], prefix, typed)
        elif "--fields" in names:
            before, comma, _ = typed.rpartition(",")
            listed = before.split(",")
            yield from values(
                f"{prefix}{before}{comma}", (each for each in self._link.get("returns", []) if each not in listed)
            )
        elif "--range" in names:
            yield from values(prefix, self._link.get("ranges", []))
        elif {"--file", "--each"}.intersection(names) and "=" not in typed:
            yield from (each.replaced(word=prefix + each.word) for each in self._names())
        elif "--file" in names or "--each" in names or "--header" in names or "--body" in names:
            start, sign, path = typed.partition("@")
            yield from paths(f"{prefix}{start}@", path) if sign else ()
        elif option.get("takes", [])[:1] == ["choice"]:
            yield from values(prefix, option["takes"][1:])
        elif {"file", "path", "filename", "directory"}.intersection(option.get("takes", [])):
            yield from paths(prefix, typed)

    def _assigned(self) -> Iterator[Candidate]:
        """Yield the values for ``name=``, ``name:=`` and ``name=@``."""
        name, _, typed = self._current.partition("=")
        prefix = f"{name}="
        if typed.startswith("@"):
            yield from paths(f"{prefix}@", typed[1:])
            return
        is_json = name.endswith(":")
        argument = self._argument(name.removesuffix(":").removesuffix("[]"))
        if argument is None:
            return
        for each in self._values(argument, prefix, typed):
            text = each.word[len(prefix) :]
            if not is_json:
                yield each
            elif _is_json(text):
                yield each
            elif '"' not in text and "\\" not in text:
                yield each.replaced(word=f'{prefix}"{text}"')

    def _values(self, argument: dict[str, Any], prefix: str, typed: str) -> Iterator[Candidate]:
        yield from values(prefix, argument.get("values", []))
        if argument.get("identity"):
            yield from self._identities.candidates(prefix, argument["identity"], self._filled)

    def _argument(self, name: str) -> dict[str, Any] | None:
        """Return the argument of a name, or the member of an object: ``owner.email``."""
        for each in self._arguments:
            if name in {each.get("name"), each["wire"], _word(each)}:
                return each
            owner, dot, member = name.partition(".")
            if dot and owner in {each.get("name"), each["wire"], _word(each)} and member in each.get("inner", {}):
                return {"wire": name, "values": each["inner"][member]}
        return None

    # ---- words

    @property
    def _places(self) -> list[dict[str, Any]]:
        return [each for each in self._arguments if each.get("place") == "path"]

    @cached_property
    def _assignments(self) -> dict[str, str]:
        """The arguments with a name in the line, and their values."""
        found = {name: value for word in self._parsed.values for name, sign, value in [word.partition("=")] if sign}
        found = {name.removesuffix(":"): value for name, value in found.items()}
        of_options = {option["argument"]["wire"]: value for option, value in self._parsed.given if "argument" in option}
        return {**found, **of_options}

    @cached_property
    def _missing(self) -> list[dict[str, Any]]:
        """The parameters of the path that the line does not fill."""
        free = [each for each in self._places if not {each["wire"], each.get("name")}.intersection(self._assignments)]
        return free[sum("=" not in word for word in self._parsed.values) :]

    @cached_property
    def _filled(self) -> dict[str, str]:
        """The identities in the line, by what they identify."""
        plain = [word for word in self._parsed.values if "=" not in word]
        found: dict[str, str] = {}
        for each in self._places:
            value = self._assignments.get(each["wire"], self._assignments.get(each.get("name", "")))
            value = value if value is not None else plain.pop(0) if plain else None
            if value is not None and each.get("identity"):
                found[each["identity"][0]] = value
        return found

    def _next_value(self) -> Iterator[Candidate]:
        if self._missing:
            yield from self._values(self._missing[0], "", self._current)

    def _names(self) -> Iterator[Candidate]:
        """Yield ``name=`` for each argument that is not in the line."""
        for each in self._arguments:
            name = each["wire"] if each.get("place") != "path" else each["name"]
            taken = {each["wire"], each.get("name")}.intersection(self._assignments)
            if not taken and "=" not in name and (each in self._missing or each.get("place") != "path"):
                yield Candidate(f"{name}=", each.get("text", ""), is_open=True)
            if self._current.startswith(f"{name}.") and each.get("inner"):
                yield from (Candidate(f"{name}.{inner}=", is_open=True) for inner in each["inner"])

    @cached_property
    def _identities(self) -> KnownIdentities:
        options = tuple(name for option, _ in self._parsed.given for name in option["names"])
        url = next(iter(self._parsed.values_of("--url")), None)
        return known_identities(self._target.source, url, options)


def _option_of(argument: dict[str, Any]) -> dict[str, Any]:
    """Return the option of an argument: ``--region``; a switch has two."""
    word = _word(argument)
    option: dict[str, Any] = {"names": [f"--{word}"], "text": argument.get("text", ""), "argument": argument}
    if argument.get("types") == ["boolean"]:
        return {**option, "names": [f"--{word}", f"--no-{word}"]}
    return {**option, "takes": ["text"]}


def _word(argument: dict[str, Any]) -> str:
    return word_of(argument.get("name") or argument["wire"], ())


def _is_of_tool(option: dict[str, Any]) -> bool:
    return "argument" not in option


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    return True
