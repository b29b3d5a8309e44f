"""Every link of the bundled schemas, called with sample arguments over a real socket."""

from random import Random

import pytest
from calling import Caller, wired

from heroics_py.readers import read_api
from heroics_py.server import Server
from heroics_py.validation.checker import validate


@pytest.mark.parametrize("order", ["as written", "backwards", 1, 2])
@pytest.mark.parametrize(("name", "count"), [("heroku", 188), ("heroku-platform-api-0.5.0", 170)])
def test_every_link_answers_2xx_with_what_its_schema_says(name, count, order):
    api = read_api(name)
    links = list(api.links)
    if order == "backwards":
        links.reverse()
    elif order != "as written":
        Random(order).shuffle(links)
    refused, unlike = [], []
    with wired(Server(api)) as wire:
        caller = Caller(api, wire)
        for link in links:
            answer = caller.call(link)
            if not 200 <= answer.status < 300:
                refused.append((link.method, link.href, answer.status, answer.data))
            elif link.target_schema is not None and answer.status != 202 and validate(link.target_schema, answer.data):
                unlike.append((link.method, link.href, answer.data))
    assert (len(links), refused, unlike) == (count, [], [])
