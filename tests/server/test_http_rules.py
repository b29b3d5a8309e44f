"""The rules of HTTP for every request: credentials, media types, preconditions, methods."""

from base64 import b64encode
from uuid import UUID


def basic(user, password):
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def test_no_credentials(wire):
    """A request without credentials gets 401."""
    response = wire("GET", "/apps", Authorization="")
    assert (response.status, response.data["id"]) == (401, "unauthorized")
    assert response.headers["www-authenticate"].startswith("Bearer")


def statuses(wire, path, name, values):
    return {value: wire("GET", path, **{name: value}).status for value in values}


def test_any_credentials(wire):
    """Without a token, the sandbox accepts any credentials."""
    valid = ["Bearer anything", basic("user", "key"), "Token token=x"]
    assert statuses(wire, "/apps", "Authorization", valid) == dict.fromkeys(valid, 200)


def test_token_in_any_scheme(serve):
    """The token is accepted in every scheme."""
    _, wire = serve(token="right")
    valid = ["Bearer right", basic("user", "right"), basic("right", ""), 'Token token="right"']
    assert statuses(wire, "/apps", "Authorization", valid) == dict.fromkeys(valid, 200)


def test_wrong_token(serve):
    """Anything but the token gets 401."""
    _, wire = serve(token="right")
    invalid = ["", "Bearer wrong", "right", "Basic right", basic("right", "wrong"), "Digest right"]
    assert statuses(wire, "/apps", "Authorization", invalid) == dict.fromkeys(invalid, 401)


def test_acceptable(wire):
    """JSON of version 3 satisfies these Accept headers."""
    valid = ["*/*", "application/json", "application/*", "application/vnd.heroku+json; version=3"]
    valid.append("text/html, */*;q=0.1")
    assert statuses(wire, "/apps", "Accept", valid) == dict.fromkeys(valid, 200)


def test_not_acceptable(wire):
    """Another version or media type gets 406."""
    invalid = ["application/vnd.heroku+json; version=2", "text/html", "application/json;q=0"]
    invalid.append("application/vnd.x; version=3")
    assert statuses(wire, "/apps", "Accept", invalid) == dict.fromkeys(invalid, 406)
    assert wire("GET", "/apps", Accept="text/html").data["id"] == "not_acceptable"


def test_request_id(wire):
    """Every response has its own request id."""
    responses = [wire("GET", "/apps"), wire("GET", "/nowhere"), wire("GET", "/apps", Authorization="")]
    assert len({UUID(response.headers["request-id"]) for response in responses}) == 3


def test_unknown_path_and_method(wire):
    """An unknown path gets 404, and an unknown method 405 with the methods that are allowed."""
    assert wire("GET", "/nowhere").status == 404
    response = wire("PUT", "/apps", {})
    assert (response.status, response.data["id"]) == (405, "method_not_allowed")
    assert response.headers["allow"] == "POST, GET, HEAD"


def test_not_modified(wire, app):
    """A response that has not changed is 304."""
    first = wire("GET", "/apps/example")
    second = wire("GET", "/apps/example", If_None_Match=first.headers["etag"])
    assert (second.status, second.body, second.headers["etag"]) == (304, b"", first.headers["etag"])
    assert wire("GET", "/apps/example", If_None_Match=f'"other", W/{first.headers["etag"]}').status == 304
    assert wire("GET", "/apps/example", If_None_Match="*").status == 304


def test_modified(wire, app):
    """A response that has changed is complete."""
    etag = wire("GET", "/apps/example").headers["etag"]
    wire("PATCH", "/apps/example", {"maintenance": True})
    assert wire("GET", "/apps/example", If_None_Match=etag).status == 200


def test_etag(wire, app):
    """An ETag is strong, and depends on the representation alone."""
    by_name, by_id = wire("GET", "/apps/example"), wire("GET", f"/apps/{app['id']}")
    assert by_name.headers["etag"] == by_id.headers["etag"]
    assert by_name.headers["etag"].startswith('"')
    assert wire("GET", "/apps").headers["etag"] != by_name.headers["etag"]


