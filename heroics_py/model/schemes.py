"""Links that no request goes to: e-mail addresses, phone numbers and the like, by the schemes of their hrefs."""

import re

from heroics_py.model.api import Link

__all__ = ["describe_scheme", "scheme_of", "target_text"]

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_DESCRIPTIONS = {
    "mailto": "an e-mail address",
    "tel": "a phone number",
    "callto": "a phone number",
    "fax": "a fax number",
    "sms": "a number for text messages",
    "geo": "a geographic location",
    "urn": "a name (URN)",
    "tag": "a name (tag)",
    "doi": "a name (DOI)",
    "javascript": "a script",
    "data": "data written into the link",
    "blob": "data of a browser",
    "about": "a page of a browser",
    "file": "a file of this computer",
    "ftp": "a file on an FTP server",
    "ftps": "a file on an FTP server",
    "sftp": "a file on an SSH server",
    "ssh": "an SSH server",
    "git": "a Git repository",
    "ws": "a WebSocket",
    "wss": "a WebSocket",
    "sip": "an address for calls",
    "sips": "an address for calls",
    "xmpp": "an address for chat",
    "irc": "an address for chat",
    "magnet": "a file shared by peers",
    "webcal": "a calendar",
}


def scheme_of(href: str) -> str:
    """Return the scheme of an href in lower case; empty for one of http and https, and without a scheme.

    See RFC 3986, 3.1 and 4.2: a relative reference has no colon in its first segment.
    """
    match = _SCHEME.match(href)
    scheme = match[1].lower() if match else ""
    return "" if scheme in {"http", "https"} else scheme


def describe_scheme(scheme: str) -> str:
    """Return what a link with a scheme is: "an e-mail address"."""
    return _DESCRIPTIONS.get(scheme, f"an address with the scheme {scheme!r}")


def target_text(link: Link) -> str:
    """Return the method and href of a link; of one that is not sent, the href and what it is."""
    if link.scheme:
        return f"{link.href} ({describe_scheme(link.scheme)}, not sent)"
    if "://" not in link.href:
        return f"{link.method} {link.href}"
    from heroics_py.secrecy.urls import mask_url

    return f"{link.method} {mask_url(link.href)}"  # it may come from a response, with secrets in it
