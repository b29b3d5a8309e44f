"""Hooks: when each one is called, with what, and what becomes of an error in one. Over both drivers."""

import asyncio
import pickle
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from canned import CannedTransport, canned
from ruled import DRIVERS, clock_of, ruled

import heroics_py
from heroics_py.cache import MemoryStore
from heroics_py.cache.caching import Caching
from heroics_py.errors import CallError, ConnectionFailed, RequestTimeout
from heroics_py.http.hooks import RequestDetails, ResponseDetails, RetryDetails
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK, WIRE, Close, Exchange, Notify
from heroics_py.transport.observing.hooks import CallHooks
from heroics_py.transport.observing.rules import observed, observed_wire
from heroics_py.transport.rules.deadlines import Deadlines
from heroics_py.transport.rules.redirecting import Redirecting
from heroics_py.transport.rules.retrying import Retrying

NOW = datetime.now(UTC)
URL = "https://api.example/things/one"


def rules(_wire, *, clock=SYSTEM_CLOCK, awaits=False):
    """Return the rules that hooks see: all but the cache, credentials and the throttle."""
    retrying = Retrying(observed_wire(), clock=clock)
    return observed(Deadlines(Redirecting(retrying), clock=clock), clock=clock, awaits=awaits)


def outcomes(*values):
    """Return a transport that responds with each value in turn, or raises it."""
    rest = list(values)

    def respond(_request):
        value = rest.pop(0)
        if isinstance(value, Exception):
            raise value
        return value

    return CannedTransport(respond)


class Seen(list):
    """What hooks were called with, in order."""

    def hook(self, details):
        self.append(details)

    async def awaited(self, details):
        self.append(details)

    def names(self):
        return [type(each).__name__.removesuffix("Details").lower() for each in self]


def request_with(hook, *names, method="GET", **fields):
    options = Options().merged(retries=Retry(attempts=3, backoff=0), **dict.fromkeys(names, hook))
    return Request(method=method, url=URL, call="thing.info", template="/things/{thing}", options=options, **fields)


ALL = ("on_request", "on_response", "on_retry")


@pytest.fixture(params=DRIVERS)
def send(request):
    """Return a function that sends a request by these rules, over each driver."""

    def run(asked, transport, **arguments):
        awaits = request.param == "async"
        made = ruled(rules, transport, driver=request.param, pause=lambda _: None, awaits=awaits, **arguments)
        return made.send(asked)

    return run


def test_one_call(send):
    """A call that sends one request calls on_request, then on_response."""
    seen, times = Seen(), iter([10.0, 12.5])
    clock = clock_of(monotonic=lambda: next(times))
    response = canned(body=b'{"a": 1}', Request_Id="r1").replaced(url=URL)
    send(request_with(seen.hook, *ALL), outcomes(response), clock=clock)
    subject = {"call": "thing.info", "method": "GET", "url": URL, "url_template": "/things/{thing}"}
    assert seen == [
        RequestDetails(**subject, attempt=1, body_size=0),
        ResponseDetails(**subject, status=200, attempts=1, seconds=2.5, body_size=8, request_id="r1"),
    ]


def test_retries(send):
    """A retry calls on_retry with its reason and wait, then on_request again; on_response is called once."""
    seen = Seen()
    failures = (canned(503, Retry_After="7"), ConnectionFailed("broken"))
    send(request_with(seen.hook, *ALL), outcomes(*failures, canned()))
    assert seen.names() == ["request", "retry", "request", "retry", "request", "response"]
    assert [(each.attempt, each.status, each.error, each.reason) for each in (seen[1], seen[3])] == [
        (1, 503, "", "server unavailable"),
        (2, None, "ConnectionFailed", "connection broken"),
    ]
    assert (seen[1].wait, [each.attempt for each in seen[::2][:3]], seen[-1].attempts) == (7.0, [1, 2, 3], 3)


