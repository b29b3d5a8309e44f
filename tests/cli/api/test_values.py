"""The ways to pass a value on a command line, each shown as the same call in Python."""

import io
import json
import sys

import pytest

import heroics_py
from heroics_py.cli.program import run_program


def parameter(name, place, schema, **more):
    return {"name": name, "in": place, "schema": schema, **more}


TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
FILE = {"type": "string", "format": "binary"}
FIELDS = {
    "url": TEXT,
    "query": TEXT,
    "help": TEXT,
    "class": TEXT,
    "weird name": TEXT,
    "a.b": TEXT,
    "-dash": TEXT,
    "--opt": TEXT,
    "no-on": TEXT,
    "count": WHOLE,
    "ratio": NUMBER,
    "on": {"type": "boolean"},
    "level": {"enum": [1, 2, "auto", None]},
    "either": {"oneOf": [WHOLE, {"enum": ["auto"]}]},
    "note": {"type": ["string", "null"]},
    "owner": {
        "type": "object",
        "properties": {"email": TEXT, "age": WHOLE, "tags": {"type": "array", "items": TEXT}},
    },
    "tags": {"type": "array", "items": TEXT},
    "nums": {"type": "array", "items": WHOLE},
    "rows": {"type": "array", "items": {"type": "object", "properties": {"price": NUMBER, "name": TEXT}}},
    "matrix": {"type": "array", "items": {"type": "array", "items": WHOLE}},
    "any": {},
}


def body(schema, media_type="application/json"):
    return {"requestBody": {"content": {media_type: {"schema": schema}}}, "responses": {}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Odd values", "version": "1"},
    "servers": [{"url": "https://odd.example"}],
    "paths": {
        "/things/{id}": {
            "parameters": [parameter("id", "path", WHOLE, required=True)],
            "get": {"operationId": "getThing", "responses": {}},
            "patch": {
                "operationId": "updateThing",
                "parameters": [
                    parameter("page[size]", "query", WHOLE),
                    parameter("X-Trace", "header", TEXT),
                    parameter("session", "cookie", TEXT),
                    parameter("limit", "query", WHOLE),
                    parameter("ids", "query", {"type": "array", "items": WHOLE}),
                ],
                **body({"type": "object", "properties": FIELDS}),
            },
        },
        "/things/{id}/photo": {
            "parameters": [parameter("id", "path", TEXT, required=True)],
            "put": {"operationId": "putPhoto", **body(FILE, "image/*")},
            "post": {
                "operationId": "postPhoto",
                **body(
                    {
                        "type": "object",
                        "properties": {"photo": FILE, "caption": TEXT, "more": {"type": "array", "items": FILE}},
                    },
                    "multipart/form-data",
                ),
            },
        },
        "/notes": {"post": {"operationId": "postNote", **body(TEXT, "text/plain")}},
        "/free": {
            "put": {"operationId": "putFree", **body({"type": "object", "additionalProperties": WHOLE})},
            "post": {"operationId": "postFree", **body({"type": "object"})},
            "patch": {
                "operationId": "patchFree",
                **body({"type": "object", "patternProperties": {"^n_": WHOLE, "^b_": {"type": "boolean"}}}),
            },
        },
        "/list": {"post": {"operationId": "postList", **body({"type": "array", "items": WHOLE})}},
    },
}


@pytest.fixture(scope="module")
def shop():
    return heroics_py.cli_for(heroics_py.connect(DOCUMENT), "shop")


