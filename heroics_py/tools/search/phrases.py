"""Phrases that mean one word, and texts whose form shows what they are."""

import re
from collections.abc import Iterator

from heroics_py.tools.search.verb_phrases import with_plain_verbs

__all__ = ["NEGATED", "with_forms", "without_contractions", "words_of_request"]

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
    "one off": "run command",
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
    "notify me": "notify",
    "alert me": "alert",
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
    "who can": "who access permission to",
    "who may": "who access permission to",
    "who is allowed": "who access permission to",
    "who has": "who holder",
    "who owns": "who owner of",
    "get me a list": "list",
    "get me a": "create a",
    "get me an": "create an",
    "get me another": "create another",
    "get us a": "create a",
    "get us an": "create an",
    "went out": "release deploy",
    "went live": "release deploy",
    "where can i": "how can i",
    "where can we": "how can we",
    "where do i": "how do i",
    "where do we": "how do we",
    "can you": "please",
    "could you": "please",
    "would you": "please",
    "will you": "please",
    "everything by": "list by author",
    "anything by": "list by author",
    "people say": "say",
    "everyone say": "say",
    "needs my attention": "notification unread",
    "need my attention": "notification unread",
    "who has access": "who access",
    "who has permission": "who permission",
    "say yes to": "accept",
    "say no to": "decline",
    "can i have": "available",
    "can i get": "available",
    "can i buy": "available plan",
    "can i use": "available",
    "can i choose": "available",
    "can i pick": "available",
    "can we have": "available",
    "can we get": "available",
    "can we buy": "available plan",
    "can we use": "available",
    "can we choose": "available",
    "what changed": "what history of",
    "what happened": "what history of",
    "did i miss": "history unread",
    "have i missed": "history unread",
    "have to do": "task",
    "to do": "task",
    "to dos": "task",
    "on my plate": "task",
    "up for grabs": "available",
    "on pause": "pause",
    "up and running": "running",
    "from the environment": "from config",
    "from the env": "from config",
    "in the environment": "in config",
    "one more": "scale",
    "left to pay": "owe",
    "still owe": "owe",
    "behind on": "overdue",
    "behind with": "overdue",
    "put on hold": "pause",
    "up to date": "version",
    "go live": "publish",
    "going on": "status",
    "all good": "health",
    "pull the plug on": "delete",
    "work on": "task",
    "is it up": "health status",
    "switch to": "change to",
    "let go": "remove",
    "keep an eye on": "watch",
    "come up with": "generate",
    "add on": "addon",
    "add ons": "addon",
    "log drain": "drain log",
    "home page": "homepage",
    "k8s": "kubernetes",
}
_LONGEST = 4

NEGATED = {"can't": "can not", "can\u2019t": "can not", "won't": "will not", "n't": " not", "n\u2019t": " not"}
"""Contracted negations, and what they are short for."""

_CONTRACTION = re.compile(r"(?<=[a-z])(?:n['\u2019]t|['\u2019](?:s|re|ve|ll|d|m|t))\b|['\u2019]", re.IGNORECASE)
# People leave out the apostrophe, too.
_RUN_TOGETHER = re.compile(r"\b(what|who|where|when|how|that|there)s\b|\b(i)m\b", re.IGNORECASE)

# What a text of this form is.
_FORMS = (
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]+"), " mailaddress user "),
    (re.compile(r"https?://\S+"), " url "),
    (re.compile(r"\bwww\.\S+|(?<![\w-])[\w-]++\.(?:com|org|net|io|dev|app|example)\b"), " domain "),
    (re.compile(r"\b\d+\.\d+\.\d+\.\d+(?:/\d+)?"), " ip "),
    (re.compile(r"#[a-z][\w-]*"), " channel "),
    (re.compile(r"(?<!\w)@[a-z][\w-]*"), " user "),
    (re.compile(r"(?<![\w-])[\w-]++\.(?:png|jpe?g|gif|svg)\b"), " image "),
    (re.compile(r"(?<![\w-])[\w-]++\.(?:txt|pdf|csv|zip|docx?|xlsx?|gz|tgz|mp[34])\b"), " file "),
    (re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b"), " config variable "),
    (re.compile(r"\bv\d[\d.]*\b"), " version "),
    (re.compile(r"\b(?:\d+|two|three|four|five) (?:more|fewer|extra|additional) "), " scale "),
    (re.compile(r"[$€£]\s?\d[\d.,]*"), " amount "),
)


def without_contractions(text: str) -> str:
    """Return a text without what is contracted: "what's" and "whats" are "what", "don't" is "do not"."""
    for contracted, whole in NEGATED.items():
        text = text.replace(contracted, whole)
    return _RUN_TOGETHER.sub(r"\1\2", _CONTRACTION.sub(" ", text))


def words_of_request(words: list[str]) -> list[str]:
    """Return the words of a request, with one word in the place of each phrase."""
    return list(_with_phrases(with_plain_verbs(words)))


def with_forms(text: str) -> str:
    """Return a text with a word in the place of each address, host, file name and the like."""
    for form, word in _FORMS:
        text = form.sub(word, text)
    return text


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
