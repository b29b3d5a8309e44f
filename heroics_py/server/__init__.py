"""An API that answers from its schema, for tests, examples and a first look; stateful, in memory."""

from heroics_py.server.answers import Answer
from heroics_py.server.sandbox import Arrived, Sandbox
from heroics_py.server.serving import Server

__all__ = ["Answer", "Arrived", "Sandbox", "Server"]
