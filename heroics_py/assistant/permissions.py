"""Which calls change something, and which of those are allowed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, urlsplit

from heroics_py.assistant.errors import Refused
from heroics_py.display.terminal import escaped
from heroics_py.http.messages import Request
from heroics_py.model.api import Link
from heroics_py.support.suggestions import did_you_mean

__all__ = ["ALL", "WriteRules", "change_of"]

ALL = "*"
"""The pattern that allows every write."""

_READS = frozenset({"GET", "HEAD"})
# Frameworks let these carry the method that counts.
_OVERRIDES = frozenset({"_method", "x_http_method", "x_http_method_override", "x_method_override", "http_method"})
# Verbs of links that are GETs and change something all the same.
_VERBS = frozenset(
    {
        *("activate", "approve", "cancel", "create", "deactivate", "delete", "deploy", "destroy", "disable", "enable"),
        *("execute", "flush", "insert", "kill", "logout", "publish", "purge", "reboot", "regenerate", "reject"),
        *("remove", "rename", "reset", "restart", "revoke", "send", "shutdown", "signout", "stop", "subscribe"),
        *("trigger", "unpublish", "unsubscribe", "update"),
    }
)
_AFTER_A_NOUN = re.compile(r" (of|for|are|is|from|to)\b")  # "Updates of an app."
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class WriteRules:
    """The writes that a person allowed when they started the server.

    Args:
        patterns: names of links, ``app.update``, or patterns of them, ``app.*``; ``*`` allows all, none allow nothing.
        names: the names of all links, to refuse a pattern that allows nothing.

    Raises:
        Refused: a pattern fits no link.
    """

    def __init__(self, patterns: Sequence[str] = (), names: Iterable[str] = ()) -> None:
        self._patterns = tuple(each.replace("-", "_") for each in patterns)
        known = list(names)
        for given, pattern in zip(patterns, self._patterns, strict=True):
            if known and not any(fnmatchcase(name, pattern) for name in known):
                raise Refused(f"--allow-writes {escaped(given)} fits no link; {did_you_mean(pattern, known)}")

    @property
    def allows_any(self) -> bool:
        """Whether there is a write that is allowed."""
        return bool(self._patterns)

    def allows(self, name: str) -> bool:
        """Return whether a link may change something."""
        return any(fnmatchcase(name, pattern) for pattern in self._patterns)

    def check(self, name: str, change: str) -> None:
        """Accept a call that may be sent.

        Args:
            name: of the link.
            change: what the call is, from `change_of`.

        Raises:
            Refused: it changes something, and nobody allowed that.
        """
        if change and not self.allows(name):
            raise Refused(
                f"{name} {change}, and this server may only read. Nothing was sent. The person can allow it: "
                f"heroics mcp ... --allow-writes {name}"
            )


def change_of(name: str, request: Request, link: Link) -> str:
    """Return why a call may change something, in words; empty if it reads.

    A GET changes something if it carries another method, or if the document calls it by a verb that does.

    Args:
        name: of the call: "app.update".
        request: that it would send.
        link: that it means.
    """
    if request.method not in _READS:
        return f"is a {request.method}"
    query = [field for field, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)]
    for field in (*request.headers, *query):
        if field.lower().replace("-", "_") in _OVERRIDES:
            return f"carries another method in {escaped(field)}"
    verb = next((word for word in _first_words(name, link) if word in _VERBS), "")
    return f"is a {request.method} that the document describes by the verb '{verb}'" if verb else ""


def _first_words(name: str, link: Link) -> Iterator[str]:
    """Yield the first word of each name of a link: what it does, if it is a verb."""
    path = re.sub(r"\{[?&#][^{}]*\}", "", link.href).partition("?")[0]
    last = path.rstrip("/").rpartition("/")[2]
    method = re.split("[.:]", last)[-1] if "{" not in last.rpartition(":")[2] else ""
    for text in (name.rpartition(".")[2], link.title, link.description, method):
        word = _WORD.search(text)
        if word and not _AFTER_A_NOUN.match(text, word.end()):
            first = word[0].lower()
            yield first
            yield first.removesuffix("s")  # "Deletes the app."
