"""Every link of the bundled schemas, called with sample arguments over a real socket."""

from random import Random

import pytest
from wire import Caller, wired

from heroics_py.readers import read_api
from heroics_py.server import Server
from heroics_py.validation.checker import validate


@pytest.mark.parametrize("order", ["as written", "backwards", 1, 2])
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
