"""How much the generated tests try: a part while people work, everything with ``THOROUGH=1``, as `.ci/run` has it."""

import os

import pytest

__all__ = ["THOROUGH", "examples", "only_thorough"]

THOROUGH = "THOROUGH" in os.environ

only_thorough = pytest.mark.skipif(not THOROUGH, reason="it takes half a minute: THOROUGH=1 pytest runs it")


def examples(most):
    """Return how many examples a generated test tries: a sixth of ``most``, unless the run is thorough."""
    return most if THOROUGH else max(most // 6, min(most, 10))