def test_errors_have_no_etag(wire):
    """An error has no ETag."""
    assert "etag" not in wire("GET", "/apps/missing").headers


def test_if_match(wire, app):
    """If-Match allows a change only to the version that it names."""
    etag = wire("GET", "/apps/example").headers["etag"]
    assert wire("PATCH", "/apps/example", {"maintenance": True}, If_Match=etag).status == 200
    response = wire("PATCH", "/apps/example", {"maintenance": False}, If_Match=etag)
    assert (response.status, response.data["id"]) == (412, "precondition_failed")
    assert wire("GET", "/apps/example").data["maintenance"] is True
    assert wire("DELETE", "/apps/example", If_Match=etag).status == 412
    assert wire("DELETE", "/apps/example", If_Match="*").status == 200


def test_weak_etag_in_if_match(wire, app):
    """A weak ETag in If-Match never allows a change."""
    etag = wire("GET", "/apps/example").headers["etag"]
    assert wire("PATCH", "/apps/example", {"maintenance": True}, If_Match=f"W/{etag}").status == 412


def test_if_match_without_identity(wire, app):
    """If-Match also works for what has no identity of its own."""
    etag = wire("GET", "/apps/example/config-vars").headers["etag"]
    assert wire("PATCH", "/apps/example/config-vars", {"A": "1"}, If_Match=etag).status == 200
    assert wire("PATCH", "/apps/example/config-vars", {"A": "2"}, If_Match=etag).status == 412
    assert wire("GET", "/apps/example/config-vars").data == {"A": "1"}


def test_if_none_match_on_put(wire):
    """A PUT with If-None-Match gets 412 if the target exists."""
    assert wire("PUT", "/account/invoice-address", {"name": "Ada"}, If_None_Match="*").status == 412


def test_last_modified(wire, app):
    """A response has Last-Modified if the entity has updated_at."""
    response = wire("GET", "/apps/example")
    assert response.headers["last-modified"].endswith("GMT")
    assert "last-modified" not in wire("GET", "/apps").headers


def test_head(wire, app):
    """HEAD has the header fields of GET, and no body."""
    get, head = wire("GET", "/apps/example"), wire("HEAD", "/apps/example")
    assert (head.status, head.body) == (200, b"")
    changing = {"request-id", "date", "last-modified"}
    assert {n: v for n, v in head.headers.items() if n not in changing} == {
        n: v for n, v in get.headers.items() if n not in changing
    }
    assert wire("HEAD", "/apps/missing").status == 404


def test_method_override(wire, app):
    """A POST can override its method, other requests can not."""
    response = wire("POST", "/apps/example", {"maintenance": True}, X_Http_Method_Override="PATCH")
    assert (response.status, response.data["maintenance"]) == (200, True)
    assert wire("POST", "/apps/example", X_Http_Method_Override="DELETE").status == 200
    assert wire("GET", "/apps/example").status == 404
    assert wire("GET", "/apps", X_Http_Method_Override="DELETE").status == 200


def test_encoded_slashes(wire, app):
    """An encoded value in the path is one segment, even with slashes."""
    drain = wire("POST", "/apps/example/log-drains", {"url": "https://example.com/drain?a=1"}).data
    assert wire("GET", "/apps/example/log-drains/https%3A%2F%2Fexample.com%2Fdrain%3Fa%3D1").data == drain


def test_keep_alive(wire, app):
    """The connection stays open after every kind of response."""
    etag = wire("GET", "/apps/example").headers["etag"]
    port = wire.connection.sock.getsockname()[1]
    wire("GET", "/apps/example", If_None_Match=etag)
    wire("HEAD", "/apps/example")
    wire("GET", "/nowhere")
    wire("PATCH", "/apps/example", {"maintenance": True}, If_Match='"x"')
    wire("DELETE", "/apps/example/dynos")
    wire("GET", "/apps/example")
    assert wire.connection.sock.getsockname()[1] == port
