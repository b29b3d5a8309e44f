"""Verbs that other words change: those with a particle, what shall stop, and what shall be told."""

from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.request_words import FILLERS, QUESTIONS, STOP_WORDS

__all__ = ["with_plain_verbs"]

# A verb and a particle that other words may part: "take www.example.com off the app".
_PARTED = {
    ("take", "off"): "remove",
    ("take", "away"): "remove",
    ("take", "back"): "delete",
    ("take", "out"): "remove",
    ("take", "offline"): "disable maintenance",
    ("put", "offline"): "disable maintenance",
    ("free", "up"): "reduce",
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
    ("log", "out"): "logout",
    ("thumbs", "up"): "react",
    ("thumbs", "down"): "react",
    ("sign", "out"): "logout",
    ("pick", "up"): "pickup",
    ("picked", "up"): "pickup",
    ("look", "for"): "search",
    ("look", "up"): "search",
    ("set", "up"): "setup",
    ("fill", "in"): "update",
    ("break", "into"): "split subtask",
    ("beef", "up"): "scale upgrade",
    ("bump", "up"): "scale upgrade",
    ("bump", "to"): "update",
    ("crank", "up"): "scale set",
    ("ramp", "up"): "scale",
    ("scale", "up"): "scale",
    ("scale", "down"): "scale",
    ("back", "up"): "backup",
    ("let", "into"): "allow invite",
    ("let", "in"): "allow invite",
    ("bring", "up"): "start",
    ("bring", "down"): "stop",
    ("lock", "out"): "block",
    ("sign", "off"): "approve",
    ("check", "out"): "checkout",
    ("cut", "off"): "revoke",
    ("swap", "with"): "replace",
    ("roll", "out"): "deploy",
    ("write", "up"): "create",
    ("send", "back"): "return",
    ("print", "out"): "print",
    ("make", "public"): "public set",
}
_REACH = 5
_ALERTS = frozenset({"notify", "alert", "warn", "ping", "inform"})
_TELLS = frozenset({"tell", "let", "email", "message", "call"}) | _ALERTS
_WHENS = frozenset({"when", "whenever", "if", "once"})
_EACH = frozenset({"each", "every", "all"})
_STOPS = frozenset({"stop", "quit", "cease", "never"})
_ASKERS = frozenset({"me", "us", "it", "go"})
# What somebody may do who is let: "let Carol work on the app".
_JOINING = frozenset(
    {"work", "see", "use", "edit", "view", "read", "access", "push", "deploy", "join", "help", "manage"}
)
_NO_VERBS = STOP_WORDS | QUESTIONS | FILLERS
# What an unusual verb with a particle means: "tear down", "stand up", "rip out".
_PARTICLES = {"up": "create", "down": "delete", "off": "remove", "away": "delete", "out": "remove", "back": "restore"}


def with_plain_verbs(words: list[str]) -> list[str]:
    """Return the words of a request, with one verb in the place of each that other words change."""
    return _with_parted(_with_others(_with_condition(_with_stopped(words))))


def _with_stopped(words: list[str]) -> list[str]:
    """Return words with "disable" in the place of "stop" before what is going on: "stop making previews"."""
    if len(words) > 1 and words[0] in _STOPS and words[1].endswith("ing"):
        return ["disable", "remove", "stop", *words[1:]]
    return words


def _with_condition(words: list[str]) -> list[str]:
    """Return words with "create webhook" before what shall be told: "tell me when a build fails"."""
    known = _WHENS | _EACH if words[:1] and words[0] in _ALERTS else _WHENS
    whens = [place for place, word in enumerate(words[:_REACH]) if word in known]
    if whens and words[0] in _TELLS:
        return ["create", "webhook", words[0], *words[1 : whens[0]], "when", *words[whens[0] + 1 :]]
    return words


def _with_others(words: list[str]) -> list[str]:
    """Return words with a plain verb in the place of what others shall know or may do: "tell the team that"."""
    if words[0:1] == ["tell"] and words[1:2] and words[1] not in _ASKERS:
        return ["send", "message", "to", *words[1:]]
    if words[0:1] != ["let"] or not words[1:2] or words[1] in _ASKERS:
        return words
    for place, word in enumerate(words[:_REACH]):
        if word == "know":
            return ["send", "message", "to", *words[1:place], *words[place + 1 :]]
        if word in _JOINING:
            return ["add", "collaborator", *words[1:place], "to", *words[place + 1 :]]
    return words


def _with_parted(words: list[str]) -> list[str]:
    """Return words with one verb in the place of a verb and its particle."""
    for start, verb in enumerate(words):
        for end in range(start + 1, min(start + 1 + _REACH, len(words))):
            meant = _PARTED.get((verb, words[end]))
            if meant is None and start == 0 and not kinds_of_verb(stem_of(verb)) and verb not in _NO_VERBS:
                meant = _PARTICLES.get(words[end])
            if meant is not None:
                return [*words[:start], *meant.split(), *words[start + 1 : end], *words[end + 1 :]]
    return words
