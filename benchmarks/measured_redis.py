"""A redis-server of our own, and what it sees."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import redis

__all__ = ["MeasuredRedis", "RedisFigures", "running_redis"]

_ADMINISTRATION = frozenset({"config|resetstat", "client|setinfo", "dbsize", "flushall", "info", "ping"})
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisFigures:
    """What Redis did since `MeasuredRedis.begin`.

    Attributes:
        commands: how often it carried out each command, those within scripts among them.
        round_trips: how often it read from a connection: once for a pipeline or a script.
        seconds: its processor time.
        received: the bytes that it received.
        sent: the bytes that it sent.
        connections: how many are open.
        memory: the bytes of its keys and values, without those of connections.
        keys: how many there are.
    """

    commands: Mapping[str, int] = field(default_factory=dict)
    round_trips: int = 0
    seconds: float = 0.0
    received: int = 0
    sent: int = 0
    connections: int = 0
    memory: int = 0
    keys: int = 0

    @property
    def total(self) -> int:
        """How many commands it carried out."""
        return sum(self.commands.values())


class MeasuredRedis:
    """The server, and a connection that asks for its figures.

    Attributes:
        url: of the server.
    """

    def __init__(self, port: int) -> None:
        self.url = f"redis://127.0.0.1:{port}/0"
        self._client = redis.Redis(port=port)
        self._empty, self._busy = 0, 0.0

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(redis.ConnectionError):
                self._client.ping()
                return
            time.sleep(0.01)
        raise RuntimeError("redis-server does not start")

    def begin(self) -> None:
        """Empty it, and count from 0."""
        self._client.flushall()
        self._client.config_resetstat()
        info = self._client.info("everything")
        self._empty, self._busy = info["used_memory_dataset"], _processor_seconds(info)

    def figures(self) -> RedisFigures:
        """Return what it did since `begin`."""
        info: dict[str, Any] = self._client.info("everything")
        statistics = {name.removeprefix("cmdstat_"): each for name, each in info.items() if "cmdstat_" in name}
        return RedisFigures(
            commands={name: each["calls"] for name, each in statistics.items() if name not in _ADMINISTRATION},
            round_trips=info["total_reads_processed"],
            seconds=_processor_seconds(info) - self._busy,
            received=info["total_net_input_bytes"],
            sent=info["total_net_output_bytes"],
            connections=info["connected_clients"] - 1,
            memory=info["used_memory_dataset"] - self._empty,
            keys=self._client.dbsize(),
        )


def _processor_seconds(info: Mapping[str, Any]) -> float:
    return float(info["used_cpu_user"] + info["used_cpu_sys"])


@contextmanager
def running_redis() -> Iterator[MeasuredRedis]:
    """Run a server, and kill it at the end; what it holds is lost."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is not installed: apt-get install redis-server")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, *settings], stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            server = MeasuredRedis(port)
            server.wait()
            yield server
        finally:
            process.kill()
