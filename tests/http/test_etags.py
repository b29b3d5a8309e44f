"""Entity tags in If-Match and If-None-Match."""

from heroics_py.http.etags import matches_etag

FIELDS = [  # a field, the current tag, and whether they match weakly and strongly (RFC 9110, 8.8.3.2)
    ('"a"', '"a"', True, True),
    ('"a"', '"b"', False, False),
    ('W/"a"', '"a"', True, False),
    ('"a"', 'W/"a"', True, False),
    ('W/"a"', 'W/"a"', True, False),
    ('"b", W/"a", "c"', '"a"', True, False),
    ('"b", "a"', '"a"', True, True),
    ('"b,a"', '"a"', False, False),
    ("*", '"a"', True, True),
    (" * ", '"a"', True, True),
    ("*", None, False, False),
    ("a", "a", True, True),
    ("", '"a"', False, False),
]


def test_matches_etag():
    """A field matches a tag that it names; a weak tag matches only by weak comparison."""
    results = [(matches_etag(field, tag), matches_etag(field, tag, weakly=False)) for field, tag, *_ in FIELDS]
    wrong = [row for row, result in zip(FIELDS, results, strict=True) if result != tuple(row[2:])]
    assert wrong == []