def test_redirects(send):
    """A redirect calls on_request with its own URL, which the template does not describe; on_response, once."""
    seen = Seen()
    send(request_with(seen.hook, *ALL), outcomes(canned(302, Location="/elsewhere"), canned()))
    assert seen.names() == ["request", "request", "response"]
    assert [(each.url, each.url_template) for each in seen[:2]] == [
        (URL, "/things/{thing}"),
        ("https://api.example/elsewhere", ""),
    ]
    assert seen[-1].attempts == 2


def test_failed_call(send):
    """A call without a response calls on_response with the name and the text of its error."""
    seen = Seen()
    with pytest.raises(RequestTimeout):
        send(request_with(seen.hook, "on_response", method="POST"), outcomes(RequestTimeout("no response in 2 s")))
    assert [(each.status, each.error, each.reason, each.attempts) for each in seen] == [
        (None, "RequestTimeout", "no response in 2 s", 1)
    ]


def test_body_size(send):
    """on_request tells the size of a body, and not what is in it."""
    seen = Seen()
    send(request_with(seen.hook, "on_request", method="POST", body=b"x" * 12), outcomes(canned(201)))
    assert [each.body_size for each in seen] == [12]


@pytest.mark.parametrize("name", ALL)
def test_one_hook_alone(send, name):
    """Each hook works without the others."""
    seen = Seen()
    send(request_with(seen.hook, name), outcomes(canned(503), canned()))
    expected = {"on_request": ["request", "request"], "on_response": ["response"], "on_retry": ["retry"]}
    assert seen.names() == expected[name]


def test_frozen_values():
    """What a hook is called with can't be changed."""
    for value in (RequestDetails(call="", method="", url=""), ResponseDetails(call="", method="", url="")):
        with pytest.raises(AttributeError, match="can't be changed"):
            value.url = "https://other.example"


# ---- coroutine functions


def test_awaited_hooks():
    """An async driver awaits hooks that are coroutine functions."""
    seen = Seen()
    made = ruled(rules, outcomes(canned(503), canned()), driver="async", pause=lambda _: None, awaits=True)
    made.send(request_with(seen.awaited, *ALL))
    assert seen.names() == ["request", "retry", "request", "response"]


@pytest.mark.parametrize("name", ALL)
def test_coroutine_function_refused(name):
    """A blocking client refuses a coroutine function before anything is sent, whichever hook it is."""
    transport = outcomes(canned())
    with pytest.raises(CallError, match=f"thing.info was not sent: {name} is a coroutine function"):
        ruled(rules, transport).send(request_with(Seen().awaited, name))
    assert transport.sent == []


def test_hidden_coroutine_function():
    """A plain function that returns a coroutine is refused too, and Python warns of nothing."""
    transport = outcomes(canned())
    with pytest.raises(CallError, match="returned an awaitable, which only an async client awaits"):
        ruled(rules, transport).send(request_with(lambda details: Seen().awaited(details), "on_request"))
    assert transport.sent == []


# ---- errors in hooks


def broken(error):
    def hook(_details):
        raise error

    return hook


FAILURES = [KeyError("a bug"), ConnectionFailed("of another client", sent=False), StopIteration()]


@pytest.mark.parametrize("error", FAILURES[:2], ids=lambda error: type(error).__name__)
def test_error_before_a_request(send, error):
    """An error in on_request is raised as it is, and nothing is sent, not even again."""
    transport = outcomes(canned())
    with pytest.raises(type(error)) as caught:
        send(request_with(broken(error), "on_request"), transport)
    assert (caught.value, transport.sent) == (error, [])


@pytest.mark.parametrize("error", FAILURES[:2], ids=lambda error: type(error).__name__)
def test_error_before_a_retry(send, error):
    """An error in on_retry is raised as it is, and nothing is sent again."""
    transport = outcomes(canned(503), canned())
    with pytest.raises(type(error)):
        send(request_with(broken(error), "on_retry"), transport)
    assert len(transport.sent) == 1


