"""Media types: what is JSON."""

from heroics_py.http.media_types import essence_of, is_json

JSON = (
    *("application/json", "text/json", "application/problem+json", "application/vnd.heroku+json; version=3"),
    *("Application/JSON; charset=utf-8", " application/json ", "APPLICATION/HAL+JSON"),
)
OTHERS = ("", "application/jsonp", "application/json-seq", "application/x-ndjson", "text/plain; a=+json", "json")


def test_is_json():
    """JSON is recognized by its essence, in any case and with parameters."""
    assert [each for each in (*JSON, *OTHERS) if is_json(each)] == [*JSON]


def test_essence():
    """The essence has no parameters and is in lower case."""
    assert essence_of("Text/HTML ; charset=UTF-8") == "text/html"
