"""A small client for these tests: every link of an API called with sample arguments, over a real socket."""

import http.client
import json
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

from heroics_py.samples.sampling import sample, sample_of

AUTHORIZED = {"Authorization": "Bearer secret"}


class Answered:
    """One answer as it came over the wire."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = body

    @property
    def data(self):
        return json.loads(self.body) if self.body else None


class Wire:
    """One connection that is kept."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)

    def __call__(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        carried = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        self.connection.request(method, path, body=carried, headers={**AUTHORIZED, **named})
        response = self.connection.getresponse()
        return Answered(response, response.read())

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
    """Calls links with sample arguments; what a path needs is created first, by the create links of the API."""

    def __init__(self, api, wire):
        self.api = api
        self.wire = wire
        self.creates = {link.resource: link for link in reversed(api.links) if link.rel == "create"}

    def call(self, link):
        values = {}
        for parameter in link.path_parameters:
            values[parameter.name] = self.made(parameter, values)
        return self.sent(link, values)

    def sent(self, link, values):
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

    def made(self, parameter, values):
        create = self.creates.get(parameter.owner)
        if create is None:
            return sample_of(parameter)
        needed = dict(values)
        for above in create.path_parameters:
            if above.name not in needed:
                same = [value for name, value in values.items() if name.endswith(above.name)]
                needed[above.name] = same[0] if same else self.made(above, needed)
        created = self.sent(create, needed)
        assert created.status in {200, 201}, (create.href, created.status, created.body)
        fields = [alternative.field for alternative in parameter.schema.alternatives()]
        data = created.data[0] if isinstance(created.data, list) else created.data
        inside = [data, *(value for value in data.values() if isinstance(value, dict))]
        return next(str(found[field]) for found in inside for field in fields if field in found)
