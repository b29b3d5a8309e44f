"""Origins of URLs, and URLs relative to another one."""

from heroics_py.http.origins import is_loopback, origin_of, resolve_url, split_origin

ORIGINS = {
    "https://A.example/x?y#z": "https://a.example",
    "https://a.example:443": "https://a.example",
    "http://a.example:443/": "http://a.example:443",
    "http://u:p@a.example:80/": "http://a.example",
    "http://[::1]:8080/": "http://[::1]:8080",
    "ftp://a.example/": None,
    "//a.example/": None,
    "https:///x": None,
    "https://a.example:x/": None,
    "https://[a/": None,
    "https://a.example\\@b.example/": None,
}
REFERENCES = {
    "/y?z#part": "https://a.example/y?z",
    "z": "https://a.example/x/z",
    "//b.example/y": "https://b.example/y",
    "/a b": "https://a.example/a%20b",
    "/\u00c3\u00a9": "https://a.example/%C3%A9",  # UTF-8, read as Latin-1
    "https://[": "",
}
HOSTS = {
    **dict.fromkeys(("localhost", "LOCALHOST.", "api.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"), True),
    **dict.fromkeys(
        ("a.example", "localhost.example", "evillocalhost", "127.0.0.1.example", "128.0.0.1", "127.1", ""), False
    ),
}


def test_origins():
    """The origin leaves out the default port; invalid URLs and other schemes have none."""
    assert {url: origin_of(url) for url in ORIGINS} == ORIGINS


def test_default_ports():
    """A split origin always has its port."""
    assert split_origin("https://a.example/") == ("https", "a.example", 443)


def test_resolved_urls():
    """References are resolved without their fragments, and characters that a URL can't hold are encoded."""
    assert {each: resolve_url("https://a.example/x/y", each) for each in REFERENCES} == REFERENCES


def test_loopback_hosts():
    """Only localhost, the names below it and the loopback addresses are this machine."""
    assert {host: is_loopback(host) for host in HOSTS} == HOSTS
