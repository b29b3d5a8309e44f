"""What ``heroics call`` sends, prints and exits with."""

import json
import re

import pytest

from heroics_py.cli.commands import run
from heroics_py.testing import sandbox, server_of


@pytest.fixture(scope="module")
def server():
    with sandbox("heroku") as client:
        yield server_of(client)


@pytest.fixture(autouse=True)
def _token(monkeypatch):
    monkeypatch.setenv("HEROICS_TOKEN", "secret-of-the-user")


@pytest.fixture
def call(server, capsys):
    """Run a command about Heroku, and return its exit code, its output and its errors."""

    def call(*words):
        code = run(["call", "heroku", *words, "--url", server.url])
        return code, *capsys.readouterr()

    return call


def test_result(call):
    """A link is called by its names, and its result is printed."""
    code, out, err = call("app", "create", "--name", "shell-app")
    assert (code, json.loads(out)["name"], err) == (0, "shell-app", "")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["app", "info", "nosuch"], 1, r"heroics: Couldn't find that app\. \(404 not_found, app\.info, request \S+\)"),
        (["app", "nosuch"], 2, r"heroics: app has no link 'nosuch'; expected one of .*"),
        (["app", "list", "--to", "no/x"], 2, r"heroics: .*'--to': there is no folder 'no'\..*"),
        (["apps", "list"], 2, r"heroics: no resource 'apps'; did you mean 'app'\?.*"),
        (["app", "get"], 2, r"heroics: app has no link 'get'; did you mean 'info'\?.*"),
        (["app.creat"], 2, r"heroics: app has no link 'creat'; did you mean 'create'\?.*"),
        (["app", "create", "name=NO"], 3, r"heroics: app\.create: name: 'NO' does not match .*"),
    ],
)
def test_exit_codes(words, code, message, call):
    """An error is one line on standard error, and the exit code says of which kind it is."""
    done, out, err = call(*words)
    assert (done, out, bool(re.fullmatch(message, err.rstrip("\n")))) == (code, "", True), err


def test_names_in_the_document(tmp_path, capsys):
    """An operationId in place of a resource gets the resource and the link; a word that many links have does not."""
    path = {"get": {"operationId": "listOrders", "responses": {}}, "post": {"operationId": "addOrder", "responses": {}}}
    document = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {"/orders": path}}
    (tmp_path / "shop.json").write_text(json.dumps(document))
    assert run(["call", str(tmp_path / "shop.json"), "listOrders"]) == 2
    assert "no resource 'listOrders'; did you mean 'order list'?" in capsys.readouterr().err
    assert run(["call", "heroku", "list"]) == 2
    assert "no resource 'list'; expected one of" in capsys.readouterr().err


def test_no_connection(capsys):
    """A server that can't be reached is exit code 4."""
    assert run(["call", "heroku", "app", "list", "--url", "http://127.0.0.1:1", "--timeout", "0.3"]) == 4
    assert capsys.readouterr().err.startswith("heroics: GET http://127.0.0.1:1/apps: ")


def test_missing_schema(capsys):
    """A schema that can't be read is a mistake on the command line."""
    assert run(["call", "./nosuch.json", "app", "list"]) == 2
    assert capsys.readouterr().err == "heroics: can't read the schema './nosuch.json': No such file or directory\n"


def test_verbose(call):
    """--verbose prints each request and response with its headers on standard error, without the credentials."""
    code, out, err = call("app", "list", "--verbose", "--no-cache")
    lines = err.splitlines()
    assert (code, json.loads(out) is not None, "secret-of-the-user" in err) == (0, True, False)
    assert re.fullmatch(r"> GET http://127\.0\.0\.1:\d+/apps", lines[0])
    assert {"> Accept: application/json", "> Authorization: <hidden>", "< 200"} <= {*lines}
    assert [line for line in lines if line.startswith("< Content-Type: application/json")] != []
    assert re.fullmatch(r"= 200 in \d\.\d{3} s, \d+ bytes, request \S+", lines[-1])


def test_debug(call):
    """--debug prints the traceback before the line, without the credentials."""
    code, _, err = call("app", "info", "nosuch", "--debug")
    lines = err.splitlines()
    assert (code, lines[0], lines[-1][:32]) == (
        1,
        "Traceback (most recent call last):",
        "heroics: Couldn't find that app.",
    )
    assert "secret-of-the-user" not in err


