"""RFC 9111 as a table, for `test_rfc9111`.

Each row is a list of exchanges. An exchange is what the server would respond, how long after the one before it the
request is sent, with which request headers, and what is expected: "sent" (it reached the server without condition),
"cached" (it did not), "etag" or "date" (it reached the server on condition of the stored validator).
"""

from email.utils import formatdate

from cache_parts import START

SENT, CACHED, ETAG, DATE = "sent", "cached", "etag", "date"


def date(offset=0):
    return formatdate(START + offset, usegmt=True)


def first(**fields):
    """The first exchange: always sent."""
    return (0, {}, fields, SENT)


def later(expected, after=5, request=None, **fields):
    """A further exchange, `after` seconds later."""
    return (after, request or {}, fields, expected)


def reused(**fields):
    """What is stored is reused five seconds later without asking."""
    return [first(**fields), later(CACHED)]


def not_reused(**fields):
    """What is stored, if anything, is not reused five seconds later, and there is nothing to ask on condition of."""
    return [first(**fields), later(SENT)]


def validated(**fields):
    """What is stored is revalidated with its ETag five seconds later."""
    return [first(ETag='"a"', **fields), later(ETAG, ETag='"a"', status=304)]


def cc(value):
    return {"Cache_Control": value}


FRESHNESS = {
    "no lifetime": not_reused(),
    "max-age": reused(**cc("max-age=3600")),
    "max-age 0": not_reused(**cc("max-age=0")),
    "max-age that has passed": not_reused(**cc("max-age=4")),
    "max-age that ends at this moment": not_reused(**cc("max-age=5")),
    "max-age with one second left": reused(**cc("max-age=7")),
    "max-age of 2 to the 31": reused(**cc("max-age=2147483648")),
    "max-age beyond all bounds": reused(**cc("max-age=" + "9" * 400)),
    "max-age beats a past Expires": reused(Expires=date(-100), Date=date(), **cc("max-age=60")),
    "max-age beats an invalid Expires": reused(Expires="0", Date=date(), **cc("max-age=60")),
    "max-age 0 beats a future Expires": not_reused(Expires=date(100), Date=date(), **cc("max-age=0")),
    "max-age and an extension": reused(**cc("foobar, max-age=60")),
    "max-age and an extension with a value": reused(**cc('foo="bar", max-age=60')),
    "s-maxage is for shared caches": not_reused(**cc("s-maxage=3600")),
    "s-maxage does not lengthen max-age": not_reused(**cc("s-maxage=3600, max-age=1")),
    "s-maxage does not shorten max-age": reused(**cc("s-maxage=1, max-age=3600")),
    "Expires ahead": reused(Expires=date(60), Date=date()),
    "Expires ahead, no Date": reused(Expires=date(60)),
    "Expires now": not_reused(Expires=date(), Date=date()),
    "Expires in the past": not_reused(Expires=date(-60), Date=date()),
    "Expires counts from Date": not_reused(Expires=date(60), Date=date(59)),
    "Expires before a Date ahead": not_reused(Expires=date(60), Date=date(61)),
    "Expires lasts for what is left of it": [
        first(Expires=date(8), Date=date()),
        later(CACHED, after=5),
        later(SENT, after=5),
    ],
    "max-age lasts for what is left of it": [first(**cc("max-age=8")), later(CACHED, after=5), later(SENT, after=5)],
    "nothing is guessed from Last-Modified": [
        first(Last_Modified=date(-86_400), Date=date()),
        later(DATE, status=304),
    ],
    "nothing is guessed for a 404": not_reused(status=404, Last_Modified=date(-86_400), Date=date()),
    "a fresh response is reused again and again": [first(**cc("max-age=60")), *[later(CACHED)] * 5],
    "a lifetime starts again with a 304": [
        first(ETag='"a"', **cc("max-age=4")),
        later(ETAG, status=304, ETag='"a"', **cc("max-age=60")),
        later(CACHED),
    ],
    "a 304 may end a lifetime": [
        first(ETag='"a"', **cc("max-age=4")),
        later(ETAG, status=304, ETag='"a"', **cc("max-age=0")),
        later(ETAG, status=304, ETag='"a"'),
    ],
    "clocks that differ: a Date ahead": reused(Date=date(300), **cc("max-age=60")),
    "clocks that differ: a Date behind is age": not_reused(Date=date(-300), **cc("max-age=60")),
    "an invalid Date": reused(Date="yesterday", **cc("max-age=60")),
}


