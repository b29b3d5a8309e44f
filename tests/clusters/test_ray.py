"""`gather` on Ray, by the executor of a few lines that the documentation shows."""

from concurrent.futures import Executor

import pytest

import heroics_py

pytestmark = pytest.mark.filterwarnings("ignore")  # of Ray


@pytest.fixture
def executor(needed, monkeypatch, shop):
    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    ray = needed("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)

    class RayExecutor(Executor):
        def submit(self, function, /, *args, **kwargs):
            return ray.remote(max_retries=0)(function).remote(*args, **kwargs).future()

    yield RayExecutor()
    ray.shutdown()


def test_calls_of_a_link(shop, executor):
    """Links are called by the workers of Ray, with the results in order."""
    names = [*(f"app-{number % 50}" for number in range(99)), "missing"]
    results = heroics_py.gather(shop.app.info, names, executor=executor, errors="collect", workers=4)
    assert [each.name for each in results[:-1]] == names[:-1]
    assert type(results[-1]) is heroics_py.NotFound
