"""Tokens allow one write, with the arguments that were described, once and for a while."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.write_tokens import WriteTokens

SUBJECT = ["app.delete", {"app_identity": "example", "n": 1}, "digest", "https://api.example"]


class Time:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def tokens(time):
    return WriteTokens(seconds=60, clock=time)


def test_once(tokens):
    """A token allows its call once."""
    token = tokens.issue(SUBJECT)
    tokens.check(token, SUBJECT)
    tokens.spend(token, SUBJECT)
    with pytest.raises(Refused, match="was used before: call describe again"):
        tokens.spend(token, SUBJECT)
    with pytest.raises(Refused, match="was used before"):
        tokens.check(token, SUBJECT)


@pytest.mark.parametrize(
    "other",
    [
        ["app.delete", {"app_identity": "other", "n": 1}, "digest", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": 1.0}, "digest", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": True}, "digest", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": "1"}, "digest", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": 1, "force": None}, "digest", "https://api.example"],
        ["app.update", {"app_identity": "example", "n": 1}, "digest", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": 1}, "other", "https://api.example"],
        ["app.delete", {"app_identity": "example", "n": 1}, "digest", "https://other.example"],
    ],
    ids=["value", "float", "boolean", "text", "one more", "link", "schema", "place"],
)
def test_exactly(tokens, other):
    """A token allows nothing but the link, the arguments, the schema and the place that were described."""
    with pytest.raises(Refused, match="does not allow this call with these arguments"):
        tokens.spend(tokens.issue(SUBJECT), other)


def test_order_of_arguments(tokens):
    """The order of the arguments does not matter."""
    link, arguments, *rest = SUBJECT
    tokens.spend(tokens.issue(SUBJECT), [link, dict(reversed(arguments.items())), *rest])


def test_expiry(tokens, time):
    """A token ends by itself."""
    token = tokens.issue(SUBJECT)
    time.now += 61
    with pytest.raises(Refused, match="has expired, after 60 seconds"):
        tokens.spend(token, SUBJECT)


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 72, "\0", "AAAA" * 500])
def test_invented(tokens, token):
    """A token that was invented allows nothing."""
    with pytest.raises(Refused, match="does not allow"):
        tokens.spend(token, SUBJECT)


def test_prolonged(tokens, time):
    """Nobody can put off the end of a token."""
    token = tokens.issue(SUBJECT)
    time.now += 61
    with pytest.raises(Refused, match="does not allow"):
        tokens.spend(f"AAAAB{token[5:]}", SUBJECT)


def test_of_another_process(tokens):
    """A token of another process allows nothing."""
    with pytest.raises(Refused, match="does not allow"):
        tokens.spend(WriteTokens().issue(SUBJECT), SUBJECT)


def test_at_once(tokens):
    """Of many calls at once, a token allows one."""
    token = tokens.issue(SUBJECT)

    def spend(_):
        try:
            tokens.spend(token, SUBJECT)
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(32))) == 1


def test_memory(tokens, time):
    """Spent tokens are forgotten once they have expired."""
    for _ in range(50):
        tokens.spend(tokens.issue(SUBJECT), SUBJECT)
        time.now += 61
    assert len(tokens._spent) == 1
