# ruff: noqa: E501 - programs are lines
"""The files of a program: which are read, and what is told about those that can't be."""

import json
import os
import shutil

import pytest

import heroics_py
from heroics_py.readers.bundled_schemas import bundled_schema
from heroics_py.usage import sources
from heroics_py.usage.api_names import ApiNames

CALL = "import heroics_py\nheroics_py.connect().app.list()\n"


def test_folders_that_are_left_out(tmp_path):
    """Generated folders, hidden ones and environments are left out, and links to folders are not followed."""
    for name in (".venv", "node_modules", "build", "x.egg-info", "plain", "own_env"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(CALL)
    (tmp_path / "own_env" / "pyvenv.cfg").write_text("")
    os.symlink(tmp_path, tmp_path / "plain" / "loop")
    assert [each.path for each in heroics_py.uses(tmp_path)] == [f"{tmp_path}/plain/a.py"]


def test_a_file_is_read_once(tmp_path):
    """A file that several paths or links lead to is read once."""
    (tmp_path / "a.py").write_text(CALL)
    os.symlink(tmp_path / "a.py", tmp_path / "b.py")
    assert len(heroics_py.uses(tmp_path, tmp_path / "a.py", tmp_path / "b.py")) == 1


def test_a_named_folder_is_read(tmp_path):
    """A folder that the caller names is read, whatever its name."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "a.py").write_text(CALL)
    assert len(heroics_py.uses(tmp_path / "build")) == 1


def test_a_missing_path(tmp_path):
    """A path that does not exist is an error."""
    with pytest.raises(heroics_py.CallError, match="no file or folder"):
        heroics_py.uses(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"\ufeff{CALL}".encode(), id="a byte order mark"),
        pytest.param(f"# -*- coding: latin-1 -*-\nx = 'é'\n{CALL}".encode("latin-1"), id="latin-1"),
        pytest.param(CALL.replace("\n", "\r\n").encode(), id="Windows"),
        pytest.param(CALL.encode() + b"x = '\\d'\n", id="an invalid escape"),
    ],
)
def test_encodings(tmp_path, content):
    """Files are read in the encoding that they name."""
    (tmp_path / "a.py").write_bytes(content)
    assert heroics_py.uses(tmp_path).calls == ("app.list",)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"import heroics_py\ndef f(:\n", id="no Python"),
        pytest.param(b"import heroics_py\nx = '\xff'\n", id="no UTF-8"),
        pytest.param(b"import heroics_py\n\0", id="a zero byte"),
        pytest.param(b"import heroics_py\nx = " + b"(" * 3000 + b")" * 3000, id="deep"),
        pytest.param(b"import heroics_py\nx = " + b"-" * 50_000 + b"1", id="deep in another way"),
        pytest.param(b"# -*- coding: nothing -*-\nimport heroics_py\n", id="an unknown encoding"),
    ],
)
def test_a_file_that_can_not_be_read(tmp_path, content):
    """A broken file is told, and may make any call; the other files are read."""
    (tmp_path / "a.py").write_bytes(content)
    (tmp_path / "b.py").write_text(CALL)
    broken, call = heroics_py.uses(tmp_path)
    assert (broken.call, broken.place, call.call) == ("*", f"{tmp_path}/a.py", "app.list")
    assert "can't be read" in str(broken)


def test_a_broken_file_without_the_package(tmp_path):
    """A broken file that does not name the package is told, and makes no call."""
    (tmp_path / "a.py").write_text("print 'Python 2'\n")
    found = heroics_py.uses(tmp_path)
    assert (found, len(found.notes)) == ((), 1)


def test_a_huge_file(tmp_path, monkeypatch):
    """A file over the limit is not read, and told."""
    monkeypatch.setattr(sources, "MOST_BYTES", 1024 * 1024)
    (tmp_path / "a.py").write_text("#" * 1024 * 1024 + "\n")
    [use] = heroics_py.uses(tmp_path)
    assert (use.call, "larger than 1 MiB" in use.note) == ("*", True)


def test_deep_expressions(tmp_path):
    """A long sum is read; a body that is too deep to be read may make any call, and the others are read."""
    deep = "x" + ".f()" * 500
    (tmp_path / "a.py").write_text(f"{CALL}text = {' + '.join(['1'] * 900)}\ndef f(x):\n    return {deep}\n")
    assert [each.call for each in heroics_py.uses(tmp_path)] == ["app.list", "*"]


def test_a_notebook(tmp_path):
    """The cells of a notebook are one program: magics are skipped, and the last value of a cell is displayed."""
    cells = [
        "%pip install x\nimport heroics_py\nclient = heroics_py.connect()",
        "# text",
        "app = client.app.info('x')\napp.name",
    ]
    cells += ["!ls\nclient.app.list()", "client.addon.list();", "%%bash\nls", "this is no Python"]
    document = {"cells": [{"cell_type": "code", "source": each.splitlines(keepends=True)} for each in cells]}
    document["cells"][1]["cell_type"] = "markdown"
    (tmp_path / "a.ipynb").write_text(json.dumps(document))
    assert [str(each).rpartition("/")[2] for each in heroics_py.uses(tmp_path)] == [
        "a.ipynb[3]:1  app.info  -> name",
        "a.ipynb[4]:2  app.list  -> *",
        "a.ipynb[5]:1  addon.list",
    ]


def test_a_package(tmp_path):
    """Clients are followed through the modules of a program: absolute, relative and starred imports."""
    files = {
        "shop/__init__.py": "from .clients import *\n",
        "shop/clients.py": "import heroics_py as h\nheroku = h.connect()\ndef shelf(): return h.sandbox('bookshelf')\n",
        "shop/audit.py": "from . import heroku\nfrom shop.clients import shelf as make\nheroku.app.list()\nmake().book.list()\n",
        "shop/deep/more.py": "from ..clients import heroku\nimport shop.clients\nheroku.addon.list()\nshop.clients.heroku.key.list()\n",
        "script.py": "import shop\nshop.heroku.domain.list('x')\n",
    }
    for name, text in files.items():
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert heroics_py.uses(tmp_path).calls == ("addon.list", "app.list", "book.list", "domain.list", "key.list")


def test_nothing_is_run(tmp_path):
    """The program is never run."""
    (tmp_path / "a.py").write_text(f"{CALL}open({str(tmp_path / 'touched')!r}, 'w').close()\n")
    heroics_py.uses(tmp_path)
    assert not (tmp_path / "touched").exists()


def test_a_schema_resolves_names():
    """With the schema, names in it, titles and relations are the call that they mean."""
    names = ApiNames([heroics_py.read("heroku")])
    assert (names.resource("config-var"), names.link("app", "Create"), names.link("app", "instances")) == (
        "config_var",
        "create",
        "list",
    )


@pytest.mark.parametrize("names", [(), ("shop.yaml",)])
def test_a_folder_without_a_program(tmp_path, names):
    """A folder or a file that holds no program is refused: it would seem that nothing is called."""
    for name in names:
        (tmp_path / name).write_text("openapi: 3.1.0\n")
        with pytest.raises(heroics_py.CallError, match="is not Python, a notebook or a shell script"):
            heroics_py.uses(tmp_path / name)
    with pytest.raises(heroics_py.CallError, match="no Python file, notebook or shell script in "):
        heroics_py.uses(tmp_path)


def test_what_reads_a_thing_again(tmp_path):
    """With the schema, `wait` and `refresh` read a thing by the link that the API has for it, whatever its name."""
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}}}
    paths = {
        path: {method: {"operationId": name, "responses": answer, "tags": ["job"]}}
        for path, method, name in (("/jobs", "post", "startJob"), ("/jobs/{id}", "get", "getJob"))
    }
    paths["/jobs/{id}"]["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    document = {"openapi": "3.1.0", "info": {"title": "Jobs", "version": "1"}, "paths": paths}
    program = "import heroics_py\nheroics_py.wait(heroics_py.connect().job.start(), status='done')\n"
    (tmp_path / "a.py").write_text(program)
    found = {each.call: each.answers for each in heroics_py.uses(tmp_path, schema=document)}
    assert found == {"job.start": ("id", "status"), "job.get": ("status",)}


PROGRAMS = {
    "a bundled name": 'api = heroics_py.connect("heroku")\n',
    "the default": "api = heroics_py.connect()\n",
    "a file beside the program": 'api = heroics_py.connect("shop.json")\n',
    "the lock of a URL": 'api = heroics_py.connect("https://api.example/schema", lock="shop.json")\n',
    "an attribute": 'class A:\n    schema = "heroku"\n    def make(self): return heroics_py.connect(self.schema)\napi = A().make()\n',
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_schemas_that_a_program_names(tmp_path, name):
    """Without a schema, those that the program connects to say what its names mean."""
    shutil.copy(bundled_schema("heroku").location, tmp_path / "shop.json")
    call = 'def show(api):\n    print(api["app", "Info"]("x").name)\n    unknown().dyno.list("x")\n'
    (tmp_path / "a.py").write_text(f"import heroics_py\n{PROGRAMS[name]}{call}")
    assert heroics_py.uses(tmp_path).calls == ("app.info", "dyno.list")


@pytest.mark.parametrize("other", ["heroics_py.connect(input())", 'heroics_py.connect("https://api.example/schema")'])
def test_a_schema_that_is_not_known(tmp_path, other):
    """If one client has a schema that can't be read here, names count as they are typed: it may mean others."""
    (tmp_path / "a.py").write_text(f'import heroics_py\nheroics_py.connect()\n{other}\nunknown().dyno.list("x")\n')
    assert heroics_py.uses(tmp_path).calls == ()


def test_a_broken_schema_that_a_program_names(tmp_path):
    """A schema that can't be read is told, and names count as they are typed."""
    (tmp_path / "shop.json").write_text("{")
    (tmp_path / "a.py").write_text('import heroics_py\nheroics_py.connect("shop.json").app.list()\n')
    found = heroics_py.uses(tmp_path)
    assert (found.calls, "which can't be read" in found.notes[0]) == (("app.list",), True)
