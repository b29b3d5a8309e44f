"""Makes docs/coverage.md: every operation that is known of the Heroku API, which call it is, and that it ran.

Run it from the root of the project: ``python scripts/coverage.py``. With ``--check`` it writes nothing, and ends with 1
where the file is not what it would write.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import heroics_py  # noqa: E402 - the package of this checkout, wherever the script is run from
from heroics_py.call.shape import shape_of  # noqa: E402
from heroics_py.client.links import BoundLink  # noqa: E402
from heroics_py.errors import HeroicsError  # noqa: E402
from heroics_py.http.options import Options  # noqa: E402
from heroics_py.model.api import Api, Link, Parameter  # noqa: E402
from heroics_py.model.naming import call_names, identifier, resource_names  # noqa: E402
from heroics_py.record import Record  # noqa: E402
from heroics_py.samples.sampling import sample, sample_of  # noqa: E402

DATA = ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "coverage.md"
_VARIABLE = re.compile(r"\{[^{}]*\}")
_WHY = "none: the bundled schema, 0.6.0, has nothing at this path; a newer schema file brings it"
_RENAMED = ("/teams", "/organizations")


_OPENING = """\
# What is covered

Every operation that is known of the Heroku API from five sources, which call it is in heroics_py, and that it ran
against the sandbox: answered in the 2xx range, with sample arguments. Made by `python scripts/coverage.py`; a test
holds it to what the script makes.

| source | operations | with a call | ran |
| --- | --- | --- | --- |
COUNTS

