"""``heroics edit``: a thing in the editor, and an update of what changed."""

import json
import re
import stat
import tempfile
from pathlib import Path

import click
import pytest
import yaml

from heroics_py.cli.commands import run
from heroics_py.testing import fail, received, sandbox


@pytest.fixture(scope="module")
def heroku():
    with sandbox("heroku") as client:
        yield client


@pytest.fixture
def app(heroku):
    app = heroku.app.create(name="example")
    yield app.id
    heroku.app.delete(app)


@pytest.fixture
def drafts(monkeypatch, tmp_path):
    """The folder of the temporary files, which holds nothing after an edit that was not kept."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def real_edit(heroku, monkeypatch, capsys, drafts):
    """Return a function that runs the command with the editor of the environment."""
    del drafts

    def go(*words, url=None, schema="heroku"):
        code = run(["edit", schema, *words, "--url", url or url_of(heroku)])
        out, err = capsys.readouterr()
        return code, out, err.splitlines()

    monkeypatch.setenv("HEROICS_TOKEN", "any")
    monkeypatch.delenv("VISUAL", raising=False)
    return go


@pytest.fixture
def edit(real_edit, monkeypatch):
    """Return a function that edits a thing with a function of its text, and returns exit code, output and errors."""

    def go(*words, change, **more):
        def editor(filename):
            path = Path(filename)
            path.write_text(change(path.read_text()))

        monkeypatch.setattr(click, "edit", editor)
        return real_edit(*words, **more)

    return go


def url_of(client):
    return client._core.base_url


def maintained(text):
    return text.replace("maintenance: false", "maintenance: true")


def last_update(heroku):
    return [each for each in received(heroku) if each.method in {"PATCH", "PUT"}][-1]


def kept(drafts):
    return sorted(path.name for path in drafts.glob("*/*"))


def test_update(edit, heroku, app, drafts):
    """An edit sends the fields that changed, guarded by the ETag, shows what changes, and prints the result."""
    code, out, err = edit("app", app, change=maintained)
    assert (code, err) == (0, ["-maintenance: false", "+maintenance: true"])
    assert json.loads(out)["maintenance"] is True
    update = last_update(heroku)
    assert json.loads(update.body) == {"maintenance": True}
    assert update.headers["If-Match"].startswith('"')
    assert kept(drafts) == []


def test_text(edit, app):
    """The text has the fields that the update takes first, as YAML, and says what it is."""
    texts = []
    code, _, err = edit("app", "example", change=lambda text: texts.append(text) or text)
    assert (code, err) == (0, ["heroics: nothing changed in app example, so nothing was sent"])
    head, own, others = texts[0].split("\n\n")
    assert head.startswith("# app example: change it, save it, and close the editor.")
    assert list(yaml.safe_load(own)) == ["build_stack", "maintenance", "name"]
    assert others.startswith("# The update does not take the fields below.\narchived_at:")


def test_private_files(edit, app, drafts):
    """The text may hold secrets: its folder is open to its user alone, and removed."""
    modes = []

    def look(text):
        modes.extend(stat.S_IMODE(path.stat().st_mode) for path in [*drafts.glob("*"), *drafts.glob("*/*")])
        return text

    edit("app", app, change=look)
    assert (modes, kept(drafts)) == ([0o700, 0o600, 0o600], [])


def test_change_by_others(edit, heroku, app, drafts):
    """If others change the thing, nothing is sent, and the text is kept; --resume joins the changes of both."""

    def race(text):
        heroku.app.update(app, name="renamed")
        return maintained(text)

    code, out, err = edit("app", app, change=race)
    assert (code, out) == (1, "")
    problem, _, command = err[-1].partition("; your text is kept; to go on: ")
    assert problem == f"heroics: app {app} has changed since it was read, and nothing was sent: name"
    assert heroku.app.info(app).maintenance is False
    assert command.startswith(f"heroics edit heroku app {app} --url {heroku._core.base_url} --resume {drafts}/")

    texts = []
    path = command.rpartition(" ")[2]
    code, out, _ = edit("app", app, "--resume", path, change=lambda text: texts.append(text) or text)
    notes = [line for line in texts[0].splitlines() if line.startswith("#!")]
    assert notes[0] == "#! These are your changes, on top of what it is now."
    assert notes[1].startswith("#! Changed by others: ")
    assert (code, json.loads(out)["name"], json.loads(out)["maintenance"]) == (0, "renamed", True)
    assert json.loads(last_update(heroku).body) == {"maintenance": True}
    assert kept(drafts) == []


def test_refused_by_the_api(edit, heroku, app, drafts):
    """If the API refuses the update with 412, the text is kept, and the error says so."""
    fail(heroku, heroku.app.update, status=412)
    code, _, err = edit("app", app, change=maintained)
    assert code == 1
    assert "(412" in err[-1]
    assert "your text is kept; to go on: heroics edit" in err[-1]
    assert len(kept(drafts)) == 2


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda _: "name: [oops", "the text is not valid YAML: while parsing a flow sequence at line 1, column 7"),
        (lambda _: "- name", "the text is a list: expected fields, such as 'name: example'"),
        (lambda text: text + "name: twice\n", "the text is not valid YAML: the key 'name' twice"),
        (lambda text: text.replace("repo_size: 0", "repo_size: 1"), "repo_size: update does not take it: leave it"),
        (lambda text: text + "nmae: other\n", "nmae: update does not take it: remove it"),
        (lambda text: text.replace("repo_size: 0\n", ""), "repo_size: update does not take it"),
        (lambda text: text.replace("name: example", "name: NOT VALID"), "app.update: name: 'NOT VALID' does not"),
        (lambda text: text.replace("maintenance: false", "maintenance: no"), "app.update: maintenance: expected"),
        (lambda text: text.replace("maintenance: false\n", ""), "maintenance: update can't remove it"),
    ],
)
def test_mistakes(edit, app, drafts, change, problem):
    """A text that is not valid is kept, nothing is sent, and the error says what is wrong."""
    code, out, err = edit("app", app, "-v", change=change)
    assert (code, out, err[-1][9 : 9 + len(problem)]) == (3, "", problem)
    assert not any(line.startswith("> PATCH") for line in err)
    assert len(kept(drafts)) == 2


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_empty_text(edit, app, drafts, text):
    """An empty text sends nothing."""
    code, _, err = edit("app", app, change=lambda _: text)
    assert (code, err) == (0, [f"heroics: nothing changed in app {app}, so nothing was sent"])
    assert kept(drafts) == []


@pytest.mark.parametrize("editor", ["false", "/missing/editor", "'"])
def test_editor_that_fails(real_edit, app, drafts, monkeypatch, editor):
    """An editor that can't be started, or ends with an error, sends nothing; a text that did not change is removed."""
    monkeypatch.setenv("EDITOR", editor)
    code, _, err = real_edit("app", app)
    assert code == 1
    assert re.fullmatch(r"heroics: .+; nothing was sent; set VISUAL or EDITOR to choose the editor", err[-1])
    assert kept(drafts) == []


