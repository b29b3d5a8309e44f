"""A small client that calls every link of an API with sample arguments, over a real socket."""

import http.client
import json
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

from heroics_py.model.alternatives import alternatives_of
from heroics_py.samples.checked_sample import sample, sample_text

AUTHORIZED = {"Authorization": "Bearer secret"}


class WireResponse:
    """One response as it arrived."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = body

    @property
    def data(self):
        return json.loads(self.body) if self.body else None


class Wire:
    """One connection that stays open."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)

    def __call__(self, method, path, body=None, **headers):
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.connection.request(method, path, body=content, headers={**AUTHORIZED, **fields})
        response = self.connection.getresponse()
        return WireResponse(response, response.read())

    def close(self):
        self.connection.close()


@contextmanager
def wired(server):
    with server:
        wire = Wire(server.url)
        try:
            yield wire
        finally:
            wire.close()


class Caller:
    """Calls links with sample arguments, after it has created what their paths need."""

    def __init__(self, api, wire):
        self.api = api
        self.wire = wire
        self.creates = {link.resource: link for link in reversed(api.links) if link.rel == "create"}

    def call(self, link):
        values = {}
        for parameter in link.path_parameters:
            values[parameter.name] = self.value_of(parameter, values)
        return self.send(link, values)

    def send(self, link, values):
        path = link.href
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        return self.wire(link.method, path, self.body(link, values))

    def body(self, link, values):
        if link.body is None or link.body.schema is None:
            return None
        body = sample(link.body.schema)
        if not isinstance(body, dict):
            return body
        owners = {
            p.owner.replace("-", "_"): values.get(p.name)
            for r in self.api.resources.values()
            for k in r.links
            for p in k.path_parameters
            if p.owner and p.name in values
        }
        return {name: owners.get(name, value) for name, value in body.items()}

    def value_of(self, parameter, values):
        create = self.creates.get(parameter.owner)
        if create is None:
            return sample_text(parameter)
        path_values = dict(values)
        for outer in create.path_parameters:
            if outer.name not in path_values:
                same = [value for name, value in values.items() if name.endswith(outer.name)]
                path_values[outer.name] = same[0] if same else self.value_of(outer, path_values)
        created = self.send(create, path_values)
        assert created.status in {200, 201}, (create.href, created.status, created.body)
        fields = [alternative.field for alternative in alternatives_of(parameter.schema)]
        data = created.data[0] if isinstance(created.data, list) else created.data
        objects = [data, *(value for value in data.values() if isinstance(value, dict))]
        return next(str(each[field]) for each in objects for field in fields if field in each)
