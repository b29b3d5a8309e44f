"""RFC 5861, and RFC 9111, 4.2.4, as a table of the form of `cache_table`, for `test_rfc9111`.

"stale" means that the entry is served, marked as stale, and the request reaches the server too: before it, or after it.
"""

from cache_table import CACHED, ETAG, SENT, cc, first, later, validated

STALE = "stale"
_SWR, _SIE = "max-age=1, stale-while-revalidate=60", "max-age=1, stale-if-error=60"


def refreshed(response, request=None, *, expected=STALE, after=5):
    """What is stored with a Cache-Control is served before it is refreshed, unless that is not allowed."""
    return [first(ETag='"a"', **cc(response)), later(expected, after, request, ETag='"a"', status=304)]


def replaced(response, request=None, *, status=503, after=5):
    """What is stored with a Cache-Control is served in place of an error."""
    return [first(ETag='"a"', **cc(response)), later(STALE, after, request, status=status, shows=200)]


def shown(response, request=None, *, status=503, after=5):
    """The error is shown, whatever is stored."""
    return [first(ETag='"a"', **cc(response)), later(ETAG, after, request, status=status, shows=status)]


WHILE_REVALIDATING = {
    "within the window": refreshed(_SWR),
    "at the end of the window": refreshed("max-age=5, stale-while-revalidate=10", after=14),
    "beyond the window": refreshed("max-age=5, stale-while-revalidate=10", after=16, expected=ETAG),
    "without a lifetime": refreshed("max-age=0, stale-while-revalidate=60"),
    "a window alone": refreshed("stale-while-revalidate=60"),
    "a window of 0": refreshed("max-age=1, stale-while-revalidate=0", expected=ETAG),
    "an invalid window": refreshed("max-age=1, stale-while-revalidate=x", expected=ETAG),
    "a window in quotes": refreshed('max-age=1, stale-while-revalidate="60"'),
    "in capitals": refreshed("max-age=1, Stale-While-Revalidate=60"),
    "while it is fresh, nothing is sent": [first(**cc("max-age=60, stale-while-revalidate=60")), later(CACHED)],
    "must-revalidate forbids it": refreshed(f"{_SWR}, must-revalidate", expected=ETAG),
    "proxy-revalidate is for shared caches": refreshed(f"{_SWR}, proxy-revalidate"),
    "no-cache forbids it": refreshed(f"{_SWR}, no-cache", expected=ETAG),
    "no-cache of one field does not": refreshed(f'{_SWR}, no-cache="Set-Cookie"'),
    "the request's no-cache": refreshed(_SWR, cc("no-cache"), expected=ETAG),
    "the request's Pragma": refreshed(_SWR, {"Pragma": "no-cache"}, expected=ETAG),
    "the request's max-age": refreshed(_SWR, cc("max-age=60"), expected=ETAG),
    "the request's max-age with max-stale": refreshed(_SWR, cc("max-age=60, max-stale=2"), expected=ETAG),
    "the request's min-fresh": refreshed(_SWR, cc("min-fresh=1"), expected=ETAG),
    "the request's smaller max-stale": refreshed(_SWR, cc("max-stale=2"), expected=ETAG),
    "the request's larger max-stale needs no refresh": refreshed(_SWR, cc("max-stale=9"), expected=CACHED),
    "the request's stale-while-revalidate means nothing": refreshed(
        "max-age=1", cc("stale-while-revalidate=60"), expected=ETAG
    ),
    "only-if-cached sends nothing": refreshed(_SWR, cc("only-if-cached"), expected=CACHED),
    "the caller's own ETag is answered": [
        first(ETag='"a"', **cc(_SWR)),
        later(STALE, request={"If_None_Match": '"a"'}, ETag='"a"', status=304),
    ],
    "the caller's own date goes to the server": [
        first(ETag='"a"', **cc(_SWR)),
        later("date", request={"If_Modified_Since": "Fri, 15 Jan 2027 08:00:00 GMT"}, status=304),
    ],
    "without a validator": [first(**cc(_SWR)), later(STALE), later(SENT)],
    "a refresh starts another lifetime": [
        *refreshed(_SWR)[:1],
        later(STALE, ETag='"a"', status=304, **cc("max-age=60")),
        later(CACHED),
    ],
    "a refresh without a lifetime starts another window": [
        first(ETag='"a"', **cc("max-age=0, stale-while-revalidate=10")),
        later(STALE, 8, ETag='"a"', status=304),
        later(STALE, 8, ETag='"a"', status=304),
    ],
    "a new response replaces it": [*refreshed(_SWR)[:1], later(STALE, ETag='"b"', **cc("max-age=60")), later(CACHED)],
    "a failed refresh shows nothing": [
        *refreshed(_SWR)[:1],
        later(STALE, status=500, shows=200),
        later(STALE, status=500, shows=200),
    ],
    "a 404 ends it": [*refreshed(_SWR)[:1], later(STALE, status=404, shows=200), later(SENT)],
    "a stale error is not served": [first(status=404, **cc(_SWR)), later(SENT)],
}


