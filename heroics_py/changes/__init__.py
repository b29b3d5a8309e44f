"""What changed between two schemas of an API, as the code of a caller would feel it."""

from heroics_py.changes.change import Change
from heroics_py.changes.changes import Changes

__all__ = ["Change", "Changes"]
