"""A sandbox on a socket, over HTTP/1.1 on the loopback interface."""

from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from heroics_py.display.terminal import escaped, shown
from heroics_py.model.api import Api
from heroics_py.server.sandbox import Sandbox
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.server.explorer import Explorer
    from heroics_py.server.listener import Listener
    from heroics_py.writers.pages.entries import ShellLine

__all__ = ["Server"]

_HOST = "127.0.0.1"
_THREADS = 16
_LAST_PORT = 65535


class Server(Sandbox):
    """An API that answers from its schema, over HTTP/1.1 with keep-alive, on the loopback interface.

    It serves in the background from `start` (or ``with``) to `close`. Several servers can run at once.

    Args:
        api: the API.
        port: the port; 0 for a free one.
        **controls: as for `Sandbox`.
    """

    def __init__(
        self,
        api: Api,
        *,
        port: int = 0,
        **controls: Any,
    ) -> None:
        if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= _LAST_PORT:
            raise ValueError(f"port={shown(port)}: expected a number from 0 to {_LAST_PORT}, 0 for a free port")
        super().__init__(api, **controls)
        self._port = port
        self._explorer: Explorer | None = None
        self._lock_of_pages = Lock()
        self._listener: Listener | None = None

    def __repr__(self) -> str:
        state = self.url if self._listener else "not started"
        return escaped(f"<Server for {self.api.title or 'an API'}: {state}>")

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end.

        Raises:
            RuntimeError: the server is not running.
        """
        if self._listener is None:
            raise RuntimeError("the server is not running: call start() first, or use it in a with statement")
        return f"http://{_HOST}:{self._listener.port}"

    def start(self) -> Self:
        """Start to listen, and return the server. A second call does nothing.

        Raises:
            OSError: the port is in use.
            ModuleNotFoundError: the extra "sandbox" is not installed.
        """
        if self._listener is None:
            try:
                load_modules("heroics_py.server.listener", "encodings.idna")
                from heroics_py.server.listener import Listener
            except ModuleNotFoundError as error:
                missing = error.name
            else:
                self._listener = Listener(self, _HOST, self._port, _THREADS, self._pages)
                return self
            raise ModuleNotFoundError(
                f"a sandbox on a socket needs {missing}: pip install 'heroics-py[sandbox]', "
                "or use sandbox(socket=False)",
                name=missing,
            )
        return self

    def describe(self, schema: str, shell: "ShellLine | None" = None) -> None:
        """Set what the examples in the reference pages name, before the server starts.

        Args:
            schema: what `connect` takes to get a client.
            shell: returns the command line for an example.
        """
        self._explorer = self._new_explorer(schema, shell)

    def _new_explorer(self, schema: str, shell: "ShellLine | None") -> "Explorer":
        load_modules("heroics_py.server.explorer")
        from heroics_py.server.explorer import Explorer

        return Explorer(self.api, schema, shell)

    def _pages(self) -> "Explorer":
        with self._lock_of_pages:
            if self._explorer is None:
                self._explorer = self._new_explorer("", None)
            return self._explorer

    def close(self) -> None:
        """Stop the server and release its port. A second call does nothing."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