def test_text_in_another_encoding(real_edit, app, drafts, monkeypatch):
    """A text that is not UTF-8 is kept."""
    monkeypatch.setenv("EDITOR", 'sh -c \'printf "name: caf\\351" > "$0"\'')
    code, _, err = real_edit("app", app)
    assert (code, len(kept(drafts))) == (2, 2)
    assert "is not UTF-8; your text is kept; to go on: heroics edit" in err[0]


def test_editor_that_does_not_wait(real_edit, app, monkeypatch):
    """An editor that ends at once may still show its window, and a line says so."""
    monkeypatch.setenv("EDITOR", "true")
    code, _, err = real_edit("app", app)
    assert (code, err[0]) == (
        0,
        "heroics: the editor ended at once; if its window is still open, let it wait: EDITOR='code --wait'",
    )


def test_dry_run(edit, heroku, app, drafts):
    """--dry-run shows the diff and the request, and sends no update."""
    before = len(received(heroku, heroku.app.update))
    code, out, err = edit("app", app, "--dry-run", change=maintained)
    assert (code, err) == (0, ["-maintenance: false", "+maintenance: true"])
    assert out.splitlines()[0] == f"PATCH {heroku._core.base_url}/apps/{app}"
    assert out.splitlines()[-1] == '{"maintenance":true}'
    assert len(received(heroku, heroku.app.update)) == before
    assert kept(drafts) == []


def test_secrets_in_the_diff(edit, heroku, app):
    """The diff masks secrets, and null removes what an update of a map lets go."""
    heroku.config_var.update(app, {"API_KEY": "sentinel-old", "OLD": "x"})
    code, _, err = edit("config-var", app, change=lambda text: f"API_KEY: sentinel-new\n# {text.splitlines()[0]}\n")
    assert (code, "sentinel" in "\n".join(err)) == (0, False)
    assert json.loads(last_update(heroku).body) == {"API_KEY": "sentinel-new", "OLD": None}


