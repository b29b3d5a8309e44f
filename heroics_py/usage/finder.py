"""The calls of a program, from its files."""

import ast
import os
import warnings

from heroics_py.model.api import Api
from heroics_py.usage.api_names import ApiNames
from heroics_py.usage.cells import Work
from heroics_py.usage.collection import Uses
from heroics_py.usage.machine import Machine
from heroics_py.usage.notebooks import code_of
from heroics_py.usage.program import PACKAGE, Program
from heroics_py.usage.shell import shell_uses
from heroics_py.usage.sources import Source, find_sources
from heroics_py.usage.type_calls import add_typed_calls, stubs_of
from heroics_py.usage.use import ANY, Use

__all__ = ["uses"]

_TOO_DEEP = (RecursionError, MemoryError)


def uses(*paths: str | os.PathLike[str], schema: object = None, types: bool = True) -> Uses:
    """Return the calls that a program makes, from its source: nothing of it is run.

    It follows clients through variables, functions, classes and modules of the program, and tells what each call passes
    and what is read of its answer. What the source does not show is told, too: such a use has a "*" in its `call`.

    Args:
        *paths: files and folders: Python, notebooks, and shell scripts that call `heroics`.
        schema: the schema of the API, as for `heroics_py.connect`, or an `Api`; with it, fewer names are ambiguous, and
            calls are found on objects that only look like clients.
        types: whether to ask mypy, too, if it is installed and the project lists stubs in its pyproject.toml; mypy does
            not run the program either.

    Raises:
        CallError: a file or folder does not exist.
        SchemaError: the schema can't be read.
    """
    work, names = Work(), ApiNames(_api(schema))
    typed, jobs = stubs_of(paths, is_asked=types)
    program = Program(work, typed.packages)
    found: list[Use] = []
    notes: list[str] = []
    for source in find_sources(paths):
        _add(program, source, names, found, notes)
    files = [module.path for module in program.modules.values() if not module.places]
    if jobs:
        add_typed_calls(typed, jobs, {os.path.abspath(each): each for each in files})
    notes += typed.notes
    machine = Machine(names, program, work, typed)
    machine.run()
    return Uses([*machine.drafts.uses(), *found], notes)


def _api(schema: object) -> Api | None:
    if schema is None or isinstance(schema, Api):
        return schema
    from heroics_py.client.api_reading import read

    return read(schema)  # type: ignore[arg-type]  # it says what it takes


def _add(program: Program, source: Source, names: ApiNames, found: list[Use], notes: list[str]) -> None:
    if source.problem:
        _miss(source, source.problem, found, notes)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes and the like
            if source.kind == "python":
                program.add(source.path, ast.parse(source.text))
            elif source.kind == "notebook":
                found += shell_uses(_add_notebook(program, source), names)
            else:
                lines = enumerate(source.text.split("\n"), 1)
                found += shell_uses(((line, source.path, number) for number, line in lines), names)
    except (SyntaxError, ValueError, *_TOO_DEEP) as error:
        _miss(source, _problem(error), found, notes)


def _problem(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.lineno:
        return f"line {error.lineno}: {error.msg}"
    return "its expressions are too deep" if isinstance(error, _TOO_DEEP) else str(error)


def _add_notebook(program: Program, source: Source) -> list[tuple[str, str, int]]:
    """Add a notebook, and return the lines that a shell runs."""
    code = code_of(source.path, source.text)
    module = program.add(source.path, ast.parse(code.text))
    module.places = code.places
    last = [node for node in module.tree.body if isinstance(node, ast.Expr) and node.end_lineno in code.ends]
    module.shown_last = frozenset(map(id, last))
    return [(line, *place) for line, place in code.shell]


def _miss(source: Source, problem: str, found: list[Use], notes: list[str]) -> None:
    """Tell that a file was not read; it may make any call, unless it does not name the package."""
    note = f"can't be read: {problem}"
    if source.text and PACKAGE not in source.text:
        notes.append(f"{source.path}  {note}")
    else:
        found.append(Use(call=ANY, path=source.path, fields=(ANY,), answers=(ANY,), certainty="computed", note=note))
