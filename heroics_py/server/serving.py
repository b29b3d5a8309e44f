"""A sandbox on a socket: HTTP/1.1 on a free port of the loopback interface."""

from typing import TYPE_CHECKING, Self

from heroics_py.display.terminal import escaped
from heroics_py.model.api import Api
from heroics_py.server.sandbox import Sandbox
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.server.listening import Running

__all__ = ["Server"]

_HOST = "127.0.0.1"
_THREADS = 16


class Server(Sandbox):
    """An API that answers from its schema, over HTTP/1.1 with keep-alive, on the loopback interface.

    It serves in the background from `start` (or ``with``) to `close`. Several can run at once.

    Args:
        api: what to answer for.
        port: where to listen; 0 for a free one.
        token, latency, rate_limit, refill, page_size: as for `Sandbox`.
    """

    def __init__(  # noqa: PLR0913 - each knob is one, and has its name
        self,
        api: Api,
        *,
        port: int = 0,
        token: str | None = None,
        latency: float = 0.0,
        rate_limit: int | None = None,
        refill: float = 0.0,
        page_size: int = 200,
    ) -> None:
        super().__init__(api, token=token, latency=latency, rate_limit=rate_limit, refill=refill, page_size=page_size)
        self._port = port
        self._running: Running | None = None

    def __repr__(self) -> str:
        where = self.url if self._running else "not started"
        return escaped(f"<Server for {self.api.title or 'an API'}: {where}>")

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end.

        Raises:
            RuntimeError: it is not running.
        """
        if self._running is None:
            raise RuntimeError("the server is not running: call start() first, or use it in a with statement")
        return f"http://{_HOST}:{self._running.port}"

    def start(self) -> Self:
        """Begin to listen; return the server itself. A second call does nothing.

        Raises:
            OSError: the port is taken.
            ModuleNotFoundError: the extra "sandbox" is not installed.
        """
        if self._running is None:
            try:
                load_modules("heroics_py.server.listening", "encodings.idna")
                from heroics_py.server.listening import Running
            except ModuleNotFoundError as error:
                missing = error.name
            else:
                self._running = Running(self, _HOST, self._port, _THREADS)
                return self
            raise ModuleNotFoundError(
                f"a sandbox on a socket needs {missing}: pip install 'heroics-py[sandbox]'; "
                "sandbox(socket=False) does without",
                name=missing,
            )
        return self

    def close(self) -> None:
        """End it, and give the port free. A second call does nothing."""
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
