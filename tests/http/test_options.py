"""Options: what belongs to a request and not to the API."""

import pickle

import pytest

from heroics_py.http.options import REMOVED, Options, Retry, Timeout


def test_the_defaults_are_five_seconds_to_connect_and_sixty_of_silence():
    assert Options().timeout == Timeout(connect=5.0, read=60.0, total=None)


def test_a_number_is_seconds_in_total():
    assert Options().merged(timeout=2).timeout == Timeout(5.0, 60.0, 2)


def test_no_timeout_is_no_limit_at_all():
    assert Options().merged(timeout=None).timeout == Timeout(None, None, None)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), True, "2"])
def test_a_timeout_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"timeout total=.*expected seconds above zero, or None for no limit"):
        Options().merged(timeout=wrong)


def test_a_pair_of_seconds_as_requests_takes_it_is_told_how_to_say_it_here():
    with pytest.raises(ValueError, match=r"for both of them: Timeout\(connect=3, read=5\)"):
        Options().merged(timeout=(3, 5))


def test_a_number_of_retries_counts_the_times_after_the_first():
    assert Options().merged(retries=0).retries == Retry(attempts=1)


@pytest.mark.parametrize("wrong", [-1, 1.5, True, None])
def test_a_number_of_retries_that_makes_no_sense_is_refused(wrong):
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
def test_a_retry_that_makes_no_sense_is_refused(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Retry(**wrong)


def test_options_merge_and_the_rest_stays():
    assert Options(limit=3).merged(validate=False) == Options(limit=3, validate=False)


def test_headers_merge_one_by_one_whatever_their_case():
    merged = Options().merged(headers={"X-One": "1", "X-Two": "2"}).merged(headers={"x-two": None, "X-Three": "3"})
    assert merged.headers == {"X-One": "1", "x-two": None, "X-Three": "3"}


def test_options_keep_no_hold_of_the_callers_headers():
    headers = {"X-One": "1"}
    options = Options().merged(headers=headers)
    headers["X-One"] = "2"
    assert options.headers == {"X-One": "1"}


def test_an_unknown_option_names_the_known_ones():
    with pytest.raises(
        TypeError,
        match=r"^no option 'timout'; the options are timeout, retries, headers, range, limit, if_match, validate, "
        r"cache_mode, throttle, prefetch$",
    ):
        Options().merged(timout=1)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"limit": -1}, "limit=-1: expected a number of items, or None for all"),
        ({"limit": True}, "limit=True: expected a number of items, or None for all"),
        ({"validate": 1}, "validate=1: expected True or False"),
        ({"throttle": None}, "throttle=None: expected True or False"),
        ({"prefetch": "no"}, "prefetch='no': expected True or False"),
        ({"cache_mode": "on"}, "cache_mode='on': expected one of revalidate, rfc, offline, bypass"),
        ({"headers": ["X"]}, "headers=list: expected a mapping of header names to values"),
        ({"headers": {"X": 5}}, "headers={'X': ...}: expected text, or None to leave one out; got int"),
        ({"headers": {5: "X"}}, "headers={5: ...}: expected text, or None to leave one out; got int"),
    ],
)
def test_a_value_that_an_option_cannot_have_is_refused_with_what_is_expected(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Options().merged(**wrong)


def test_without_secrets_a_secret_header_keeps_its_name_alone_and_all_else_stays():
    """What may be secret, by the name or the form of a value, is missed until it is given; the rest travels."""
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


def test_the_repr_shows_no_header():
    assert "s3cret" not in repr(Options(headers={"Authorization": "Bearer s3cret"}))


def test_options_survive_pickling():
    options = Options(limit=3, headers={"X-One": "1"})
    assert pickle.loads(pickle.dumps(options)) == options


@pytest.mark.parametrize("methods", [["get", "put"], {"GET", "PUT"}, iter(("Get", "Put"))])
def test_the_methods_of_a_retry_may_be_any_names_in_any_case(methods):
    assert Retry(methods=methods).methods == frozenset({"GET", "PUT"})


@pytest.mark.parametrize("methods", ["PUT", [7]])
def test_what_names_no_methods_is_refused(methods):
    with pytest.raises(ValueError, match="expected names of methods"):
        Retry(methods=methods)


@pytest.mark.parametrize("seconds", [float("inf"), 1e12])
def test_a_time_that_no_socket_can_wait_for_is_refused(seconds):
    with pytest.raises(ValueError, match="or None for no limit"):
        Timeout(read=seconds)
