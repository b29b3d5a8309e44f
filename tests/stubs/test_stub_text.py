import ast
import subprocess
import sys
from pathlib import Path

import pytest

import heroics_py
from heroics_py.call.signature import signature_of
from heroics_py.stubs import stub_of
from heroics_py.stubs.module import HEAD
from heroics_py.stubs.package import package_files
from heroics_py.stubs.surface import client_of, links_of, resources_of, shapes_of
from tests.helpers.hostile_document import document, surprises

DATA = Path(__file__).parent.parent / "data"
BUNDLED = ["heroku", "bookshelf", "bookshelf.2019-09", "bookshelf.openapi", "bookshelf.actions"]
ODD = sorted(path for path in (DATA / "odd").iterdir() if path.is_file())


def classes(text):
    return {each.name: each for each in ast.parse(text).body if isinstance(each, ast.ClassDef)}


def members(node, name=None):
    functions = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    return [each for each in functions if each.name == name] if name else functions


def kind(node):
    """Return the name of the class of a property."""
    return ast.unparse(node.returns)


def arguments(function):
    """Return the names and the needs of the arguments of one way to call a link."""
    given = function.args
    places = [*given.posonlyargs, *given.args][1:]
    needed = {each.arg for each in places[: len(places) - len(given.defaults)]}
    needed |= {each.arg for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is None}
    names = {each.arg for each in [*places, *given.kwonlyargs]} | ({given.kwarg.arg} if given.kwarg else set())
    return names, needed


@pytest.mark.parametrize("schema", BUNDLED)
def test_stub_says_what_signatures_say(schema):
    """A stub has every link of a schema, with the arguments of its signature, needed where they are needed."""
    api = heroics_py.read(schema)
    known = classes(stub_of(api))
    resources = {each.name: known[kind(each)] for each in members(known["Client"]) if each.name != "__getitem__"}
    client = client_of(api)
    assert list(resources) == list(resources_of(client))
    for name, resource in resources_of(client).items():
        calls = {each.name: known[kind(each)] for each in members(resources[name]) if each.name != "__getitem__"}
        assert list(calls) == list(links_of(resource))
        for call, link in links_of(resource).items():
            ways = [arguments(each) for each in members(calls[call], "__call__")]
            signature = signature_of(shapes_of(link)).parameters
            assert set().union(*(names for names, _ in ways)) == set(signature), f"{name}.{call}"
            needed = {each.name for each in signature.values() if each.default is each.empty and each.kind in {1, 3}}
            by_keyword = [needs for names, needs in ways if not {"body", "body_"} & names]
            assert set.intersection(*by_keyword or [needed]) >= needed, f"{name}.{call}"


@pytest.mark.parametrize("path", ODD, ids=lambda path: path.stem)
def test_stubs_of_odd_documents_are_declarations(path):
    """Whatever a document is like, its stub is made, and declares classes alone."""
    assert surprises(stub_of(heroics_py.read(path)), HEAD) == []


def test_document_puts_no_code_into_a_stub():
    """The texts and names of a document are literals and docstrings, however they are written."""
    api = heroics_py.read(document())
    text = stub_of(api)
    assert surprises(text, HEAD) == []
    evil = classes(text)["Evil"]
    attributes = {ast.unparse(each.target) for each in evil.body if isinstance(each, ast.AnnAssign)}
    assert {"self", "list", "str", "_id", "parent", "choice", "Ünïcode"} <= attributes
    assert attributes.isdisjoint({"_h", "_t", "items", "__class__", "__debug__", "None", "class"})


def test_document_puts_no_code_into_a_package():
    """The module of a package is the same for each schema, but for its literals."""
    files = package_files(heroics_py.read(document()), "evil.json", "../evil'\"\n\\.json")
    plain = package_files(heroics_py.read("bookshelf"), "bookshelf", "")

    def shape(source):
        tree = ast.parse(source)
        return [ast.dump(each) for each in tree.body if not isinstance(each, ast.Assign | ast.Expr)]

    assert shape(files["__init__.py"]) == shape(plain["__init__.py"])
    values = [each.value for each in ast.parse(files["__init__.py"]).body if isinstance(each, ast.Assign)]
    called = {ast.unparse(each.func) for value in values for each in ast.walk(value) if isinstance(each, ast.Call)}
    assert called == {"os.path.join", "os.path.dirname", "frozenset", "partial"}


def test_stub_is_the_same_each_time():
    """Another process makes the same stub, whatever the seed of its hashes: else it would always be stale."""
    code = "import heroics_py, heroics_py.stubs; print(heroics_py.stubs.stub_of(heroics_py.read('bookshelf')), end='')"
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(heroics_py.__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == stub_of(heroics_py.read("bookshelf"))


def test_jedi_knows_the_overloads_of_links():
    """Each way to call a link has a decorator with the plain name ``overload``: jedi shows no others."""
    create = members(classes(stub_of(heroics_py.read("bookshelf.openapi")))["AuthorCreate"], "__call__")
    decorators = [[ast.unparse(name) for name in each.decorator_list] for each in create]
    assert decorators == [["overload"], ["overload"]]


def test_deprecated_link_is_deprecated():
    """A link that the document calls deprecated is so for editors, too, with what the document says."""
    api = heroics_py.read(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "servers": [{"url": "https://shop.example"}],
            "paths": {"/orders": {"get": {"tags": ["order"], "deprecated": True, "responses": {}}}},
        }
    )
    link = members(classes(stub_of(api))["OrderResource"])[0]
    assert "_x.deprecated('Deprecated')" in [ast.unparse(each) for each in link.decorator_list]


def test_imports_of_stubs():
    """Stubs are kept in other projects: the modules that they import stay where they are."""
    imports = [node for node in ast.walk(ast.parse(HEAD)) if isinstance(node, ast.ImportFrom)]
    assert {f"{node.module}.{each.name}" for node in imports for each in node.names if "heroics" in node.module} == {
        "heroics_py.call.pending.Deferred",
        "heroics_py.client.BoundLink",
        "heroics_py.client.BoundResource",
        "heroics_py.client.Scope",
        "heroics_py.client.argument_types.ConnectArguments",
        "heroics_py.http.options.LinkOptionsDict",
    }
