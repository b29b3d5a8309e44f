"""A proxy that relays what it gets: forwarded, or through a tunnel."""

import contextlib
import socket
import struct
import threading


class Relay:
    """A forward proxy that also opens tunnels; each host name resolves to this machine.

    Attributes:
        tunnels: how many it was asked to make.
    """

    def __init__(self, refusal=b""):
        self.refusal = refusal
        self.tunnels = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(65536)
                if not piece:
                    return
                head += piece
            method, target = head.split(b" ")[:2]
            if method == b"CONNECT":
                self.tunnels += 1
                if self.refusal:
                    client.sendall(self.refusal)
                    return
            port = int(target.removeprefix(b"http://").partition(b"/")[0].rpartition(b":")[2])
            with socket.create_connection(("127.0.0.1", port)) as server:
                if method == b"CONNECT":
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
                back.start()
                _pass_on(client, server)
                back.join(10)


def _pass_on(source, target):
    """Relay bytes, and then the end of the stream."""
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except ConnectionResetError:
        target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
        target.close()
    except OSError:
        pass
