"""Waits that are logged, and shown while they last."""

from collections.abc import Callable

from heroics_py.support.loading import load_modules

__all__ = ["LONG", "log_wait", "pause"]

LONG = 1.0
"""Seconds above which a wait is logged and shown."""


def log_wait(seconds: float, purpose: str) -> None:
    """Log a wait of more than a second.

    Args:
        seconds: how long it takes.
        purpose: what it is for, such as "to read the build again".
    """
    if seconds > LONG:
        load_modules("logging")
        from logging import getLogger

        getLogger("heroics_py").info("waiting %.0f s %s", seconds, purpose)


def pause(seconds: float, purpose: str, sleep: Callable[[float], None]) -> None:
    """Wait; log a wait of more than a second, and show it while it lasts.

    Args:
        seconds: how long.
        purpose: what it is for, as in `log_wait`.
        sleep: called with the seconds to wait.
    """
    if seconds <= LONG:
        sleep(seconds)
        return
    log_wait(seconds, purpose)
    load_modules("heroics_py.display.progress")
    from heroics_py.display.progress import show_wait

    with show_wait(f"waiting {seconds:.0f} s {purpose}"):
        sleep(seconds)
