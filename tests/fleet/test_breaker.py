"""A failing server is left alone, and comes back."""

import os

import pytest

from heroics_py.fleet.breaker import Breaker, ServerOffline


class ResponseError(Exception):
    """A refusal, by the name that redis and valkey give it."""


class Clocked:
    """A breaker and a server behind it, which answers, fails or fails late, at the time that the test sets."""

    def __init__(self):
        self.now = 0.0
        self.requests = 0
        self.breaker = Breaker(lambda: self.now)

    def ask(self, failure=None, *, seconds=0.0, meantime=lambda: None):
        def work():
            self.requests += 1
            meantime()
            self.now += seconds
            if failure is not None:
                raise failure
            return "answer"

        try:
            return self.breaker.attempt(work)
        except ServerOffline:
            return "skipped"
        except Exception as error:  # noqa: BLE001 - what the server failed with
            return type(error).__name__


FAILURE = OSError("refused")


def test_three_failures_in_a_row_open_it():
    """Three failures in a row end the requests for a second."""
    server = Clocked()
    assert [server.ask(FAILURE) for _ in range(5)] == ["OSError"] * 3 + ["skipped"] * 2
    server.now += 1
    assert server.ask() == "answer"
    assert [server.ask(FAILURE) for _ in range(3)] == ["OSError"] * 3


def test_failures_between_answers_open_nothing():
    """Failures with an answer between them don't count together."""
    server = Clocked()
    assert [server.ask(failure) for failure in [FAILURE, FAILURE, None] * 3] == ["OSError", "OSError", "answer"] * 3


def test_one_timeout_opens_it():
    """One failure that delayed its caller is enough."""
    server = Clocked()
    assert [server.ask(FAILURE, seconds=0.1), server.ask()] == ["OSError", "skipped"]


def test_calls_that_waited_together_count_once():
    """Calls that were waiting as the first one timed out lengthen no pause."""
    server = Clocked()
    server.ask(FAILURE, meantime=lambda: server.ask(FAILURE, meantime=lambda: server.ask(FAILURE, seconds=0.2)))
    server.now += 1
    assert server.ask() == "answer"


def test_one_probe_after_a_pause():
    """After a pause one request asks the server, and the others still skip it."""
    server, others = Clocked(), []
    server.ask(FAILURE, seconds=0.1)
    server.now += 1
    assert server.ask(meantime=lambda: others.append(server.ask())) == "answer"
    assert (others, server.ask()) == (["skipped"], "answer")


def test_pauses_become_longer():
    """Each failing probe doubles the pause, up to ten seconds; an answer ends that."""
    server, pauses = Clocked(), []
    server.ask(FAILURE, seconds=0.5)
    for _ in range(6):
        since = server.now
        while server.ask(FAILURE) == "skipped":
            server.now += 0.5
        pauses.append(server.now - since)
    assert pauses == [1, 2, 4, 8, 10, 10]
    server.now += 10
    server.ask()
    server.ask(FAILURE, seconds=0.1)
    server.now += 1
    assert server.ask() == "answer"


def test_an_interrupted_probe_is_followed_by_another():
    """A probe that Ctrl-C interrupts leaves the server alone for one more pause only."""
    server = Clocked()
    server.ask(FAILURE, seconds=0.1)
    server.now += 1
    with pytest.raises(KeyboardInterrupt):
        server.ask(KeyboardInterrupt())
    assert server.ask() == "skipped"
    server.now += 1
    assert server.ask() == "answer"


def test_a_refusal_is_an_answer():
    """A server that refuses a command is alive."""
    server = Clocked()
    assert [server.ask(ResponseError(), seconds=0.1) for _ in range(5)] == ["ResponseError"] * 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_begins_as_new():
    """A forked process asks the server, whatever its parent has seen."""
    server = Clocked()
    server.ask(FAILURE, seconds=0.1)
    child = os.fork()
    if not child:
        os._exit(0 if server.ask() == "answer" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert server.ask() == "skipped"
