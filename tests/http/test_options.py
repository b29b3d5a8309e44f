"""Options of requests: timeouts, retries, headers and flags."""

import functools
import pickle

import pytest

from heroics_py.http.option_headers import REMOVED
from heroics_py.http.options import Options, Retry, Timeout


def test_default_timeouts():
    """The defaults are 5 seconds to connect and 60 seconds of silence."""
    assert Options().timeout == Timeout(connect=5.0, read=60.0, total=None)


def test_total_timeout():
    """A number is seconds in total."""
    assert Options().merged(timeout=2).timeout == Timeout(5.0, 60.0, 2)


def test_no_timeout():
    """With None, there is no limit at all."""
    assert Options().merged(timeout=None).timeout == Timeout(None, None, None)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), True, "2"])
def test_invalid_timeouts(wrong):
    """An invalid timeout is a ValueError."""
    with pytest.raises(ValueError, match=r"timeout total=.*expected seconds above zero, or None for no limit"):
        Options().merged(timeout=wrong)


def test_pair_of_timeouts():
    """A pair of seconds, as requests takes it, is an error that shows the right spelling."""
    with pytest.raises(ValueError, match=r"for both of them: Timeout\(connect=3, read=5\)"):
        Options().merged(timeout=(3, 5))


def test_number_of_retries():
    """A number of retries does not count the first attempt."""
    assert Options().merged(retries=0).retries == Retry(attempts=1)


@pytest.mark.parametrize("wrong", [-1, 1.5, True, None])
def test_invalid_numbers_of_retries(wrong):
    """An invalid number of retries is a ValueError."""
    with pytest.raises(ValueError, match="expected how many times to send again"):
        Options().merged(retries=wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"attempts": 0}, "retry attempts=0: expected a number of requests, 1 or more"),
        ({"backoff": -1}, "retry backoff=-1: expected seconds, 0 or more"),
        ({"budget": float("nan")}, "retry budget=nan: expected seconds, 0 or more"),
    ],
)
def test_invalid_retries(wrong, message):
    """An invalid Retry is a ValueError."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        Retry(**wrong)


def test_merged_options():
    """`merged` changes some options and leaves the others."""
    assert Options(limit=3).merged(validate=False) == Options(limit=3, validate=False)


def test_merged_headers():
    """Headers are merged one by one, in any case."""
    merged = Options().merged(headers={"X-One": "1", "X-Two": "2"}).merged(headers={"x-two": None, "X-Three": "3"})
    assert merged.headers == {"X-One": "1", "x-two": None, "X-Three": "3"}


def test_headers_are_copied():
    """Options copy the headers of the caller."""
    headers = {"X-One": "1"}
    options = Options().merged(headers=headers)
    headers["X-One"] = "2"
    assert options.headers == {"X-One": "1"}


def test_unknown_option_name():
    """An unknown option is a TypeError that names the closest option, or all of them."""
    with pytest.raises(TypeError, match=r"^no option 'timout'; did you mean 'timeout'\?$"):
        Options().merged(timout=1)
    with pytest.raises(
        TypeError,
        match=r"^no option 'zzz'; expected one of timeout, retries, headers, range, limit, if_match, validate, "
        r"check_answers, media_type, cache_mode, throttle, prefetch, on_request, on_response, on_retry, telemetry$",
    ):
        Options().merged(zzz=1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"limit": -1}, "limit=-1: expected a number of items, or None for all"),
        ({"limit": True}, "limit=True: expected a number of items, or None for all"),
        (
            {"validate": "wrn"},
            'validate=.wrn.: expected True to refuse what .*, "warn" to send it .*, or False .*',
        ),
        (
            {"throttle": None},
            "throttle=None: expected True or False; the throttle that workers share is an argument of connect",
        ),
        ({"prefetch": "no"}, "prefetch='no': expected True or False"),
        ({"cache_mode": "on"}, "cache_mode='on': expected one of revalidate, rfc, offline, bypass"),
        ({"headers": ["X"]}, "headers=list: expected a mapping of header names to values"),
        ({"headers": {"X": 5}}, "headers={'X': ...}: expected text, or None to leave one out; got int"),
        ({"headers": {5: "X"}}, "headers={5: ...}: expected text, or None to leave one out; got int"),
    ],
)
def test_invalid_option_values(wrong, message):
    """An invalid value is a ValueError that says what is expected."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        Options().merged(**wrong)


