"""Writes docs/coverage.md: every operation of the Heroku API, and its call.

Run ``python scripts/coverage.py``. With ``--check`` it writes nothing, and exits with 1 if the file is out of date.
"""

import json
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import heroics_py  # noqa: E402 - the package of this checkout
from heroics_py.call.shape import shape_of  # noqa: E402
from heroics_py.client.links import BoundLink  # noqa: E402
from heroics_py.errors import DeprecationNotice, HeroicsError  # noqa: E402
from heroics_py.http.options import Options  # noqa: E402
from heroics_py.model.alternatives import alternatives_of  # noqa: E402
from heroics_py.model.api import Api, Link  # noqa: E402
from heroics_py.model.identifiers import identifier, resource_names  # noqa: E402
from heroics_py.model.link_names import call_names  # noqa: E402
from heroics_py.model.parameters import Parameter  # noqa: E402
from heroics_py.record import Record  # noqa: E402
from heroics_py.samples.checked_sample import sample, sample_text  # noqa: E402

DATA = ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "coverage.md"
_VARIABLE = re.compile(r"\{[^{}]*\}")
_NO_CALL = "none: the bundled schema, 0.6.0, does not describe this path; a newer schema file may"
_RENAMED = ("/teams", "/organizations")


_OPENING = """\
# Coverage

Every operation of the Heroku API in six sources, the heroics_py call for it, and whether it ran: the sandbox answered
the call, with sample arguments, in the 2xx range. `python scripts/coverage.py` writes this page, and a test checks that
it is up to date.

| source | operations | with a call | ran |
| --- | --- | --- | --- |
COUNTS

An operation without a call is missing from the schema: a client offers what its schema describes, and another schema
file offers other calls. Teams were called organizations in the 0.6.0 schema, so a path of the connector under `/teams`
is also looked up under `/organizations`. The column "parameters and fields" says "the same", or lists the names that
differ. `heroics_py.find(client, ...)` searches the links by words. What JSON Hyper-Schema itself says is covered by
[a test suite](hyper-schema-suite.md), statement by statement.
"""


@dataclass(kw_only=True)
class Coverage:
    """The links of one API by method and path, their names, and their outcomes."""

    api: Api
    names: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    def calls(self, method: str, path: str) -> str:
        """Return the calls for a method and path; empty if there are none."""
        links = self.places.get((method, _shape(path)), [])
        return ", ".join(dict.fromkeys(f"`{self.names[link.pointer]}`" for link in links))

    def ran(self, method: str, path: str) -> bool:
        """Return whether every link of a method and path ran."""
        links = self.places.get((method, _shape(path)), [])
        return bool(links) and all(self.outcomes[link.pointer] == "ran" for link in links)


