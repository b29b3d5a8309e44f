"""The Link header (RFC 8288)."""

import pytest

from heroics_py.http.link_header import parse_link_header


def parsed(text):
    return [(link.href, *link.rels) for link in parse_link_header(text)]


@pytest.mark.parametrize(
    ("header", "links"),
    [
        (None, []),
        ("", []),
        ("</a>; rel=next", [("/a", "next")]),
        ('</a>; rel="next prev"', [("/a", "next", "prev")]),
        ("</a>;rel=next,</b> ; rel = prev", [("/a", "next"), ("/b", "prev")]),
        ('</a,b;c>; rel="next"', [("/a,b;c", "next")]),
        ('</a>; title="x, <y>; rel=no"; rel=next', [("/a", "next")]),
        ('</a>; title="say \\"hi\\""; rel=next', [("/a", "next")]),
        ("</a>; rel=next; rel=prev", [("/a", "next")]),
        ("</a>; REL=Next", [("/a", "next")]),
        ('</a>; rel="https://Example.com/Rel"', [("/a", "https://Example.com/Rel")]),
        ("</a>; crossorigin; rel=next", [("/a", "next")]),
        ("</a>", [("/a",)]),
        ("/a; rel=next", []),
    ],
)
def test_links_and_relations(header, links):
    """Each link has its target and its relations, whatever separators its texts hold."""
    assert parsed(header) == links


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ('</a>; title="plain"', "plain"),
        ('</a>; title="a \\"b\\""', 'a "b"'),
        ("</a>; title=\"plain\"; title*=UTF-8'de'n%C3%A4chstes%20Kapitel", "nächstes Kapitel"),
        ("</a>; title*=iso-8859-1'en'%A3%20rates", "£ rates"),
        ("</a>; title=plain; title*=broken", "plain"),
        ("</a>", ""),
    ],
)
def test_titles(header, title):
    """The extended title comes before the plain one (RFC 8187, 3.2)."""
    assert [link.title for link in parse_link_header(header)] == [title]