@pytest.mark.parametrize("error", FAILURES[:2], ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_error_after_a_response(send, error, method):
    """An error in on_response is raised with a note on the response, and nothing is sent again."""
    transport = outcomes(canned(201), canned(201))
    error = type(error)(*error.args)
    with pytest.raises(type(error)) as caught:
        send(request_with(broken(error), "on_response", method=method), transport)
    assert len(transport.sent) == 1
    assert caught.value.__notes__ == ["raised by the hook on_response, after thing.info had got 201"]


def test_error_after_a_failure(send):
    """The error of a call comes first: that of its hook is a note on it."""
    failure = RequestTimeout("late")
    with pytest.raises(RequestTimeout) as caught:
        send(request_with(broken(KeyError("a bug")), "on_response", method="POST"), outcomes(failure))
    assert caught.value.__notes__ == ["the hook on_response raised KeyError for it"]


def test_stop_iteration_in_a_hook(send):
    """Even a StopIteration ends no call silently."""
    with pytest.raises(RuntimeError, match="StopIteration"):
        send(request_with(broken(StopIteration()), "on_request"), outcomes(canned()))


# ---- by hand


def test_steps_of_a_call():
    """The rules yield a step for each hook around the one for the request."""
    steps = rules(WIRE).send(request_with(print, "on_request", "on_response"))
    kinds = [type(steps.send(outcome)) for outcome in (None, None, canned())]
    with pytest.raises(StopIteration):
        steps.send(None)
    assert kinds == [Notify, Exchange, Notify]


def test_open_body_is_closed():
    """If on_response fails, the open body of a streamed response is closed."""
    steps = CallHooks(WIRE, clock=SYSTEM_CLOCK).send(request_with(print, "on_response", streamed=True))
    next(steps)
    assert isinstance(steps.send(Response(status=200, source="open")), Notify)
    assert steps.throw(KeyError("a bug")) == Close("open")
    with pytest.raises(KeyError):
        steps.send(None)


def test_no_hooks_no_rules():
    """Without hooks and spans a call runs no generator more than without these rules."""
    inner = Redirecting(WIRE)
    plain = request_with(None).replaced(options=Options())
    assert observed(inner, clock=SYSTEM_CLOCK).send(plain).gi_code is inner.send(plain).gi_code
    assert observed_wire().send(plain).gi_code is WIRE.send(plain).gi_code


# ---- through a client


@pytest.mark.heroics(socket=True)
def test_options_of_connect(heroics_client):
    """Hooks are options: of connect, of a client and of a link, where a later one replaces an earlier one."""
    seen, other = Seen(), Seen()
    hooked = heroics_client.with_options(on_request=seen.hook, on_response=seen.hook)
    hooked.app.list()
    hooked.app.list.with_options(on_request=other.hook, on_response=None)()
    heroics_client.app.list()
    assert (seen.names(), other.names()) == (["request", "response"], ["request"])


@pytest.mark.heroics(data={"app": [{"name": f"app-{number}"} for number in range(3)]})
def test_each_page_is_a_call(heroics_client):
    """Each page of a list is a call of its own for hooks, under the name of the link."""
    seen = Seen()
    listing = heroics_client.with_options(on_response=seen.hook, prefetch=False).app.list
    names = [app.name for app in listing.with_options(range=heroics_py.Range("name", max=1))()]
    assert (len(names), {each.call for each in seen}, len(seen)) == (3, {"app.list"}, 3)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"from_cache": True}, "hit"),
        ({"from_cache": True, "revalidated": True}, "revalidated"),
        ({"from_cache": True, "stale": True}, "stale"),
        ({}, "bypass"),
    ],
    ids=["hit", "revalidated", "stale", "bypass"],
)
def test_responses_of_the_cache(send, facts, verdict):
    """on_response says where a response comes from."""
    seen = Seen()
    send(request_with(seen.hook, "on_response"), outcomes(canned().replaced(**facts)))
    assert [each.cache for each in seen] == [verdict]


