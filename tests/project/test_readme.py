import ast
import re
import runpy
import shlex
from pathlib import Path

import pytest

import heroics_py

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(<!-- not run: [^>]*-->\n)?```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def blocks():
    """Return the Python blocks of the README that are run, one after the other in one namespace."""
    return [text for skipped, text in BLOCK.findall(README) if not skipped]


def statements(text):
    """Yield each statement of a block with the comment that stands behind it."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        comment = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode().strip()
        yield node, comment.removeprefix("# ")


def ran(node, space):
    """Run one statement; return the value of an expression as text, or an error as Python tells it."""
    try:
        if isinstance(node, ast.Expr):
            return repr(eval(ast.unparse(node), space))
        exec(compile(ast.Module([node], []), "README.md", "exec"), space)
    except heroics_py.HeroicsError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def told(comment):
    """Return what the comment promises, as a pattern; None where it is only a remark."""
    name = comment.partition(":")[0]
    if comment.startswith("-> "):
        text = comment.removeprefix("-> ")
    elif name in heroics_py.__all__:
        text = comment
    else:
        return None
    return ".*".join(map(re.escape, text.split("...")))


def check(texts):
    """Run ``texts`` in one namespace; return every line that did not do what stands behind it."""
    space, wrong = {}, []
    for text in texts:
        for node, comment in statements(text):
            found, promised = ran(node, space), told(comment)
            failed = found.partition(":")[0] in heroics_py.__all__
            if (promised is None and failed) or (promised is not None and not re.fullmatch(promised, found, re.DOTALL)):
                wrong.append((ast.unparse(node), comment, found))
    return wrong


@pytest.fixture(autouse=True)
def _no_account(monkeypatch, tmp_path):
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_every_line_of_the_readme_does_what_stands_behind_it():
    assert check(blocks()) == []


def test_the_check_of_the_readme_sees_a_value_that_is_another_one():
    assert check(["1 + 1  # -> 3"]) == [("1 + 1", "-> 3", "2")]


def test_the_check_of_the_readme_sees_an_error_that_nobody_promised():
    text = "import heroics_py\nheroics_py.read('no-such-schema')  # the schema"
    assert [line for line, _, _ in check([text])] == ["heroics_py.read('no-such-schema')"]


def test_the_check_of_the_readme_sees_an_error_that_does_not_come():
    assert check(["len('a')  # CallError: ..."]) == [("len('a')", "CallError: ...", "1")]


def test_only_what_needs_an_account_is_left_out():
    assert [text for skipped, text in BLOCK.findall(README) if skipped] == ["heroku = heroics_py.connect()\n"]


def test_the_two_commands_of_the_readme_are_those_that_are_promised():
    commands = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert commands == ["pip install '.[all]' && heroics demo", "pip install -e '.[test]' && pytest"]


def test_the_automatic_check_runs_both_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [
        part for part in ("[all]", "heroics demo", "pip install -q -e '.[test]'", "pytest") if part not in script
    ] == []


def test_the_extras_that_the_readme_names_exist():
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    named = {
        word.strip(".[]") for word in shlex.split(" ".join(re.findall(r"pip install [^`\n]*", README))) if "[" in word
    }
    assert named - extras.keys() == set()


def test_every_link_of_the_readme_leads_to_a_file():
    assert [target for target in LINK.findall(README) if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_the_example_runs_as_it_stands_and_shows_something(path, capsys):
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out != ""