class Caller:
    """Calls the links of an API against a sandbox.

    The resources in their paths are created first.
    """

    def __init__(self, client: Any, api: Api) -> None:
        self.client = client
        self.api = api
        self.path_values: dict[str, object] = {}
        self.lists = {link.resource: link for link in reversed(api.links) if link.rel == "instances"}
        self.creates = {link.resource: link for link in reversed(api.links) if _creates(link)}

    def outcome(self, link: Link) -> str:
        """Call a link, and return "ran" or the name of the error."""
        try:
            self.send(link, self.values(link))
        except HeroicsError as error:
            return type(error).__name__
        return "ran"

    def send(self, link: Link, values: dict[str, object]) -> Any:
        """Call a link with these path values and a sample body."""
        bound = BoundLink(self.client._core, "call", (link,), Options())  # noqa: SLF001 - one link of several
        body = self.body(link)
        arguments = [*[values[each.name] for each in link.path_parameters], *([] if body is None else [body])]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationNotice)  # every link is called, the deprecated ones too
            return bound(*arguments)

    def body(self, link: Link) -> Any:
        """Return a sample body, whose fields repeat the path values of the same name."""
        if link.body is None or link.body.schema is None:
            return None
        value = sample(link.body.schema)
        if not isinstance(value, dict):
            return value
        return {name: self.path_values.get(name, default) for name, default in value.items()}

    def values(self, link: Link) -> dict[str, object]:
        """Return values for the path parameters of a link."""
        values: dict[str, object] = {}
        self.path_values = {}
        for parameter in link.path_parameters:
            values[parameter.name] = self.value(parameter, values)
            self.path_values[identifier(self.owner(parameter))] = values[parameter.name]
        return values

    def value(self, parameter: Parameter, others: dict[str, object]) -> object:
        """Return the identity of a resource created for a parameter, else a sample."""
        owner = self.owner(parameter)
        source = self.creates.get(owner) or self.lists.get(owner)
        if source is None:
            return sample_text(parameter)
        values = {each.name: others.get(each.name) or self.value(each, others) for each in source.path_parameters}
        record = self.send(source, values)
        record = record[0] if not isinstance(record, Record) and record else record
        return self.identity(parameter, record) if isinstance(record, Record) else sample_text(parameter)

    def owner(self, parameter: Parameter) -> str:
        """Return the resource that a parameter identifies, by schema or by name."""
        if parameter.owner:
            return parameter.owner
        name = parameter.name.replace("_", "")
        owners = [each for each in self.api.resources if name.startswith(identifier(each).replace("_", ""))]
        return max(owners, key=len, default="")

    @staticmethod
    def identity(parameter: Parameter, record: Record) -> object:
        """Return the field of a record that a parameter takes."""
        fields = [each.field for each in alternatives_of(parameter.schema)] if parameter.schema else []
        records = [record, *(value for value in record.values() if isinstance(value, Record))]
        values = [each[field] for each in records for field in fields if field and each.get(field)]
        return next(
            iter([*values, *(record[each] for each in ("id", "name") if record.get(each)), sample_text(parameter)])
        )


def _creates(link: Link) -> bool:
    return link.rel == "create" and not link.fault


def _shape(path: str) -> str:
    return _VARIABLE.sub("{}", path.partition("?")[0]).rstrip("/")


def measure(schema: object) -> Coverage:
    """Read an API and call each of its links against a sandbox."""
    api = heroics_py.read(schema)  # type: ignore[arg-type] # a name or a path
    coverage = Coverage(api=api)
    python = {own: name for name, own in resource_names(api.resources).items()}
    for resource in api.resources.values():
        for call, links in call_names(resource).items():
            for link in links:
                coverage.names[link.pointer] = f"{python[resource.name]}.{call}"
                coverage.places.setdefault((link.method, _shape(link.href)), []).append(link)
    with heroics_py.sandbox(api, socket=False) as client:
        caller = Caller(client, api)
        coverage.outcomes = {link.pointer: caller.outcome(link) for link in api.links}
    return coverage


def _ran(outcome: str) -> str:
    return "yes" if outcome == "ran" else outcome.replace("|", "\\|")


def _links(coverage: Coverage) -> Iterator[str]:
    yield "| resource | link | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for link in coverage.api.links:
        words = link.title or link.name
        row = (link.resource, words, link.method, f"`{link.href}`", f"`{coverage.names[link.pointer]}`")
        yield f"| {' | '.join(row)} | {_ran(coverage.outcomes[link.pointer])} |"


def _operations(coverage: Coverage) -> Iterator[str]:
    yield "| operation | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- |"
    for link in coverage.api.links:
        operation = coverage.api.documents.schema_at(link.pointer).node
        row = (str(operation["operationId"]), link.method, f"`{link.href}`", f"`{coverage.names[link.pointer]}`")
        yield f"| {' | '.join(row)} | {_ran(coverage.outcomes[link.pointer])} |"