AGE = {
    "Age within the lifetime": reused(Age="10", **cc("max-age=60")),
    "Age beyond the lifetime": not_reused(Age="60", **cc("max-age=60")),
    "Age that the wait takes beyond": not_reused(Age="56", **cc("max-age=60")),
    "Age against Expires": not_reused(Age="120", Date=date(), Expires=date(60)),
    "Age of letters counts for nothing": reused(Age="abc", **cc("max-age=60")),
    "Age below zero counts for nothing": reused(Age="-7200", **cc("max-age=60")),
    "Age with a point counts for nothing": reused(Age="7200.0", **cc("max-age=60")),
    "Age that is empty counts for nothing": reused(Age="", **cc("max-age=60")),
    "Age with a unit counts for nothing": reused(Age="7200s", **cc("max-age=60")),
    "Age quoted counts for nothing": reused(Age='"7200"', **cc("max-age=60")),
    "Age in other digits counts for nothing": reused(Age="\u0667\u0662", **cc("max-age=60")),
    "Age between spaces": not_reused(Age=" 7200 ", **cc("max-age=60")),
    "of two Ages the first counts: old, then 0": not_reused(Age="7200, 0", **cc("max-age=60")),
    "of two Ages the first counts: 0, then old": reused(Age="0, 7200", **cc("max-age=60")),
    "of two lines of Age the first counts": not_reused(headers=[("Age", "7200"), ("Age", "0")], **cc("max-age=60")),
    "of an invalid and a valid Age the first counts": reused(Age="abc, 7200", **cc("max-age=60")),
    "two equal Ages, old": not_reused(Age="7200, 7200", **cc("max-age=60")),
    "two equal Ages, young": reused(Age="0, 0", **cc("max-age=60")),
    "Age beyond all bounds": not_reused(Age="9" * 400, **cc("max-age=60")),
    "Age of 2 to the 31 is over any lifetime": not_reused(Age="2147483648", **cc("max-age=2147483648")),
}


