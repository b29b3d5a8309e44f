"""Resources and actions, also as a JavaScript module."""

import json
import time
from pathlib import Path

import pytest

import heroics_py
from heroics_py.errors import SchemaError
from heroics_py.readers import read_api
from heroics_py.validation.checker import validate

LEGACY = Path(__file__).parents[1] / "data" / "heroku-legacy-resources.json"

SCRIPT = """\
'use strict';
// what there is
/* module.exports = 7 */
module.exports = {
  resources: {
    'App': { // one of them
      attributes: {name: {type: 'string', example: "it's"}, "url": {type: 'string', example: 'http://x/*y*/'},},
      actions: {'Info': {method: 'GET', path: '/apps/{app_name}'}},
    },
  },
};
"""


@pytest.fixture(scope="module")
def api():
    return read_api(LEGACY)


def link_of(api, resource, title):
    return next(link for link in api.resources[resource].links if link.title == title)


def test_actions_are_links(api):
    """Every action is a link without a fault."""
    assert (len(api.resources), len(api.links), [link.fault for link in api.links if link.fault]) == (16, 52, [])


def test_colon_nests_an_attribute(api):
    """An attribute with a colon is nested."""
    body = link_of(api, "app-transfer", "Create").body.schema
    assert (
        validate(body, {"app": {"id": "01234567-89ab-cdef-0123-456789abcdef"}, "recipient": {"email": "a@b.c"}}) == ()
    )
    assert [each.pointer for each in validate(body, {"app": {"id": 7}})] == ["/app/id"]


def test_example_is_a_free_map(api):
    """An example body is a map that accepts any name."""
    body = link_of(api, "config-var", "Update").body.schema
    assert (validate(body, {"ANY": "x", "GONE": None}), len(validate(body, {"ANY": 7}))) == ((), 1)


def test_datetime_and_uuid_are_formats(api):
    """The types datetime and uuid are formats."""
    fields = api.resources["app"].schema.children("properties")
    assert [fields[name].node["format"] for name in ("id", "created_at")] == ["uuid", "date-time"]


def test_partial_response_means_list():
    """An action with status 206 is a list."""
    actions = {"Everything": {"path": "/apps", "statuses": [200, 206]}}
    (link,) = read_api({"resources": {"App": {"attributes": {}, "actions": actions}}}).links
    assert (link.rel, link.target_schema.raw["type"]) == ("instances", "array")


def test_overview_is_in_description(api):
    """The overview is part of the description."""
    assert "\n\nErrors\nFailing responses will have an appropriate" in api.description


def test_script_is_read_as_data(tmp_path):
    """A JavaScript module is read as data."""
    path = tmp_path / "resources.js"
    path.write_text(SCRIPT, encoding="utf-8")
    for schema in (path, str(path), SCRIPT):
        api = read_api(schema)
        assert [(link.title, link.href) for link in api.links] == [("Info", "/apps/{app_name}")]


def test_script_of_plain_json():
    """A module of plain JSON equals the JSON."""
    text = LEGACY.read_text(encoding="utf-8")
    assert read_api(f"module.exports = {text};\n") == read_api(text)


@pytest.mark.parametrize(
    "script",
    [
        "module.exports = require('./other')",
        "module.exports = {resources: load()};",
        "module.exports = {resources: {}}; process.exit(1)",
        "module.exports = function () { return {} }",
        "module.exports = `{}`",
        "module.exports =",
        "module.exports = {a: [" + "[" * 5000,
    ],
)
def test_script_with_code_is_rejected(script):
    """A module with code is rejected."""
    with pytest.raises(SchemaError, match=r"JavaScript|nested too deeply"):
        read_api(script)


def test_long_script_is_fast():
    """A module of any length is read or rejected quickly."""
    begun = time.monotonic()
    with pytest.raises(SchemaError, match="must be plain JSON"):
        read_api("module.exports = {a: '" + "x" * 5_000_000 + "'}")
    with pytest.raises(SchemaError):
        read_api("/*" * 200_000 + "module.exports")
    assert time.monotonic() - begun < 20


def test_yaml_that_mentions_exports():
    """YAML that mentions exports is YAML."""
    resources = json.dumps({"App": {"actions": {"Info": {"path": "/a"}}}})
    assert len(read_api(f"# exports\nx: exports\nresources: {resources}\n").links) == 1


def test_actions_run_against_sandbox():
    """Every action runs against a sandbox."""
    with heroics_py.sandbox(LEGACY, socket=False) as heroku:
        app = heroku.app.create(name="example")
        assert (heroku.app.info("example").id, [each.name for each in heroku.app.list()]) == (app.id, ["example"])
        assert heroku.config_var.update("example", RAILS_ENV="test") == {"RAILS_ENV": "test"}
        assert heroku.app.delete("example").name == "example"


@pytest.mark.parametrize(("statuses", "is_described"), [([200], True), ([204], False), ([200, 204], True), ([], True)])
def test_action_without_content(statuses, is_described):
    """An action whose statuses all have no content returns nothing that a schema describes."""
    actions = {"Delete": {"method": "DELETE", "path": "/apps/{app_name}", "statuses": statuses}}
    document = {"resources": {"App": {"attributes": {"name": {"type": "string"}}, "actions": actions}}}
    (link,) = read_api(document).resources["app"].links
    assert (link.target_schema is not None) == is_described
