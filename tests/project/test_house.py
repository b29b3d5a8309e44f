"""The layout of the package: the floor of each folder, and the folders that may import each outside library."""

import ast
import importlib
import re
import sys
from functools import cache
from pathlib import Path

import pytest

import heroics_py

# The lowest floor first. A folder may import from the floors below its own, and from itself.
FLOORS = {
    "ground": {"support"},
    "looks": {"display", "secrecy"},
    "fleet": {"fleet"},
    "values": {"http", "record"},
    "errors": {"errors"},
    "names": {"portable"},
    "model": {"model"},
    "checks": {"validation"},
    "examples": {"samples"},
    "lists": {"paging"},
    "wings": {"readers", "call", "cache", "transport"},
    "logins": {"oauth"},
    "texts": {"writers", "linking"},
    "changes": {"changes"},
    "locks": {"locks"},
    "ends": {"client", "server"},
    "tools": {"tools", "lint", "stubs", "tapes"},
    "programs": {"usage"},
    "assistant": {"assistant"},
    "doors": {"cli", "testing", "mypy_plugin"},
    "roof": {"", "__main__"},
}
# Modules that any other may import.
ANYWHERE = {"_version"}

# Each outside library, and the modules (with all below them) that may import it.
LIBRARIES = {
    "aiohttp": {"transport.engine"},
    "anyio": {"assistant.sdk"},  # the event loop of mcp
    "authlib": {"oauth"},
    "cachecontrol": {"cache.stores.cachecontrol"},
    "click": {"cli"},
    "cryptography": {"cache.stores.encryption"},
    "IPython": {"display.notebook"},
    "hypothesis": {"testing.contracts.exploration"},
    "filelock": {"oauth.stores"},
    "json5": {"readers"},
    "jmespath": {"cli.output.selection"},
    "jsonpatch": {"readers.patches.json_patch"},
    "jsonpath_rfc9535": {"readers.patches.json_path"},
    "jsonpointer": {"readers.patches.json_patch"},  # the errors of jsonpatch
    "jsonschema": {"validation"},
    "keyring": {"cli.profiles.keyring", "oauth.stores"},
    "mcp": {"assistant.sdk"},
    "mypy": {"mypy_plugin"},
    "msgspec": {"http.strict_json"},
    "opentelemetry": {"transport.observing.spans"},
    # the lists name the type that frames returns.
    "pandas": {"display.frames", "call.lists.collection", "call.lists.async_collection", "call.lists.row_list"},
    "platformdirs": {
        "cache",
        "cli.completion",
        "cli.locks",
        "cli.profiles",
        "oauth.stores",
        "transport.throttles.files",
    },
    "redis": {
        "cache.stores.redis",
        "cache.stores.redis_flights",
        "fleet",
        "transport.throttles.redis",
    },  # stores name the type of a client
    "regex": {"validation"},
    "pytest": {"testing.entry_point", "testing.guarded_tests", "testing.plugin"},
    # cachecontrol's format of a stored response consists of objects of requests and urllib3.
    "requests": {"transport.exchange", "transport.engine", "cache.stores.cachecontrol"},
    "rich": {"cli"},
    "tqdm": {"display.progress"},
    "uritemplate": {"call.urls.uri_template"},
    "urllib3": {"transport.exchange", "cache.stores.cachecontrol"},
    "uvicorn": {"assistant.sdk"},  # the server of mcp over HTTP
    "waitress": {"server"},
    "werkzeug": {"server"},
    "yaml": {"readers", "tapes.vcr_text", "writers.yaml_text"},
    "yamlcore": {"readers"},
    # the URLs of aiohttp, which depends on it
    "yarl": {"transport.engine"},
}

# Modules of Python and of type checkers.
BUILT_IN = sys.stdlib_module_names | {"_typeshed"}

PACKAGE = Path(heroics_py.__file__).parent
HEIGHTS = {room: height for height, rooms in enumerate(FLOORS.values()) for room in rooms}


