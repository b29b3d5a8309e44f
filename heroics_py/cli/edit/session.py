"""An edit, from the text in the editor to the update that is sent."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import click

from heroics_py.cli.edit.changes import Path, Update, changed_paths, update_of
from heroics_py.cli.edit.diff import diff_lines
from heroics_py.cli.edit.draft import Draft, parse_draft
from heroics_py.cli.edit.link_pairs import LinkPair
from heroics_py.cli.edit.merging import merge
from heroics_py.cli.edit.sent_fields import sent_fields
from heroics_py.cli.edit.text import place_text, thing_text, with_notes
from heroics_py.cli.edit.thing import Thing, read_thing
from heroics_py.cli.edit.typed_text import with_typed_text
from heroics_py.cli.edit.values import is_same
from heroics_py.client import BoundLink
from heroics_py.errors import CallError, NotFound, PreconditionFailed, Problem, ValidationError
from heroics_py.http.messages import Request
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.readers.yaml_text import typed_scalars
from heroics_py.support.json_types import Json

__all__ = ["Edit", "Edited", "file_name"]

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of an edit.

    Attributes:
        body: of the update; empty if nothing changed.
        call: the link of the update, with its options.
        args: the positional arguments of its call.
        parameters: its keyword arguments.
        result: what the API returned; None if nothing was sent.
    """

    body: Mapping[str, Json]
    call: BoundLink
    args: tuple[Any, ...]
    parameters: Mapping[str, Any]
    result: Any = None

    def request(self) -> Request:
        """Return the request of the update.

        Raises:
            HeroicsError: its call does not accept the body.
        """
        return self.call.prepare(*self.args, **self.parameters)


@dataclass(slots=True, kw_only=True)
class Edit:
    """An edit of one thing.

    Attributes:
        pair: the links that read and update it.
        args: the words of its identity.
        title: what it is, such as "app example".
        parameters: the query, header and cookie parameters of the two calls, by keyword.
        say: shows a line to the user: a message, or one of the diff.
        is_interactive: whether the editor opens again after a mistake.
    """

    pair: LinkPair
    args: tuple[str, ...]
    title: str
    parameters: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})
    say: Callable[[str], None]
    is_interactive: bool = field(default_factory=lambda: sys.stdin.isatty() and sys.stderr.isatty())

    def run(self, draft: Draft, kept: Draft | None = None, *, sends: bool = True) -> Edited:
        """Let the user edit the thing, and update what changed.

        Args:
            draft: the file for the editor. If an error is raised and there is something to keep, it says so.
            kept: a draft of an earlier edit, to go on with.
            sends: whether to send the update.

        Raises:
            HeroicsError: the thing can't be read or updated, or the text is not valid.
            ClickException: others have changed the thing.
        """
        thing = read_thing(self.pair, self.args, self.parameters[0])
        notes, data = ([], thing.data) if kept is None else _resumed(kept, thing)
        text = thing_text(self.title, data, self.pair.content.schema, has_envelope=bool(self._envelope(thing)))
        draft.write_base(thing.data)
        draft.start = "" if kept is not None else text
        edited = self._edited(draft, thing, with_notes(notes, text))
        return self._sent(edited, thing) if edited.body and sends else edited

    def _edited(self, draft: Draft, thing: Thing, text: str) -> Edited:
        """Open the editor until its text is valid, or the user leaves it as it was."""
        while True:
            draft.write(text)
            draft.edit()
            written = draft.read()
            try:
                return self._checked(thing, written)
            except (ValidationError, CallError) as error:
                if not self.is_interactive or written == text:
                    raise
                text = with_notes(_lines(error), written)

    def _checked(self, thing: Thing, text: str) -> Edited:
        """Return the update that a text means, and show what changes.

        Raises:
            ValidationError: the text is not valid YAML, or changes what the update does not take.
            CallError: the update can't be called so.
        """
        schema = self.pair.content.schema
        after = _parsed(text, thing, schema)
        update = update_of(thing.data, after, schema, self.pair.style, self._envelope(thing))
        self._refuse(update, thing.data)
        edited = Edited(
            body=update.body,
            call=self._call(thing),
            args=(*self.args, update.body),
            parameters=self.parameters[1],
        )
        if update.body:
            edited.request()
            for line in diff_lines(thing.data, after, thing.mask):
                self.say(line)
        return edited

    def _refuse(self, update: Update, before: Mapping[str, Json]) -> None:
        name = self.pair.update.__name__
        problems = [_problem(path, f"{name} does not take it: {_remedy(path, before)}") for path in update.refused]
        problems += [_problem(path, f"{name} can't remove it: give it another value") for path in update.kept]
        if problems:
            raise ValidationError(tuple(problems))

    def _call(self, thing: Thing) -> BoundLink:
        choices = self.pair.link.body.choices if self.pair.link.body else ()
        options: dict[str, Any] = {"media_type": self.pair.content.media_type} if len(choices) > 1 else {}
        if thing.etag:
            options["if_match"] = thing.etag
        return self.pair.update.with_options(**options)

    def _sent(self, edited: Edited, thing: Thing) -> Edited:
        """Send the update, unless others have changed the thing.

        It is read once more: many APIs have ETags, and few heed If-Match.
        """
        self._refuse_stale(thing, "nothing was sent")
        if not thing.etag:
            self.say(f"{self.title} has no strong ETag: a change by others within this moment would be overwritten")
        try:
            result = edited.call(*edited.args, **edited.parameters)
        except PreconditionFailed as error:
            problem = error
        else:
            self._compare(thing.data, edited.body, result)
            return replace(edited, result=result)
        self._refuse_stale(thing, "the API refused the update (412)")
        problem.add_note("what the update takes has not changed since it was read")
        raise problem

    def _refuse_stale(self, thing: Thing, outcome: str) -> None:
        """Refuse an update of a thing that others have changed, in a field that the update takes.

        Raises:
            ClickException: it names the fields.
        """
        try:
            now = read_thing(self.pair, self.args, self.parameters[0])
        except NotFound:
            now = None
        if now is None:
            raise click.ClickException(f"{self.title} was deleted or renamed since it was read, and {outcome}")
        fields = sent_fields(self.pair.content.schema)
        places = [path for path in changed_paths(thing.data, now.data) if fields.takes(path[0])]
        if places:
            changed = ", ".join(dict.fromkeys(map(place_text, places)))
            raise click.ClickException(f"{self.title} has changed since it was read, and {outcome}: {changed}")

    def _compare(self, before: Mapping[str, Json], body: Mapping[str, Json], result: object) -> None:
        """Say which changes the response does not show."""
        if isinstance(result, dict):
            old = [name for name in body if name in result and name in before and is_same(result[name], before[name])]
            if unchanged := [name for name in old if not is_same(body[name], before[name])]:
                self.say(f"the response shows the old value of {', '.join(map(place_text, ([n] for n in unchanged)))}")

    def _envelope(self, thing: Thing) -> Path:
        """Return the keys that lead to the thing in the body of its update, too."""
        schema = self.pair.content.schema
        return thing.envelope if thing.envelope and sent_fields(schema).takes(thing.envelope[0]) else ()


