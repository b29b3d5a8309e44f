import importlib.metadata
import inspect
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import heroics_py
from heroics_py.call.lists.collection import Page

ROOT = Path(__file__).parents[2]
SCHEMAS = {path.name: path.read_bytes() for path in (ROOT / "heroics_py" / "schemas").iterdir() if path.is_file()}
EXPORTED = [
    "AnswerError",
    "AnswerWarning",
    "Api",
    "ApiWarning",
    "AsyncClient",
    "AsyncCollection",
    "BadGateway",
    "BadRequest",
    "CallError",
    "Change",
    "Changes",
    "CheckpointError",
    "Client",
    "Collection",
    "Conflict",
    "ConnectionFailed",
    "ContentRange",
    "DecodeError",
    "DeprecationNotice",
    "EMPTY",
    "Env",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "Headers",
    "HeroicsError",
    "InternalServerError",
    "LocalChangeWarning",
    "Locked",
    "LoginRequired",
    "LostOutcome",
    "MethodNotAllowed",
    "MissingCredentials",
    "NoSuchName",
    "NotAcceptable",
    "NotFound",
    "NotModified",
    "OAuth",
    "OAuthError",
    "Options",
    "Paging",
    "PagingError",
    "PagingWarning",
    "PaymentRequired",
    "PreconditionFailed",
    "Problem",
    "ProtocolError",
    "Range",
    "RangeNotSatisfiable",
    "RateLimited",
    "ReadOnlyError",
    "Record",
    "RedirectRefused",
    "RedisStore",
    "RedisThrottle",
    "Request",
    "RequestDetails",
    "RequestRefused",
    "RequestTimeout",
    "Response",
    "ResponseDetails",
    "ResponseError",
    "ResponseTooLarge",
    "Retry",
    "RetryDetails",
    "SchemaError",
    "SchemaMoved",
    "SchemaWarning",
    "ServerError",
    "ServiceUnavailable",
    "Stream",
    "Tape",
    "TapeError",
    "ThrottleTimeout",
    "Timeout",
    "TransportError",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "UntrustedServer",
    "ValidationError",
    "ValidationWarning",
    "WaitFailed",
    "WaitTimeout",
    "__version__",
    "cache_info",
    "cache_info_async",
    "check",
    "check_async",
    "cli_for",
    "connect",
    "connect_async",
    "diff",
    "diff_async",
    "find",
    "gather",
    "gather_async",
    "link",
    "links",
    "rate_limit",
    "read",
    "read_async",
    "refresh",
    "refresh_async",
    "request",
    "request_async",
    "resolve_links",
    "resolve_links_async",
    "sandbox",
    "sandbox_async",
    "stream",
    "stream_async",
    "tape",
    "upload",
    "upload_async",
    "uses",
    "wait",
    "wait_async",
    "with_arguments",
]