@pytest.fixture
def run(shop, capsys):
    """Run a command line, and return its exit code with what it printed."""

    def run(*words):
        code = run_program(shop, words, "shop")
        printed = capsys.readouterr()
        return code, (printed.out or printed.err).strip()

    return run


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("url=x", "url='x'"),
        ("url=", "url=''"),
        ("url=a=b", "url='a=b'"),
        ("url==", "url='='"),
        ("--note @home", "note='@home'"),
        ("--note=--any", "note='--any'"),
        ("note=null", "note='null'"),
        ("note:=null", "note=None"),
        ("count=-5", "count=-5"),
        ("--count -5", "count=-5"),
        ("--ratio 1.50", "ratio=1.5"),
        ("--ratio 2", "ratio=2"),
        ("--on", "on=True"),
        ("--on false", "on=False"),
        ("--on=true", "on=True"),
        ("--no-on", "on=False"),
        ("on=false", "on=False"),
        ("level=1", "level=1"),
        ("level=auto", "level='auto'"),
        ("--level null", "level=None"),
        ("either=5", "either=5"),
        ("either=auto", "either='auto'"),
        ("any=5", "any='5'"),
        ("any:=[5]", "any=[5]"),
        ("owner.email=e owner.age=5", "owner={'email': 'e', 'age': 5}"),
        ("owner[tags][]=a owner.tags[]=b", "owner={'tags': ['a', 'b']}"),
        ('--owner {"age":5}', "owner={'age': 5}"),
        ("--tags a tags=b --tags c", "tags=['a', 'b', 'c']"),
        ("--tags [x]", "tags=['[x]']"),
        ("nums=1 nums=2", "nums=[1, 2]"),
        ("nums=[1,2] nums=3", "nums=[1, 2, 3]"),
        ("rows[0].price=1.5 rows[0].name=a rows[1][price]=2", "rows=[{'price': 1.5, 'name': 'a'}, {'price': 2}]"),
        ('--rows {"price":1} rows:=[{"price":2}]', "rows=[{'price': 1}, {'price': 2}]"),
        ("matrix:=[[1]] matrix[][]=2", "matrix=[[1], [2]]"),
        ("--class c", "class_='c'"),
        ("class=c", "class_='c'"),
        ("help=me query=q limit=3", "help='me', query='q', limit=3"),
        ("--page-size 3", "page_size=3"),
        ("page[size]=3", "page_size=3"),
        ("x-trace=t", "x_trace='t'"),
        ("X-Trace=t session=s ids=1 --ids 2", "x_trace='t', session='s', ids=[1, 2]"),
        ("no-on=x", "{'no-on': 'x'}"),
        ("a.b=1 -dash=2 --opt=3 count=4", "{'a.b': '1', '-dash': '2', '--opt': '3', 'count': 4}"),
        ("a.b=1 session=s", "{'a.b': '1'}, session='s'"),
        ('--body {"url":"x"} count=5', "{'url': 'x', 'count': 5}"),
        ('--body {"owner":{"email":"x","age":1}} owner.age=2', "{'owner': {'email': 'x', 'age': 2}}"),
        ('--body {"owner":{"email":"x"}} owner:={"age":2}', "{'owner': {'age': 2}}"),
        ("-- -dash=2", "{'-dash': '2'}"),
    ],
)
def test_ways_of_a_value(line, arguments, run):
    """A value means what its schema says; the same call in Python shows which it is."""
    assert run("thing", "update", "7", "--python", *line.split(" ")) == (0, f"client.thing.update(7, {arguments})")


def test_names_with_spaces(run):
    """A name that is not a word of a shell is one word all the same."""
    code, text = run("thing", "update", "7", "weird name=y z", "--python")
    assert (code, text) == (0, "client.thing.update(7, {'weird name': 'y z'})")


@pytest.mark.parametrize("words", [["-5"], ["id=-5"], ["--id", "-5"], ["--", "-5"]], ids=" ".join)
def test_negative_number_by_position(words, run):
    """A negative number is a value, not an option."""
    assert run("thing", "update", "--python", *words) == (0, "client.thing.update(-5)")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("update", "missing ID (id)."),
        ("update 7 8", "got 2 values without a name (7 8): expected ID; other values are name=value or --name value."),
        ("update 7 conut=1", "no argument 'conut'; did you mean 'count'?"),
        ("update 7 --pagesize 1", "no option --pagesize; did you mean '--page-size'?"),
        ("update 7 -x", "no option -x; a value that begins with a dash follows --."),
        ("update 7 url=a url=b", "url has two values; it takes one."),
        ("update 7 --count --on", "--count needs a value; for the text itself, write --count=--on."),
        ("update 7 --count", "--count needs a value."),
        (
            "update 7 any:=x",
            "any: expected JSON (Expecting value: line 1 column 1 (char 0)); for text, write any=x.",
        ),
        (
            "update 7 url=@no",
            "url: can't read the file 'no' (No such file or directory); for this very text, write url:='\"@no\"'.",
        ),
        ("update 7 rows[3].price=1", "rows[3].price: the list has 0 items so far, so the next is [0]."),
        ("update 7 --dry-run --curl", "choose one of --dry-run, --curl."),
        ("get 7 --body {}", "GET /things/{id} takes no body."),
        ("get 7 --timeout 0", "Invalid value for '--timeout': 0.0 is not in the range x>0."),
        ("get 7 --header X", "--header: expected 'NAME: VALUE', such as --header 'Accept-Language: de'."),
        ("photo 7 --file photo", "--file photo: expected NAME=@PATH, such as photo=@cat.png."),
    ],
)
def test_usage_errors(line, message, run):
    """A mistake on the command line says what was expected; the exit code is 2."""
    link = line.partition(" ")[0]
    assert run("thing", *line.split(" ")) == (2, f"shop: {message} See 'shop thing {link} --help'.")