def test_usage(edit, app):
    """The number of identities, and a resource without an update, are checked before anything is sent."""
    assert edit("app", change=str)[2][0].startswith("heroics: heroics edit heroku app got 0 values for the identity")
    assert "expected 'heroics edit heroku app APP'" in edit("app", change=str)[2][0]
    code, _, err = edit("region", "eu", change=str)
    assert (code, err[0].partition(";")[0]) == (
        2,
        "heroics: region can't be edited: it has no links that read and update one thing by the same path",
    )


def test_several_kinds(tmp_path, real_edit):
    """If several kinds of things have identities of this length, the link that updates is named after a dot."""
    content = {"content": {"application/json": {"schema": {"type": "object"}}}}
    answers = {"responses": {"200": {"description": "it"}}}
    part = {"in": "path", "required": True, "schema": {"type": "string"}}

    def item(noun):
        change = {"tags": ["repo"], "operationId": f"update{noun}", "requestBody": content, **answers}
        return {"get": {"tags": ["repo"], "operationId": f"get{noun}", **answers}, "patch": change}

    paths = {
        f"/{noun.lower()}s/{{id}}": {**item(noun), "parameters": [{"name": "id", **part}]} for noun in ("Hook", "Key")
    }
    path = tmp_path / "repos.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    code, _, err = real_edit("repo", "1", schema=str(path))
    assert code == 2
    assert "several kinds of things can be edited so: write repo.update-hook, repo.update-key in place of" in err[0]
    code, _, err = real_edit("repo.update-key", "1", schema=str(path))
    assert (code, "404" in err[0]) == (1, True)


VERSION = {"name": "api-version", "in": "query", "schema": {"type": "integer"}}
THING = {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}}}
THING["properties"]["parts"] = {"type": "array", "items": {"type": "string"}}


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    """An API whose things are replaced by PUT, and the path of its document."""
    body = {"content": {"application/json": {"schema": THING}}}
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}, VERSION],
        "get": {"tags": ["thing"], "operationId": "getThing", "responses": {"200": {"description": "it", **body}}},
        "put": {
            "tags": ["thing"],
            "operationId": "replaceThing",
            "requestBody": body,
            "responses": {"200": {"description": "it", **body}},
        },
    }
    create = {**item["put"], "operationId": "createThing", "responses": {"201": {"description": "it", **body}}}
    paths = {"/things": {"post": create}, "/things/{id}": item}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    path = tmp_path_factory.mktemp("things") / "things.json"
    path.write_text(json.dumps(document))
    with sandbox(path) as client:
        yield client, path


def test_put(edit, things):
    """Where things are replaced by PUT, the whole thing is sent, without what only responses have.

    NAME=VALUE is a parameter of both calls.
    """
    client, path = things
    thing = client.thing.create(name="old", parts=["a"])
    words = ("thing", thing.id, "api-version=2")
    code, _, _ = edit(*words, change=lambda text: text.replace("old", "new"), schema=str(path), url=url_of(client))
    update = last_update(client)
    assert (code, update.method, json.loads(update.body)) == (0, "PUT", {"name": "new", "parts": ["a"]})
    assert {each.path.partition("?")[2] for each in received(client)[-3:]} == {"api-version=2"}


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}], ids=["none", "weak"])
def test_without_a_strong_etag(edit, things, headers):
    """Without a strong ETag, the thing is read again before the update, and the edit says what may be overwritten."""
    client, path = things
    thing = client.thing.create(name="old", parts=["a"])
    words, options = ("thing", thing.id), {"schema": str(path), "url": url_of(client)}
    fail(client, client.thing.get, status=200, body=dict(thing), headers=headers, times=2)
    code, _, err = edit(*words, change=lambda text: text.replace("old", "new"), **options)
    assert (code, "If-Match" in last_update(client).headers) == (0, False)
    assert err[-1] == (
        f"heroics: thing {thing.id} has no strong ETag: a change by others within this moment would be overwritten"
    )
    fail(client, client.thing.get, status=200, body=dict(thing), headers=headers)
    code, _, err = edit(*words, change=lambda text: text.replace("old", "newer"), **options)
    assert (code, f"thing {thing.id} has changed since it was read, and nothing was sent: name" in err[-1]) == (1, True)
