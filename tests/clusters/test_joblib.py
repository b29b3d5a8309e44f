"""`gather` on the processes of joblib's loky."""

import os

import pytest

import heroics_py


@pytest.fixture
def executor(needed):
    needed("joblib")
    from joblib.externals.loky import get_reusable_executor

    executor = get_reusable_executor(max_workers=2, timeout=30)
    yield executor
    executor.shutdown(wait=True, kill_workers=True)


def test_calls_of_a_link(shop, executor):
    """Links are called in the processes, with the results in order."""
    names = [f"app-{number % 50}" for number in range(200)]
    assert [each.name for each in heroics_py.gather(shop.app.info, names, executor=executor)] == names


def test_functions_that_only_cloudpickle_sends(executor):
    """A lambda goes where the executor can send it."""
    assert heroics_py.gather(lambda number: number * 2, range(50), executor=executor) == list(range(0, 100, 2))


def test_a_process_that_ends(executor):
    """A process that ends leaves an error in the place of its calls."""
    results = heroics_py.gather(lambda _: os._exit(1), [1], executor=executor, errors="collect")
    assert [type(each) for each in results] == [heroics_py.LostOutcome]
