"""Dates in header fields (RFC 9110, 5.6.7)."""

from heroics_py.http.dates import parse_date

NOW = 1_700_000_000.0  # November 14, 2023
DATES = {
    "Sun, 06 Nov 1994 08:49:37 GMT": 784_111_777.0,
    "sun, 06 nov 1994 08:49:37 gmt": 784_111_777.0,
    "Sunday, 06-Nov-94 08:49:37 GMT": 784_111_777.0,
    "Sun Nov  6 08:49:37 1994": 784_111_777.0,
    "Thu, 01 Jan 1970 00:00:00 GMT": 0.0,
    "Fri, 31 Dec 9999 23:59:59 GMT": 253_402_300_799.0,
    "Sat, 31 Dec 2016 23:59:60 GMT": 1_483_228_800.0,
    "Thu, 29 Feb 2024 00:00:00 GMT": 1_709_164_800.0,
    "Thursday, 01-Jan-70 00:00:00 GMT": 3_155_760_000.0,  # 2070: at most 50 years from now
    "Tuesday, 01-Jan-74 00:00:00 GMT": 126_230_400.0,  # 1974: 2074 is more than 50 years from now
}
INVALID = (
    *("", "0", "-1", "now", "Sun, 06 Nov 1994", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT"),
    *("Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000"),
    *("Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT"),
    *("Wed, 29 Feb 2023 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT"),
    *("Sun, 06 Nov 0000 08:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT"),
    *("Sun, 06 Nov \N{ARABIC-INDIC DIGIT ONE}994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT, x"),
)


def test_forms_of_dates():
    """All three forms are dates, in any case; a year of two digits is at most 50 years from now."""
    assert {text: parse_date(text, now=NOW) for text in DATES} == DATES


def test_invalid_dates():
    """Anything else is None, also a day that the calendar does not have."""
    assert [text for text in INVALID if parse_date(text, now=NOW) is not None] == []
    assert parse_date(None, now=NOW) is None
