"""``--each``: one call for each row."""

import io
import json
import sys

import pytest

from heroics_py.cli.bulk import run as bulk_run
from heroics_py.cli.commands import run
from heroics_py.testing import fail, received, sandbox


class Input(io.TextIOWrapper):
    """Standard input with a text."""

    def __init__(self, text):
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


@pytest.fixture(scope="module")
def heroku():
    with sandbox("heroku") as client:
        yield client


@pytest.fixture
def call(heroku, monkeypatch, capsys):
    """Return a function that runs a command line, and returns its exit code, its results and its errors."""

    def go(*words, rows=""):
        monkeypatch.setattr(sys, "stdin", Input(rows))
        code = run(["call", "heroku", *words, "--url", heroku._core.base_url])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    monkeypatch.setenv("HEROICS_TOKEN", "any")
    return go


@pytest.fixture
def apps(heroku):
    """The names of five apps of this test."""
    names = [heroku.app.create().name for _ in range(5)]
    yield names
    for app in heroku.app.list():
        heroku.app.delete(app)


def writes(heroku):
    return [each for each in received(heroku) if each.method != "GET"]


def test_renames(call, heroku, apps):
    """Two columns of CSV rename many apps, several at a time, with one result a line in the order of the rows."""
    names = [f"renamed-{number}" for number in range(5)]
    rows = "\n".join(["old,new", *(f"{old},{new}" for old, new in zip(apps, names, strict=True))])
    words = ["--each", "app=old", "--each", "name=new", "--parallel", "4", "--fields", "name"]
    assert call("app", "update", *words, rows=rows) == (0, [f'{{"name":"{name}"}}' for name in names], [])
    assert {app.name for app in heroku.app.list()} == set(names)


def test_output_of_a_list_is_input(call, heroku, apps):
    """What a list prints is what --each reads; other arguments are the same for each call."""
    _, out, _ = call("app", "list", "--fields", "name")
    code, results, _ = call("app", "update", "--each", "name=-", "--maintenance", "true", rows="\n".join(out))
    assert (code, len(results)) == (0, 5)
    assert all(app.maintenance for app in heroku.app.list())


@pytest.fixture
def upload(tmp_path, monkeypatch, capsys):
    """Return a function that shows what rows upload in the field ``photo``: the exit code, and both outputs as one."""
    schema = {"type": "object", "properties": {"photo": {"type": "string", "format": "binary"}}}
    body = {"content": {"multipart/form-data": {"schema": schema}}}
    link = {
        "operationId": "createPhoto",
        "tags": ["photo"],
        "requestBody": body,
        "responses": {"204": {"description": ""}},
    }
    document = tmp_path / "photos.json"
    info = {"title": "t", "version": "1"}
    document.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": {"/photos": {"post": link}}}))

    def go(each, rows):
        monkeypatch.setattr(sys, "stdin", Input(rows))
        words = ["--each", each, "--url", "https://api.example", "--dry-run"]
        code = run(["call", str(document), "photo", "create", *words])
        return code, "".join(capsys.readouterr())

    return go


def test_files(tmp_path, upload):
    """The values of a field that is a file are paths."""
    photo = tmp_path / "a.png"
    photo.write_bytes(b"PNG data")
    code, text = upload("photo=-", f"{photo}\n")
    assert (code, "a.png" in text) == (0, True)


@pytest.mark.parametrize("each", ["-", "photo=-"])
def test_rows_of_servers_name_no_files(tmp_path, upload, each):
    """What a server may have written names no file: rows of JSON, and columns that the user did not name."""
    secret = tmp_path / "secret.txt"
    secret.write_text("for nobody")
    rows = json.dumps([{"photo": str(secret)}]) if each != "-" else f"photo\n@{secret}\n"
    code, text = upload(each, rows)
    assert (code, "photo takes a file" in text, "secret.txt" in text) == (2, True, False)


