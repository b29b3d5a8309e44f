"""Programs of strangers: what would run them, or keep the search busy for hours."""

import os
from time import process_time

import pytest

import heroics_py
from heroics_py.usage import type_calls

HEAD = "import heroics_py\nc = heroics_py.connect()\n"
CALL = f"{HEAD}c.app.list()\n"
DOWN = " or ".join(f"node.{name}" for name in "abcdefgh")
DIAMONDS = "".join(f"class A{n}(A{n - 1}, A{max(n - 2, 0)}): y = c\n" for n in range(1, 40))


def test_mypy_is_that_of_the_user(tmp_path, monkeypatch):
    """A module of the program that is called mypy is not run, and neither are the plugins that it names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(CALL)
    (tmp_path / "mypy.py").write_text("raise SystemExit(open('run', 'w').close())")
    (tmp_path / "shop.pyi").write_text("class Client: ...")
    stub = '[[tool.heroics.stubs]]\nschema = "heroku"\noutput = "shop.pyi"\n'
    (tmp_path / "pyproject.toml").write_text(f'{stub}[tool.mypy]\nplugins = ["mypy.py"]\n')
    started = []
    monkeypatch.setattr(type_calls.subprocess, "run", lambda command, **_: started.append(command) or Done())
    assert heroics_py.uses("a.py").calls == ("app.list",)
    assert started[0][1:4] == ["-P", "-m", "mypy"]
    assert "--config-file" in started[0]


class Done:
    """A process that has ended."""

    returncode = 0


@pytest.mark.parametrize("content", [b"class X(:", b"\xff", None], ids=["no Python", "no UTF-8", "a pipe"])
def test_a_stub_that_is_not_one(tmp_path, content):
    """Without a stub that can be read, the calls that need no types are found."""
    (tmp_path / "a.py").write_text(CALL)
    (tmp_path / "pyproject.toml").write_text('[[tool.heroics.stubs]]\nschema = "heroku"\noutput = "shop.pyi"\n')
    if content is None:
        os.mkfifo(tmp_path / "shop.pyi")
    else:
        (tmp_path / "shop.pyi").write_bytes(content)
    typed, jobs = type_calls.stubs_of([tmp_path], is_asked=True)
    type_calls.add_typed_calls(typed, jobs, {})
    assert [each.endswith("its types are not asked") for each in typed.notes] == [True] * (content is not None)


def test_a_project_file_that_is_too_deep(tmp_path):
    """A pyproject.toml that can't be read is told."""
    (tmp_path / "a.py").write_text(CALL)
    (tmp_path / "pyproject.toml").write_text(f"heroics = {'[' * 5_000}")
    assert "nested too deeply" in heroics_py.uses(tmp_path).notes[0]


@pytest.mark.parametrize(
    ("content", "note"),
    [
        pytest.param(f"{'heroics.' * 8_000}x = 1\n", "too many dots", id="a key of many parts"),
        pytest.param(f"{'a.' * 30_000}x = 1\n", None, id="nothing of ours"),
        pytest.param("# heroics\n" * 120_000, "more than 1,048,576 bytes", id="large"),
    ],
)
def test_a_project_file_that_takes_minutes(tmp_path, content, note):
    """A pyproject.toml whose keys would take minutes is not parsed."""
    (tmp_path / "a.py").write_text(CALL)
    (tmp_path / "pyproject.toml").write_text(content)
    found = heroics_py.uses(tmp_path)
    assert found.calls == ("app.list",)
    assert [note in each for each in found.notes] == ([] if note is None else [True])


@pytest.mark.parametrize(("line", "calls"), [("heroics call x app list", ["*"]), ("echo", [])])
def test_a_shell_script_that_is_too_long(tmp_path, line, calls):
    """A long script may make any call if it names the command, and is told."""
    (tmp_path / "a.sh").write_text(f"{line}\n" * 120_000)
    found = heroics_py.uses(tmp_path)
    assert ([each.call for each in found], "more than 512 KiB" in str(found)) == (calls, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.py", f"{HEAD}class A0: x = c\n{DIAMONDS}A39(1).x.app.list()\nA39().z\n", id="many bases"),
        pytest.param("a.sh", f"heroics call heroku app list {'heroics call x y ' * 1100}\n", id="a long line"),
        pytest.param("a.py", f"{CALL}import tree\nnode = tree.root\nwhile node: node = {DOWN}\n", id="a loop"),
        pytest.param("a.py", f"{HEAD}node = c.app.list()\nwhile node: node = {DOWN}\n", id="a loop through an answer"),
    ],
)
def test_programs_that_grow(tmp_path, name, content):
    """What many paths lead to is looked at once."""
    (tmp_path / name).write_text(content)
    start = process_time()
    assert heroics_py.uses(tmp_path, types=False).calls == ("app.list",)
    assert process_time() - start < 3


def test_encodings_of_host_names(tmp_path):
    """An encoding that takes hours is not that of a program."""
    (tmp_path / "a.py").write_bytes(b"# coding: punycode\nimport heroics_py\n" + b"x" * 9_000 + b"-" + b"a" * 9_000)
    assert "expected an encoding of texts, such as UTF-8" in str(heroics_py.uses(tmp_path))