An operation without a call is one that the schema at hand does not describe: the client has what its schema has, and
another schema file brings other calls. Where a path of the connector's list is found in the 0.6.0 schema under
`/organizations`, which is what teams were called then, that call is named; its column of parameters and fields says
"the same", or what the parameters are called here and which fields are not here. `heroics_py.find(client, ...)`
searches links by such names.
"""


@dataclass(kw_only=True)
class Covered:
    """One API: its links by method and path, what each is called, and whether it ran."""

    api: Api
    names: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], list[Link]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    def calls(self, method: str, path: str) -> str:
        """Return the calls of a method and path, with what came of them; empty where there is none."""
        found = self.places.get((method, _shape(path)), [])
        return ", ".join(dict.fromkeys(f"`{self.names[link.pointer]}`" for link in found))

    def ran(self, method: str, path: str) -> bool:
        """Tell whether every link of a method and path was answered in the 2xx range."""
        found = self.places.get((method, _shape(path)), [])
        return bool(found) and all(self.outcomes[link.pointer] == "ran" for link in found)


class Caller:
    """Calls the links of an API against a sandbox; what a path needs is created first."""

    def __init__(self, client: Any, api: Api) -> None:
        self.client = client
        self.api = api
        self.known: dict[str, object] = {}
        self.lists = {link.resource: link for link in reversed(api.links) if link.rel == "instances"}
        self.creates = {link.resource: link for link in reversed(api.links) if _creates(link)}

    def outcome(self, link: Link) -> str:
        """Return "ran", or the error that came."""
        try:
            self.send(link, self.values(link))
        except HeroicsError as error:
            return type(error).__name__
        return "ran"

    def send(self, link: Link, values: dict[str, object]) -> Any:
        """Call a link with these values in its path, and a sample of its body."""
        bound = BoundLink(self.client._core, "call", (link,), Options())  # noqa: SLF001 - one link of several
        body = self.body(link)
        return bound(*[values[each.name] for each in link.path_parameters], *([] if body is None else [body]))

    def body(self, link: Link) -> Any:
        """Return a sample of the body; a field of the name of something in the path names that very thing."""
        if link.body is None or link.body.schema is None:
            return None
        made = sample(link.body.schema)
        if not isinstance(made, dict):
            return made
        return {name: self.known.get(name, value) for name, value in made.items()}

    def values(self, link: Link) -> dict[str, object]:
        """Return what may stand in the path of a link."""
        values: dict[str, object] = {}
        self.known = {}
        for parameter in link.path_parameters:
            values[parameter.name] = self.made(parameter, values)
            self.known[identifier(self.owner(parameter))] = values[parameter.name]
        return values

    def made(self, parameter: Parameter, above: dict[str, object]) -> object:
        """Return what may stand for a parameter: something that was created for it, else a sample."""
        owner = self.owner(parameter)
        source = self.creates.get(owner) or self.lists.get(owner)
        if source is None:
            return sample_of(parameter)
        values = {each.name: above.get(each.name) or self.made(each, above) for each in source.path_parameters}
        record = self.send(source, values)
        record = record[0] if not isinstance(record, Record) and record else record
        return self.identity(parameter, record) if isinstance(record, Record) else sample_of(parameter)

    def owner(self, parameter: Parameter) -> str:
        """Return the resource that a parameter names: what the schema says, else what its name begins with."""
        if parameter.owner:
            return parameter.owner
        whole = parameter.name.replace("_", "")
        known = [name for name in self.api.resources if whole.startswith(identifier(name).replace("_", ""))]
        return max(known, key=len, default="")

    @staticmethod
    def identity(parameter: Parameter, record: Record) -> object:
        """Return what of a record may stand for a parameter."""
        named = [each.field for each in parameter.schema.alternatives()] if parameter.schema else []
        inside = [record, *(value for value in record.values() if isinstance(value, Record))]
        own = [one[each] for one in inside for each in named if each and one.get(each)]
        return next(iter([*own, *(record[each] for each in ("id", "name") if record.get(each)), sample_of(parameter)]))


def _creates(link: Link) -> bool:
    return link.rel == "create" and not link.fault


def _shape(path: str) -> str:
    return _VARIABLE.sub("{}", path.partition("?")[0]).rstrip("/")


def covered(schema: object) -> Covered:
    """Read an API, name its links, and call each of them against a sandbox."""
    api = heroics_py.read(schema)  # type: ignore[arg-type] # a name or a path
    found = Covered(api=api)
    python = {own: name for name, own in resource_names(api.resources).items()}
    for resource in api.resources.values():
        for call, links in call_names(resource).items():
            for link in links:
                found.names[link.pointer] = f"{python[resource.name]}.{call}"
                found.places.setdefault((link.method, _shape(link.href)), []).append(link)
    with heroics_py.sandbox(api, socket=False) as client:
        caller = Caller(client, api)
        found.outcomes = {link.pointer: caller.outcome(link) for link in api.links}
    return found


def _told(outcome: str) -> str:
    return "yes" if outcome == "ran" else outcome.replace("|", "\\|")


def _links(found: Covered) -> Iterator[str]:
    yield "| resource | link | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for link in found.api.links:
        words = link.title or link.name
        row = (link.resource, words, link.method, f"`{link.href}`", f"`{found.names[link.pointer]}`")
        yield f"| {' | '.join(row)} | {_told(found.outcomes[link.pointer])} |"


def _operations(found: Covered) -> Iterator[str]:
    yield "| operation | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- |"
    for link in found.api.links:
        row = (link.aliases[0], link.method, f"`{link.href}`", f"`{found.names[link.pointer]}`")
        yield f"| {' | '.join(row)} | {_told(found.outcomes[link.pointer])} |"


def _reference(newer: Covered, openapi: Covered) -> Iterator[str]:
    yield "| endpoint | method | path | call | ran |"
    yield "| --- | --- | --- | --- | --- |"
    for each in json.loads((DATA / "reference-endpoints.json").read_text(encoding="utf-8")):
        method, path = each["method"], each["path"]
        calls = newer.calls(method, path) or openapi.calls(method, path)
        ran = "yes" if newer.ran(method, path) or openapi.ran(method, path) else "no"
        if not calls and path == "/account/password":
            calls, ran = "none: the schema has it as PATCH /account, `account.change_password`", "-"
        yield f"| {each['resource']} {each['action']} | {method} | `{path}` | {calls} | {ran} |"


def _connector(newer: Covered, openapi: Covered) -> Iterator[str]:
    yield "| operation | method | path | call | parameters and fields | ran |"
    yield "| --- | --- | --- | --- | --- | --- |"
    operations = json.loads((DATA / "connector-operations.json").read_text(encoding="utf-8"))
    derived = json.loads((DATA / "derived-paths.json").read_text(encoding="utf-8"))["connector"]
    places = {each["name"]: each for each in derived}
    for each in operations:
        place = places[each["name"]]
        method, path = place["method"], place["path"]
        known, where, remark = newer, path, ""
        if not newer.calls(method, path):
            renamed = path.replace(*_RENAMED)
            if newer.calls(method, renamed):
                where, remark = renamed, f" (as `{renamed}`)"
            else:
                known = openapi
        calls = known.calls(method, where)
        told = f"{calls}{remark}" if calls else _WHY
        said = _compared(each, known.places[method, _shape(where)]) if calls else "-"
        ran = "-" if not calls else "yes" if known.ran(method, where) else "no"
        yield f"| {each['name']} | {method} | `{path}` | {told} | {said} | {ran} |"


def _compared(operation: dict[str, Any], links: list[Link]) -> str:
    """Tell whether the parameters and the body fields of an operation are those of the links at its path."""
    wanted = [each["name"] for each in operation["parameters"] if each["name"] != "Accept"]
    named = [[each.name for each in link.path_parameters] for link in links]
    known = any({_spelled(name) for name in names} == {_spelled(name) for name in wanted} for names in named)
    parameters = "" if known else f"here `{', '.join(named[0])}`"
    fields: set[str] = set()
    opened = False
    for link in links:
        shape = shape_of(link)
        fields |= {each.name for each in (*shape.fields.values(), *shape.dict_only)}
        opened = opened or shape.open
    body = operation["body"]
    asked = set(body) if isinstance(body, dict) else set()
    further = set() if opened else asked - fields
    lacking = f"not here: {', '.join(sorted(further))}" if further else ""
    return "; ".join(filter(None, [parameters, lacking])) or "the same"


def _spelled(name: str) -> str:
    """Return a name as it counts: "add-on_identity" and "addon_identity" are one, in whatever order they stand."""
    return name.replace("-", "").replace("_", "").lower()


def page() -> str:
    """Return the text of docs/coverage.md."""
    older, newer = covered("heroku-platform-api-0.5.0"), covered("heroku-platform-api")
    legacy, openapi = covered(DATA / "heroku-legacy-resources.json"), covered(DATA / "heroku-openapi.yaml")
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
    """Write the page, or with ``--check`` compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
