"""The house: which floor each room stands on, and which door each outside library comes in by."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

import heroics_py

# The lowest floor first. A room may import from the floors below its own, and from itself where it is a package.
FLOORS = {
    "ground": {"support"},
    "looks": {"display", "secrecy"},
    "values": {"http", "record"},
    "errors": {"errors"},
    "model": {"model"},
    "checks": {"validation"},
    "examples": {"samples"},
    "wings": {"readers", "call", "cache", "transport"},
    "texts": {"writers"},
    "ends": {"client", "server"},
    "tools": {"tools", "lint"},
    "doors": {"cli", "testing"},
    "roof": {"", "__main__"},
}
# What anyone may know, and what knows nobody.
EVERYWHERE = {"_version"}

# Each outside library, and the modules (with all below them) that may import it.
LIBRARIES = {
    "cachecontrol": {"cache.stores.cachecontrol"},
    "click": {"cli"},
    "IPython": {"display.notebook"},
    "json5": {"readers"},
    "jsonschema": {"validation"},
    "msgspec": {"http.strict_json"},
    # collection names the type that frames returns.
    "pandas": {"display.frames", "call.collection"},
    "platformdirs": {"cache"},
    "redis": {"cache.stores.redis"},
    "referencing": {"validation"},
    "regex": {"validation"},
    # cachecontrol's format of a stored response consists of objects of requests and urllib3.
    "requests": {"transport", "cache.stores.cachecontrol"},
    "rich": {"cli"},
    "tqdm": {"display.progress"},
    "uritemplate": {"call.url"},
    # call.bodies uses its encoder of multipart forms.
    "urllib3": {"transport", "cache.stores.cachecontrol", "call.bodies"},
    "waitress": {"server"},
    "werkzeug": {"server"},
    "yaml": {"readers"},
}

# What comes with Python, or with every type checker.
AT_HOME = sys.stdlib_module_names | {"_typeshed"}

HOUSE = Path(heroics_py.__file__).parent
HEIGHTS = {room: height for height, rooms in enumerate(FLOORS.values()) for room in rooms}


def name_of(path, house=HOUSE):
    """Return a module's name below the package: "" for the package itself, "transport.session" for one of a wing."""
    parts = path.relative_to(house).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(house=HOUSE):
    return {name_of(path, house): path.read_text(encoding="utf-8") for path in sorted(house.rglob("*.py"))}


def targets(text, importer, names, *, is_package):
    """Yield what a module imports: absolute names, also of imports that are lazy, relative, or there for types only."""
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


def edges(house=HOUSE):
    """Return, for each module, what it imports of the house, and what from outside."""
    texts = sources(house)
    inner, outer = {}, {}
    for name, text in texts.items():
        is_package = name == "" or (house / name.replace(".", "/")).is_dir()
        found = set(targets(text, name, texts.keys(), is_package=is_package))
        inner[name] = {
            target.partition(".")[2] for target in found if target == "heroics_py" or target.startswith("heroics_py.")
        } - {name}
        outer[name] = {target.partition(".")[0] for target in found} - {"heroics_py"} - AT_HOME
    return inner, outer


def room_of(name):
    return name.partition(".")[0]


def misplaced(inner):
    """Return every import that goes up a floor, or sideways into another room."""
    wrong = []
    for name, known in inner.items():
        for target in known:
            here, there = room_of(name), room_of(target)
            if here != there and there not in EVERYWHERE and HEIGHTS.get(here, -1) <= HEIGHTS.get(there, 99):
                wrong.append(f"{name or 'heroics_py'} -> {target or 'heroics_py'}")
    return sorted(wrong)


def circle(inner):
    """Return the names along one cycle of imports; empty where there is none."""
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


def uninvited(outer):
    """Return every outside library that comes in by a door that is not its own."""
    return sorted(
        f"{name}: {library}"
        for name, libraries in outer.items()
        for library in libraries
        if not any(name == door or name.startswith(f"{door}.") for door in LIBRARIES.get(library, ()))
    )


