"""Environment variables by their names."""

import copy
import pickle

import pytest

from heroics_py import Env, HeroicsError, MissingCredentials

SECRET = "s3ntinel-0123"


@pytest.mark.parametrize("text", [SECRET, f" {SECRET}\r\n"])
def test_reads_the_variable(monkeypatch, text):
    """Each use reads the variable, without white space around it."""
    env = Env("SHOP_TOKEN")
    monkeypatch.setenv("SHOP_TOKEN", "old")
    assert env() == "old"
    monkeypatch.setenv("SHOP_TOKEN", text)
    assert env() == SECRET


@pytest.mark.parametrize(("text", "problem"), [(None, "not set"), ("", "empty"), (" \n", "empty")])
def test_missing_variable(monkeypatch, text, problem):
    """A process without the variable says in one sentence which one it is, and what to do."""
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    if text is not None:
        monkeypatch.setenv("SHOP_TOKEN", text)
    with pytest.raises(
        MissingCredentials,
        match=rf"^SHOP_TOKEN is {problem} in the environment of this process \(.*pid \d+\): set it where this process "
        r"starts$",
    ) as caught:
        Env("SHOP_TOKEN")()
    assert (caught.value.name, isinstance(caught.value, HeroicsError)) == ("SHOP_TOKEN", True)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_copies(monkeypatch, protocol):
    """Copies, pickles and the repr hold the name alone."""
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    env = Env("SHOP_TOKEN")
    data = pickle.dumps(env, protocol)
    copies = {env, copy.copy(env), copy.deepcopy(env), pickle.loads(data)}
    assert (copies, {repr(each) for each in copies}) == ({Env("SHOP_TOKEN")}, {"Env('SHOP_TOKEN')"})
    assert SECRET.encode() not in data
    assert env != Env("OTHER_TOKEN")


@pytest.mark.parametrize("name", ["", "0af3-99", "two words", "ghp_0123456789abcdefghijABCDEFGHIJ012345", None, b"A"])
def test_value_in_place_of_a_name(name):
    """What can't be a name is refused, and is not repeated: it may be the secret."""
    with pytest.raises(ValueError, match=r"expected .*'SHOP_TOKEN'") as caught:
        Env(name)
    assert name is None or not name or str(name) not in str(caught.value)


@pytest.mark.parametrize("name", ["deadbeef0123456789abcdef", "HRKU_aaaa0000bbbb1111"])
def test_random_text(name):
    """Text that looks random is the secret itself: it is refused, and is not repeated."""
    with pytest.raises(ValueError, match=r"expected .*'SHOP_TOKEN'") as caught:
        Env(name)
    assert name not in str(caught.value)


def test_value_of_a_variable(monkeypatch):
    """The value of a variable is refused with the name of that variable; a value may be the name of another one."""
    monkeypatch.setenv("SHOP_TOKEN", "hunter2")
    with pytest.raises(ValueError, match=r"^Env\(\.\.\.\) has the value of SHOP_TOKEN: .* Env\('SHOP_TOKEN'\)$"):
        Env("hunter2")
    monkeypatch.setenv("WHICH", "OTHER_TOKEN")
    monkeypatch.setenv("WHICH_TOO", "token")
    monkeypatch.setenv("token", "hunter3")
    assert [Env("OTHER_TOKEN").name, Env("token").name] == ["OTHER_TOKEN", "token"]
