"""The plugin of pytest: its fixtures, its marker, and what a failure shows."""

from pathlib import Path

import pytest
from inner_pytest import run_tests

PROJECTS = Path(__file__).parent / "projects"


@pytest.fixture(scope="module")
def run():
    """The outcome of one run of all tests of a project, whose warnings are errors."""
    return run_tests(PROJECTS / "fixtures_in_use.py", "-W", "error", "--strict-markers")


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("test_client", "a client of a sandbox with the schema and the data of the marker"),
        ("test_one_server", "all fixtures of a test share one server"),
        ("test_next_server", "each test has a server of its own"),
        ("test_no_retries", "a failure reaches the test at once"),
        ("test_socket", "socket=True gives the sandbox a URL"),
        ("test_loop_of_the_caller", "connections of the client that is awaited are closed with their event loop"),
        ("TestMerged.test_class", "each argument comes from the closest mark that has it"),
        ("TestMerged.test_function", "a function's mark is closer than those of its class and module"),
        ("TestCase.test_unittest", "a TestCase of unittest takes the client from a fixture"),
        ("test_dynamic", "a fixture that a test asks for while it runs works, too"),
    ],
)
def test_fixtures(run, name, meaning):
    """A test of a project that uses the fixtures passes."""
    assert (run.outcomes[name], run.errors.get(name)) == ("passed", None), meaning


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_unknown_argument", "sandbox() has no argument 'dat'; did you mean 'data'?"),
        ("test_unknown_argument_without_fixture", "sandbox() has no argument 'dat'; did you mean 'data'?"),
        ("test_two_positional", "it takes one argument without a keyword, the schema; got 2: pass the others by"),
        ("test_missing_schema", "nowhere.yaml"),
        ("test_wrong_data", "bok: the API has no resource 'bok': did you mean 'book'?"),
        ("test_network_text", "network='api.shop.example': expected True, False or a list of hosts, such as ['api.sh"),
        ("test_network_url", "network=['https://api.shop.example']: expected the name or the address of a host"),
    ],
)
def test_wrong_marks(run, name, text):
    """A wrong mark fails the setup of its test, with one text and without a traceback."""
    assert run.outcomes[name] == "failed setup"
    assert run.errors[name].startswith("@pytest.mark.heroics: ")
    assert text in run.errors[name]
    assert "Traceback" not in run.errors[name]
    assert "During handling" not in run.errors[name]


def test_exchanges_of_a_failure(run):
    """A failed test shows its last exchanges, shortened, and without secrets."""
    lines = run.sections["test_failure"]["heroics exchanges"].splitlines()
    assert lines[0] == "(1 earlier exchange is left out)"
    assert lines[1:4] == [
        "> GET http://sandbox.invalid/books/b1  (book.read)",
        "< 200 OK",
        '< {"id": "b1", "title": "Emma", "reader_token": "***"}',
    ]
    assert lines[-7:-4] == [
        "> POST http://sandbox.invalid/books  (book.create)",
        '> {"title": "Emma", "reader_token": "***"}',
        "< 201 Created",
    ]
    assert lines[-3:] == ["> GET http://sandbox.invalid/books  (book.list)", "< 418 I'm a Teapot", "< no tea"]


def test_failure_without_exchange(run):
    """A failed test that sent nothing shows no exchanges."""
    assert run.sections["test_failure_without_exchange"] == {}


def test_failure_of_a_fixture(run):
    """A fixture that fails after its test shows the exchanges, too."""
    assert run.outcomes["test_failure_at_the_end"] == "failed teardown"
    assert "< 404 Not Found" in run.sections["test_failure_at_the_end"]["heroics exchanges"]
