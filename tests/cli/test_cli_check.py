import json

import pytest
from click.testing import CliRunner

from heroics_py.cli.commands import heroics, run
from tests.helpers.schema_host import order_document


def checked(text):
    return CliRunner().invoke(heroics, ["check", "-"], input=text)


_LINE = json.dumps(order_document())


@pytest.mark.parametrize("text", [_LINE, _LINE.replace(", ", ",\n"), f"\ufeff{_LINE}"], ids=["line", "lines", "mark"])
def test_standard_input_is_checked(text):
    """``heroics check -`` reads the schema from standard input."""
    done = checked(text)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "-: 0 errors, 1 warning, 0 notes")


def test_unreadable_standard_input_is_a_finding():
    """Text that describes no API is an error of the schema."""
    done = checked('{"a": 1}')
    assert (done.exit_code, "describes no API" in done.output) == (1, True)


def test_empty_standard_input_is_a_usage_error():
    """An empty standard input is a mistake of the command line."""
    done = checked("")
    assert (done.exit_code, "standard input is empty" in done.stderr) == (2, True)


def test_profile_is_checked(capsys, tmp_path):
    """The name of a profile is its schema, with its patches."""
    (tmp_path / "orders.json").write_text(json.dumps(order_document()))
    (tmp_path / "mend.json").write_text(json.dumps({"servers": [{"url": "https://shop.example"}]}))
    arguments = ["--schema", str(tmp_path / "orders.json"), "--patch", str(tmp_path / "mend.json")]
    run(["profile", "add", "shop", *arguments])
    capsys.readouterr()
    assert run(["check", "shop"]) == 0
    assert capsys.readouterr().out == "shop: 0 errors, 0 warnings, 0 notes\n"


def test_schema_of_a_call_is_read_from_standard_input():
    """``heroics call -`` reads the schema from standard input."""
    arguments = ["call", "-", "order", "list", "--url", "https://shop.example", "--dry-run"]
    done = CliRunner().invoke(heroics, arguments, input=json.dumps(order_document()))
    assert "GET https://shop.example/orders" in done.output