EXPIRES = {
    "the RFC 850 form": reused(Expires="Sunday, 15-Jan-28 08:00:00 GMT", Date=date()),
    "the form of asctime": reused(Expires="Sat Jan 15 08:00:00 2028", Date=date()),
    "the form of asctime, one digit": reused(Expires="Sat Jan  8 08:00:00 2028", Date=date()),
    "a date long after": reused(Expires="Thu, 18 Aug 2050 02:01:18 GMT", Date=date()),
    "a year of two digits within 50 years": reused(Expires="Thursday, 18-Aug-50 02:01:18 GMT", Date=date()),
    "a year of two digits that is past": not_reused(Expires="Thursday, 18-Aug-94 02:01:18 GMT", Date=date()),
    "other case, weekday": reused(Expires="THU, 18 Aug 2050 02:01:18 GMT", Date=date()),
    "other case, month": reused(Expires="Thu, 18 AUG 2050 02:01:18 GMT", Date=date()),
    "other case, zone": reused(Expires="Thu, 18 Aug 2050 02:01:18 gMT", Date=date()),
    "UTC is not a zone of HTTP": not_reused(Expires="Thu, 18 Aug 2050 02:01:18 UTC", Date=date()),
    "AEST is not a zone of HTTP": not_reused(Expires="Thu, 18 Aug 2050 02:01:18 AEST", Date=date()),
    "an offset is not a zone of HTTP": not_reused(Expires="Thu, 18 Aug 2050 02:01:18 +0000", Date=date()),
    "no zone": not_reused(Expires="Thu, 18 Aug 2050 02:01:18", Date=date()),
    "two digits in the first form": not_reused(Expires="Thu, 18 Aug 50 02:01:18 GMT", Date=date()),
    "no comma": not_reused(Expires="Thu 18 Aug 2050 02:01:18 GMT", Date=date()),
    "no space after the comma": not_reused(Expires="Thu,18 Aug 2050 02:01:18 GMT", Date=date()),
    "more spaces": not_reused(Expires="Thu, 18  Aug  2050 02:01:18 GMT", Date=date()),
    "dashes in the first form": not_reused(Expires="Thu, 18-Aug-2050 02:01:18 GMT", Date=date()),
    "points in the time": not_reused(Expires="Thu, 18 Aug 2050 02.01.18 GMT", Date=date()),
    "an hour of one digit": not_reused(Expires="Thu, 18 Aug 2050 2:01:18 GMT", Date=date()),
    "a day of one digit": not_reused(Expires="Thu, 8 Aug 2050 02:01:18 GMT", Date=date()),
    "no seconds": not_reused(Expires="Thu, 18 Aug 2050 02:01 GMT", Date=date()),
    "the 32nd": not_reused(Expires="Thu, 32 Aug 2050 02:01:18 GMT", Date=date()),
    "the 30th of February": not_reused(Expires="Wed, 30 Feb 2050 02:01:18 GMT", Date=date()),
    "the 29th of February in a leap year": reused(Expires="Tue, 29 Feb 2028 02:01:18 GMT", Date=date()),
    "the 29th of February in no leap year": not_reused(Expires="Thu, 29 Feb 2029 02:01:18 GMT", Date=date()),
    "hour 24": not_reused(Expires="Thu, 18 Aug 2050 24:00:00 GMT", Date=date()),
    "minute 60": not_reused(Expires="Thu, 18 Aug 2050 02:60:00 GMT", Date=date()),
    "a leap second": reused(Expires="Sat, 31 Dec 2050 23:59:60 GMT", Date=date()),
    "a number": not_reused(Expires="3600", Date=date()),
    "zero": not_reused(Expires="0", Date=date()),
    "below zero": not_reused(Expires="-1", Date=date()),
    "empty": not_reused(Expires="", Date=date()),
    "ISO 8601": not_reused(Expires="2050-08-18T02:01:18Z", Date=date()),
    "two lines": not_reused(headers=[("Expires", date(60)), ("Expires", date(90))], Date=date()),
    "something after it": not_reused(Expires="Thu, 18 Aug 2050 02:01:18 GMT; x", Date=date()),
    "year 0": not_reused(Expires="Thu, 18 Aug 0000 02:01:18 GMT", Date=date()),
    "year 9999": reused(Expires="Thu, 18 Aug 9999 02:01:18 GMT", Date=date()),
}


PARSING = {
    "any case": reused(**cc("MaX-aGe=60")),
    "leading zeros": reused(**cc("max-age=0060")),
    "quoted": reused(**cc('max-age="60"')),
    "in single quotes": not_reused(**cc("max-age='60'")),
    "a space before the equals sign": not_reused(**cc("max-age =60")),
    "a space after the equals sign": not_reused(**cc("max-age= 60")),
    "spaces before and after the directive": reused(**cc("  max-age=60  ")),
    "empty members of the list": reused(**cc(",, max-age=60 ,,")),
    "letters before": not_reused(**cc("max-age=a60")),
    "letters after": not_reused(**cc("max-age=60a")),
    "below zero": not_reused(**cc("max-age=-60")),
    "a plus sign": not_reused(**cc("max-age=+60")),
    "a point": not_reused(**cc("max-age=60.0")),
    "no value": not_reused(**cc("max-age")),
    "an empty value": not_reused(**cc("max-age=")),
    "digits of another script": not_reused(**cc("max-age=\u0666\u0660")),
    "semicolons": not_reused(**cc("max-age=60; private")),
    "within a quoted string": not_reused(**cc('extension="max-age=60"')),
    "within a quoted string, before the real one": not_reused(**cc('extension="max-age=60", max-age=1')),
    "within a quoted string, after the real one": not_reused(**cc('max-age=1, extension="max-age=60"')),
    "an escaped quote within a quoted string": not_reused(**cc('extension="a\\", max-age=60, b", max-age=1')),
    "a quoted string that never ends hides nothing": not_reused(**cc('x="max-age=60, no-store')),
    "of two the first counts: long": reused(**cc("max-age=60, max-age=1")),
    "of two the first counts: short": not_reused(**cc("max-age=1, max-age=60")),
    "of two lines the first counts": reused(headers=[("Cache-Control", "max-age=60"), ("Cache-Control", "max-age=1")]),
    "two lines are one list": not_reused(headers=[("Cache-Control", "max-age=60"), ("Cache-Control", "no-store")]),
    "a name that only begins so": not_reused(**cc("max-age-x=60")),
    "another field of a like name": not_reused(Surrogate_Control="max-age=60"),
    "a header for other caches": not_reused(CDN_Cache_Control="max-age=60"),
    "Pragma in a response means nothing": reused(Pragma="no-cache", **cc("max-age=60")),
}


