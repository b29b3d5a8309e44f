"""Streams: how late an event arrives after its flush, and what memory a million of them take.

    python benchmarks/streams.py

The server is a process of its own on this machine; the clocks are the same.
"""

import asyncio
import multiprocessing
import resource
import socket
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import heroics_py

COUNT = 1_000_000
BATCH = 1000
SPACED = 300
__all__ = ["main"]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "Streams", "version": "1"},
    "paths": {
        f"/{name}": {
            "get": {
                "tags": [name],
                "operationId": "tail",
                "responses": {"200": {"description": "", "content": {"text/event-stream": {"itemSchema": {}}}}},
            }
        }
        for name in ("many", "spaced")
    },
}


def serve(listener: socket.socket) -> None:
    """Answer each request with a stream: a million events at once, or a few with the time of their flush."""
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = connection.recv(65536)
            connection.sendall(HEAD)
            if b"/many" in request:
                batch = b"".join(b'data: {"n": %d}\n\n' % number for number in range(BATCH))
                for _ in range(COUNT // BATCH):
                    connection.sendall(batch)
                continue
            for _ in range(SPACED):
                time.sleep(0.005)
                connection.sendall(b'data: {"sent": %d}\n\n' % time.monotonic_ns())


def peak() -> float:
    """Return the largest size of this process so far, in MB."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1e3)


def late(event: Any) -> float:
    """Return how long ago an event was sent, in milliseconds."""
    return float(time.monotonic_ns() - event.data.sent) / 1e6


def report(name: str, delays: Sequence[float], sizes: Sequence[float], seconds: float) -> None:
    """Print what was measured."""
    print(
        f"{name:9} first {delays[0]:.2f} ms, median {statistics.median(delays):.2f} ms after the flush; "
        f"{COUNT:,} events in {seconds:.1f} s, MB after each quarter: {', '.join(f'{size:.1f}' for size in sizes)}"
    )


def measure_blocking(url: str) -> None:
    """Measure a client that blocks."""
    client = heroics_py.connect(DOCUMENT, url=url)
    delays = [late(event) for event in client.spaced.tail()]
    begin, sizes = time.perf_counter(), []
    for number, _ in enumerate(client.many.tail(), 1):
        if number % (COUNT // 4) == 0:
            sizes.append(peak())
    report("blocking", delays, sizes, time.perf_counter() - begin)


async def measure_async(url: str) -> None:
    """Measure a client in an event loop."""
    async with heroics_py.connect_async(DOCUMENT, url=url) as client:
        delays = [late(event) async for event in client.spaced.tail()]
        begin, sizes, number = time.perf_counter(), [], 0
        async for _ in client.many.tail():
            number += 1
            if number % (COUNT // 4) == 0:
                sizes.append(peak())
        report("async", delays, sizes, time.perf_counter() - begin)


def main() -> None:
    """Measure both."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = multiprocessing.get_context("fork").Process(target=serve, args=(listener,), daemon=True)
        server.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            measure_blocking(url)
            asyncio.run(measure_async(url))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
