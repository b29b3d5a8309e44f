"""The names by which workers know an account in a shared throttle."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from heroics_py.secrecy.secret import Secret
from heroics_py.transport.throttles.accounts import Accounts

THREADS = 4


def test_one_slow_digest(monkeypatch):
    """Threads that begin at once make one slow digest, as each takes 16 MiB and a moment of the processor."""
    made, scrypt, start = [], hashlib.scrypt, Barrier(THREADS)
    monkeypatch.setattr(hashlib, "scrypt", lambda *args, **kwargs: made.append(args) or scrypt(*args, **kwargs))

    def digest(_):
        start.wait(10)
        return Accounts(None, is_known=True).digest(Secret("https://api.shop.example\nheader x: a new account"))

    with ThreadPoolExecutor(THREADS) as threads:
        digests = set(threads.map(digest, range(THREADS)))
    assert (len(digests), len(made)) == (1, 1)