RESPONSES = {
    "no-store": not_reused(ETag='"a"', **cc("no-store")),
    "no-store with a lifetime": not_reused(ETag='"a"', **cc("no-store, max-age=60")),
    "no-store in capitals": not_reused(ETag='"a"', **cc("NO-STORE, max-age=60")),
    "no-store with a value": not_reused(ETag='"a"', **cc("no-store=yes, max-age=60")),
    "no-store and must-understand": not_reused(ETag='"a"', **cc("no-store, must-understand, max-age=60")),
    "no-store within a quoted string is ignored": reused(**cc('x="no-store", max-age=60')),
    "no-cache": validated(**cc("no-cache")),
    "no-cache with a lifetime": validated(**cc("no-cache, max-age=60")),
    "no-cache in capitals": validated(**cc("No-Cache, max-age=60")),
    "no-cache for one field": reused(**cc('no-cache="x-secret", max-age=60')),
    "no-cache with an empty list": validated(**cc('no-cache="", max-age=60')),
    "private is this cache": reused(**cc("private, max-age=60")),
    "private for one field": reused(**cc('private="x-secret", max-age=60')),
    "public": reused(**cc("public, max-age=60")),
    "public alone gives no lifetime": not_reused(**cc("public")),
    "immutable": reused(**cc("max-age=60, immutable")),
    "must-revalidate while fresh": reused(**cc("must-revalidate, max-age=60")),
    "proxy-revalidate while fresh": reused(**cc("proxy-revalidate, max-age=60")),
    "no-transform": reused(**cc("no-transform, max-age=60")),
    "with credentials, for this account": reused(**cc("max-age=60")),
    "Set-Cookie allows reuse": reused(Set_Cookie="a=b", **cc("max-age=60")),
    "Content-Disposition allows reuse": reused(Content_Disposition="attachment", **cc("max-age=60")),
    "a new response without a lifetime replaces one": [
        first(ETag='"a"', **cc("max-age=4")),
        later(ETAG, ETag='"b"'),
        later(ETAG, ETag='"b"', status=304),
    ],
    "a new response with no-store removes the old": [
        first(ETag='"a"', **cc("max-age=4")),
        later(ETAG, **cc("no-store")),
        later(SENT),
    ],
}


STALE = {
    "stale with must-revalidate": validated(**cc("max-age=1, must-revalidate")),
    "stale with proxy-revalidate": validated(**cc("max-age=1, proxy-revalidate")),
    "stale and a 500": [first(ETag='"a"', **cc("max-age=1")), later(ETAG, status=500, shows=500)],
    "stale, and revalidated again after a 500": [
        first(ETag='"a"', **cc("max-age=1")),
        later(ETAG, status=500, shows=500),
        later(ETAG, status=304, ETag='"a"'),
    ],
}


