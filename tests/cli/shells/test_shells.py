"""Completion in real shells, each in a terminal of its own."""

import os
import shutil

import pytest
from shell_terminal import SHELLS, Terminal

from heroics_py.cli.completion.scripts import script

# What a server or a schema of others may name a thing, so that a shell would run or change it.
_HOSTILE = "a b:c=d'e\"f`touch HACKED`$(touch HACKED)$HOME;touch HACKED|&<>*?[x]{y,z}\\!#%F~^é"
_PLAIN = "a b:c=d;touch HACKED|&<>*?[x]{y,z}!#%F~^é"
_WORDS = (_HOSTILE, "=ls", "#x", "!!", "-n $(touch HACKED)", "end\\", "end'", 'end"')
_TEXT = "$(touch HACKED) `touch HACKED` %F{red} 'x"


@pytest.fixture(scope="module", params=SHELLS)
def terminal(request, tmp_path_factory):
    """Open a terminal with each shell."""
    shell = request.param
    if shutil.which(shell) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{shell} is not installed")
        pytest.skip(f"{shell} is not installed")
    terminal = Terminal(shell, tmp_path_factory.mktemp(shell), script(shell, "heroics"))
    yield terminal
    terminal.close()


@pytest.mark.parametrize("word", _WORDS)
def test_hostile_words(terminal, word):
    """A word comes back as the argument that it is, whatever it holds, and nothing in it is run."""
    terminal.offer((word, _TEXT, False))
    assert terminal.arguments_after("heroics x \t") == ["x", word]
    assert not list(terminal.folder.rglob("HACKED"))


@pytest.mark.parametrize("typed", ["a\\ b", "'a b", '"a b', "a\\ b:", "a\\ b:c="])
def test_words_that_are_begun(terminal, typed):
    """A word is completed in the quotes that are open, and after the characters at which bash divides words."""
    is_plain = terminal.shell == "zsh" and typed[0] in "'\""
    word = _PLAIN if is_plain else _HOSTILE
    terminal.offer((word, _TEXT, False))
    assert terminal.arguments_after(f"heroics x {typed}\t") == ["x", word]


def test_home(terminal):
    """The tilde of a path means the home folder after Tab, too."""
    terminal.offer(("~/my shop.json", "file", False, True))
    assert terminal.arguments_after("heroics x ~/my\t") == ["x", f"{terminal.home}/my shop.json"]


def test_quotes_that_a_shell_loses(terminal):
    """Zsh takes $' inside double quotes for a quote of its own, and loses the others: it gets no such word there."""
    word = "$'a';touch HACKED;"
    terminal.offer((f"{word}1", "", False), (f"{word}2", "", False))
    if terminal.shell == "zsh":
        assert terminal.arguments_after('heroics x "\t1\t"') == ["x", "1"]
    else:
        assert terminal.arguments_after('heroics x "\t1\t') == ["x", f"{word}1"]
    assert not list(terminal.folder.rglob("HACKED"))


def test_open_words(terminal):
    """After a word that goes on, no space follows."""
    terminal.offer(("region=", "", True))
    assert terminal.arguments_after("heroics reg\teu") == ["region=eu"]


def test_nothing_to_offer(terminal):
    """Without candidates, the line stays as it is."""
    terminal.offer()
    assert terminal.arguments_after("heroics x \ty") == ["x", "y"]


def test_texts(terminal):
    """Zsh and fish show what the words mean; bash shows the words."""
    terminal.offer(("first", "what is first", False), ("second", "%F{red}:what is second", False))
    shown = terminal.shown_after("heroics x \t\t", "second")
    assert "first" in shown
    terminal.press("\x15\x03")
