"""Type checkers judge the stubs, and calls with them.

They are installed from `requirements.txt` beside this file, in an environment of their own. They take minutes, so that
they judge with STUBS=required only.
"""

import json
import os
import re
import subprocess
import sys
import time
import warnings
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

import heroics_py
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.stubs import stub_of
from heroics_py.stubs.package import package_files
from tests.helpers.judged_calls import RIGHT, SHOP, WRONG, lines

ROOT = Path(heroics_py.__file__).parent.parent
DATA = ROOT / "tests" / "data"
SCHEMAS = ("heroku", "bookshelf", "shop")
NAMES = {"UUID": UUID, "Decimal": Decimal, "date": date, "datetime": datetime, "UTC": UTC}
HEAD = """\
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from {package} import AsyncClient, Client, connect, connect_async

UUID, Decimal, date, datetime, UTC
client = connect(url="https://api.example")
"""
SECONDS = 240


def mypy(folder):
    """Return the lines that mypy refuses, by file."""
    command = [sys.executable, "-m", "mypy", "--strict", "--enable-error-code=deprecated", "--hide-error-context", "."]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "MYPYPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    found = re.findall(r"(?m)^(\S+?\.pyi?):(\d+): error: (.*)$", done.stdout)
    assert bool(found) == bool(done.returncode), done.stdout
    return {(name, int(line)): text for name, line, text in found}


def pyright(folder):
    """Return the lines that pyright refuses, by file."""
    settings = {
        "typeCheckingMode": "strict",
        "include": ["."],
        "extraPaths": [str(ROOT)],
        "reportUnusedExpression": False,
        "reportUnusedImport": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout[done.stdout.index("{") :])["generalDiagnostics"]
    return {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1): each["message"]
        for each in found
        if each["severity"] == "error"
    }


JUDGES = pytest.mark.skipif(os.environ.get("STUBS") != "required", reason="STUBS=required runs the checkers")
CHECKERS = pytest.mark.parametrize("check", [mypy, pyright])


def documents():
    """Yield what the tests have of schemas: bundled ones, and those of each dialect."""
    yield from bundled()
    for path in sorted(DATA.rglob("*")):
        if path.suffix in {".json", ".yaml"} and path.is_file() and path.parent.name in {"data", "odd", "openapi"}:
            yield str(path)


@pytest.fixture(scope="module")
def stubs(tmp_path_factory):
    """A folder with a stub of each document that describes an API."""
    folder = tmp_path_factory.mktemp("stubs")
    for number, schema in enumerate(documents()):
        try:
            text = stub_of(heroics_py.read(schema))
        except heroics_py.SchemaError:
            continue
        (folder / f"stub{number}_{re.sub('[^a-z0-9]', '_', Path(schema).name)}.pyi").write_text(text)
    return folder


@JUDGES
@CHECKERS
def test_stubs_are_accepted(stubs, check):
    """Strict checkers find nothing in the stubs of all bundled schemas, and of each dialect."""
    assert len(list(stubs.glob("*.pyi"))) > 50
    begin = time.monotonic()
    assert check(stubs) == {}
    assert time.monotonic() - begin < SECONDS


@pytest.fixture(scope="module", params=SCHEMAS)
def judged(request, tmp_path_factory):
    """A folder with a package of a schema, and a program that makes right and wrong calls."""
    schema = request.param
    folder = tmp_path_factory.mktemp(schema)
    package = folder / f"{schema}_api"
    package.mkdir()
    api = heroics_py.read(SHOP if schema == "shop" else schema)
    for name, content in package_files(api, schema, "").items():
        (package / name).write_bytes(content)
    for name, table in (("right.py", RIGHT), ("wrong.py", WRONG)):
        calls = [f"client.{each}" for each in lines(table, schema)]
        (folder / name).write_text("\n".join([HEAD.format(package=package.name), *calls, ""]))
    awaited = [f"    await client.{each}" for each in lines(RIGHT, schema)]
    text = [HEAD.format(package=package.name), "async def run(client: AsyncClient) -> None:", *awaited, ""]
    (folder / "awaited.py").write_text("\n".join(text))
    return schema, folder


@JUDGES
@CHECKERS
def test_calls_are_judged(judged, check):
    """A strict checker accepts each right call, blocking or awaited, and refuses each wrong one, without a cast."""
    schema, folder = judged
    refused = check(folder)
    first = HEAD.count("\n") + 2
    wrong = {line for name, line in refused if name == "wrong.py"}
    accepted = [text for line, text in enumerate(lines(WRONG, schema), first) if line not in wrong]
    assert {place: text for place, text in refused.items() if place[0] != "wrong.py"} == {}
    assert accepted == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_library_agrees(schema):
    """The library accepts what the tables call right, and refuses what they call wrong."""
    client = heroics_py.connect(SHOP if schema == "shop" else schema, url="https://api.example")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", heroics_py.DeprecationNotice)
        assert [each for each in lines(RIGHT, schema) if not is_accepted(client, each)] == []
        assert [each for each in lines(WRONG, schema) if is_accepted(client, each)] == []


def is_accepted(client, call):
    name, _, arguments = call.partition("(")
    try:
        eval(f"client.{name}.prepare({arguments}", {"client": client, **NAMES})
    except (heroics_py.HeroicsError, AttributeError):
        return False
    return True


def test_tables_are_large():
    """The tables have a hundred right calls, and a hundred wrong ones."""
    assert min(sum(len(lines(table, each)) for each in SCHEMAS) for table in (RIGHT, WRONG)) >= 100


@JUDGES
def test_jedi_completes(judged):
    """An editor that uses jedi knows what is behind each dot of a package."""
    import jedi

    schema, folder = judged
    if schema != "shop":
        pytest.skip("one package shows it")
    project = jedi.Project(str(folder), added_sys_path=[str(ROOT)])

    def names(code):
        return [each.name for each in jedi.Script(code, project=project, path=folder / "new.py").complete()]

    begin = "from shop_api import connect\nclient = connect()\n"
    assert names(f"{begin}client.or") == ["order"]
    assert {"create", "list", "get", "delete"} <= set(names(f"{begin}client.order."))
    assert "sku" in names(f"{begin}client.order.get(7).")
    assert names(f"{begin}client.order.create(sk") == ["sku="]


@JUDGES
def test_jedi_follows_a_stub(tmp_path):
    """An editor that uses jedi knows a client by the annotation with which a program uses a stub alone."""
    import jedi

    (tmp_path / "books.pyi").write_text(stub_of(heroics_py.read("bookshelf")))
    project = jedi.Project(str(tmp_path), added_sys_path=[str(ROOT)])
    begin = (ROOT / "docs" / "typing.md").read_text().partition("## A stub alone")[2].partition("```python\n")[2]
    code = f"{begin.partition('```')[0].replace('heroku', 'books')}client.book.cre"
    found = jedi.Script(code, project=project, path=tmp_path / "new.py").complete()
    assert [each.name for each in found] == ["create"]
