"""What an error says when a server refuses a media type."""

import pytest

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from tests.helpers.answer_api import BASE, document
from tests.helpers.canned import connected

pytestmark = pytest.mark.usefixtures("driver")

JSON_API = "application/vnd.api+json"


def refused(status, headers, call="info"):
    """Return the message of an error with this status."""

    def respond(request):
        return Response(status=status, headers=Headers(headers), body=b"{}", url=request.url)

    client, _ = connected(respond, document({"note": {"type": "string"}}), url=BASE)
    with pytest.raises(heroics_py.ResponseError) as error:
        client.order.info("7") if call == "info" else client.order.update("7", note="a")
    return str(error.value)


def test_what_a_server_has():
    """A 406 says what was asked for, and how to ask for what the server has."""
    message = refused(406, {"Content-Type": f"{JSON_API}; charset=utf-8"})
    assert "this call asked for application/json" in message
    assert f"headers={{'Accept': '{JSON_API}'}}" in message
    assert f"or with_options(accept='{JSON_API}') of one link" in message


@pytest.mark.parametrize("field", ["Accept", "Accept-Patch", "Content-Type"])
def test_what_a_server_takes(field):
    """A 415 says what was sent, and how to send what the server takes."""
    message = refused(415, {"Content-Type": "application/json", field: JSON_API}, call="update")
    assert f"headers={{'Content-Type': '{JSON_API}'}}" in message
    assert f"or with_options(media_type='{JSON_API}') of one link" in message


@pytest.mark.parametrize(
    "offered", ["application/json", "application/problem+json", "text/html", "", "\x1b[31m", "a b/c"]
)
def test_nothing_to_say(offered):
    """A server that offers the same media type, a page or none leads to no advice."""
    assert "headers=" not in refused(406, {"Content-Type": offered})