def run(*arguments, cwd, **variables):
    """Run Python away from the checkout, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder that holds a source distribution, the wheel made from it, and an editable wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (folder / "editable").mkdir()
    code = f"from hatchling.build import build_editable; build_editable({str(folder / 'editable')!r})"
    run("-c", code, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def places(built):
    """Return the folders of the package: installed from a wheel, unpacked as source, and editable."""
    (wheel,) = built.glob("*.whl")
    (source,) = built.glob("*.tar.gz")
    (editable,) = (built / "editable").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "from-wheel")
    with tarfile.open(source) as archive:
        archive.extractall(built / "from-source", filter="data")
    with zipfile.ZipFile(editable) as archive:
        (pth,) = (archive.read(name).decode().strip() for name in archive.namelist() if name.endswith(".pth"))
    (unpacked,) = (built / "from-source").iterdir()
    return {"wheel": built / "from-wheel", "source": unpacked, "editable": Path(pth)}


def metadata(wheel):
    (text,) = (data.decode() for name, data in wheel.items() if name.endswith(".dist-info/METADATA"))
    return importlib.metadata.email.message_from_string(text)


def test_exported_names():
    """The package exports exactly these names."""
    assert sorted(heroics_py.__all__) == sorted(EXPORTED)


def test_exports_exist():
    """Every exported name can be imported."""
    assert [name for name in EXPORTED if getattr(heroics_py, name, None) is None] == []


def test_dir_of_the_package():
    """`dir` lists the exports."""
    assert sorted(dir(heroics_py)) == sorted(EXPORTED)


# `dict` and `UserWarning` have no signature in Python 3.11 either.
UNSIGNED = {"ApiWarning", "LocalChangeWarning", "PagingWarning", "Record", "SchemaWarning"}
# These take further keywords: attributes of an error, arguments of `connect`, fields of a record.
OPEN = {"CallError", "HeroicsError", "NoSuchName", "PagingError", "ReadOnlyError", "uses", "with_arguments"} | {
    f"{function}{end}" for function in ("gather", "sandbox", "stream", "wait") for end in ("", "_async")
}
REQUIRED = {
    "path": "tape.yaml",
    "client_id": "x",
    "grant": "client_credentials",
    "message": "x",
    "method": "GET",
    "name": "SHOP_TOKEN",
    "order_by": "id",
    "problems": (),
    "record": heroics_py.Record(),
    "secret": "a secret of sixteen",
    "server": "redis://127.0.0.1:1",
    "status": 200,
    "url": "https://x.example",
    "first": Page(items=()),
}


def exported_signatures():
    kinds = {name: getattr(heroics_py, name) for name in EXPORTED if callable(getattr(heroics_py, name))}
    return {name: (kind, inspect.signature(kind)) for name, kind in kinds.items() if name not in UNSIGNED}


def arguments_for(signature):
    """Return a value for each parameter, by keyword: its default, or an example."""
    named = [
        each for each in signature.parameters.values() if each.kind in {each.KEYWORD_ONLY, each.POSITIONAL_OR_KEYWORD}
    ]
    return {each.name: REQUIRED.get(each.name) if each.default is each.empty else each.default for each in named}


def test_signatures_name_all_arguments():
    """Only a few exports take keywords that their signature does not name."""
    open_ = [
        name
        for name, (_, signature) in exported_signatures().items()
        if any(each.kind in {each.VAR_KEYWORD, each.VAR_POSITIONAL} for each in signature.parameters.values())
    ]
    assert set(open_) == OPEN


def test_classes_take_what_signatures_name():
    """Every exported class can be created with the arguments of its signature, and with no others."""
    refused, accepted = [], []
    for name, (kind, signature) in exported_signatures().items():
        arguments = arguments_for(signature)
        if inspect.isclass(kind):
            try:
                kind(**arguments)
            except TypeError as error:
                refused.append((name, str(error)))
        if name not in OPEN:
            try:
                kind(**arguments, no_such_argument=1)
            except TypeError:
                continue
            accepted.append(name)
    assert (refused, accepted) == ([], [])


# What each export that may send is called where it is awaited. The others send nothing.
SENDING = {
    "cache_info": "cache_info_async",
    "check": "check_async",
    "diff": "diff_async",
    "connect": "connect_async",
    "gather": "gather_async",
    "read": "read_async",
    "refresh": "refresh_async",
    "request": "request_async",
    "resolve_links": "resolve_links_async",
    "sandbox": "sandbox_async",
    "stream": "stream_async",
    "upload": "upload_async",
    "wait": "wait_async",
}
SILENT = {"cli_for", "find", "link", "links", "rate_limit", "tape", "uses", "with_arguments"}
RENAMED = {"workers": "limit"}  # `gather` has threads, `gather_async` has none
BLOCKING = {"executor"}  # whose calls run elsewhere, and block there


def test_functions_that_send_have_twins():
    """Every function that may send has one to await, and there are no others."""
    functions = {name for name in EXPORTED if inspect.isroutine(getattr(heroics_py, name))}
    assert functions == {*SENDING, *SENDING.values(), *SILENT}


@pytest.mark.parametrize(("plain", "awaited"), SENDING.items())
def test_twins_have_the_same_parameters(plain, awaited):
    """A function to await has the parameters of the one that blocks, in their order."""

    def parameters(name):
        found = inspect.signature(getattr(heroics_py, name)).parameters.values()
        return [(RENAMED.get(each.name, each.name), each.kind) for each in found if each.name not in BLOCKING]

    assert parameters(awaited) == parameters(plain)


def test_options_are_named_in_signatures():
    """The keywords of ``with_options`` are the fields of `Options`, and of a link three more, each with its type."""
    client = heroics_py.connect("bookshelf", url="https://x.example")
    options = list(inspect.signature(heroics_py.Options).parameters)
    of_links = [*options, "query", "body", "accept"]
    for method, expected in ((client.with_options, options), (client.book.list.with_options, of_links)):
        parameters = inspect.signature(method).parameters.values()
        assert [each.name for each in parameters] == expected
        assert [each.kind for each in parameters] == [inspect.Parameter.KEYWORD_ONLY] * len(expected)
        assert [each.name for each in parameters if each.annotation is each.empty] == []
        assert inspect.getsource(method).lstrip().startswith(("@takes_options\n", "@takes_link_options\n"))


def test_unknown_export():
    """An unknown name is an AttributeError that suggests the closest one."""
    with pytest.raises(
        AttributeError, match=r"^module 'heroics_py' has no attribute 'conect'; did you mean 'connect'\?$"
    ):
        heroics_py.conect  # noqa: B018 - the look is the test


def test_version_is_in_one_place():
    """The version is written in one module only."""
    version = re.compile(rf"""["']{re.escape(heroics_py.__version__)}["']""")
    sources = [*(ROOT / "heroics_py").rglob("*.py"), ROOT / "pyproject.toml"]
    found = [path.name for path in sources if version.search(path.read_text(encoding="utf-8"))]
    assert found == ["_version.py"]


def test_version_of_the_wheel(wheel):
    """The wheel has the version of the package."""
    assert metadata(wheel)["Version"] == heroics_py.__version__


def test_version_in_the_change_log():
    """The change log has a section for the version."""
    assert f"\n## {heroics_py.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_schemas_in_the_wheel(wheel):
    """The wheel contains the bundled schemas and their notice."""
    prefix = "heroics_py/schemas/"
    carried = {name.removeprefix(prefix): data for name, data in wheel.items() if name.startswith(prefix)}
    assert carried == SCHEMAS
    assert {"NOTICE.md", "bookshelf.json", "heroku-platform-api-0.5.0.json", "heroku-platform-api.json"} <= set(carried)


def test_folders_in_the_wheel(wheel):
    """The wheel contains the package, and nothing else."""
    assert {name.partition("/")[0].removeprefix(f"heroics_py-{heroics_py.__version__}") for name in wheel} == {
        "heroics_py",
        ".dist-info",
    }


def test_files_in_the_wheel(wheel):
    """The wheel contains every module, py.typed and the license."""
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "heroics_py").rglob("*.py")}
    licences = {name for name in wheel if name.endswith("/LICENSE")}
    assert (modules - wheel.keys(), "heroics_py/py.typed" in wheel, len(licences)) == (set(), True, 1)


