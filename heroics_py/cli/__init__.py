"""The command line: ``heroics``."""

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


def main() -> None:
    """Run the command line of this process, and exit.

    The exit code is 0 for success, 1 for an error, 2 for an invalid command line, and 130 after Ctrl-C.
    """
    try:
        load_modules("heroics_py.cli.commands")
        from heroics_py.cli.commands import run

        code = run(sys.argv[1:])
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        extra = _EXTRAS.get(library)
        if extra is None:
            raise
        sys.exit(f"heroics: {library} is not installed: pip install 'heroics-py[{extra}]'")
    sys.exit(code)
