"""The files of a program, and their text."""

import codecs
import os
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from heroics_py.display.terminal import shown
from heroics_py.errors import CallError

__all__ = ["FOLDERS", "Source", "find_sources"]

FOLDERS = frozenset(
    {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env", "htmlcov", "target", "vendor"}
)
"""The names of folders that are left out, as are those that begin with a dot or hold a ``pyvenv.cfg``."""

MOST_BYTES = 4 * 1024 * 1024
_ENCODED_NAMES = frozenset({"idna", "punycode"})  # encodings of host names, which take hours for a large file
_SUFFIXES = frozenset({".py", ".pyw", ".ipynb", ".sh", ".bash", ".zsh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of a program.

    Attributes:
        path: as it is shown: relative to the current folder if it is below it.
        text: what it holds; empty if it can't be read.
        problem: why it can't be read; otherwise empty.
    """

    path: str
    text: str = ""
    problem: str = ""

    @property
    def kind(self) -> str:
        """What it is: "python", "notebook" or "shell"."""
        suffix = os.path.splitext(self.path)[1].lower()
        return {".ipynb": "notebook", ".py": "python", ".pyw": "python"}.get(suffix) or (
            "shell" if suffix else _kind_by_first_line(self.text)
        )


def find_sources(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source]:
    """Yield the files of a program, each once.

    Args:
        paths: files, and folders, which are searched for Python, notebooks and shell scripts.

    Raises:
        CallError: a file or folder does not exist, or holds no program.
    """
    seen: set[str] = set()
    for each in paths:
        path = os.fspath(each)
        if not os.path.exists(path):
            raise CallError(f"no file or folder {shown(path)}: expected the source of a program, such as 'src/'")
        files = [path] if os.path.isfile(path) else [*_below(path)]
        if not files:
            raise CallError(f"no Python file, notebook or shell script in {shown(path)}")
        for file in files:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                source = _read(file)
                if file == path and not _is_program(source):
                    raise CallError(f"{shown(path)} is not Python, a notebook or a shell script")
                yield source


def _below(folder: str) -> Iterator[str]:
    # Links to folders are not followed: they may lead up, or out of the program.
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_generated(here, name))
        for name in sorted(files):
            if os.path.splitext(name)[1].lower() in _SUFFIXES and os.path.isfile(os.path.join(here, name)):
                yield os.path.join(here, name)


def _is_program(source: Source) -> bool:
    suffix = os.path.splitext(source.path)[1].lower()
    return not suffix or suffix in _SUFFIXES or bool(source.problem) or source.text.startswith("#!")


def _is_generated(here: str, name: str) -> bool:
    path = os.path.join(here, name)
    return (
        name.startswith(".")
        or name in FOLDERS
        or name.endswith(".egg-info")
        or os.path.islink(path)
        or os.path.isfile(os.path.join(path, "pyvenv.cfg"))
    )


def _read(file: str) -> Source:
    path = _shown_path(file)
    try:
        if os.path.getsize(file) > MOST_BYTES:
            return Source(path=path, problem=f"it is larger than {MOST_BYTES // 1024 // 1024} MiB")
        with open(file, "rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        return Source(path=path, text=_decoded(content))
    except (OSError, SyntaxError, ValueError, LookupError) as error:
        return Source(path=path, problem=getattr(error, "strerror", None) or str(error))


def _decoded(content: bytes) -> str:
    """Return a text in the encoding that it names (PEP 263), or in UTF-8."""
    encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
    if codecs.lookup(encoding).name in _ENCODED_NAMES:
        raise LookupError(f"it is in {encoding}: expected an encoding of texts, such as UTF-8")
    return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def _shown_path(file: str) -> str:
    path = os.path.relpath(file)
    return os.path.abspath(file) if path.startswith(os.pardir) else path


def _kind_by_first_line(text: str) -> str:
    return "python" if "python" in text.partition("\n")[0] or not text.startswith("#!") else "shell"
