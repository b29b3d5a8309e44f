"""A shell in a terminal of its own, driven by keys."""

import json
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

__all__ = ["SHELLS", "Terminal"]

# How each shell starts without the user's own settings, and what it runs before the first prompt.
SHELLS = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], "PS1='> '; bind 'set enable-bracketed-paste off'"),
    "zsh": (["zsh", "-f", "-i"], "autoload -Uz compinit; compinit -D; PS1='> '; setopt no_beep"),
    "fish": (["fish", "--no-config", "-i"], "function fish_prompt; echo '> '; end; function fish_greeting; end"),
}
_PATIENCE = 10.0

_PROGRAM = """#!{python}
import json, os, sys
sys.path.insert(0, {package!r})
shell = os.environ.get("_HEROICS_COMPLETE")
if shell:
    from heroics_py.cli.completion.answer import answer
    from heroics_py.cli.completion.candidate import Candidate
    with open({words!r}, encoding="utf-8") as file:
        words = json.load(file)
    answer(shell, lambda line: [Candidate(*each) for each in words])
else:
    with open({received!r}, "a", encoding="utf-8") as file:
        file.write(json.dumps(sys.argv[1:]) + "\\n")
"""


class Terminal:
    """A shell that completes a program which offers any words, and records the arguments that it gets.

    Args:
        shell: "bash", "zsh" or "fish".
        folder: an empty folder, where the shell starts.
        script: the completion script.
    """

    def __init__(self, shell: str, folder: Path, script: str) -> None:
        command, setup = SHELLS[shell]
        self.shell = shell
        self.folder = folder
        self._words, self._received = folder / "words.json", folder / "received.jsonl"
        package = Path(__file__).parents[2]
        names = {"package": str(package), "words": str(self._words), "received": str(self._received)}
        program = folder / "bin" / "heroics"
        program.parent.mkdir()
        program.write_text(_PROGRAM.format(python=sys.executable, **names))
        program.chmod(0o755)
        (folder / "script").write_text(f"{setup}\n{script}")
        self.home = folder / "home"
        self.home.mkdir()
        environment = {
            "HOME": str(self.home),
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "TERM": "dumb" if shell == "bash" else "xterm",
            "LC_ALL": "C.UTF-8",
            "LANG": "C.UTF-8",
        }
        self._process, self._keys = pty.fork()
        if not self._process:
            os.chdir(self.home)
            os.execvpe(command[0], command, environment)
        self.screen = ""
        self._run(f" source '{folder / 'script'}'")

    def _run(self, line: str) -> None:
        """Run a line, and wait until the shell has done so."""
        done = self.folder / f"done-{time.monotonic_ns()}"
        self.press(f"{line}\r touch '{done}'\r")
        self._wait(done.exists)

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._keys, keys.encode())

    def offer(self, *words: tuple[object, ...]) -> None:
        """Let the program offer these candidates, each a word, a text, and whether it is open."""
        self._words.write_text(json.dumps(words))

    def arguments_after(self, keys: str) -> list[str]:
        """Press keys and Enter, and return the arguments that the program is started with."""
        before = self._lines()
        self.press(f"{keys}\r")
        self._wait(lambda: len(self._lines()) > len(before))
        found: list[str] = json.loads(self._lines()[-1])
        return found

    def shown_after(self, keys: str, text: str) -> str:
        """Press keys, and return the screen once it shows ``text``."""
        start = len(self.screen)
        self.press(keys)
        self._wait(lambda: text in self.screen[start:])
        return self.screen[start:]

    def _lines(self) -> list[str]:
        return self._received.read_text().splitlines() if self._received.exists() else []

    def _wait(self, is_done: object) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_done():  # type: ignore[operator]
            assert time.monotonic() < end, self.screen[-2000:]
            if select.select([self._keys], [], [], 0.01)[0]:
                self.screen += os.read(self._keys, 65536).decode("utf-8", "replace")

    def close(self) -> None:
        """End the shell."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._keys)