def name_of(path, root=PACKAGE):
    """Return a module's name below the package: "" for the package itself, "transport.session" for one of a wing."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(root=PACKAGE):
    return {name_of(path, root): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}


def targets(text, importer, names, *, is_package):
    """Yield the absolute names that a module imports, also in lazy, relative and typing-only imports."""
    package = ["heroics_py", *importer.split(".")] if importer else ["heroics_py"]
    package = package if is_package else package[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                below = f"{module}.{alias.name}"
                yield below if below.removeprefix("heroics_py.") in names else module
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"import_module", "importlib.import_module"}:
            yield from (item.value for item in node.args[:1] if isinstance(item, ast.Constant))


@cache  # three tests look at the whole package
def edges(root=PACKAGE):
    """Return what each module imports from the package, and from outside."""
    texts = sources(root)
    inner, outer = {}, {}
    for name, text in texts.items():
        is_package = name == "" or (root / name.replace(".", "/")).is_dir()
        found = set(targets(text, name, texts.keys(), is_package=is_package))
        inner[name] = {
            target.partition(".")[2] for target in found if target == "heroics_py" or target.startswith("heroics_py.")
        } - {name}
        outer[name] = {target.partition(".")[0] for target in found} - {"heroics_py"} - BUILT_IN
    return inner, outer


def folder_of(name):
    return name.partition(".")[0]


def wrong_directions(inner):
    """Return every import that goes up a floor, or sideways into another folder."""
    wrong = []
    for name, known in inner.items():
        for target in known:
            here, there = folder_of(name), folder_of(target)
            if here != there and there not in ANYWHERE and HEIGHTS.get(here, -1) <= HEIGHTS.get(there, 99):
                wrong.append(f"{name or 'heroics_py'} -> {target or 'heroics_py'}")
    return sorted(wrong)


def cycle(inner):
    """Return the names along one cycle of imports, if there is one."""
    done = set()

    def visit(name, path):
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        found = next((round_ for target in sorted(inner.get(name, ())) if (round_ := visit(target, [*path, name]))), [])
        done.add(name)
        return found

    return next((found for name in sorted(inner) if (found := visit(name, []))), [])


def wrong_libraries(outer):
    """Return every import of an outside library from the wrong folder."""
    return sorted(
        f"{name}: {library}"
        for name, libraries in outer.items()
        for library in libraries
        if not any(name == door or name.startswith(f"{door}.") for door in LIBRARIES.get(library, ()))
    )


def wrong_docstrings(texts):
    """Return the modules whose docstring does not begin with one sentence on one line."""
    heads = {name: (ast.get_docstring(ast.parse(text)) or "").split("\n") for name, text in texts.items()}
    return sorted(
        name for name, lines in heads.items() if not lines[0].endswith(".") or any(line.strip() for line in lines[1:2])
    )


def missing_exports(texts):
    """Return the modules that have contents but no `__all__`."""
    bodies = {name: ast.parse(text).body[1:] for name, text in texts.items() if not folder_of(name).startswith("_")}
    return sorted(name for name, body in bodies.items() if body and not any(_exports(node) for node in body))


def _exports(node):
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(each, ast.Name) and each.id == "__all__" for each in targets)


@pytest.fixture
def package(tmp_path):
    """Return a function that writes a small package and reads its imports."""

    def build(modules):
        for name, text in modules.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return edges(tmp_path)

    return build


def test_floors_are_complete():
    """Every folder has a floor."""
    assert {folder_of(name) for name in sources()} - HEIGHTS.keys() - ANYWHERE == set()


def test_page_has_every_floor():
    """The drawing in docs/house.md has every floor with its rooms, the highest first."""
    page = (PACKAGE.parent / "docs" / "house.md").read_text(encoding="utf-8")
    lines = [line.split() for line in page.split("```")[1].splitlines() if line and not line.startswith(" ")]
    drawn = [(floor, {each.rstrip("/") for each in rooms}) for floor, *rooms in lines]
    floors = [(floor, rooms) for floor, rooms in reversed(FLOORS.items()) if floor != "roof"]
    assert [floor for floor, _ in drawn] == [floor for floor, _ in floors]
    assert [rooms - words for (_, words), (_, rooms) in zip(drawn, floors, strict=True) if rooms - words] == []


def test_page_names_modules():
    """Each path of a module or folder in docs/house.md exists."""
    page = (PACKAGE.parent / "docs" / "house.md").read_text(encoding="utf-8")
    paths = {path for path in re.findall(r"`([a-z_]+/[a-z_/]+)`", page) if path.split("/")[0] in HEIGHTS}
    missing = {path for path in paths if not (PACKAGE / path).is_dir() and not (PACKAGE / f"{path}.py").is_file()}
    assert (len(paths) > 300, missing) == (True, set())


def test_floors_are_unique():
    """No folder has two floors."""
    assert sum(map(len, FLOORS.values())) == len(HEIGHTS)


def test_imports_go_down():
    """Imports go down only, and never into another folder of the same floor."""
    assert wrong_directions(edges()[0]) == []


def test_no_cycles():
    """Imports form no cycle."""
    assert cycle(edges()[0]) == []


def test_library_doors():
    """Only its own folder imports an outside library."""
    assert wrong_libraries(edges()[1]) == []


def test_module_docstrings():
    """The docstring of every module begins with one sentence."""
    assert wrong_docstrings(sources()) == []


def test_module_exports():
    """Every module has an `__all__`."""
    assert missing_exports(sources()) == []


@pytest.mark.parametrize("package", ["", "testing."])
def test_module_names(package):
    """No module has the name of an export of its package, which it would hide."""
    exported = set(importlib.import_module(f"heroics_py.{package}".rstrip(".")).__all__)
    modules = {name.removeprefix(package).partition(".")[0] for name in sources() if name.startswith(package)}
    assert exported & modules == set()


def test_check_of_an_import_up(package):
    """The check reports an import that goes up."""
    inner, _ = package({"errors.py": "from heroics_py.client import Client\n", "client.py": ""})
    assert wrong_directions(inner) == ["errors -> client"]


def test_check_of_an_import_sideways(package):
    """The check reports an import from another folder of the floor."""
    inner, _ = package({"readers/__init__.py": "", "readers/a.py": "from heroics_py.transport import b\n"})
    assert wrong_directions(inner) == ["readers.a -> transport"]


def test_check_within_a_folder(package):
    """Modules of one folder may import each other."""
    inner, _ = package(
        {"readers/__init__.py": "from . import a\n", "readers/a.py": "", "readers/b.py": "from .a import x"}
    )
    assert wrong_directions(inner) == []


@pytest.mark.parametrize(
    "text",
    [
        "def lazily():\n    from heroics_py.client import Client\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import heroics_py.client\n",
        "from .client import Client\n",
        "from . import client\n",
        "import importlib\nimportlib.import_module('heroics_py.client')\n",
    ],
    ids=["lazy", "typing-only", "relative", "relative-module", "by-name"],
)
def test_check_of_every_import_form(package, text):
    """The check reports imports in every form."""
    inner, _ = package({"model.py": text, "client.py": ""})
    assert wrong_directions(inner) == ["model -> client"]


def test_check_of_a_new_folder(package):
    """The check reports a folder without a floor."""
    inner, _ = package({"attic.py": "import heroics_py.errors\n", "errors.py": ""})
    assert wrong_directions(inner) == ["attic -> errors"]


def test_check_of_a_cycle(package):
    """The check reports a cycle."""
    inner, _ = package({"readers/a.py": "from heroics_py.readers import b", "readers/b.py": "from . import a\n"})
    assert cycle(inner) == ["readers.a", "readers.b", "readers.a"]


def test_check_of_a_misplaced_library(package):
    """The check reports a library in the wrong folder."""
    _, outer = package({"client.py": "import requests\nimport json\n", "transport/exchange/a.py": "import requests\n"})
    assert wrong_libraries(outer) == ["client: requests"]


def test_check_of_a_new_library(package):
    """The check reports a library that no folder may import."""
    _, outer = package({"model.py": "from numpy.linalg import norm\n"})
    assert wrong_libraries(outer) == ["model: numpy"]


def test_check_of_docstrings():
    """The check reports a docstring that is not a sentence."""
    assert wrong_docstrings({"a": "x = 1\n", "b": '"""No end"""\n', "c": '"""One sentence."""\n'}) == ["a", "b"]


def test_check_of_exports():
    """The check reports a module without `__all__`."""
    texts = {"a": '"""One."""\nx = 1\n', "b": '"""One."""\n__all__ = ["x"]\nx = 1\n', "c": '"""One."""\n'}
    assert missing_exports(texts) == ["a"]
