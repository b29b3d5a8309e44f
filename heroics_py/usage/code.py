"""The code of a program: its modules as syntax trees, and its lines of shell."""

import ast
import warnings
from collections.abc import Iterable

from heroics_py.usage.notebooks import code_of
from heroics_py.usage.program import PACKAGE, ParsedFile
from heroics_py.usage.sources import Source
from heroics_py.usage.use import ANY, Use

__all__ = ["Code"]

_TOO_DEEP = (RecursionError, MemoryError)
_LONGEST_SCRIPT = 512 * 1024  # characters, which take a second


class Code:
    """What the files of a program hold.

    Args:
        sources: the files.

    Attributes:
        modules: its Python, and that of notebooks.
        lines: its shell, each line with its file and number.
        unread: a use for each file that can't be read, and may make any call.
        notes: sentences about files that can't be read, and don't matter.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self.modules: list[ParsedFile] = []
        self.lines: list[tuple[str, str, int]] = []
        self.unread: list[Use] = []
        self.notes: list[str] = []
        for source in sources:
            self._add(source)

    @property
    def files(self) -> list[str]:
        """The paths of the Python files."""
        return [each.path for each in self.modules if not each.places]

    def _add(self, source: Source) -> None:
        if source.problem:
            self._miss(source, source.problem)
            return
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of invalid escapes and the like
                if source.kind == "python":
                    self.modules.append(ParsedFile(source.path, ast.parse(source.text)))
                elif source.kind == "notebook":
                    self._add_notebook(source)
                elif len(source.text) > _LONGEST_SCRIPT:
                    self._miss(source, f"it is a shell script of more than {_LONGEST_SCRIPT // 1024} KiB", "heroics")
                else:
                    self.lines += ((line, source.path, at) for at, line in enumerate(source.text.split("\n"), 1))
        except (SyntaxError, ValueError, *_TOO_DEEP) as error:
            self._miss(source, _problem(error))

    def _add_notebook(self, source: Source) -> None:
        code = code_of(source.path, source.text)
        tree = ast.parse(code.text)
        last = [node for node in tree.body if isinstance(node, ast.Expr) and node.end_lineno in code.ends]
        self.modules.append(ParsedFile(source.path, tree, places=code.places, shown_last=frozenset(map(id, last))))
        self.lines += ((line, *place) for line, place in code.shell)

    def _miss(self, source: Source, problem: str, name: str = PACKAGE) -> None:
        """Note that a file was not read; it may make any call, unless it does not name the package, or the command."""
        note = f"can't be read: {problem}"
        if source.text and name not in source.text:
            self.notes.append(f"{source.path}  {note}")
            return
        use = Use(call=ANY, path=source.path, fields=(ANY,), answers=(ANY,), certainty="computed", note=note)
        self.unread.append(use)


def _problem(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.lineno:
        return f"line {error.lineno}: {error.msg}"
    return "its expressions are too deep" if isinstance(error, _TOO_DEEP) else str(error)
