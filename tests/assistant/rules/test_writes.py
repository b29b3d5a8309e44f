"""A write is sent once for each token, with what was described, and its outcome is told."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from heroics_py.assistant.errors import Refused
from heroics_py.errors import DecodeError, HeroicsError

APP = {"app_identity": "example"}


@pytest.fixture
def assistant(serve):
    """An assistant that may delete and update apps, whose API takes its time."""

    def respond(request):
        time.sleep(0.02)
        return {"name": "example"}

    made, transport = serve(respond, writes=["app.*"])
    made.transport = transport
    return made


def test_once(assistant):
    """A token is spent by the write that it allows."""
    token = assistant.describe("app.delete", APP).facts["token"]
    assert assistant.send(assistant.plan("app.delete", APP, token=token)).data == {"name": "example"}
    with pytest.raises(Refused, match="was used before"):
        assistant.plan("app.delete", APP, token=token)
    assert len(assistant.transport.sent) == 1


def test_at_once(assistant):
    """Of several calls at once with one token, one is sent."""
    token = assistant.describe("app.delete", APP).facts["token"]
    planned = [assistant.plan("app.delete", APP, token=token) for _ in range(8)]

    def send(each):
        try:
            return assistant.send(each)
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert len(list(filter(None, pool.map(send, planned)))) == 1
    assert len(assistant.transport.sent) == 1


def test_failed_write(serve):
    """A write that failed has spent its token: to send it again needs another look."""
    assistant, transport = serve(lambda request: None, writes=["app.*"])
    transport.respond = lambda request: (_ for _ in ()).throw(TimeoutError("gone"))
    token = assistant.describe("app.delete", APP).facts["token"]
    with pytest.raises((HeroicsError, TimeoutError)):
        assistant.send(assistant.plan("app.delete", APP, token=token))
    with pytest.raises(Refused, match="was used before"):
        assistant.plan("app.delete", APP, token=token)


def test_written_but_not_shown(serve):
    """A write that was carried out does not look failed if its answer can't be shown: nobody sends it again."""
    assistant, transport = serve(lambda request: {"name": "example"}, writes=["app.*"])
    token = assistant.describe("app.delete", APP).facts["token"]
    reply = assistant.send(assistant.plan("app.delete", APP, token=token, fields=["nmae"]))
    assert (reply.is_error, "do not send it again" in reply.facts["done"], len(transport.sent)) == (False, True, 1)
    assert "no field 'nmae'" in reply.facts["error"]


@pytest.mark.parametrize("error", [DecodeError("the body is not JSON"), RuntimeError("?")])
def test_open_outcome(serve, error):
    """The outcome of a write whose answer can't be read is unknown; a read has none."""
    assistant, _ = serve(writes=["app.*"])
    token = assistant.describe("app.delete", APP).facts["token"]
    planned = assistant.plan("app.delete", APP, token=token)
    assert "It is unknown whether" in assistant.failed(error, planned).facts["fix"]
    assert "unknown" not in assistant.failed(error, assistant.plan("app.info", APP)).facts.get("fix", "")


@pytest.mark.parametrize(
    ("link", "arguments"),
    [
        ("app.delete", {"app_identity": "other"}),
        ("app.update", APP),
        ("app.update", {**APP, "maintenance": True}),
    ],
)
def test_other_call(assistant, link, arguments):
    """A token allows no other link, and no other arguments."""
    token = assistant.describe("app.delete", APP).facts["token"]
    with pytest.raises(Refused, match="does not allow this call with these arguments"):
        assistant.plan(link, arguments, token=token)
    assert assistant.transport.sent == []


def test_unknown_link(assistant):
    """A name is that of a link, in Python or as the schema spells it, and nothing else."""
    assert assistant.describe("config-var.info").source == "schema"
    for name in (
        "app",
        "app.",
        ".delete",
        "app.delete.x",
        "app.delete()",
        "App.delete",
        "app.Delete",
        "DELETE /apps/x",
    ):
        with pytest.raises(Refused, match="unknown link"):
            assistant.plan(name, APP)