def file_name(title: str) -> str:
    """Return the name of the file for the editor, without its suffix."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", title)[:_LONGEST_NAME].strip("-.") or "thing"


def _resumed(kept: Draft, thing: Thing) -> tuple[list[str], dict[str, Json]]:
    """Return the changes of an earlier edit on top of what the thing is now, with notes on those of others."""
    before, mine = kept.read_base(), _parsed(kept.read(), thing, None)
    before = before if isinstance(before, dict) else {}
    merged = merge(before, mine, thing.data)
    notes = ["These are your changes, on top of what it is now."]
    others = [place_text(path) for path in changed_paths(before, thing.data)]
    if others:
        notes.append(f"Changed by others: {', '.join(others)}")
    if merged.conflicts:
        notes.append(f"Changed by both, here as you have it: {', '.join(map(place_text, merged.conflicts))}")
    return notes, merged.value


def _parsed(text: str, thing: Thing, schema: Schema | None) -> dict[str, Json]:
    """Return what the text of the editor says; the thing itself for an empty one.

    Raises:
        ValidationError: it is not valid YAML, or no object.
    """
    try:
        value = parse_draft(text)
    except ValueError as error:
        problem = f"the text is not valid YAML: {error}"
    else:
        if isinstance(value, dict):
            typed = with_typed_text(thing.data, value, typed_scalars(text), schema)
            return typed if isinstance(typed, dict) else value
        if value is None:
            return thing.data
        problem = f"the text is {_kind(value)}: expected fields, such as 'name: example'"
    raise ValidationError((Problem(pointer="", message=problem),))


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "a single value"


def _problem(path: Sequence[str], message: str) -> Problem:
    return Problem(pointer="".join(f"/{escape_key(key)}" for key in path), message=message)


def _remedy(path: Sequence[str], before: Mapping[str, Json]) -> str:
    """Return what to do about a field that the update does not take, and that the user changed or added."""
    parent: Json = dict(before)
    for key in path[:-1]:
        parent = parent.get(key) if isinstance(parent, dict) else None
    return "leave it as it was" if isinstance(parent, dict) and path[-1] in parent else "remove it"


def _lines(error: ValidationError | CallError) -> Iterable[str]:
    return map(str, error.problems) if isinstance(error, ValidationError) else [str(error)]
