"""The clients that the table compares, each run by this script in a process of its own.

Started as ``python clients.py NAME URL SCHEMA``, it prints the names of its rows, and then answers each line
``ROW COUNT`` of its standard input with the seconds that so many calls took, by the clock and by the processor.

Every client has one connection, sends the same credentials and returns the parsed JSON. A client without a cache keeps
the last body and its ETag by hand, as people do.
"""

import asyncio
import gc
import http.client
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from io import BytesIO
from secrets import token_hex
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit

from synthetic_schema import APP_BODY, hyper_schema

__all__ = ["CLIENTS", "ROWS"]

ROWS = ("GET", "304", "200", "POST", "POST, validated", "walk")
_HEADERS = {"Authorization": "Bearer secret", "Accept": "application/json"}
_CALLS = {  # row: method, path
    "GET": ("GET", "/plain/apps/example"),
    "304": ("GET", "/etag/apps/example"),
    "200": ("GET", "/fresh/apps/example"),
    "POST": ("POST", "/plain/apps"),
    "walk": ("GET", "/plain/apps"),
}

Call = Callable[[], Any]  # returns the parsed JSON, or the number of items of a walk; or a coroutine of it
Send = Callable[..., tuple[int, Mapping[str, str], bytes]]  # (method, path, headers, body): status, headers, body


def heroics_py(url: str, schema: str) -> dict[str, Call]:
    """This library: it always validates."""
    package = import_module("heroics_py")
    made = {mode: package.connect(schema, url=f"{url}/{mode}", token="secret") for mode in ("etag", "fresh")}  # noqa: S106
    plain = package.connect(schema, url=f"{url}/plain", token="secret", cache_mode="bypass")  # noqa: S106
    get, create, list_apps = plain.app.info, plain.app.create, plain.app.list
    get_same, get_fresh = made["etag"].app.info, made["fresh"].app.info
    return {
        "GET": lambda: get("example"),
        "304": lambda: get_same("example"),
        "200": lambda: get_fresh("example"),
        "POST": lambda: create(**APP_BODY),
        "POST, validated": lambda: create(**APP_BODY),
        "walk": lambda: _count(list_apps()),
    }


async def heroics_py_async(url: str, schema: str) -> dict[str, Call]:
    """This library, each call awaited before the next."""
    package = import_module("heroics_py")
    etag, fresh, plain = [
        await package.connect_async(schema, url=f"{url}/{mode}", token="secret", **options)  # noqa: S106
        for mode, options in (("etag", {}), ("fresh", {}), ("plain", {"cache_mode": "bypass"}))
    ]
    get, create, list_apps = plain.app.info, plain.app.create, plain.app.list

    async def walk() -> int:
        return sum([item["name"] != "" async for item in list_apps()])

    return {
        "GET": lambda: get("example"),
        "304": lambda: etag.app.info("example"),
        "200": lambda: fresh.app.info("example"),
        "POST": lambda: create(**APP_BODY),
        "POST, validated": lambda: create(**APP_BODY),
        "walk": walk,
    }


def requests(url: str, _: str) -> dict[str, Call]:
    """The peer: a session."""
    return _of_session(import_module("requests").Session(), url)


def cachecontrol(url: str, _: str) -> dict[str, Call]:
    """Requests with a cache in memory."""
    session = import_module("requests").Session()
    session.headers.update(_HEADERS)
    cached = import_module("cachecontrol").CacheControl(session)
    same, fresh = (url + _CALLS[row][1] for row in ("304", "200"))
    return {"304": lambda: cached.get(same).json(), "200": lambda: cached.get(fresh).json()}


def niquests(url: str, _: str) -> dict[str, Call]:
    """A session of the fork of requests."""
    return _of_session(import_module("niquests").Session(), url)


def httpx(url: str, _: str) -> dict[str, Call]:
    """A client of httpx."""
    return _of_session(import_module("httpx").Client(), url)