def test_refresh_after_the_call():
    """While a stale response is refreshed, on_request sees that request as the first one, and on_response none."""
    seen = Seen()
    cached = Caching(observed_wire(), MemoryStore())
    fields = {
        "Cache_Control": "max-age=0, stale-while-revalidate=99999",
        "ETag": '"1"',
        "Date": format_datetime(NOW, usegmt=True),
    }
    transport = CannedTransport(lambda _: canned(**fields))
    made = ruled(lambda _: observed(cached, clock=SYSTEM_CLOCK), transport)
    asked = request_with(seen.hook, "on_request", "on_response")
    asked = asked.replaced(options=asked.options.merged(cache_mode="rfc"))
    made.send(asked)
    made.send(asked)
    ends = [each for each in seen if isinstance(each, ResponseDetails)]
    assert [(each.cache, each.attempts) for each in ends] == [("miss", 1), ("stale", 0)]
    assert [each.attempt for each in seen if isinstance(each, RequestDetails)] == [1, 1]


def test_client_in_an_event_loop():
    """An async client awaits its hooks: for each call, each page and each call of gather_async."""
    seen = Seen()

    async def main():
        async with heroics_py.sandbox_async() as sandbox:
            for number in range(3):
                await sandbox.app.create(name=f"app-{number}")
            client = sandbox.with_options(on_response=seen.awaited, on_request=seen.hook)
            names = [app.name async for app in client.app.list.with_options(range=heroics_py.Range("name", max=1))()]
            await heroics_py.gather_async(client.app.info, names)

    asyncio.run(main())
    assert (
        sorted(each.call for each in seen if isinstance(each, ResponseDetails)) == ["app.info"] * 3 + ["app.list"] * 3
    )
    assert len(seen) == 12


@pytest.mark.heroics(socket=True)
def test_cache_verdicts(heroics_client):
    """A read that the cache can't answer is a miss; a confirmed one tells so; a change bypasses the cache."""
    seen = Seen()
    hooked = heroics_client.with_options(on_response=seen.hook)
    hooked.app.create(name="example")
    hooked.app.info("example")
    hooked.app.info("example")
    hooked.with_options(cache_mode="bypass").app.info("example")
    assert [each.cache for each in seen] == ["bypass", "miss", "revalidated", "bypass"]


def test_lost_hook(send):
    """A call whose hook was left out of a pickle is sent, and warns of the hook."""
    options = pickle.loads(pickle.dumps(Options().merged(on_response=Seen().hook).without_secrets()))
    with pytest.warns(UserWarning, match="the hook on_response=Seen.hook is not called: pickling left it out"):
        assert send(request_with(None).replaced(options=options), outcomes(canned())).status == 200


def test_wrong_hook():
    """What can't be called is not a hook."""
    with pytest.raises(ValueError, match="on_retry=5: expected a function that takes one value, or None for no hook"):
        heroics_py.connect(on_retry=5)


@pytest.mark.parametrize("hook", [lambda: None, lambda one, other: None])
def test_hook_with_other_arguments(hook):
    """A function that can't take one value is refused before anything is sent."""
    with pytest.raises(ValueError, match="expected a function that takes one value"):
        heroics_py.connect(on_response=hook)


def test_no_headers_no_bodies():
    """What hooks are called with has no headers and no bodies."""
    fields = {*RequestDetails._fields, *ResponseDetails._fields, *RetryDetails._fields}
    assert not fields & {"headers", "body", "data"}


@pytest.mark.parametrize("kind", [RequestDetails, ResponseDetails, RetryDetails])
def test_what_details_do_not_have(kind):
    """An attribute that details do not have, and a key, are errors that list their fields."""
    details = kind(call="app.info", method="GET", url=URL)
    with pytest.raises(AttributeError, match=r"has no 'headers'; .* hold secrets; its fields are call, method, url"):
        details.headers  # noqa: B018 - raises
    with pytest.raises(TypeError, match=r"use details\.method"):
        details["method"]
    with pytest.raises(TypeError, match="its fields are call"):
        details["reply"]
