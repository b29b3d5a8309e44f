"""The command that shows what the library does, on a sandbox: each line printed is the line that is run."""

import ast
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.highlighter import ReprHighlighter
from rich.syntax import Syntax
from rich.text import Text

from heroics_py.cli.output import one_line, printable
from heroics_py.errors import HeroicsError

__all__ = ["SCENES", "Scene", "demo", "play"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A few lines of the demo that belong together.

    Attributes:
        title: what they show.
        lines: a Python statement each.
        raises: the name of the error that the last of them ends with; empty where none does.
    """

    title: str
    lines: tuple[str, ...]
    raises: str = ""


_OPENING = Scene(
    title="A schema becomes a client. This one brings its own server along, on this computer.",
    lines=("import heroics_py", "heroku = heroics_py.sandbox()", "heroku", "heroku.app.info"),
)
_CLOSING = "heroku.close()"

SCENES = (
    Scene(
        title="Create: keyword arguments are the fields of the body.",
        lines=('app = heroku.app.create(name="example", region="eu")', "app.name, app.region.name, app.web_url"),
    ),
    Scene(
        title="List, info and update. A record stands for its identity.",
        lines=(
            "[app.name for app in heroku.app.list()]",
            'heroku.app.info("example").maintenance',
            "heroku.app.update(app, maintenance=True).maintenance",
        ),
    ),
    Scene(
        title="A wrong field or value is caught before anything is sent.",
        lines=('heroku.app.create(nmae="other")',),
        raises="CallError",
    ),
    Scene(title="", lines=("heroku.app.create(name=7)",), raises="ValidationError"),
    Scene(
        title="What the API refuses is an error of its own type: 404 ...",
        lines=('heroku.app.info("nowhere")',),
        raises="NotFound",
    ),
    Scene(
        title="... and 412, by If-Match: it has changed since it was seen.",
        lines=(
            'seen = heroku.app.info("example")',
            'changed = heroku.app.update("example", maintenance=False)',
            'heroku.app.update.with_options(if_match=seen)("example", name="renamed")',
        ),
        raises="PreconditionFailed",
    ),
    Scene(
        title="A second read is answered 304 by the server, and from the cache.",
        lines=(
            'first = heroku.app.info.send("example")',
            'again = heroku.app.info.send("example")',
            "again.revalidated, again.from_cache, again.data == first.data",
        ),
    ),
    Scene(
        title="A list fetches its pages as they are needed.",
        lines=(
            'for n in range(1, 8): heroku.app.create(name=f"shop-{n}")',
            'apps = heroku.app.list.with_options(range=heroics_py.Range("name", max=3))()',
            "apps",
            "[app.name for app in apps]",
            "apps",
        ),
    ),
    Scene(
        title="Delete.",
        lines=('heroku.app.delete("example").name', "len(heroku.app.list())"),
    ),
)


@click.command()
def demo() -> None:
    """Show what the library does: a server, a client, and ten things to do with them."""
    console = Console(highlight=False, soft_wrap=True)
    space: dict[str, Any] = {}
    try:
        play(_OPENING, space, console)
        for scene in SCENES:
            play(scene, space, console)
    finally:
        if "heroku" in space:
            play(Scene(title="", lines=(_CLOSING,)), space, console)


def play(scene: Scene, space: dict[str, Any], console: Console) -> None:
    """Run the lines of ``scene`` in the namespace ``space``, and print each with what came of it.

    Raises:
        ClickException: a line ended in another way than the scene says.
    """
    if scene.title:
        console.print()
        console.print(Text(f"# {scene.title}", style="bold cyan"))
    for number, line in enumerate(scene.lines, start=1):
        console.print(Text.assemble((">>> ", "dim"), _coloured(line)))
        expected = scene.raises if number == len(scene.lines) else ""
        _check(line, _outcome(line, space, console), expected)


def _outcome(line: str, space: dict[str, Any], console: Console) -> str:
    """Run ``line``, print its value or its error, and return the name of the error; empty where there is none."""
    try:
        value = _run(line, space)
    except HeroicsError as error:
        name = type(error).__name__
        console.print(Text.assemble((f"{name}: ", "bold red"), one_line(str(error))))
        return name
    if value is not None:
        console.print(ReprHighlighter()(Text(printable(repr(value)))))
    return ""


def _check(line: str, found: str, expected: str) -> None:
    if found != expected:
        raise click.ClickException(f"{line} ended with {found or 'a value'}, and not with {expected or 'a value'}")


def _run(line: str, space: dict[str, Any]) -> object:
    """Run one statement as the prompt of Python does; return its value where it is an expression."""
    statement = ast.parse(line)
    if isinstance(statement.body[0], ast.Expr):
        value: object = eval(line, space)  # noqa: S307 - the lines are those above: what is printed is what is run
        return value
    exec(line, space)  # noqa: S102 - the same
    return None


def _coloured(line: str) -> Text:
    text = Syntax(line, "python", theme="ansi_dark", background_color="default").highlight(line)
    text.rstrip()
    return text
