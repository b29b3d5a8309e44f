"""What a person sees who has to log in."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

from heroics_py.errors.base import server_text
from heroics_py.support.loading import load_modules

__all__ = ["LoginPrompt", "open_in_browser", "print_prompt"]

Show = Callable[["LoginPrompt"], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPrompt:
    """Where a person logs in.

    Attributes:
        url: to open in a browser.
        code: to enter there, for a device; empty if none is needed.
        is_opened: whether a browser of this machine was asked to open it.
    """

    url: str
    code: str = ""
    is_opened: bool = False

    @property
    def text(self) -> str:
        """The prompt as lines for a terminal."""
        lead = "Log in with the page in your browser. If it does not open, go to" if self.is_opened else "Log in at"
        url = "".join(each for each in self.url if each.isprintable())
        return f"{lead}\n\n    {url}\n" + (f"\nand enter the code {server_text(self.code)}\n" if self.code else "")


def print_prompt(prompt: LoginPrompt) -> None:
    """Print a prompt to standard error."""
    sys.stderr.write(f"{prompt.text}\n")
    sys.stderr.flush()


def open_in_browser(url: str) -> bool:
    """Ask a browser of this machine to open ``url``; return whether one could be asked.

    A browser for the terminal would take the terminal, so that one needs a screen, unless BROWSER names another one.
    """
    has_screen = sys.platform in {"win32", "darwin"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if not (has_screen or os.environ.get("BROWSER")):
        return False
    load_modules("webbrowser")
    import webbrowser

    Thread(target=_open, args=(webbrowser.open, url), name="heroics-py browser", daemon=True).start()
    return True


def _open(open_url: Callable[[str], object], url: str) -> None:
    with suppress(Exception):  # the prompt shows the URL
        open_url(url)
