"""A plugin of mypy that writes stale stubs before mypy reads them: ``plugins = ["heroics_py.mypy_plugin"]``."""

import os
import sys
from typing import TYPE_CHECKING

from heroics_py.display.terminal import printable
from heroics_py.errors import HeroicsError

if TYPE_CHECKING:
    from mypy.plugin import Plugin

__all__ = ["plugin"]


def plugin(version: str) -> "type[Plugin]":  # noqa: ARG001 - mypy passes its version
    """Write the stubs that pyproject.toml lists, as far as they are stale, and return a plugin that does no more.

    What fails is told on standard error: mypy goes on with the stubs that are there.
    """
    from mypy.plugin import Plugin

    from heroics_py.stubs.settings import find_project, jobs_of

    path = find_project(os.curdir)
    try:
        for job in jobs_of(path) if path else []:
            job.write(job.read())
    except (HeroicsError, ValueError, OSError) as error:
        sys.stderr.write(f"heroics stubs: {printable(str(error))}\n")
    return Plugin