def test_every_column(call, heroku, apps):
    """--each - takes every column of each row for the argument of its name; an empty cell is left out."""
    rows = f"app;name;maintenance\n{apps[0]};columns-0;true\n{apps[1]};columns-1;\n"
    code, out, _ = call("app", "update", "--each", "-", "--fields", "name,maintenance", rows=rows)
    assert (code, out) == (0, ['{"name":"columns-0","maintenance":true}', '{"name":"columns-1","maintenance":false}'])
    code, _, err = call("app", "update", "--each", "-", rows="app,id\na,1\n")
    assert (code, err[0].partition(";")[0]) == (2, "heroics: --each id=...: no argument 'id'")


def test_failures(call, apps):
    """A row that fails has a line of its own, the others are done, and the end counts them; the exit code is 1."""
    rows = "\n".join([apps[0], "missing-app", apps[1]])
    code, out, err = call("app", "info", "--each", "app=-", "--fields", "name", rows=rows)
    assert (code, [json.loads(line)["name"] for line in out]) == (1, apps[:2])
    assert err[0].startswith("heroics: row 2, app=missing-app: Couldn't find that app. (404 not_found")
    assert err[1:] == ["heroics: 2 of 3 rows done, 1 failed"]


def test_every_row_is_checked_first(call, heroku, apps):
    """Nothing is sent if any row is not valid, and each such row has a line."""
    before = len(writes(heroku))
    rows = f"app,name\n{apps[0]},valid-name\n{apps[1]},NOT VALID\n,no-app\n"
    code, out, err = call("app", "update", "--each", "app=-", "--each", "name=-", rows=rows)
    assert (code, out) == (2, [])
    assert [line.partition(": ")[2][:18] for line in err[:2]] == ["row 2 (line 3), ap", "row 3 (line 4): mi"]
    assert err[2:] == ["heroics: 2 of 3 rows are not valid, so nothing was sent"]
    assert len(writes(heroku)) == before


def test_one_mistake_of_all_rows(call):
    """A mistake that every row has, as one in the other arguments, is told once."""
    code, _, err = call("app", "update", "one", "two", "--each", "name=-", rows="a\nb\n")
    assert (code, len(err), err[0][-len("; nothing was sent") :]) == (2, 1, "; nothing was sent")


def test_no_write_is_sent_twice(call, heroku, apps):
    """A write that fails on the way is not sent again."""
    before = len(writes(heroku))
    fail(heroku, heroku.app.update, status=503, times=1)
    code, _, err = call("app", "update", "--each", "app=-", "--maintenance", rows="\n".join(apps))
    assert (code, err[-1]) == (1, "heroics: 4 of 5 rows done, 1 failed")
    assert len(writes(heroku)) == before + 5


def test_refused_credentials_end_it(call, heroku, apps, monkeypatch):
    """If the API refuses the credentials of the first row, the others are not sent."""
    monkeypatch.delenv("HEROICS_TOKEN")
    before = len(writes(heroku))
    code, _, err = call("app", "update", "--each", "app=-", "--maintenance", rows="\n".join(apps))
    assert err[0].endswith("; pass a token by HEROICS_TOKEN, --token-stdin or netrc")
    assert "connect(" not in err[0]
    assert (code, err[1:]) == (1, ["heroics: 0 of 5 rows done, 1 failed, rows 2 to 5 not sent"])
    assert len(writes(heroku)) == before + 1


def test_ctrl_c(call, heroku, apps, monkeypatch):
    """Ctrl-C sends no further row, and says which rows were not sent; the exit code is 130."""
    wait, waits = bulk_run.wait, iter(range(10))

    def interrupted(futures):
        wait(futures)
        if next(waits) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(bulk_run, "wait", interrupted)
    fail(heroku, heroku.app.info, delay=0.1, times=3)
    code, out, err = call("app", "info", "--each", "app=-", "--fields", "name", rows="\n".join(apps))
    assert (code, [json.loads(line)["name"] for line in out]) == (130, apps[:3])
    assert err[0].startswith("heroics: stopping: no further row is sent; waiting for 1 running call, until")
    assert err[1:] == ["heroics: 3 of 5 rows done, rows 4 to 5 not sent"]


