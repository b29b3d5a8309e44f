"""Phrases that mean one word, and texts whose form shows what they are."""

import re
from collections.abc import Iterator

__all__ = ["words_of_request"]

_PHRASES = {
    "pull request": "pull",
    "pull requests": "pull",
    "pr": "pull",
    "prs": "pull",
    "merge request": "pull",
    "credit card": "card",
    "environment variable": "config",
    "environment variables": "config",
    "env var": "config",
    "env vars": "config",
    "database url": "config var",
    "connection string": "config database",
    "data center": "datacenter",
    "data centers": "datacenter",
    "data centre": "datacenter",
    "data centres": "datacenter",
    "time zone": "timezone",
    "two factor": "otp",
    "2 factor": "otp",
    "single sign on": "sso identity",
    "sign in": "login",
    "log in": "login",
    "logged in": "login account",
    "sign up": "register user",
    "sign out": "logout",
    "log out": "logout",
    "logged out": "logout",
    "direct message": "dm",
    "one off": "run",
    "get rid of": "delete",
    "set up": "setup",
    "spin up": "create",
    "roll back": "rollback",
    "money back": "refund",
    "forgot password": "reset password",
    "forgot my password": "reset password",
    "who am i": "account current user",
    "whoami": "account current user",
    "i am": "account",
    "api calls": "request rate limit",
    "requests left": "rate limit",
    "tell me when": "create webhook notify",
    "let me know when": "create webhook notify",
    "notify me when": "create webhook notify",
    "notify me": "notify",
    "alert me when": "create webhook alert",
    "alert me": "alert",
    "warn me when": "create alert notify",
    "warn me": "alert notify",
    "undo the deletion": "restore",
    "undo deletion": "restore",
    "who changed": "audit history of",
    "who did what": "audit history activity",
    "who deleted": "audit history of",
    "right now": "now",
    "get notified": "create webhook notification",
    "take back": "delete",
    "phone number": "phone",
    "public key": "publickey key ssh",
    "give me": "get",
    "tell me": "get",
    "show me": "show",
    "let me see": "show",
    "who can": "who access permission",
    "add on": "addon",
    "add ons": "addon",
    "log drain": "drain log",
    "home page": "homepage",
    "k8s": "kubernetes",
}
_LONGEST = 4

# A verb and a particle that other words may part: "take www.example.com off the app".
_PARTED = {
    ("take", "off"): "remove",
    ("take", "away"): "remove",
    ("take", "back"): "delete",
    ("take", "out"): "remove",
    ("take", "down"): "delete",
    ("throw", "away"): "delete",
    ("throw", "out"): "kick",
    ("kick", "out"): "kick",
    ("kick", "from"): "kick",
    ("bring", "back"): "restore return",
    ("get", "back"): "restore download",
    ("go", "back"): "rollback",
    ("turn", "into"): "create convert",
    ("ask", "for"): "request",
    ("block", "from"): "block",
    ("give", "back"): "return refund",
    ("turn", "on"): "enable",
    ("switch", "on"): "enable",
    ("turn", "off"): "disable",
    ("switch", "off"): "disable",
    ("turn", "up"): "set",
    ("turn", "down"): "set",
    ("put", "into"): "put",
    ("put", "on"): "put",
    ("put", "in"): "put",
    ("point", "to"): "set",
    ("shut", "down"): "stop",
    ("hand", "over"): "transfer",
    ("pick", "up"): "pickup",
    ("picked", "up"): "pickup",
    ("look", "for"): "search",
    ("look", "up"): "search",
    ("set", "up"): "setup",
    ("fill", "in"): "update",
    ("break", "into"): "split subtask",
}
_REACH = 5

# What a text of this form is.
_FORMS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), " mailaddress user "),
    (re.compile(r"https?://\S+"), " url "),
    (re.compile(r"\bwww\.\S+|\b[\w-]+\.(?:com|org|net|io|dev|app|example)\b"), " domain "),
    (re.compile(r"\b\d+\.\d+\.\d+\.\d+(?:/\d+)?"), " ip "),
    (re.compile(r"#[a-z][\w-]*"), " channel "),
    (re.compile(r"(?<!\w)@[a-z][\w-]*"), " user "),
    (re.compile(r"\b[\w-]+\.(?:png|jpe?g|gif|svg)\b"), " image "),
    (re.compile(r"\b[\w-]+\.(?:txt|pdf|csv|zip|docx?|xlsx?|gz|tgz|mp[34])\b"), " file "),
    (re.compile(r"[$€£]\s?\d[\d.,]*"), " amount "),
)


def words_of_request(words: list[str]) -> list[str]:
    """Return the words of a request, with one word in the place of each phrase."""
    return list(_with_phrases(_with_parted(words)))


def with_forms(text: str) -> str:
    """Return a text with a word in the place of each address, host, file name and the like."""
    for form, word in _FORMS:
        text = form.sub(word, text)
    return text


def _with_parted(words: list[str]) -> list[str]:
    found = list(words)
    for start, verb in enumerate(words):
        for end in range(start + 1, min(start + 1 + _REACH, len(words))):
            if (meant := _PARTED.get((verb, words[end]))) is not None and end > start:
                return [*found[:start], *meant.split(), *found[start + 1 : end], *found[end + 1 :]]
    return found


def _with_phrases(words: list[str]) -> Iterator[str]:
    index = 0
    while index < len(words):
        for length in range(_LONGEST, 0, -1):
            meant = _PHRASES.get(" ".join(words[index : index + length]))
            if meant is not None:
                yield from meant.split()
                index += length
                break
        else:
            yield words[index]
            index += 1
