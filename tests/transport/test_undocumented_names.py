"""Undocumented names of http.client, urllib3 and requests: those in the table, and what happens without them."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import hidden_names
import pytest

import heroics_py

PACKAGE = Path(heroics_py.__file__).parent
ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").partition("### Undocumented names")[2]
DOCUMENTED = set(re.findall(r"`[A-Za-z]+\.(_[a-z_]+)`", TABLE.partition("\n## ")[0]))
NOT_CHECKED = ("Content-Length : 8", "Transfer-Encoding : chunked")
"""Headers that http.client can't read, on a session of the caller: what the table says is not checked."""

LOOK_UPS = ("getattr", "setattr", "hasattr", "delattr")


def private_names(tree):
    """Return the names with an underscore that a module defines, and those that it uses."""
    defined, used = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
        elif isinstance(node, ast.Attribute):
            is_own = isinstance(node.value, ast.Name) and node.value.id == "self" and isinstance(node.ctx, ast.Store)
            (defined if is_own else used).add(node.attr)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
            "getattr",
            "setattr",
            "hasattr",
            "delattr",
        ):
            used.update(
                each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
    return set(filter(hidden_names.is_private, defined)), set(filter(hidden_names.is_private, used))


def test_used_names():
    """The transport uses the undocumented names of the table alone."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    defined = set().union(*(private_names(tree)[0] for tree in trees.values()))
    used = set().union(*(private_names(tree)[1] for path, tree in trees.items() if "transport" in path.parts))
    assert used - defined == DOCUMENTED


def test_overridden_names():
    """No class of ours overrides an undocumented name of a class of these libraries, or has an attribute like it."""
    from heroics_py.transport.exchange import connections, heads, session_exchange

    kinds = [
        kind
        for module in (connections, heads, session_exchange)
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    ]
    overridden = {
        (kind.__name__, name)
        for kind in kinds
        for base in kind.__mro__
        if not base.__module__.startswith("heroics_py")
        for name in filter(hidden_names.is_private, vars(kind))
        if name in vars(base) and name != "_abc_impl"
    }
    assert overridden == set()


in_versions = pytest.mark.skipif("EVERY_VERSION" not in os.environ, reason="scripts/versions.sh runs it")


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("test_session.py", marks=in_versions),
        pytest.param("test_open_bodies.py", marks=in_versions),
        pytest.param("test_pools.py", marks=in_versions),
        "test_framing.py",
    ],
)
def test_without_names(file):
    """Without any undocumented name, the transport works as the table says."""
    path = f"tests/transport/{file}"
    deselected = [f"--deselect={path}::test_kept_open[blocking-{name}-given session]" for name in NOT_CHECKED]
    done = subprocess.run(
        [
            sys.executable,
            *["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "hidden_names", "-n0", "-k"],
            "not async",
            *deselected,
            path,
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "helpers")]),
            "PYTEST_ADDOPTS": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-3000:]