def test_command_of_the_wheel(wheel):
    """The wheel installs the command."""
    (text,) = (data.decode() for name, data in wheel.items() if name.endswith("entry_points.txt"))
    assert text.split("\n")[:2] == ["[console_scripts]", "heroics = heroics_py.cli:main"]


@pytest.mark.parametrize("place", ["wheel", "source", "editable"])
def test_bundled_schemas_are_found(places, place, tmp_path):
    """The bundled schemas are found in a wheel, a source tree and an editable installation."""
    code = (
        "import heroics_py\n"
        "from heroics_py.readers import bundled\n"
        "print(heroics_py.__file__)\n"
        "for name in bundled(): print(name, len(heroics_py.read(name).links))\n"
    )
    where, *found = run("-c", code, cwd=tmp_path, PYTHONPATH=str(places[place])).splitlines()
    links = {"heroku": 189, "heroku@0.5.0": 171, "heroku-platform-api": 189, "heroku-platform-api-0.5.0": 171}
    assert Path(where).resolve() == (places[place] / "heroics_py" / "__init__.py").resolve()
    assert {name: int(count) for name, count in map(str.split, found) if "bookshelf" not in name} == links
    assert [name for name, _ in map(str.split, found)].count("bookshelf") == 1
    assert len({count for name, count in map(str.split, found) if "bookshelf" in name}) == 1


def test_extra_all():
    """The extra all includes every extra for users, except those with pandas."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (everything,) = re.findall(r"\[(.*)\]", *extras["all"])
    assert set(everything.split(",")) == extras.keys() - {"all", "benchmark", "notebook", "pandas", "test"}


def test_documented_dependencies():
    """docs/dependencies.md explains every dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    required = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    names = {re.match(r"[\w-]+", one)[0] for one in required} - {"heroics-py"}
    assert [name for name in sorted(names) if not re.search(rf"\b{name.partition('-')[0]}\b", page)] == []