def test_secret_header_on_the_command_line(run):
    """A header that holds a secret is read from a file, and the error does not repeat it."""
    code, text = run("thing", "get", "7", "--header", "Authorization: Bearer abcdef")
    assert (code, "pass --header @FILE" in text, "abcdef" in text) == (2, True, False)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["7", "count=abc"], "thing.update: count: expected integer, got 'abc' (string)"),
        (["abc"], "thing.update: id: expected integer, got 'abc' (string)"),
        (["7", "owner=x"], "thing.update: owner: expected object, got 'x' (string)"),
    ],
)
def test_validation_errors(words, message, run):
    """A value that fails its schema is refused with exit code 3, and --no-validate is named as the way out."""
    assert run("thing", "update", *words) == (3, f"shop: {message}; --no-validate sends it all the same")
    assert run("thing", "update", *words, "--no-validate", "--dry-run")[0] == 0


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (["update", "a=1", "b.c=2"], {"a": 1, "b.c": 2}),
        (["create", "a=1", "b:=2", "c[d]=3", "e.f=4"], {"a": "1", "b": 2, "c": {"d": "3"}, "e.f": "4"}),
        (["patch-free", "n_a=1", "b_x=true", "c=3"], {"n_a": 1, "b_x": True, "c": "3"}),
    ],
)
def test_free_fields(words, body, run):
    """A body without a list of fields takes any name; the schema of the others says what a value means."""
    code, text = run("free", *words, "--dry-run")
    assert (code, json.loads(text.splitlines()[-1])) == (0, body)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A directory with files to send."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")
    (tmp_path / "note.txt").write_text("hello\n")
    (tmp_path / "body.yaml").write_text("count: 1\n")
    (tmp_path / "row.json").write_text('{"price": 3}')


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("update 7 url=@note.txt", "7, url='hello\\n'"),
        ("update 7 rows:=@row.json", "7, rows=[{'price': 3}]"),
        ("update 7 --body @body.yaml", "7, {'count': 1}"),
        ("photo 7 photo=@cat.png", "'7', photo=open('cat.png', 'rb')"),
        ("photo 7 --photo @cat.png --more @cat.png", "'7', photo=open('cat.png', 'rb'), more=[open('cat.png', 'rb')]"),
        ("photo 7 --file caption=@note.txt", "'7', caption=open('note.txt', 'rb')"),
        ("put-photo 7 --body @cat.png", "'7', open('cat.png', 'rb')"),
    ],
)
def test_files(line, arguments, run):
    """A file is the value, the JSON or the body that is sent."""
    code, text = run("thing", *line.split(" "), "--python")
    assert (code, text.partition("(")[2]) == (0, f"{arguments})")


@pytest.mark.usefixtures("here")
def test_path_without_sign(run):
    """The path of a file without @ is refused where a file is expected."""
    message = "photo takes a file: write photo=@cat.png to send it. See 'shop thing photo --help'."
    assert run("thing", "photo", "7", "photo=cat.png") == (2, f"shop: {message}")


@pytest.mark.parametrize(
    ("words", "typed", "sent"),
    [
        (["list", "create", "--body", "-"], "[1, 2]", "[1,2]"),
        (["list", "create", "--body", "[3]"], "", "[3]"),
        (["note", "create", "--body", "hello"], "", "hello"),
        (["thing", "update", "7", "url=@-"], "a b", '{"url":"a b"}'),
    ],
)
def test_bodies(words, typed, sent, run, monkeypatch):
    """A body comes from the command line or from standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    code, text = run(*words, "--dry-run")
    assert (code, text.splitlines()[-1]) == (0, sent)


def test_alternatives_of_a_body(capsys):
    """A text means what makes the whole body valid, where its field has other types in other alternatives."""
    kinds = {"a": {"type": "integer"}, "b": {"type": "string"}, "c": {"type": "object", "properties": {"x": TEXT}}}
    choices = [
        {"required": ["kind", "value"], "properties": {"kind": {"const": kind}, "value": schema, "on": on}}
        for (kind, schema), on in zip(kinds.items(), [{"type": "boolean"}, TEXT, TEXT], strict=True)
    ]
    body = {"content": {"application/json": {"schema": {"type": "object", "oneOf": choices}}}}
    operation = {"operationId": "createThing", "requestBody": body, "responses": {"200": {"description": "done"}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": operation}}}
    lines = {
        "kind=a value=5 on=true": {"kind": "a", "value": 5, "on": True},
        "kind=b value=5 on=true": {"kind": "b", "value": "5", "on": "true"},
        "kind=c value.x=5 on=true": {"kind": "c", "value": {"x": "5"}, "on": "true"},
    }
    with heroics_py.sandbox(document, socket=False) as client:
        program = heroics_py.cli_for(client, "shop")
        for line, expected in lines.items():
            assert run_program(program, ["thing", "create", *line.split(), "--dry-run"], "shop") == 0, line
            assert json.loads(capsys.readouterr().out.rpartition("\n\n")[2]) == expected
        assert run_program(program, ["thing", "create", "kind=a", "value=x"], "shop") == 3
        assert "value: expected integer, got 'x'" in capsys.readouterr().err