def test_dry_run(call, heroku):
    """--dry-run, --curl and --python show the call of each row, and send nothing."""
    before = len(received(heroku))
    rows = "one\ntwo"
    shown = [call("app", "info", "--each", "app=-", option, rows=rows)[1] for option in ("--curl", "--python")]
    assert [line.split()[1].rpartition("/")[2] for line in shown[0]] == ["one", "two"]
    assert shown[1][-2:] == ["client.app.info('one')", "client.app.info('two')"]
    assert shown[1].count("import heroics_py") == 1
    assert len(received(heroku)) == before


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--each", "app"], "--each app: expected NAME=SOURCE"),
        (["--each", "nmae=-"], "--each nmae=...: no argument 'nmae'; did you mean 'name'?"),
        (["--each", "app=-", "--each", "app=x"], "--each has app twice"),
        (["--parallel", "2", "example"], "--parallel needs --each"),
        (["--each", "app=-", "--body", "-"], "--body - and --each both read standard input"),
        (["--each", "app=-", "--token-stdin"], "--token-stdin and --each both read standard input"),
        (["--each", "app=@missing.csv"], "can't read missing.csv: No such file or directory"),
        (["--each", "app=missing"], "standard input has no column 'missing'"),
    ],
)
def test_usage(call, words, problem):
    """A wrong use of --each is an error of usage that says what was expected."""
    code, out, err = call("app", "update", *words, rows="name\na\n")
    assert (code, out) == (2, [])
    assert err[-1].startswith(f"heroics: {problem}")


def test_output_that_can_not_be_written(call, heroku, apps):
    """If the output can't be written, nothing is sent."""
    before = len(writes(heroku))
    words = ["--each", "app=-", "--maintenance", "--to", "missing/folder.csv"]
    code, _, err = call("app", "update", *words, rows="\n".join(apps))
    assert (code, err[0].partition(" See")[0]) == (
        2,
        "heroics: Invalid value for '--to': there is no folder 'missing'.",
    )
    assert len(writes(heroku)) == before


def test_query_that_does_not_fit(call, heroku, apps):
    """If --query does not fit the response of a row, its error says that the write was carried out."""
    words = ["--each", "app=-", "--maintenance", "--query", f"name == '{apps[0]}' && name || abs(name)"]
    code, out, err = call("app", "update", *words, rows="\n".join(apps[:3]))
    assert (code, out, err[-1]) == (1, [f'"{apps[0]}"'], "heroics: 1 of 3 rows done, 2 failed")
    assert [line.partition(",")[0] for line in err[:-1]] == ["heroics: row 2", "heroics: row 3"]
    assert all(line.endswith("; the PATCH was sent, and the API has carried it out") for line in err[:-1])
    assert all(heroku.app.info(name).maintenance for name in apps[:3])


def test_invalid_query(call, heroku, apps):
    """An invalid --query is an error of usage, and nothing is sent."""
    before = len(writes(heroku))
    code, _, err = call("app", "update", "--each", "app=-", "--maintenance", "--query", "foo(", rows=apps[0])
    assert (code, len(err), len(writes(heroku))) == (2, 1, before)


def test_binary_response(call, heroku, apps):
    """Binary responses are an error of their row: lines can't hold them."""
    fail(heroku, heroku.app.info, status=200, body=b"\x89PNG", headers={"Content-Type": "image/png"})
    code, out, err = call("app", "info", "--each", "app=-", "--fields", "name", rows="\n".join(apps[:2]))
    assert (code, out) == (1, [f'{{"name":"{apps[1]}"}}'])
    assert "the response is binary, which --each can't write" in err[0]


def test_no_rows(call):
    """Without rows, nothing is sent, and that is not an error."""
    assert call("app", "delete", "--each", "app=-") == (0, [], ["heroics: there are no rows, so nothing was sent"])


def test_lists(call, heroku, apps):
    """The items of lists are lines of their own."""
    for name in apps[:2]:
        heroku.collaborator.create(name, user="a@example.com")
    rows = "\n".join(apps[:2])
    code, out, _ = call("collaborator", "list", "--each", "app=-", "--fields", "user.email", rows=rows)
    assert (code, out) == (0, ['{"user":{"email":"a@example.com"}}'] * 2)
