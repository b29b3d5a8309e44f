"""Every link of the bundled schemas, called with sample arguments over a real socket."""

from random import Random

import pytest
from thoroughness import THOROUGH
from wire import Caller, wired

import heroics_py
from heroics_py.readers import read_api
from heroics_py.server import Server
from heroics_py.validation.checker import validate


@pytest.mark.parametrize("order", ["as written", "backwards", 1, 2] if THOROUGH else ["as written", 1])
@pytest.mark.parametrize(("name", "count"), [("heroku", 189), ("heroku-platform-api-0.5.0", 171)])
def test_every_link(name, count, order):
    """Every link responds with 2xx and a value that is valid for its schema, in any order."""
    api = read_api(name)
    links = list(api.links)
    if order == "backwards":
        links.reverse()
    elif order != "as written":
        Random(order).shuffle(links)
    failed, invalid = [], []
    with wired(Server(api)) as wire:
        caller = Caller(api, wire)
        for link in links:
            response = caller.call(link)
            if not 200 <= response.status < 300:
                failed.append((link.method, link.href, response.status, response.data))
            elif (
                link.target_schema is not None
                and response.status != 202
                and validate(link.target_schema, response.data)
            ):
                invalid.append((link.method, link.href, response.data))
    assert (len(links), failed, invalid) == (count, [], [])


@pytest.mark.parametrize("base", ["", "http://x.example/v1/"])
def test_record_leads_to_itself(base):
    """A link whose href is one variable reaches the record that holds its path."""
    prefix = "/v1" if base else ""
    properties = {"id": {"type": "string"}, "self": {"type": "string", "example": f"{prefix}/apps/1"}, "name": {}}
    target = {"$ref": "#/definitions/app"}
    links = [
        {"rel": "self", "title": "Info", "href": f"{prefix}/apps/{{id}}", "targetSchema": target},
        {"rel": "create", "method": "POST", "href": f"{prefix}/apps", "schema": {}, "targetSchema": target},
        {"rel": "related", "title": "Follow", "href": "{self}", "targetSchema": target},
        {"rel": "destroy", "title": "Remove", "href": "{self}", "method": "DELETE"},
    ]
    document = {"definitions": {"app": {"type": "object", "properties": properties, "links": links}}}
    newer = {"$schema": "https://json-schema.org/draft/2019-09/hyper-schema", "base": base}
    with heroics_py.sandbox(document | (newer if base else {}), socket=False) as client:
        app = client.app.create(name="n")
        assert client.app.follow(app) == client.app.follow(f"{prefix}/apps/1") == heroics_py.links(app).follow() == app
        client.app.remove(app)
        with pytest.raises(heroics_py.NotFound):
            client.app.follow(app)
