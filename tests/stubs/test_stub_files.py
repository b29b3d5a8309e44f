import importlib
import inspect
import json
import sys

import pytest
from click.testing import CliRunner

import heroics_py
from heroics_py.cli.commands import heroics
from heroics_py.client.argument_types import ConnectArguments
from tests.helpers.schema_host import order_document


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a schema, and the list of its stubs in pyproject.toml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.json").write_text(json.dumps(order_document()))
    tables = [("output", "src/orders.pyi"), ("package", "src/orders_api")]
    text = "".join(f'[[tool.heroics.stubs]]\nschema = "orders.json"\n{key} = "{path}"\n' for key, path in tables)
    (tmp_path / "pyproject.toml").write_text(text)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(heroics, ["stubs", *arguments])


def test_stubs_of_a_project_follow_its_schema(project):
    """``stubs`` writes what pyproject.toml lists; ``--check`` is 1 until they are there and up to date."""
    assert run("--check").exit_code == 1
    assert run().exit_code == 0
    assert (run("--check").exit_code, run("--check").output) == (0, "2 up to date\n")
    changed = json.dumps(order_document()).replace("order", "purchase")
    (project / "orders.json").write_text(changed)
    done = run("--check")
    assert (done.exit_code, "stale src/orders.pyi" in done.output) == (1, True)


def test_package_can_be_imported(project, monkeypatch):
    """A package connects to the API of the schema that is in it, and its records can be imported."""
    run("orders.json", "--package", "made_orders")
    (project / "orders.json").unlink()
    monkeypatch.syspath_prepend(str(project))
    made = importlib.import_module("made_orders")
    try:
        with made.sandbox(socket=False) as client:
            assert list(client) == list(made.connect(url="https://orders.example"))
        assert isinstance(made.connect(url="https://orders.example"), made.Client)
        with pytest.raises(AttributeError, match="under TYPE_CHECKING"):
            _ = made.Nothing
    finally:
        del sys.modules["made_orders"]


def test_files_of_others_stay(project):
    """A file that another program made is not replaced."""
    (project / "mine.pyi").write_text("x: int\n")
    done = run("orders.json", "-o", "mine.pyi")
    assert (done.exit_code, (project / "mine.pyi").read_text()) == (2, "x: int\n")
    assert "not made by 'heroics stubs'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["orders.json", "-o", "orders.py"], "ends in .pyi"),
        (["orders.json", "--package", "no-name"], "can't be imported"),
        (["orders.json", "--check"], "name it with --output"),
        (["-o", "orders.pyi"], "of which SCHEMA?"),
        (["orders.json", "-o", "a.pyi", "--package", "a"], "either --output or --package"),
    ],
)
def test_mistakes_are_told(project, arguments, words):
    """A command line that can't be meant says what is expected."""
    done = run(*arguments)
    assert (done.exit_code, words in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.heroics.stubs]\nschema = 'x'", "list of tables"),
        ("[[tool.heroics.stubs]]\nschema = 'orders.json'", "either an output or a package"),
        ("[[tool.heroics.stubs]]\noutput = 'x.pyi'", 'schema = "shop.yaml"'),
        ("[[tool.heroics", "can't be read"),
        ("", "list stubs in pyproject.toml"),
    ],
)
def test_mistakes_in_settings_are_told(project, text, words):
    """A list of stubs that can't be understood says what is expected."""
    (project / "pyproject.toml").write_text(text)
    done = run("--check")
    assert done.exit_code != 0
    assert words in f"{done.stderr}{done.exception}"


def test_mypy_writes_stale_stubs(project, capsys):
    """The plugin of mypy writes stubs before mypy reads them, and goes on without those that can't be made."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    from heroics_py.mypy_plugin import plugin

    plugin("1.15")
    assert run("--check").exit_code == 0
    (project / "orders.json").write_text("{")
    plugin("1.15")
    assert capsys.readouterr().err.startswith("heroics stubs: ")


def test_arguments_of_connect_have_types():
    """The `connect` of a package takes every argument of `heroics_py.connect` but the schema."""
    parameters = inspect.signature(heroics_py.connect).parameters
    assert list(ConnectArguments.__annotations__) == list(parameters)[1:]