def standard(url: str, _: str) -> dict[str, Call]:
    """The standard library alone: the least that any client does."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        if response.will_close:
            connection.close()
        return response.status, response.headers, content

    return _of_send(send)


def urllib3(url: str, _: str) -> dict[str, Call]:
    """A pool manager of urllib3."""
    manager = import_module("urllib3").PoolManager()

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        response = manager.request(method, url + path, body=body, headers=headers)
        return response.status, response.headers, response.data

    return _of_send(send)


def pycurl(url: str, _: str) -> dict[str, Call]:
    """A handle of curl, used again for each call."""
    module = import_module("pycurl")
    handle = module.Curl()

    def send(
        method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        content, fields = BytesIO(), []
        handle.reset()
        handle.setopt(module.URL, url + path)
        handle.setopt(module.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()])
        handle.setopt(module.WRITEFUNCTION, content.write)
        handle.setopt(module.HEADERFUNCTION, fields.append)
        if body is not None:
            handle.setopt(module.CUSTOMREQUEST, method)
            handle.setopt(module.POSTFIELDS, body)
        handle.perform()
        named = (field.decode("latin-1").partition(":") for field in fields)
        values = {name.lower(): value.strip() for name, colon, value in named if colon}
        return handle.getinfo(module.RESPONSE_CODE), _Lowered(values), content.getvalue()

    return _of_send(send)


class _Lowered(dict[str, str]):
    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


def googleapiclient(url: str, _: str) -> dict[str, Call]:
    """A client made from a discovery document, over httplib2 and its cache."""
    build = import_module("googleapiclient.discovery").build_from_document
    http = import_module("httplib2").Http
    validator = _validator()
    plain, same, fresh = [
        build(_discovery(f"{url}/{mode}/"), http=http(cache)).apps()
        for mode, cache in (("plain", None), ("etag", _Store()), ("fresh", _Store()))
    ]

    def sent(request: Any) -> Any:
        request.headers.update(_HEADERS)
        return request.execute()

    def create() -> Any:
        return sent(plain.create(body=APP_BODY))

    return {
        "GET": lambda: sent(plain.info(name="example")),
        "304": lambda: sent(same.info(name="example")),
        "200": lambda: sent(fresh.info(name="example")),
        "POST": create,
        "POST, validated": lambda: _checked(validator) and create(),
        "walk": lambda: _google_walk(plain),
    }


def _google_walk(apps: Any) -> int:
    count, pages = 0, {}
    while True:
        request = apps.list()
        request.headers |= _HEADERS | pages
        fields: dict[str, str] = {}
        request.add_response_callback(fields.update)
        count += _count(request.execute())
        if "next-range" not in fields:
            return count
        pages = {"Range": fields["next-range"]}


class _Store(dict[str, Any]):
    def set(self, key: str, value: Any) -> None:
        self[key] = value

    def delete(self, key: str) -> None:
        self.pop(key, None)


def _discovery(root: str) -> dict[str, Any]:
    body = {"request": {"$ref": "App"}}
    name = {"name": {"type": "string", "location": "path", "required": True}}
    methods = {
        "info": {"path": "apps/{name}", "httpMethod": "GET", "parameters": name, "parameterOrder": ["name"]},
        "create": {"path": "apps", "httpMethod": "POST", "parameters": {}, **body},
        "list": {"path": "apps", "httpMethod": "GET", "parameters": {}},
    }
    for method_name, method in methods.items():
        method |= {"id": f"app.{method_name}", "response": {"$ref": "App"}}
    app = {"id": "App", "type": "object", "properties": {"name": {"type": "string"}}}
    return {
        "name": "platform",
        "version": "v1",
        "rootUrl": root,
        "servicePath": "",
        "batchPath": "batch",
        "schemas": {"App": app},
        "resources": {"apps": {"methods": methods}},
    }


def boto3(url: str, _: str) -> dict[str, Call]:
    """Clients of S3 and DynamoDB, with credentials that nobody else has; DynamoDB validates by its model."""
    session = import_module("boto3").Session(token_hex(10), token_hex(20), region_name="us-east-1")
    config = import_module("botocore.config").Config(s3={"addressing_style": "path"})
    error = import_module("botocore.exceptions").ClientError
    storage = session.client("s3", endpoint_url=url, config=config)
    table = session.client("dynamodb", endpoint_url=url + _CALLS["POST"][1])
    item = {name: {"S": value} if isinstance(value, str) else {"SS": value} for name, value in APP_BODY.items()}

    def send(_: str, path: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        bucket, _, key = path[1:].partition("/")
        names = {"Range": "Range", "If-None-Match": "IfNoneMatch"}
        conditions = {names[name]: value for name, value in headers.items() if name in names}
        try:
            response = storage.get_object(Bucket=bucket, Key=key, **conditions)
        except error as refused:
            response = refused.response
        about = response["ResponseMetadata"]
        body = response["Body"].read() if "Body" in response else b""
        return about["HTTPStatusCode"], _Lowered(about["HTTPHeaders"]), body

    def create() -> dict[str, str]:
        table.put_item(TableName="apps", Item=item)
        return {"name": "example"}  # which is not in the answer's model

    calls = _of_send(send)
    return calls | {"POST": create, "POST, validated": create}


async def aiohttp(url: str, _: str) -> dict[str, Call]:
    """A session of aiohttp, each call awaited before the next."""
    session = import_module("aiohttp").ClientSession(headers=_HEADERS)
    validator = _validator()

    async def get() -> Any:
        async with session.get(url + _CALLS["GET"][1]) as response:
            return await response.json()

    def conditional(row: str) -> Call:
        kept = _Kept()

        async def call() -> Any:
            async with session.get(url + _CALLS[row][1], headers=kept.condition) as response:
                return kept.take(response.status, response.headers, await response.read())

        return call

    async def create() -> Any:
        async with session.post(url + _CALLS["POST"][1], json=APP_BODY) as response:
            return await response.json()

    async def create_checked() -> Any:
        return _checked(validator) and await create()

    async def walk() -> int:
        count, headers = 0, {}
        while True:
            async with session.get(url + _CALLS["walk"][1], headers=headers) as response:
                count += _count(await response.json())
            if "Next-Range" not in response.headers:
                return count
            headers = {"Range": response.headers["Next-Range"]}

    made = {"GET": get, "304": conditional("304"), "200": conditional("200"), "walk": walk}
    return made | {"POST": create, "POST, validated": create_checked}


def _of_session(session: Any, url: str) -> dict[str, Call]:
    """Return the calls of a session with the methods of requests."""
    session.headers.update(_HEADERS)
    urls = {row: url + path for row, (_, path) in _CALLS.items()}
    validator = _validator()

    def conditional(row: str) -> Call:
        kept, target = _Kept(), urls[row]

        def call() -> Any:
            response = session.get(target, headers=kept.condition)
            return kept.take(response.status_code, response.headers, response.content)

        return call

    def create() -> Any:
        return session.post(urls["POST"], json=APP_BODY).json()

    def walk() -> int:
        count, headers = 0, {}
        while True:
            response = session.get(urls["walk"], headers=headers)
            count += _count(response.json())
            if "Next-Range" not in response.headers:
                return count
            headers = {"Range": response.headers["Next-Range"]}

    return {
        "GET": lambda: session.get(urls["GET"]).json(),
        "304": conditional("304"),
        "200": conditional("200"),
        "POST": create,
        "POST, validated": lambda: _checked(validator) and create(),
        "walk": walk,
    }


def _of_send(send: Send) -> dict[str, Call]:
    """Return the calls of a bare library."""
    validator = _validator()

    def conditional(row: str) -> Call:
        kept = _Kept()
        return lambda: kept.take(*send(*_CALLS[row], _HEADERS | kept.condition))

    def create() -> Any:
        headers = _HEADERS | {"Content-Type": "application/json"}
        return json.loads(send(*_CALLS["POST"], headers, json.dumps(APP_BODY).encode())[2])

    def walk() -> int:
        count, headers = 0, dict(_HEADERS)
        while True:
            _, fields, body = send(*_CALLS["walk"], headers)
            count += _count(json.loads(body))
            next_range = fields.get("Next-Range")
            if next_range is None:
                return count
            headers = _HEADERS | {"Range": next_range}

    return {
        "GET": lambda: json.loads(send(*_CALLS["GET"], _HEADERS)[2]),
        "304": conditional("304"),
        "200": conditional("200"),
        "POST": create,
        "POST, validated": lambda: _checked(validator) and create(),
        "walk": walk,
    }


class _Kept:
    """The last body and its ETag, kept by hand."""

    def __init__(self) -> None:
        self.condition: dict[str, str] = {}
        self.body = b""

    def take(self, status: int, headers: Mapping[str, str], body: bytes) -> Any:
        if status != http.client.NOT_MODIFIED:
            self.condition, self.body = {"If-None-Match": headers.get("ETag")}, body
        return json.loads(self.body)


def _validator() -> Any:
    """Return a validator of the body of app.create for the whole document, as one writes it by hand."""
    root = hyper_schema()
    [schema] = [each["schema"] for each in root["definitions"]["app"]["links"] if each["title"] == "Create"]
    return import_module("jsonschema").Draft4Validator(root).evolve(schema=schema)


def _checked(validator: Any) -> bool:
    validator.validate(APP_BODY)
    return True


def _count(items: Any) -> int:
    """Look at each item, and return how many there are."""
    return sum(item["name"] != "" for item in items)


CLIENTS = {
    "heroics_py": heroics_py,
    "heroics_py, awaited": heroics_py_async,
    "requests": requests,
    "requests with CacheControl": cachecontrol,
    "httpx": httpx,
    "niquests": niquests,
    "googleapiclient over httplib2": googleapiclient,
    "boto3": boto3,
    "http.client": standard,
    "urllib3": urllib3,
    "pycurl": pycurl,
    "aiohttp": aiohttp,
}


def _serve(name: str, url: str, schema: str) -> None:
    """Answer the lines of the standard input."""
    with asyncio.Runner() as runner:
        calls = CLIENTS[name](url, schema)
        calls = runner.run(calls) if inspect.iscoroutine(calls) else calls
        asynchronous = inspect.iscoroutinefunction(CLIENTS[name])
        results = {row: runner.run(_await(call)) if asynchronous else call() for row, call in calls.items()}
        print(json.dumps({row: each if isinstance(each, int) else each["name"] for row, each in results.items()}))
        results.clear()
        gc.collect()
        sys.stdout.flush()
        for line in sys.stdin:
            row, count = line.rsplit(maxsplit=1)
            call = calls[row]
            seconds = runner.run(_time_awaited(call, int(count))) if asynchronous else _time(call, int(count))
            print(*seconds, flush=True)


async def _await(call: Call) -> Any:
    return await call()


def _time(call: Call, count: int) -> tuple[float, float]:
    start, busy = perf_counter(), process_time()
    for _ in range(count):
        call()
    return perf_counter() - start, process_time() - busy


async def _time_awaited(call: Call, count: int) -> tuple[float, float]:
    start, busy = perf_counter(), process_time()
    for _ in range(count):
        await call()
    return perf_counter() - start, process_time() - busy


if __name__ == "__main__":
    _serve(*sys.argv[1:])