def unspoken(texts):
    """Return the modules whose docstring is not one sentence on its first line."""
    heads = {name: (ast.get_docstring(ast.parse(text)) or "").split("\n") for name, text in texts.items()}
    return sorted(
        name for name, lines in heads.items() if not lines[0].endswith(".") or any(line.strip() for line in lines[1:2])
    )


def without_all(texts):
    """Return the modules that define or import something and do not say what of it is theirs to give."""
    bodies = {name: ast.parse(text).body[1:] for name, text in texts.items() if not room_of(name).startswith("_")}
    return sorted(
        name
        for name, body in bodies.items()
        if body and not any("__all__" in ast.unparse(node).partition("=")[0] for node in body)
    )


@pytest.fixture
def annexe(tmp_path):
    """Return a function that builds a small house of the given modules, and reads its imports."""

    def build(modules):
        for name, text in modules.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return edges(tmp_path)

    return build


def test_every_module_stands_on_a_floor():
    assert {room_of(name) for name in sources()} - HEIGHTS.keys() - EVERYWHERE == set()


def test_no_room_stands_on_two_floors():
    assert sum(map(len, FLOORS.values())) == len(HEIGHTS)


def test_imports_go_down_only_and_never_into_another_room_of_the_same_floor():
    assert misplaced(edges()[0]) == []


def test_no_imports_go_round_in_a_circle():
    assert circle(edges()[0]) == []


def test_every_outside_library_comes_in_by_its_own_door():
    assert uninvited(edges()[1]) == []


def test_every_module_says_in_one_sentence_what_it_is():
    assert unspoken(sources()) == []


def test_every_module_says_which_names_are_its_own_to_give():
    assert without_all(sources()) == []


def test_no_module_bears_the_name_of_something_that_the_package_exports():
    exported = set(getattr(importlib.import_module("heroics_py"), "__all__", ()))
    assert exported & {name for name in sources() if name} == set()


def test_the_check_sees_an_import_that_goes_up(annexe):
    inner, _ = annexe({"errors.py": "from heroics_py.client import Client\n", "client.py": ""})
    assert misplaced(inner) == ["errors -> client"]


def test_the_check_sees_an_import_into_the_room_next_door(annexe):
    inner, _ = annexe({"readers/__init__.py": "", "readers/a.py": "from heroics_py.transport import b\n"})
    assert misplaced(inner) == ["readers.a -> transport"]


def test_the_check_lets_the_modules_of_one_wing_know_each_other(annexe):
    inner, _ = annexe(
        {"readers/__init__.py": "from . import a\n", "readers/a.py": "", "readers/b.py": "from .a import x"}
    )
    assert misplaced(inner) == []


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
def test_the_check_sees_imports_however_they_are_written(annexe, text):
    inner, _ = annexe({"model.py": text, "client.py": ""})
    assert misplaced(inner) == ["model -> client"]


def test_the_check_sees_a_room_that_stands_on_no_floor(annexe):
    inner, _ = annexe({"attic.py": "import heroics_py.errors\n", "errors.py": ""})
    assert misplaced(inner) == ["attic -> errors"]


def test_the_check_sees_a_circle(annexe):
    inner, _ = annexe({"readers/a.py": "from heroics_py.readers import b", "readers/b.py": "from . import a\n"})
    assert circle(inner) == ["readers.a", "readers.b", "readers.a"]


def test_the_check_sees_a_library_at_a_door_that_is_not_its_own(annexe):
    _, outer = annexe({"client.py": "import requests\nimport json\n", "transport/session.py": "import requests\n"})
    assert uninvited(outer) == ["client: requests"]


def test_the_check_sees_a_library_that_has_no_door(annexe):
    _, outer = annexe({"model.py": "from numpy.linalg import norm\n"})
    assert uninvited(outer) == ["model: numpy"]


def test_the_check_sees_a_module_without_its_sentence():
    assert unspoken({"a": "x = 1\n", "b": '"""No end"""\n', "c": '"""One sentence."""\n'}) == ["a", "b"]


def test_the_check_sees_a_module_that_does_not_say_what_it_gives():
    texts = {"a": '"""One."""\nx = 1\n', "b": '"""One."""\n__all__ = ["x"]\nx = 1\n', "c": '"""One."""\n'}
    assert without_all(texts) == ["a"]
