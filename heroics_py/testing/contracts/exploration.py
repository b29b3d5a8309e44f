"""The door to hypothesis: it draws examples, and shrinks those that fail."""

from collections.abc import Callable, Hashable
from typing import Any

from heroics_py.support.loading import load_modules
from heroics_py.testing.contracts.draws import Draws

__all__ = ["explore", "require_hypothesis"]

_MOST_SHRINKS = 150


class _FoundError(Exception):
    """An example failed."""


class _EnoughError(BaseException):
    """Enough examples were tried to make a failing one smaller; hypothesis does not catch it."""


def require_hypothesis() -> None:
    """Load hypothesis.

    Raises:
        ModuleNotFoundError: it is not installed; the text says how to install it.
    """
    try:
        load_modules("hypothesis")
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
    else:
        return
    raise ModuleNotFoundError(
        "contract() needs hypothesis: pip install 'heroics-py[contract]' installs it", name="hypothesis"
    ) from None


def explore(attempt: Callable[[Draws], Hashable], *, seed: int, examples: int) -> None:
    """Try examples, and smaller ones after one has failed.

    Args:
        attempt: tries one; returns None, or what failed, such as a kind and a place. It keeps the smallest itself.
        seed: with which the same answers lead to the same examples.
        examples: how many to try before one fails.
    """
    from hypothesis import HealthCheck, Phase, Verbosity, given, settings, strategies
    from hypothesis import seed as seeded
    from hypothesis.errors import HypothesisException

    kinds: dict[Hashable, type[_FoundError]] = {}
    further = 0

    @seeded(seed)
    @settings(
        max_examples=examples,
        database=None,
        derandomize=False,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    @given(strategies.data())
    def tried(data: Any) -> None:
        nonlocal further
        flags = strategies.booleans()
        if kinds:
            further += 1
            if further > _MOST_SHRINKS:
                raise _EnoughError
        failed = attempt(Draws(lambda: data.draw(flags)))
        if failed is not None:
            # hypothesis tells failures apart by the type of their error.
            raise kinds.setdefault(failed, type("FoundError", (_FoundError,), {}))

    try:
        tried()
    except (_FoundError, _EnoughError, ExceptionGroup, HypothesisException):
        return  # attempt has kept what failed; a server with a state does not fail the same way each time
