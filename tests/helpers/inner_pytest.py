"""A run of pytest within a test, and what its tests came to."""

import sys
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path

import pytest

PLUGIN = ("-p", "heroics_py.testing.plugin")
# Where the package is installed with its entry point, pytest loads it by itself.
ENTRY_POINT = () if entry_points(group="pytest11", name="heroics") else ("-p", "heroics_py.testing.entry_point")
_QUIET = (
    "-p",
    "no:cacheprovider",
    "-p",
    "no:terminal",
    "-p",
    "no:xdist",
    "-p",
    "no:randomly",
    "--import-mode=importlib",
)


@dataclass
class Run:
    """What a run came to.

    Attributes:
        outcomes: of each test by its name: "passed", or the phase that failed or was skipped, such as "failed call".
        errors: the text of each failure, by the name of the test.
        sections: what the report of each failure shows below that, by the name of the test.
        code: the exit code.
    """

    outcomes: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    sections: dict = field(default_factory=dict)
    code: int = 0

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.partition("::")[2].replace("::", ".")
        if report.passed:
            self.outcomes.setdefault(name, "passed")
            return
        if self.outcomes.get(name, "passed") == "passed":
            self.outcomes[name] = f"{report.outcome} {report.when}"
            self.errors[name] = str(report.longrepr)
            self.sections[name] = dict(report.sections)

    def pytest_collectreport(self, report):
        if report.failed:
            self.errors["collection"] = str(report.longrepr)


def run_tests(path, *args, plugin=PLUGIN):
    """Run the tests in a file, with the settings beside it."""
    run = Run()
    settings = ("-c", str(path.parent / "pytest.ini"))
    # Warnings of what was not closed come after several collections of the garbage of this whole process.
    collects = () if "error" in args else ("-p", "no:unraisableexception")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_ADDOPTS", raising=False)  # of the run around it
        run.code = pytest.main([*plugin, *_QUIET, *collects, *settings, *args, str(path)], plugins=[run])
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "/").is_relative_to(path.parent):
            del sys.modules[name]  # another file may have its name
    return run