STATUSES = {
    **{
        f"a fresh {status} is reused": reused(status=status, **cc("max-age=60"))
        for status in (203, 204, 299, 404, 405, 410)
    },
    **{
        f"a {status} without a lifetime is not reused": not_reused(status=status, ETag='"a"')
        for status in (203, 204, 299, 404, 405, 410)
    },
    **{
        f"a {status} with no-store is not reused": not_reused(status=status, **cc("no-store, max-age=60"))
        for status in (203, 204, 299, 404, 410)
    },
    **{
        f"a fresh {status} is not reused": not_reused(status=status, **cc("max-age=60"))
        for status in (201, 202, 205, 226, 300, 301, 302, 303, 307, 308, 400, 401, 403, 412, 414, 429, 499)
    },
    **{
        f"a fresh {status} is not reused": not_reused(status=status, **cc("max-age=60"))
        for status in (500, 501, 502, 503, 504, 599)
    },
    "a fresh 206 without a range is not reused": not_reused(status=206, **cc("max-age=60")),
    "an error that is no longer fresh is fetched without condition": [
        first(status=404, ETag='"a"', **cc("max-age=4")),
        later(SENT),
    ],
    "an error takes the place of what was there": [
        first(ETag='"a"', **cc("max-age=4")),
        later(ETAG, status=404, **cc("max-age=60")),
        later(CACHED, shows=404),
    ],
    "the caller's own ETag does not turn an error into a 304": [
        first(status=404, ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": '"a"'}, shows=404),
    ],
    "an error ends where something is created above it": [
        (0, {"path": "/apps/one"}, {"status": 404, **cc("max-age=60")}, SENT),
        later(CACHED, request={"path": "/apps/one"}),
        later(SENT, request={"method": "POST"}),
        later(SENT, request={"path": "/apps/one"}),
    ],
    "an error ends where anything is changed at its origin": [
        first(status=404, **cc("max-age=60")),
        later(SENT, request={"method": "DELETE", "path": "/teams/one"}),
        later(SENT),
    ],
    "a response that is not an error outlives a change elsewhere": [
        first(**cc("max-age=60")),
        later(SENT, request={"method": "DELETE", "path": "/teams/one"}),
        later(CACHED),
    ],
}


VARY = {
    "the same": [first(Vary="Foo", **cc("max-age=60")), later(CACHED)],
    "the same value": [
        (0, {"Foo": "1"}, {"Vary": "Foo", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Foo": "1"}),
    ],
    "another value": [
        (0, {"Foo": "1"}, {"Vary": "Foo", **cc("max-age=60")}, SENT),
        later(SENT, request={"Foo": "2"}),
    ],
    "a value instead of none": [first(Vary="Foo", **cc("max-age=60")), later(SENT, request={"Foo": "1"})],
    "none instead of a value": [(0, {"Foo": "1"}, {"Vary": "Foo", **cc("max-age=60")}, SENT), later(SENT)],
    "an empty value is not none": [(0, {"Foo": ""}, {"Vary": "Foo", **cc("max-age=60")}, SENT), later(SENT)],
    "a field that is not named": [
        (0, {"Foo": "1", "X-Request-Id": "1"}, {"Vary": "Foo", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Foo": "1", "X-Request-Id": "2"}),
    ],
    "two fields, one differs": [
        (0, {"Foo": "1", "Bar": "1"}, {"Vary": "Foo, Bar", **cc("max-age=60")}, SENT),
        later(SENT, request={"Foo": "1", "Bar": "2"}),
    ],
    "two fields, both the same": [
        (0, {"Foo": "1", "Bar": "2"}, {"Vary": "Foo, Bar", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Bar": "2", "Foo": "1"}),
    ],
    "two lines of Vary": [
        (0, {"Bar": "1"}, {"headers": [("Vary", "Foo"), ("Vary", "Bar")], **cc("max-age=60")}, SENT),
        later(SENT, request={"Bar": "2"}),
    ],
    "two variants side by side": [
        (0, {"Foo": "1"}, {"Vary": "Foo", **cc("max-age=60")}, SENT),
        later(SENT, request={"Foo": "2"}, Vary="Foo", **cc("max-age=60")),
        later(CACHED, request={"Foo": "1"}),
        later(CACHED, request={"Foo": "2"}),
    ],
    "each variant is revalidated with its own ETag": [
        (0, {"Foo": "1"}, {"Vary": "Foo", "ETag": '"1"'}, SENT),
        later(SENT, request={"Foo": "2"}, Vary="Foo", ETag='"2"'),
        later(ETAG, request={"Foo": "1"}, ETag='"1"', status=304),
    ],
    "spaces within a value": [
        (0, {"Prefer": "1,  2"}, {"Vary": "Prefer", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Prefer": "1, 2"}),
    ],
    "spaces next to commas": [
        (0, {"Prefer": "1,2"}, {"Vary": "Prefer", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Prefer": " 1 , 2 "}),
    ],
    "spaces in quotes are another value": [
        (0, {"Prefer": '"1,2"'}, {"Vary": "Prefer", **cc("max-age=60")}, SENT),
        later(SENT, request={"Prefer": '"1, 2"'}),
    ],
    "the case of a value counts": [
        (0, {"Foo": "a"}, {"Vary": "Foo", **cc("max-age=60")}, SENT),
        later(SENT, request={"Foo": "A"}),
    ],
    "spaces and case of languages": [
        (0, {"Accept_Language": "en, de;q=0.5"}, {"Vary": "Accept-Language", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Accept_Language": " eN ,De; q=0.5"}),
    ],
    "the order of languages counts": [
        (0, {"Accept_Language": "en, de"}, {"Vary": "Accept-Language", **cc("max-age=60")}, SENT),
        later(SENT, request={"Accept_Language": "de, en"}),
    ],
    "any case of the name": [
        (0, {"foo": "1"}, {"Vary": "FOO", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Foo": "1"}),
    ],
    "a star": not_reused(Vary="*", ETag='"a"', **cc("max-age=60")),
    "a star among others": not_reused(Vary="Foo, *", ETag='"a"', **cc("max-age=60")),
    "a star on a line of its own": not_reused(headers=[("Vary", "Foo"), ("Vary", "*")], **cc("max-age=60")),
    "empty": reused(Vary="", **cc("max-age=60")),
    "commas alone": reused(Vary=",,", **cc("max-age=60")),
    "what is part of every key": reused(Vary="Accept, Accept-Encoding, Authorization", **cc("max-age=60")),
    "the responses cease to depend on it": [
        (0, {"User-Agent": "1"}, {"Vary": "User-Agent", **cc("max-age=4")}, SENT),
        later(SENT, request={"User-Agent": "1"}, **cc("max-age=60")),
        later(CACHED, request={"User-Agent": "2"}),
    ],
    "the responses come to depend on more": [
        (0, {"Foo": "1"}, {"Vary": "Foo", **cc("max-age=4")}, SENT),
        later(SENT, request={"Foo": "1", "Bar": "1"}, Vary="Foo, Bar", **cc("max-age=60")),
        later(CACHED, request={"Foo": "1", "Bar": "1"}),
        later(SENT, request={"Foo": "1", "Bar": "2"}),
    ],
}


REQUESTS = {
    "no-cache asks": [first(ETag='"a"', **cc("max-age=60")), later(ETAG, request=cc("no-cache"), status=304)],
    "Pragma no-cache asks": [
        first(ETag='"a"', **cc("max-age=60")),
        later(ETAG, request={"Pragma": "no-cache"}, status=304),
    ],
    "Pragma is ignored with Cache-Control": [
        first(**cc("max-age=60")),
        later(CACHED, request={"Pragma": "no-cache", **cc("max-age=60")}),
    ],
    "no-store is not stored": [(0, cc("no-store"), cc("max-age=60"), SENT), later(SENT)],
    "max-age 0 asks": [first(ETag='"a"', **cc("max-age=60")), later(ETAG, request=cc("max-age=0"), status=304)],
    "max-age below the age asks": [
        first(ETag='"a"', **cc("max-age=60")),
        later(ETAG, request=cc("max-age=3"), status=304),
    ],
    "max-age above the age": [first(**cc("max-age=60")), later(CACHED, request=cc("max-age=30"))],
    "an invalid max-age asks": [
        first(ETag='"a"', **cc("max-age=60")),
        later(ETAG, request=cc("max-age=x"), status=304),
    ],
    "min-fresh that is left": [first(**cc("max-age=60")), later(CACHED, request=cc("min-fresh=30"))],
    "min-fresh that is not left": [first(**cc("max-age=60")), later(SENT, request=cc("min-fresh=58"))],
    "max-stale without bound": [first(**cc("max-age=1")), later(CACHED, request=cc("max-stale"))],
    "max-stale that reaches": [first(**cc("max-age=1")), later(CACHED, request=cc("max-stale=10"))],
    "max-stale that does not reach": [first(**cc("max-age=1")), later(SENT, request=cc("max-stale=2"))],
    "max-stale against must-revalidate": [
        first(**cc("max-age=1, must-revalidate")),
        later(SENT, request=cc("max-stale")),
    ],
    "max-stale against no-cache": [
        first(ETag='"a"', **cc("max-age=1, no-cache")),
        later(ETAG, request=cc("max-stale"), status=304),
    ],
    "only-if-cached with a fresh response": [first(**cc("max-age=60")), later(CACHED, request=cc("only-if-cached"))],
    "only-if-cached with nothing": [(0, cc("only-if-cached"), {"shows": 504}, CACHED)],
    "only-if-cached with a stale response": [
        first(**cc("max-age=1")),
        later(CACHED, request=cc("only-if-cached"), shows=504),
    ],
    "HEAD is not served from a GET": [first(**cc("max-age=60")), later(SENT, request={"method": "HEAD"})],
    "OPTIONS is not served from a GET": [first(**cc("max-age=60")), later(SENT, request={"method": "OPTIONS"})],
    "a GET with a body is not served from one without": [
        first(**cc("max-age=60")),
        later(SENT, request={"body": b"{}"}),
    ],
    "another query": [first(**cc("max-age=60")), later(SENT, request={"query": "?page=2"})],
    "a fragment makes no difference": [first(**cc("max-age=60")), later(CACHED, request={"query": "#top"})],
}


CONDITIONS = {
    "an ETag": validated(),
    "a weak ETag": [first(ETag='W/"a"'), later(ETAG, ETag='W/"a"', status=304)],
    "a weak ETag confirmed as a strong one": [first(ETag='W/"a"'), later(ETAG, ETag='"a"', status=304)],
    "an ETag without quotes": [first(ETag="abc"), later(ETAG, ETag="abc", status=304)],
    "an empty ETag in quotes": [first(ETag='""'), later(ETAG, ETag='""', status=304)],
    "an ETag with a comma": [first(ETag='"a,b"'), later(ETAG, ETag='"a,b"', status=304)],
    "an ETag beyond ASCII": [first(ETag='"\xfc"'), later(ETAG, ETag='"\xfc"', status=304)],
    "an ETag with a control character is ignored": [first(ETag='"a\x01"'), later(SENT)],
    "an ETag of 10,000 characters is ignored": [first(ETag='"' + "a" * 10_000 + '"'), later(SENT)],
    "a date long before": [first(Last_Modified=date(-3000), Date=date()), later(DATE, status=304)],
    "a date just before may hide a change": [first(Last_Modified=date(-1), Date=date()), later(SENT)],
    "a date without Date": [first(Last_Modified=date(-3000)), later(SENT)],
    "an invalid date": [first(Last_Modified="yesterday", Date=date()), later(SENT)],
    "an ETag goes before a date": [
        first(ETag='"a"', Last_Modified=date(-3000), Date=date()),
        later(ETAG, status=304),
    ],
    "a 304 with neither confirms": [first(ETag='"a"'), later(ETAG, status=304), later(ETAG, status=304)],
    "a 304 with another date does not": [
        first(Last_Modified=date(-3000), Date=date()),
        later("refetched", status=304, Last_Modified=date(-2000)),
    ],
    "a 304 with another ETag does not": [first(ETag='"a"'), later("refetched", status=304, ETag='"b"')],
    "the caller's own ETag, fresh and the same": [
        first(ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": '"a"'}, shows=304),
    ],
    "the caller's own ETag, fresh and weakly the same": [
        first(ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": 'W/"a"'}, shows=304),
    ],
    "the caller's own ETags, fresh and one of them": [
        first(ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": '"x", "a"'}, shows=304),
    ],
    "the caller's own star, fresh": [
        first(ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": "*"}, shows=304),
    ],
    "the caller's own ETag, fresh and another": [
        first(ETag='"a"', **cc("max-age=60")),
        later(CACHED, request={"If_None_Match": '"b"'}, shows=200),
    ],
    "the caller's own date goes to the server": [
        first(ETag='"a"', **cc("max-age=60")),
        later(DATE, request={"If_Modified_Since": date(-3000)}, status=304, shows=304),
    ],
}


PARTIAL = {
    "items, the same range": [
        (0, {"Range": "id ..; max=2"}, {"status": 206, "Content_Range": "id 1..2", **cc("max-age=60")}, SENT),
        later(CACHED, request={"Range": "id ..; max=2"}, shows=206),
    ],
    "items, another range": [
        (0, {"Range": "id ..; max=2"}, {"status": 206, "Content_Range": "id 1..2", **cc("max-age=60")}, SENT),
        later(SENT, request={"Range": "id ]2..; max=2"}),
    ],
    "items are not served for the whole": [
        (0, {"Range": "id ..; max=2"}, {"status": 206, "Content_Range": "id 1..2", **cc("max-age=60")}, SENT),
        later(SENT),
    ],
    "the whole is not served for items": [first(**cc("max-age=60")), later(SENT, request={"Range": "id ..; max=2"})],
    "a last page of items": [
        (0, {"Range": "id 9..; max=2"}, {"status": 200, **cc("max-age=60")}, SENT),
        later(CACHED, request={"Range": "id 9..; max=2"}),
        later(SENT),
    ],
    "items revalidated with their ETag": [
        (0, {"Range": "id ..; max=2"}, {"status": 206, "ETag": '"a"'}, SENT),
        later(ETAG, request={"Range": "id ..; max=2"}, status=304, shows=206),
    ],
    "bytes": [
        (0, {"Range": "bytes=0-5"}, {"status": 206, "Content_Range": "bytes 0-5/20", **cc("max-age=60")}, SENT),
        later(SENT, request={"Range": "bytes=0-5"}),
        later(SENT),
    ],
    **{
        f"the whole is served for {range_}": [
            first(**cc("max-age=60")),
            later(CACHED, request={"Range": range_}, shows=206),
        ]
        for range_ in ("bytes=0-5", "bytes=3-", "bytes=-4", "Bytes=0-99", "bytes=-99", "bytes = 0-0")
    },
    **{
        f"the whole is not served for {range_}": [first(**cc("max-age=60")), later(SENT, request={"Range": range_})]
        for range_ in (
            "bytes=0-1, 4-5",
            "bytes=99-",
            "bytes=5-3",
            "bytes=-0",
            "bytes=-",
            "bytes=a-b",
            "bytes",
            "id 1..2",
        )
    },
    "a stale whole is not served for bytes": [
        first(**cc("max-age=4")),
        later(SENT, request={"Range": "bytes=0-5"}),
    ],
    "a compressed whole is not served for bytes": [
        first(Content_Encoding="gzip", **cc("max-age=60")),
        later(SENT, request={"Range": "bytes=0-5"}),
    ],
    "bytes on the caller's own condition go to the server": [
        first(ETag='"a"', **cc("max-age=60")),
        later(SENT, request={"Range": "bytes=0-5", "If_Range": '"a"'}),
    ],
    "an error is not served for bytes": [
        first(status=404, **cc("max-age=60")),
        later(SENT, request={"Range": "bytes=0-5"}),
    ],
    "bytes instead of requested items": [
        (0, {"Range": "id 1..2"}, {"status": 206, "Content_Range": "bytes 0-5/20", **cc("max-age=60")}, SENT),
        later(SENT, request={"Range": "id 1..2"}),
    ],
    "a range that can't be": [
        (0, {"Range": "id x..; max=2"}, {"status": 416, **cc("max-age=60")}, SENT),
        later(SENT, request={"Range": "id x..; max=2"}),
    ],
}


INVALIDATION = {
    f"{method} with {status}": [
        first(**cc("max-age=60")),
        later(SENT, request={"method": method}, status=status),
        later(SENT if status < 400 or status >= 500 else CACHED),
    ]
    for method in ("POST", "PUT", "PATCH", "DELETE", "M-SEARCH")
    for status in (200, 204, 302, 404, 500)
} | {
    f"{method} changes nothing": [first(**cc("max-age=60")), later(SENT, request={"method": method}), later(CACHED)]
    for method in ("HEAD", "OPTIONS", "TRACE")
}


SECTIONS = {
    "freshness": FRESHNESS,
    "age": AGE,
    "expires": EXPIRES,
    "parsing": PARSING,
    "responses": RESPONSES,
    "stale": STALE,
    "statuses": STATUSES,
    "vary": VARY,
    "requests": REQUESTS,
    "conditions": CONDITIONS,
    "partial": PARTIAL,
    "invalidation": INVALIDATION,
}
