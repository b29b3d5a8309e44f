"""The calls that types show: a type checker finds them, as far as the project has stubs."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.stubs.jobs import StubJob
from heroics_py.stubs.settings import find_project, jobs_of
from heroics_py.usage.drafts import DEFAULT
from heroics_py.usage.stub_calls import Place, calls_by_class, places_by_record
from heroics_py.usage.values import ApiLink, Origin, Site

__all__ = ["CALLS", "CLASSES", "VARIABLE", "TypedCalls", "add_typed_calls", "stubs_of"]

VARIABLE = "HEROICS_USES"
"""The environment variable that names the folder of `CLASSES` and `CALLS`, for the plugin of mypy."""

CLASSES = "classes.json"
"""The file with the names of the classes of links and records, which the plugin reads."""

CALLS = "calls.jsonl"
"""The file in which the plugin notes calls of such classes and what is read of them, with their places."""

_SECONDS = 300
_LARGEST = 64 * 1024 * 1024  # characters of a stub
# The stubs say all that counts; the library itself would take longer than the program.
_SETTINGS = """\
[mypy]
plugins = heroics_py.mypy_plugin
check_untyped_defs = True
ignore_missing_imports = True
follow_imports = silent
namespace_packages = True
explicit_package_bases = True

[mypy-heroics_py.*]
follow_imports = skip
"""


class TypedCalls(dict[Site, frozenset[ApiLink]]):
    """The calls by their places.

    Attributes:
        reads: what expressions read of records, by their places: each a call, and the names that lead to the field.
        packages: the names of modules and packages that `heroics stubs` generated.
        schemas: those of the packages.
        notes: why types were not asked, or not all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reads: dict[Site, frozenset[Place]] = {}
        self.packages: frozenset[str] = frozenset()
        self.schemas: frozenset[str] = frozenset()
        self.notes: list[str] = []

    def named(self, schemas: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """Return the schemas of clients, with those of packages for clients without one."""
        if not self.packages:
            return {*schemas}
        return {*(each for each in schemas if each != (DEFAULT,)), *((each,) for each in self.schemas)}


def stubs_of(paths: Iterable[str | os.PathLike[str]], *, is_asked: bool) -> tuple[TypedCalls, list[StubJob]]:
    """Return the stubs of a project, and an empty table for its calls.

    Args:
        paths: of the program; the nearest pyproject.toml lists the stubs.
        is_asked: whether mypy is asked afterwards.
    """
    found = TypedCalls()
    folder = next((os.fspath(each) for each in paths), os.curdir)
    project = find_project(folder if os.path.isdir(folder) else os.path.dirname(folder) or os.curdir)
    try:
        jobs = jobs_of(project) if project else []
    except SchemaError as error:
        jobs = []
        found.notes.append(str(error))
    found.packages = frozenset(_module(each) for each in jobs)
    found.schemas = frozenset(each.schema for each in jobs)
    jobs = [each for each in jobs if os.path.isfile(_file(each))]
    if jobs and is_asked and find_spec("mypy") is None:
        found.notes.append("mypy is not installed: calls that only types show are not found")
    return found, jobs if is_asked and find_spec("mypy") is not None else []


def add_typed_calls(found: TypedCalls, jobs: list[StubJob], files: Mapping[str, str]) -> None:
    """Let mypy check the program, and add the calls that it sees.

    Args:
        found: the table.
        jobs: the stubs.
        files: the files of the program by their full paths: how they are shown.
    """
    classes: dict[str, frozenset[str]] = {}
    records: dict[str, frozenset[Place]] = {}
    for each in jobs:
        try:
            with open(_file(each), encoding="utf-8") as file:
                text = file.read(_LARGEST)
            known = calls_by_class(text)
            places = places_by_record(text, known)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            found.notes.append(f"{_file(each)} is not a stub that 'heroics stubs' generated: its types are not asked")
        else:
            classes |= {f"{_module(each)}.{name}": calls for name, calls in known.items()}
            records |= {f"{_module(each)}.{name}": own for name, own in places.items()}
    checked = sorted(each for each in files if not os.path.exists(f"{each}i"))  # in its place, mypy reads the stub
    for note in _checked(found, jobs, checked, sorted({*classes, *records})) if checked else ():
        path = files.get(os.path.abspath(note["path"]))
        if path is None:
            continue
        site = Site(path, note["line"], note["column"] + 1, (note["end_line"], note["end_column"] + 1))
        if calls := classes.get(note["class"]):
            found[site] = found.get(site, frozenset()) | {ApiLink(call, Origin()) for call in calls}
        for call, way in records.get(note["class"], ()):
            found.reads[site] = found.reads.get(site, frozenset()) | {(call, (*way, note["name"]))}


def _checked(found: TypedCalls, jobs: list[StubJob], files: list[str], classes: list[str]) -> list[dict[str, Any]]:
    """Run mypy, which notes calls by its plugin, and return the notes."""
    with tempfile.TemporaryDirectory(prefix="heroics-uses-") as folder:
        settings, notes = os.path.join(folder, "mypy.ini"), os.path.join(folder, CALLS)
        for path, text in ((settings, _SETTINGS), (os.path.join(folder, CLASSES), json.dumps(classes))):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        # With a cache, mypy would not check files again that have not changed, and the plugin would not see them.
        options = ["--config-file", settings, "--cache-dir", os.devnull, "--no-error-summary"]
        environment = _environment(folder, jobs)
        try:
            # -P: a mypy.py in the current folder, which may be the program of a stranger, is not run.
            done = subprocess.run(  # noqa: S603 - Python itself, and the files that the caller names
                [sys.executable, "-P", "-m", "mypy", *options, "--", *files],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            found.notes.append(f"mypy did not end within {_SECONDS} seconds: calls that only types show are not found")
            return []
        if done.returncode > 1:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason"]
            found.notes.append(f"mypy failed, so that calls which only types show may be missing: {lines[-1]}")
        if not os.path.exists(notes):
            return []
        with open(notes, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def _environment(folder: str, jobs: list[StubJob]) -> dict[str, str]:
    """Return the environment of mypy: where it finds modules, and where its plugin, which is in this package."""
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    # mypy refuses folders of installed packages, and finds them itself.
    further = [] if os.path.basename(own) in {"site-packages", "dist-packages"} else [own]
    paths = [*further, *filter(None, [os.environ.get("PYTHONPATH")])]
    python = {"PYTHONPATH": os.pathsep.join(paths)} if paths else {}
    return os.environ | python | {VARIABLE: folder, "MYPYPATH": os.pathsep.join([*_roots(jobs), *further])}


def _roots(jobs: list[StubJob]) -> list[str]:
    """Return where mypy looks for modules of the program: beside the stubs, here, and in ``src``."""
    roots = [os.path.dirname(os.path.abspath(each.output)) for each in jobs]
    roots += [os.path.abspath("src")] if os.path.isdir("src") else []
    return list(dict.fromkeys([*roots, os.getcwd()]))


def _file(job: StubJob) -> str:
    return os.path.join(job.output, "__init__.pyi") if job.is_package else job.output


def _module(job: StubJob) -> str:
    return os.path.basename(os.path.abspath(job.output)).removesuffix(".pyi")
