"""Functions of Python that run texts, command lines and modules."""

import shlex

from heroics_py.usage.frames import Analysis, Arguments, Call
from heroics_py.usage.program import PACKAGE
from heroics_py.usage.shell import shell_uses
from heroics_py.usage.use import ANY
from heroics_py.usage.values import UNKNOWN, Answer, Box, Library, Module, Text, Values, is_of_api

__all__ = ["import_module", "run_command", "run_text"]

_UNKNOWN: Values = frozenset({UNKNOWN})


def run_text(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Note that a text is run: it may make any call, if the module knows the package or a client."""
    analysis.read(arguments.all())
    known = [value for cell in call.frame.module.scope.names.values() for value in cell.values]
    if analysis.work.is_recording and any(is_of_api(each) or _is_package(each) for each in known):
        analysis.drafts.add(call.site, ANY, [ANY], note=f"runs a text as code: {call.name}(...)")
        analysis.drafts.read(Answer(call.site, ANY), whole=True)
    return _UNKNOWN


def _is_package(value: object) -> bool:
    return isinstance(value, Library) and value.name.partition(".")[0] == PACKAGE


def run_command(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Note the calls of a command line that a program runs: ``subprocess.run(["heroics", "call", ...])``."""
    analysis.read(arguments.all())
    words: list[str] = []
    for each in arguments.get(0):
        parts = [each.at(str(number)) for number in range(len(each.keys))] if isinstance(each, Box) else [{each}]
        words += [next((one.value for one in part if isinstance(one, Text)), "$") for part in parts]
    if analysis.work.is_recording and "heroics" in " ".join(words):
        is_line = len(words) == 1
        line = words[0] if is_line else shlex.join(words)
        for use in shell_uses([(line, call.site.path, call.site.line)], analysis.names):
            analysis.drafts.add(call.site, use.call, use.fields, note=use.note)
            for answer in use.answers:
                path = () if answer == ANY else tuple(answer.split("."))
                analysis.drafts.read(Answer(call.site, use.call, path), whole=True)
    return _UNKNOWN


def import_module(analysis: Analysis, arguments: Arguments, call: Call) -> Values:
    """Return a module that a program imports by its name."""
    found: set[object] = set()
    for each in arguments.get(0):
        if isinstance(each, Text):
            modules = analysis.program.find(each.value, call.frame.module)
            found |= {Module(name) for name in modules} or {Library(analysis.program.library(each.value))}
    return frozenset(found) or _UNKNOWN