def test_options_of_the_request(call, server):
    """Range, If-Match and further headers are sent."""
    call("app", "list", "--range", "name ..; max=1", "--header", "X-Trace: t", "--no-cache", "--limit", "1")
    listed = server.received()[-1]
    code, _, _ = call("app", "update", "shell-app", "--maintenance", "--if-match", '"old"')
    assert (listed.headers["Range"], listed.headers["X-Trace"]) == ("name ..; max=1", "t")
    assert (code, server.received()[-1].headers["If-Match"]) == (1, '"old"')


def test_token_from_standard_input(call, server, monkeypatch):
    """--token-stdin sends the token of the first line, in place of that of the environment."""
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("typed-token\n"))
    code, _, err = call("app", "list", "--token-stdin", "--no-cache")
    assert (code, server.received()[-1].headers["Authorization"], err) == (0, "Bearer typed-token", "")


def test_request_without_sending(call, server):
    """--dry-run and --curl print the request; neither sends it, nor shows the credentials."""
    before = len(server.received())
    words = ("config-var", "update", "example", "FOO=bar", "BAZ:=null")
    _, request, _ = call(*words, "--dry-run")
    _, command, _ = call(*words, "--curl")
    assert request == (
        f"PATCH {server.url}/apps/example/config-vars\n"
        f"User-Agent: {request.split('User-Agent: ')[1].splitlines()[0]}\n"
        "Accept: application/json\n"
        "Content-Type: application/json\n"
        "\n"
        '{"FOO":"bar","BAZ":null}\n'
    )
    assert command == (
        f"curl -X PATCH {server.url}/apps/example/config-vars -H 'Accept: application/json' "
        '-H \'Content-Type: application/json\' --data-raw \'{"FOO":"bar","BAZ":null}\'\n'
    )
    assert (len(server.received()), "secret-of-the-user" in request + command) == (before, False)


def test_same_call_in_python(call, server):
    """--python prints lines that make the same call."""
    _, text, _ = call("app", "update", "example", "--maintenance", "--timeout", "5", "--python")
    assert text == (
        "import heroics_py\n\n"
        f"client = heroics_py.connect('heroku', url='{server.url}')\n"
        "client.app.update.with_options(timeout=5.0)('example', maintenance=True)\n"
    )


def test_secret_header_from_a_file(call, server, tmp_path):
    """Headers come from a file, and --python and --dry-run mask the secret ones."""
    path = tmp_path / "headers"
    path.write_text("X-Api-Key: of-the-file\n\nX-Trace: t\n")
    words = ("app", "list", "--header", f"@{path}", "--no-cache")
    call(*words)
    assert server.received()[-1].headers["X-Api-Key"] == "of-the-file"
    shown = call(*words, "--python")[1] + call(*words, "--dry-run")[1]
    assert ("of-the-file" in shown, "X-Api-Key: ***" in shown, "'X-Api-Key': '***'" in shown) == (False, True, True)


def test_closed_pipe(server):
    """A reader that closes the output ends the command quietly, with the exit code of SIGPIPE."""
    import subprocess
    import sys

    words = ["call", "heroku", "app", "list", "--url", server.url, "-o", "json"]
    command = [sys.executable, "-m", "heroics_py", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    process.stdout.close()
    with process.stderr:
        error = process.stderr.read()
    assert (process.wait(timeout=60), error) == (141, b"")


def test_warnings(call):
    """A warning of the API is one line on standard error, printed once."""
    code, _, err = call("build-result", "info", "example", "01234567-89ab-cdef-0123-456789abcdef")
    warning = "heroics: warning: build_result.info is deprecated"
    assert (code, [line for line in err.splitlines() if line.startswith(warning)]) == (1, err.splitlines()[:1])


def test_every_warning_is_a_line(tmp_path, capsys):
    """A warning without a kind of its own has no path and no source code, and nothing in it steers the terminal."""
    field = {"name": "a", "in": "query", "schema": {"type": "string", "pattern": "[\x1b"}}
    link = {"tags": ["t"], "operationId": "list", "parameters": [field], "responses": {"204": {"description": ""}}}
    document = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/t": {"get": link}}}
    (tmp_path / "api.json").write_text(json.dumps(document))
    assert run(["call", str(tmp_path / "api.json"), "t", "list", "a=1", "--url", "https://a.example", "--dry-run"]) == 0
    assert capsys.readouterr().err == "heroics: warning: the pattern '[\\x1b' is not checked: a [ has no ]\n"


def test_path_argument_by_the_name_of_its_resource(call):
    """``app=store`` fills what identifies an app, as ``--each app=-`` does."""
    code, out, _ = call("app", "info", "app=store", "--python")
    assert (code, out.strip().endswith("app.info('store')")) == (0, True)