def _reference(newer: Coverage, openapi: Coverage) -> Iterator[str]:
    yield "| endpoint | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- |"
    for each in json.loads((DATA / "reference-endpoints.json").read_text(encoding="utf-8")):
        method, path = each["method"], each["path"]
        calls = newer.calls(method, path) or openapi.calls(method, path)
        ran = "yes" if newer.ran(method, path) or openapi.ran(method, path) else "no"
        if not calls and path == "/account/password":
            calls, ran = "none: the schema has it as PATCH /account, `account.change_password`", "-"
        yield f"| {each['resource']} {each['action']} | {method} | `{path}` | {calls} | {ran} |"


def _connector(newer: Coverage, openapi: Coverage) -> Iterator[str]:
    yield "| operation | method | path | call | parameters and fields | ran |"
    yield "| --- | --- | --- | --- | --- | --- |"
    operations = json.loads((DATA / "connector-operations.json").read_text(encoding="utf-8"))
    derived = json.loads((DATA / "derived-paths.json").read_text(encoding="utf-8"))["connector"]
    places = {each["name"]: each for each in derived}
    for each in operations:
        place = places[each["name"]]
        method, path = place["method"], place["path"]
        source, used_path, remark = newer, path, ""
        if not newer.calls(method, path):
            renamed = path.replace(*_RENAMED)
            if newer.calls(method, renamed):
                used_path, remark = renamed, f" (as `{renamed}`)"
            else:
                source = openapi
        calls = source.calls(method, used_path)
        call = f"{calls}{remark}" if calls else _NO_CALL
        differences = _differences(each, source.places[method, _shape(used_path)]) if calls else "-"
        ran = "-" if not calls else "yes" if source.ran(method, used_path) else "no"
        yield f"| {each['name']} | {method} | `{path}` | {call} | {differences} | {ran} |"


def _differences(operation: dict[str, Any], links: list[Link]) -> str:
    """Return how the parameters and fields of an operation differ from its links'."""
    expected = [each["name"] for each in operation["parameters"] if each["name"] != "Accept"]
    named = [[each.name for each in link.path_parameters] for link in links]
    is_same = any({_normalize(name) for name in names} == {_normalize(name) for name in expected} for names in named)
    parameters = "" if is_same else f"here `{', '.join(named[0])}`"
    fields: set[str] = set()
    is_open = False
    for link in links:
        shape = shape_of(link)
        fields |= {each.name for each in (*shape.fields.values(), *shape.dict_only)}
        is_open = is_open or shape.open
    body = operation["body"]
    missing = set() if is_open or not isinstance(body, dict) else {*body} - fields
    missing_fields = f"not here: {', '.join(sorted(missing))}" if missing else ""
    return "; ".join(filter(None, [parameters, missing_fields])) or "the same"


def _normalize(name: str) -> str:
    """Return a name for comparison: "add-on_identity" and "addon_identity" are equal."""
    return name.replace("-", "").replace("_", "").lower()


def page() -> str:
    """Return the text of docs/coverage.md."""
    older, newer = measure("heroku-platform-api-0.5.0"), measure("heroku-platform-api")
    legacy, openapi = measure(DATA / "heroku-legacy-resources.json"), measure(DATA / "heroku-openapi.yaml")
    sections = [
        ("The API reference", list(_reference(newer, openapi))),
        ("The hyper-schema 0.6.0", list(_links(newer))),
        ("The hyper-schema 0.5.0", list(_links(older))),
        ("The older description, resources and actions", list(_links(legacy))),
        ("The OpenAPI document", list(_operations(openapi))),
        ("The operations of a connector", list(_connector(newer, openapi))),
    ]
    counts = [f"| {title} | {_counts(rows)} |" for title, rows in sections]
    lines = _OPENING.replace("COUNTS", "\n".join(counts)).splitlines()
    for title, rows in sections:
        lines += ["", f"## {title}", "", *rows]
    return "\n".join(lines) + "\n"


def _counts(rows: list[str]) -> str:
    operations = rows[2:]
    ran = sum(row.endswith("| yes |") for row in operations)
    missing = sum("| none: " in row for row in operations)
    return f"{len(operations)} | {len(operations) - missing} | {ran}"


def main() -> int:
    """Write the page, or compare it with ``--check``."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
