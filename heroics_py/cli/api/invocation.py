"""A call of a link with its arguments, as the command line means it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import click

from heroics_py.call.bodies.values import is_raw
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.meanings import PlacedText, settle
from heroics_py.cli.api.values import ArgumentValues, file_value, parsed_json, read_text
from heroics_py.cli.api.words import Assignment, assignments_in
from heroics_py.client import BoundLink
from heroics_py.display.terminal import escaped
from heroics_py.http.media_types import is_text

__all__ = ["Invocation", "invocation_of"]

# Where arguments are that each call has to pass. What a body lacks is found by its validation.
_PLACES = ("path", "fragment", "query", "header", "cookie", "querystring")
_NO_BODY: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A call of a link.

    Attributes:
        link: the link, with its options.
        args: the positional arguments; the last may be the body.
        kwargs: the keyword arguments.
    """

    link: BoundLink
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Show no argument, which may be a secret."""
        return f"<Invocation of {self.link!r}>"

    def send(self) -> Any:
        """Send the request and return what the response holds.

        Raises:
            HeroicsError: as the call of a link does.
        """
        return self.link(*self.args, **self.kwargs)

    def replaced(self, **changes: Any) -> Self:
        """Return the invocation with other keyword arguments beside its own."""
        return replace(self, kwargs={**self.kwargs, **changes})


def invocation_of(
    facts: LinkFacts,
    words: Iterable[str | Assignment],
    *,
    body: str | None = None,
    files: Sequence[str] = (),
) -> Invocation:
    """Return the call that the words of a command line mean.

    Args:
        facts: about the link.
        words: values of the path in its order, and assignments, as text or read.
        body: the whole body: "@" and the path of a file, "-" for standard input, or its text.
        files: fields that are files: "photo=@cat.png".

    Raises:
        click.UsageError: an argument is missing, unknown or can't have its value.
    """
    values = ArgumentValues(facts)
    unnamed, named = assignments_in(words)
    for each in named:
        values.assign(each)
    for word in files:
        values.assign_file(word)
    _fill(values, unnamed)
    if body is None:
        _settle(facts, values)
    whole = _NO_BODY if body is None else _body(facts, body)
    _require(facts, values, [each for each in _PLACES if body is None or each != _main_place(facts)])
    return _arranged(facts, values, whole)


def _fill(values: ArgumentValues, texts: Sequence[str]) -> None:
    """Give the values without a name to the arguments of the path that have none, in their order.

    Of several links that share a callable, the one with as many arguments is meant.
    """
    facts = values.facts
    free = [each for each in facts.positional if each.keyword not in values.values]
    fitting = [[each for each in free if each.keyword in shape.parameters] for shape in facts.shapes]
    if len(texts) > len(free):
        expected = " ".join(map(facts.placeholder, free)) or "no value without a name"
        raise click.UsageError(
            f"got {len(texts)} values without a name ({escaped(' '.join(texts))}): expected {expected}; "
            "other values are name=value or --name value"
        )
    exact = next((each for each in fitting if len(each) == len(texts)), free)
    for argument, text in zip(exact, texts, strict=False):
        values.assign(Assignment(name=argument.keyword, text=text))


def _require(facts: LinkFacts, values: ArgumentValues, places: Iterable[str]) -> None:
    """Refuse a call without an argument that every call needs."""
    missing = [each for each in facts.required(places) if each.keyword not in values.values]
    if missing:
        forms = [
            facts.placeholder(each) if facts.is_positional(each) else f"{facts.word(each)}=..." for each in missing
        ]
        texts = [f"{form} ({each.kind})" for form, each in zip(forms, missing, strict=True)]
        raise click.UsageError(f"missing {', '.join(map(escaped, texts))}")


def _settle(facts: LinkFacts, values: ArgumentValues) -> None:
    """Let the schema of the whole body decide what texts mean that mean something else in its alternatives."""
    schema = facts.body.schema if facts.body is not None and len(facts.shapes) == 1 else None
    if schema is None:
        return

    def accepts() -> bool:
        in_body = {key: each for key, each in values.arguments.items() if each.location == "body"}
        return facts.passes(schema, {each.wire_name: values.values[key] for key, each in in_body.items()})

    settle([each for each in values.texts if _is_in_body(each, values)], accepts)


def _is_in_body(text: PlacedText, values: ArgumentValues) -> bool:
    return text.holder is not values.values or values.arguments[text.place].location == "body"


def _body(facts: LinkFacts, text: str) -> Any:
    """Return the whole body: parsed if it is JSON or YAML, a file or text if the link takes those."""
    body = facts.body
    if not facts.takes_body:
        raise click.UsageError(f"{' and '.join(facts.targets)} takes no body")
    raw = [each for each in body.choices if is_raw(each)] if body is not None else []
    has_data = body is None or len(raw) < len(body.choices)
    path = text[1:] if text.startswith("@") else "-" if text == "-" else ""
    if raw and path and not (has_data and path.lower().endswith((".json", ".yaml", ".yml"))):
        return file_value("--body", path)
    if raw and not path and (not has_data or not text.lstrip().startswith(("{", "["))):
        return text if any(is_text(each.media_type) for each in raw) else text.encode()
    return parsed_json("--body", read_text("--body", path) if path else text, path or "-")


def _arranged(facts: LinkFacts, values: ArgumentValues, body: Any) -> Invocation:
    """Return the call with positional values for the path, and the rest by keyword; or with the body as a whole."""
    args: list[Any] = []
    kwargs = dict(values.values)
    for each in facts.positional:
        if each.keyword not in kwargs:
            break
        args.append(kwargs.pop(each.keyword))
    main = [key for key in kwargs if values.arguments[key].location == _main_place(facts)]
    if body is not _NO_BODY:
        if main and not isinstance(body, dict):
            raise click.UsageError("--body is the whole body: pass its fields in it, or by name without --body")
        others = {key: value for key, value in kwargs.items() if key not in main}
        return Invocation(link=facts.link, args=(*args, values.over(body, main) if main else body), kwargs=others)
    if any(_needs_dict(facts, key, values.arguments[key]) for key in main):
        fields = {values.arguments[key].wire_name: kwargs.pop(key) for key in main}
        return Invocation(link=facts.link, args=(*args, fields), kwargs=kwargs)
    return Invocation(link=facts.link, args=tuple(args), kwargs=kwargs)


def _main_place(facts: LinkFacts) -> str:
    return "query" if facts.shapes[0].link.query is not None else "body"


def _needs_dict(facts: LinkFacts, key: str, argument: Any) -> bool:
    """Return whether a field has no keyword: its name is not an identifier, or is the keyword of another argument."""
    if argument.keyword:
        return False
    if not facts.is_open:
        return True
    return any(key in shape.fields or key in shape.href_keywords for shape in facts.shapes)
