"""A sandbox on a socket, over HTTP/1.1 on the loopback interface."""

from typing import TYPE_CHECKING, Any, Self

from heroics_py.display.terminal import escaped, shown
from heroics_py.model.api import Api
from heroics_py.server.sandbox import Sandbox
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.server.listener import Listener

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
                self._listener = Listener(self, _HOST, self._port, _THREADS)
                return self
            raise ModuleNotFoundError(
                f"a sandbox on a socket needs {missing}: pip install 'heroics-py[sandbox]', "
                "or use sandbox(socket=False)",
                name=missing,
            )
        return self

    def close(self) -> None:
        """Stop the server and release its port. A second call does nothing."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
