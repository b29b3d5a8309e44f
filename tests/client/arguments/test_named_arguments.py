"""Arguments of `connect`, `read` and `sandbox` that they don't have."""

import inspect
import traceback

import pytest

import heroics_py

SECRET = "s3cret-sentinel"


@pytest.mark.parametrize(
    ("function", "keyword", "text"),
    [
        ("connect", "tokn", "connect() has no argument 'tokn'; did you mean 'token'?"),
        ("connect", "api_key", "connect() has no argument 'api_key'; did you mean 'token'?"),
        ("connect", "base_url", "connect() has no argument 'base_url'; did you mean 'url'?"),
        ("connect", "readOnly", "connect() has no argument 'readOnly'; did you mean 'read_only'?"),
        ("connect", "on_change", "connect() has no argument 'on_change'; did you mean 'lock_changes'?"),
        ("tape", "record_mode", "tape() has no argument 'record_mode'; did you mean 'mode'?"),
        ("connect", "limit", "set it on the client: connect(...).with_options(limit=...)"),
        ("sandbox", "tokn", "sandbox() has no argument 'tokn'; did you mean 'token'?"),
        ("read", "ref", "read() has no argument 'ref'; did you mean 'refs'?"),
    ],
)
def test_unknown_keywords(function, keyword, text):
    """An unknown keyword is refused with the closest one, or with our name for it."""
    with pytest.raises(TypeError) as caught:
        getattr(heroics_py, function)(**{keyword: SECRET})
    assert str(caught.value).endswith(text)


@pytest.mark.parametrize("function", ["connect", "read", "sandbox"])
def test_two_positional_arguments(function):
    """A second argument without a keyword is refused, and an address is taken for url=."""
    with pytest.raises(TypeError, match=r"takes one argument without a keyword, the schema, but 2 were given; pass"):
        getattr(heroics_py, function)("heroku", SECRET)
    with pytest.raises(TypeError, match=r"did you mean url=\.\.\.\?$"):
        getattr(heroics_py, function)("heroku", "https://x.example")


@pytest.mark.parametrize("keywords", [{"tokn": SECRET}, {"token": SECRET, "pool_size": 0}])
def test_no_secrets_in_frames(keywords):
    """No frame of ours shows a credential of a refused call."""
    with pytest.raises((TypeError, ValueError)) as caught:
        heroics_py.connect(**keywords)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
    assert frames
    assert SECRET not in repr([frame.f_locals for frame in frames])


def test_options_without_keywords():
    """An option without its keyword is refused with an example."""
    for thing in (heroics_py.connect(), heroics_py.connect().app.list):
        with pytest.raises(TypeError, match=r"^with_options\(\) takes its options by keyword, such as with_options"):
            thing.with_options(5)


def test_names_of_the_package():
    """An unknown name of the package is refused with the closest ones."""
    with pytest.raises(AttributeError, match=r"has no attribute 'conect'; did you mean 'connect'\?$"):
        _ = heroics_py.conect
    with pytest.raises(AttributeError, match=r"has no attribute '_conect'$"):
        _ = heroics_py._conect


def test_signatures():
    """The functions keep their signatures, names and docstrings."""
    assert list(inspect.signature(heroics_py.connect).parameters)[:4] == ["schema", "url", "live", "token"]
    assert (heroics_py.connect.__name__, heroics_py.read.__doc__[:14]) == ("connect", "Return the API")


@pytest.mark.parametrize("function", ["link", "request", "request_async"])
@pytest.mark.parametrize(
    ("keyword", "hint"),
    [
        ("params", "did you mean 'query'?"),
        ("body", "did you mean 'json'?"),
        ("qurey", "did you mean 'query'?"),
        ("timeout", "it is an option of the client: heroics_py.{}(client.with_options(timeout=...), ...)"),
    ],
)
def test_unknown_part_of_request(function, keyword, hint):
    """A request refuses an unknown keyword with the name of the part, or where the option is; no frame holds it."""
    with pytest.raises(TypeError) as caught:
        getattr(heroics_py, function)(None, "GET", f"/x?sig={SECRET}", **{keyword: SECRET})
    assert str(caught.value) == f"{function}() has no argument {keyword!r}; {hint.format(function)}"
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack
    assert not any(SECRET in str(frame.locals) for frame in frames if frame.filename != __file__)
