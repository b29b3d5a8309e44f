"""The restarts of a server, which a connection that is opened again would hide."""

import re
from collections.abc import Callable
from typing import Any

from heroics_py.fleet.faults import is_refusal

__all__ = ["Runs"]

_RUN_ID = re.compile(rb"^run_id:(\w+)", re.MULTILINE)


class Runs:
    """Asks each server for its run id as a connection opens, and notices that it has another one than before.

    A server without rights for that is taken to run on.

    Args:
        notice: called after a restart, and after another server has taken the place.
    """

    def __init__(self, notice: Callable[[], None]) -> None:
        self._notice = notice
        self._runs: dict[object, bytes] = {}

    def compare(self, connection: Any, *, place: object) -> None:
        """Compare the run of the server behind a connection with the last one at the same place."""
        connection.send_command("INFO", "server")
        try:
            match = _RUN_ID.search(connection.read_response())
        except Exception as error:
            if is_refusal(error):
                return
            raise
        if match is not None and self._runs.setdefault(place, match[1]) != match[1]:
            self._runs[place] = match[1]
            self._notice()
