"""The calls of a program, from its files."""

import os
from collections.abc import Sequence

from heroics_py.model.api import Api
from heroics_py.usage.api_names import ApiNames
from heroics_py.usage.cells import Work
from heroics_py.usage.code import Code
from heroics_py.usage.collection import Uses
from heroics_py.usage.machine import Machine
from heroics_py.usage.named_schemas import read_named
from heroics_py.usage.program import Program
from heroics_py.usage.shell import shell_uses
from heroics_py.usage.sources import find_sources
from heroics_py.usage.type_calls import TypedCalls, add_typed_calls, stubs_of

__all__ = ["uses"]


def uses(*paths: str | os.PathLike[str], schema: object = None, types: bool = True) -> Uses:
    """Return the calls that a program makes, from its source: nothing of it is run.

    It follows clients through variables, functions, classes and modules of the program, and tells what each call passes
    and what is read of its answer. What the source does not show is told, too: such a use has a "*" in its `call`.

    Args:
        *paths: files and folders: Python, notebooks, and shell scripts that call `heroics`.
        schema: the schema of the API, as for `heroics_py.connect`, or an `Api`; with it, fewer names are ambiguous, and
            calls are found on objects that only look like clients. Without it, the schemas that the program connects to
            count, if all of them are bundled ones or files.
        types: whether to ask mypy, too, if it is installed and the project lists stubs in its pyproject.toml; mypy does
            not run the program either.

    Raises:
        CallError: a file or folder does not exist.
        SchemaError: the schema can't be read.
    """
    code = Code(find_sources(paths))
    typed, jobs = stubs_of(paths, is_asked=types)
    if jobs:
        add_typed_calls(typed, jobs, {os.path.abspath(path): path for path in code.files})
    found, notes = _search(code, [] if schema is None else [_api(schema)], typed), [*code.notes, *typed.notes]
    if schema is None:
        apis, further = read_named(typed.named(found.drafts.schemas), code.files)
        notes += further
        found = _search(code, apis, typed) if apis else found
    shell = shell_uses(code.lines, found.names)
    return Uses([*found.drafts.uses(), *code.unread, *shell], notes)


def _api(schema: object) -> Api:
    if isinstance(schema, Api):
        return schema
    from heroics_py.client.schemas.api_reading import read

    return read(schema)  # type: ignore[arg-type]  # it says what it takes


def _search(code: Code, apis: Sequence[Api], typed: TypedCalls) -> Machine:
    """Return the analysis of a program in which names mean calls of some APIs."""
    work = Work()
    program = Program(work, typed.packages)
    for module in code.modules:
        program.add(module)
    machine = Machine(ApiNames(apis), program, work, typed)
    machine.run()
    return machine
