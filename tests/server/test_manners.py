"""What HTTP asks of every answer: credentials, media types, validators, methods."""

from base64 import b64encode
from uuid import UUID

import pytest


def basic(user, password):
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def test_a_request_without_credentials_is_401(wire):
    answer = wire("GET", "/apps", Authorization="")
    assert (answer.status, answer.data["id"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("given", ["Bearer anything", basic("user", "key"), "Token token=x"])
def test_any_credentials_are_let_in_where_no_token_is_set(wire, given):
    assert wire("GET", "/apps", Authorization=given).status == 200


@pytest.mark.parametrize("given", ["Bearer right", basic("user", "right"), basic("right", ""), 'Token token="right"'])
def test_the_token_is_let_in_by_any_scheme(serve, given):
    _, wire = serve(token="right")
    assert wire("GET", "/apps", Authorization=given).status == 200


@pytest.mark.parametrize("given", ["", "Bearer wrong", "right", "Basic right", basic("right", "wrong"), "Digest right"])
def test_everything_but_the_token_is_401(serve, given):
    _, wire = serve(token="right")
    assert wire("GET", "/apps", Authorization=given).status == 401


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "application/*", "application/vnd.heroku+json; version=3", "text/html, */*;q=0.1"],
)
def test_json_of_version_3_is_spoken(wire, accept):
    assert wire("GET", "/apps", Accept=accept).status == 200


@pytest.mark.parametrize(
    "accept",
    ["application/vnd.heroku+json; version=2", "text/html", "application/json;q=0", "application/vnd.x; version=3"],
)
def test_another_version_or_type_is_406(wire, accept):
    answer = wire("GET", "/apps", Accept=accept)
    assert (answer.status, answer.data["id"]) == (406, "not_acceptable")


def test_every_answer_bears_a_request_id_of_its_own(wire):
    answers = [wire("GET", "/apps"), wire("GET", "/nowhere"), wire("GET", "/apps", Authorization="")]
    assert len({UUID(answer.headers["request-id"]) for answer in answers}) == 3


def test_an_unknown_path_is_404_and_an_unknown_method_405(wire):
    assert wire("GET", "/nowhere").status == 404
    answer = wire("PUT", "/apps", {})
    assert (answer.status, answer.data["id"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST, GET, HEAD"


def test_an_answer_that_did_not_change_is_304(wire, app):
    first = wire("GET", "/apps/example")
    again = wire("GET", "/apps/example", If_None_Match=first.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert wire("GET", "/apps/example", If_None_Match=f'"other", W/{first.headers["etag"]}').status == 304
    assert wire("GET", "/apps/example", If_None_Match="*").status == 304


def test_an_answer_that_changed_is_whole(wire, app):
    etag = wire("GET", "/apps/example").headers["etag"]
    wire("PATCH", "/apps/example", {"maintenance": True})
    assert wire("GET", "/apps/example", If_None_Match=etag).status == 200


def test_an_etag_is_strong_and_stands_for_the_representation(wire, app):
    one, other = wire("GET", "/apps/example"), wire("GET", f"/apps/{app['id']}")
    assert one.headers["etag"] == other.headers["etag"]
    assert one.headers["etag"].startswith('"')
    assert wire("GET", "/apps").headers["etag"] != one.headers["etag"]


def test_an_error_has_no_etag(wire):
    assert "etag" not in wire("GET", "/apps/nobody").headers


def test_a_change_is_made_only_to_what_if_match_names(wire, app):
    etag = wire("GET", "/apps/example").headers["etag"]
    assert wire("PATCH", "/apps/example", {"maintenance": True}, If_Match=etag).status == 200
    answer = wire("PATCH", "/apps/example", {"maintenance": False}, If_Match=etag)
    assert (answer.status, answer.data["id"]) == (412, "precondition_failed")
    assert wire("GET", "/apps/example").data["maintenance"] is True
    assert wire("DELETE", "/apps/example", If_Match=etag).status == 412
    assert wire("DELETE", "/apps/example", If_Match="*").status == 200


def test_a_weak_validator_never_allows_a_change(wire, app):
    etag = wire("GET", "/apps/example").headers["etag"]
    assert wire("PATCH", "/apps/example", {"maintenance": True}, If_Match=f"W/{etag}").status == 412


def test_what_has_no_identity_of_its_own_has_a_validator_too(wire, app):
    etag = wire("GET", "/apps/example/config-vars").headers["etag"]
    assert wire("PATCH", "/apps/example/config-vars", {"A": "1"}, If_Match=etag).status == 200
    assert wire("PATCH", "/apps/example/config-vars", {"A": "2"}, If_Match=etag).status == 412
    assert wire("GET", "/apps/example/config-vars").data == {"A": "1"}


def test_a_put_that_must_not_replace_is_412_where_something_is(wire):
    assert wire("PUT", "/account/invoice-address", {"name": "Ada"}, If_None_Match="*").status == 412


def test_last_modified_stands_where_updated_at_does(wire, app):
    answer = wire("GET", "/apps/example")
    assert answer.headers["last-modified"].endswith("GMT")
    assert "last-modified" not in wire("GET", "/apps").headers


def test_head_answers_what_get_would_without_the_body(wire, app):
    got, head = wire("GET", "/apps/example"), wire("HEAD", "/apps/example")
    assert (head.status, head.body) == (200, b"")
    changing = {"request-id", "date", "last-modified"}
    assert {n: v for n, v in head.headers.items() if n not in changing} == {
        n: v for n, v in got.headers.items() if n not in changing
    }
    assert wire("HEAD", "/apps/nobody").status == 404


def test_a_post_may_carry_another_method(wire, app):
    answer = wire("POST", "/apps/example", {"maintenance": True}, X_Http_Method_Override="PATCH")
    assert (answer.status, answer.data["maintenance"]) == (200, True)
    assert wire("POST", "/apps/example", X_Http_Method_Override="DELETE").status == 200
    assert wire("GET", "/apps/example").status == 404
    assert wire("GET", "/apps", X_Http_Method_Override="DELETE").status == 200


def test_a_value_in_the_path_is_one_segment_whatever_is_in_it(wire, app):
    drain = wire("POST", "/apps/example/log-drains", {"url": "https://example.com/drain?a=1"}).data
    assert wire("GET", "/apps/example/log-drains/https%3A%2F%2Fexample.com%2Fdrain%3Fa%3D1").data == drain


def test_the_connection_is_kept_after_every_kind_of_answer(wire, app):
    etag = wire("GET", "/apps/example").headers["etag"]
    port = wire.connection.sock.getsockname()[1]
    wire("GET", "/apps/example", If_None_Match=etag)
    wire("HEAD", "/apps/example")
    wire("GET", "/nowhere")
    wire("PATCH", "/apps/example", {"maintenance": True}, If_Match='"x"')
    wire("DELETE", "/apps/example/dynos")
    wire("GET", "/apps/example")
    assert wire.connection.sock.getsockname()[1] == port
