"""The command that shows the library in action, against a sandbox."""

import ast
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.highlighter import ReprHighlighter
from rich.syntax import Syntax
from rich.text import Text

from heroics_py.cli.text import one_line, printable
from heroics_py.errors import HeroicsError

__all__ = ["SCENES", "Scene", "demo", "play"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Lines of the demo that belong together.

    Attributes:
        title: what they show.
        lines: the lines, each a Python statement.
        raises: the name of the error that the last line raises; empty if it raises none.
    """

    title: str
    lines: tuple[str, ...]
    raises: str = ""


_OPENING = Scene(
    title="A schema becomes a client. This one comes with its own server, on this computer.",
    lines=("import heroics_py", "heroku = heroics_py.sandbox()", "heroku", "heroku.app.info"),
)
_CLOSING = "heroku.close()"

SCENES = (
    Scene(
        title="Create: keyword arguments are the fields of the body.",
        lines=('app = heroku.app.create(name="example", region="eu")', "app.name, app.region.name, app.web_url"),
    ),
    Scene(
        title="List, info and update. A record can be passed as its identity.",
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
        title="Each error response raises an error of its own type: 404 ...",
        lines=('heroku.app.info("nowhere")',),
        raises="NotFound",
    ),
    Scene(
        title="... and 412 for If-Match: the app has changed since it was read.",
        lines=(
            'seen = heroku.app.info("example")',
            'changed = heroku.app.update("example", maintenance=False)',
            'heroku.app.update.with_options(if_match=seen)("example", name="renamed")',
        ),
        raises="PreconditionFailed",
    ),
    Scene(
        title="A second read gets 304 from the server, and its data from the cache.",
        lines=(
            'first = heroku.app.info.send("example")',
            'again = heroku.app.info.send("example")',
            "again.revalidated, again.from_cache, again.data == first.data",
        ),
    ),
    Scene(
        title="A list fetches its pages when they are needed.",
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
    """Run a demo: a sandbox server, a client, and example calls."""
    console = Console(highlight=False, soft_wrap=True)
    namespace: dict[str, Any] = {}
    try:
        play(_OPENING, namespace, console)
        for scene in SCENES:
            play(scene, namespace, console)
    finally:
        if "heroku" in namespace:
            play(Scene(title="", lines=(_CLOSING,)), namespace, console)


def play(scene: Scene, namespace: dict[str, Any], console: Console) -> None:
    """Run the lines of ``scene`` in ``namespace``, and print each with its result.

    Raises:
        ClickException: the result of a line is not what the scene expects.
    """
    if scene.title:
        console.print()
        console.print(Text(f"# {scene.title}", style="bold cyan"))
    for number, line in enumerate(scene.lines, start=1):
        console.print(Text.assemble((">>> ", "dim"), _highlight(line)))
        expected = scene.raises if number == len(scene.lines) else ""
        _check(line, _outcome(line, namespace, console), expected)


def _outcome(line: str, namespace: dict[str, Any], console: Console) -> str:
    """Run ``line``, print its result, and return the name of its error, if any."""
    try:
        value = _run(line, namespace)
    except HeroicsError as error:
        name = type(error).__name__
        console.print(Text.assemble((f"{name}: ", "bold red"), one_line(str(error))))
        return name
    if value is not None:
        console.print(ReprHighlighter()(Text(printable(repr(value)))))
    return ""


def _check(line: str, error: str, expected: str) -> None:
    if error != expected:
        raise click.ClickException(f"{line} ended with {error or 'a value'} instead of {expected or 'a value'}")


def _run(line: str, namespace: dict[str, Any]) -> object:
    """Run one statement as Python's prompt does, and return its value, if any."""
    statement = ast.parse(line)
    if isinstance(statement.body[0], ast.Expr):
        value: object = eval(line, namespace)  # noqa: S307 - only the lines above are run
        return value
    exec(line, namespace)  # noqa: S102 - the same
    return None


def _highlight(line: str) -> Text:
    text = Syntax(line, "python", theme="ansi_dark", background_color="default").highlight(line)
    text.rstrip()
    return text