def test_options_without_secrets():
    """Of a header that may be secret, by its name or the form of its value, only the name is pickled."""
    headers = {
        "Authorization": "Bearer s3cret",
        "X-One": "1",
        "X-Shop": "k",
        "X-Two": "ghp_" + "a" * 20,
        "Accept": None,
    }
    options = Options(headers=headers, if_match="x", limit=3)
    left = dict.fromkeys(("Authorization", "X-Shop", "X-Two"), REMOVED)
    expected = Options(headers={"X-One": "1", "Accept": None, **left}, if_match="x", limit=3)
    assert options.without_secrets({"x-shop"}) == expected
    assert pickle.loads(pickle.dumps(expected)) == expected


def test_repr_of_options():
    """The repr of options shows no headers."""
    assert "s3cret" not in repr(Options(headers={"Authorization": "Bearer s3cret"}))


def test_options_survive_pickling():
    options = Options(limit=3, headers={"X-One": "1"})
    assert pickle.loads(pickle.dumps(options)) == options


@pytest.mark.parametrize("methods", [["get", "put"], {"GET", "PUT"}, iter(("Get", "Put"))])
def test_methods_of_a_retry(methods):
    """Methods are accepted in any case and in any collection."""
    assert Retry(methods=methods).methods == frozenset({"GET", "PUT"})


@pytest.mark.parametrize("methods", ["PUT", [7]])
def test_invalid_methods_of_a_retry(methods):
    """Anything but names of methods is a ValueError."""
    with pytest.raises(ValueError, match="expected names of methods"):
        Retry(methods=methods)


@pytest.mark.parametrize("seconds", [float("inf"), 1e12])
def test_endless_timeouts(seconds):
    """A timeout longer than a socket can wait is a ValueError."""
    with pytest.raises(ValueError, match="or None for no limit"):
        Timeout(read=seconds)


# ---- hooks


def note(details):
    """Do nothing: a hook that another process finds by its name."""


class Notes:
    secret = "s3cret-of-the-logger"

    def note(self, details):
        """Do nothing."""


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry"])
def test_pickled_function(name):
    """A function of a module is pickled by its name."""
    portable = Options().merged(**{name: len}).without_secrets()
    assert getattr(pickle.loads(pickle.dumps(portable)), name) is len


@pytest.mark.parametrize("hook", [lambda details: None, Notes().note, functools.partial(print, "k3y-in-a-partial")])
def test_hook_left_out(hook):
    """A function without a name of its own is left out of a pickle, and what takes its place says so."""
    pickled = pickle.dumps(Options().merged(on_response=hook).without_secrets())
    assert b"s3cret" not in pickled
    assert b"k3y" not in pickled
    lost = pickle.loads(pickled).on_response
    assert (lost(None), str(lost).partition(":")[0]) == (None, f"the hook on_response={lost.name} is not called")


def test_hook_in_repr():
    """The repr of options names a hook without its arguments."""
    text = repr(Options().merged(on_retry=functools.partial(print, "k3y"), on_request=note))
    assert ("on_retry=print" in text, "on_request=note" in text, "k3y" in text) == (True, True, False)


def test_hook_removed():
    """None removes a hook."""
    assert Options().merged(on_request=note).merged(on_request=None) == Options()


# ---- telemetry


def test_telemetry_values(monkeypatch):
    """Telemetry is off, on, automatic or a provider of tracers; without OpenTelemetry, the error names the extra."""
    assert [Options().merged(telemetry=value).telemetry for value in (None, False)] == [None, False]
    monkeypatch.setattr("heroics_py.http.option_checks.load_modules", unavailable)
    with pytest.raises(ImportError, match=r"pip install 'heroics-py\[opentelemetry\]'"):
        Options().merged(telemetry=True)


def test_invalid_telemetry():
    """Anything else is a ValueError."""
    pytest.importorskip("opentelemetry")
    with pytest.raises(ValueError, match="telemetry='on': expected True, False, None, or a TracerProvider"):
        Options().merged(telemetry="on")


def test_pickled_provider():
    """A provider of tracers is left out of a pickle."""
    trace = pytest.importorskip("opentelemetry.trace")
    portable = Options().merged(telemetry=trace.NoOpTracerProvider()).without_secrets()
    assert pickle.loads(pickle.dumps(portable)).telemetry is None


def unavailable(*_names):
    raise ImportError("No module named 'opentelemetry'")