IF_ERROR = {
    **{f"in place of a {status}": replaced(_SIE, status=status) for status in (500, 502, 503, 504)},
    **{f"a {status} is shown": shown(_SIE, status=status) for status in (400, 403, 404, 410, 429, 501, 505, 599)},
    "nothing without the directive": shown("max-age=1"),
    "at the end of the window": replaced("max-age=5, stale-if-error=10", after=14),
    "beyond the window": shown("max-age=5, stale-if-error=10", after=16),
    "a window alone": replaced("stale-if-error=60"),
    "a window of 0": shown("max-age=1, stale-if-error=0"),
    "must-revalidate forbids it": shown(f"{_SIE}, must-revalidate"),
    "proxy-revalidate is for shared caches": replaced(f"{_SIE}, proxy-revalidate"),
    "no-cache forbids it": shown(f"{_SIE}, no-cache"),
    "no-cache of one field does not": replaced(f'{_SIE}, no-cache="Set-Cookie"'),
    "the request's own": replaced("max-age=1", cc("stale-if-error=60")),
    "the request's own, smaller": shown(_SIE, cc("stale-if-error=1")),
    "the request's own, larger": replaced("max-age=1, stale-if-error=1", cc("stale-if-error=60")),
    "the request's own against must-revalidate": shown("max-age=1, must-revalidate", cc("stale-if-error=60")),
    "the request's own against no-cache": shown("max-age=1, no-cache", cc("stale-if-error=60")),
    "the request asks first, and names it": replaced("max-age=60", cc("no-cache, stale-if-error=60")),
    "the request's no-cache": shown(_SIE, cc("no-cache")),
    "the request's max-age": shown(_SIE, cc("max-age=60")),
    "the request's min-fresh": shown(_SIE, cc("min-fresh=1")),
    "the request's smaller max-stale": shown(_SIE, cc("max-stale=2")),
    "the server is asked each time": [
        *replaced(_SIE),
        later(STALE, status=500, shows=200),
        later(ETAG, ETag='"a"', status=304),
    ],
    "the caller's own date goes to the server": [
        first(ETag='"a"', **cc(_SIE)),
        later("date", request={"If_Modified_Since": "Fri, 15 Jan 2027 08:00:00 GMT"}, status=503, shows=503),
    ],
    "nothing after a change": [
        first(ETag='"a"', **cc(_SIE)),
        later(SENT, request={"method": "PATCH"}),
        later(SENT, status=503, shows=503),
    ],
    "a stale error is not served": [first(status=404, **cc(_SIE)), later(SENT, status=503, shows=503)],
    "neither replaces a 304": validated(**cc(_SIE)),
}


STALE_SECTIONS = {"stale while revalidating": WHILE_REVALIDATING, "stale if error": IF_ERROR}
