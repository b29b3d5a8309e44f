"""The command line: ``heroics``."""

import os
import sys

from heroics_py.support.loading import load_modules

__all__ = ["main"]

# The extra that installs each optional library.
_EXTRAS = {
    "anyio": "mcp",
    "click": "cli",
    "jmespath": "cli",
    "mcp": "mcp",
    "redis": "redis",
    "rich": "cli",
    "uvicorn": "mcp",
    "waitress": "sandbox",
    "werkzeug": "sandbox",
    "yaml": "yaml",
    "yamlcore": "yaml",
}
# Set by the script of a shell when Tab is pressed: the name of the shell.
_TAB = "_HEROICS_COMPLETE"
_INTERRUPTED = 130
_SHELLS = ("bash", "zsh", "fish")


def main() -> None:
    """Run the command line of this process, and exit.

    The exit code is 0 for success, 1 for an error of the API, 2 for an invalid command line, 3 for a value that fails
    its schema, 4 if there is no connection, 130 after Ctrl-C, and 141 if the reader of the output has closed it.
    """
    shell = os.environ.pop(_TAB, "")
    if shell in _SHELLS:
        from heroics_py.cli.completion.answer import answer
        from heroics_py.cli.completion.complete import complete

        return answer(shell, complete)
    try:
        load_modules("heroics_py.cli.commands")
        from heroics_py.cli.commands import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules were imported
        code = _INTERRUPTED
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        extra = _EXTRAS.get(library)
        if extra is None:
            raise
        sys.exit(f"heroics: {library} is not installed: pip install 'heroics-py[{extra}]'")
    sys.exit(code)
