"""Requests of several clauses: what they ask for first, and what they only mention."""

import re

from heroics_py.readers.english_words import singular, words_of
from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.phrases import without_contractions
from heroics_py.tools.search.request_words import FILLERS, QUESTIONS, STOP_WORDS, VAGUE

__all__ = ["wish_of", "with_main_clause_first"]

_ENDS = re.compile(r"(?<![,;:.!?])[,;:.!?]++ | (?:and then|then|because|since|so that|so|but|and) ", re.IGNORECASE)
# Where a clause ends. The words of "depends" begin one that only says when or why.
_BREAKS = re.compile(
    r"(?P<depends>:(?= )| \(| (?:because|since|so (?:that|i|we|they)|while|until|before|after|as soon as|in case)(?= ))"
    r"|(?<=\w\w)[,;.!?]+(?= )| -+(?= )|\)| (?:and then|then|but)(?= )",
    re.IGNORECASE,
)
# What leads to a wish or a question without being part of it.
_LEAD = re.compile(
    r"(?:oops|sorry|hey|hi|hello|please|pls|ok|okay|well|also|now|thanks|maybe|just|quick question)\b[ ,]*"
    r"|(?:can|could|would|will) (?:you|we|i|some(?:body|one)) (?:please |maybe |just )?"
    r"|(?:for (?:\w+ ){1,4})?(?:i|we) (?:d |would )?(?:really |also |just |now )?(?:want|need|like|love|have|got) to "
    r"(?:know |find out |see (?=who|which|what|how|where|when|if))?"
    r"|(?:i|we) (?:must|should|gotta) (?:know )?|it s time to |time to "
    r"|(?:do you know|tell me|let me know|any idea|i wonder|(?:i m )?wondering) "
    r"(?=who|which|what|how|where|when|if|why)",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"(?P<who>.+?) "
    r"(?:(?:should|must|shall|has to|have to|needs? to|ought to|may)|(?P<mentioned>wants? to|would like to)) "
    r"(?:now |also )?(?:be able to |be allowed to )?(?P<does>(?!(?:not|never|no|be)\b).+)",
    re.IGNORECASE,
)
# What shall end: "we don't need the addon any more", "his access has to go", "the app is no longer used".
_UNWANTED = re.compile(
    r"(?:(?:i|we|they|he|she|it|nobody|no one) )?(?:(?:do|does) not|no longer|nobody|no one) (?:want|need|use)s? "
    r"(?P<thing>(?!to\b).+?)(?: any ?more| any longer)?"
    r"|(?P<what>.+?) (?:has to|have to|must|should|can|may|needs to) (?:go|go away|disappear|be (?:deleted|removed))"
    r"|(?P<unused>.+?) (?:is|are) (?:no longer|not) (?:needed|used|necessary|required)(?: any ?more| any longer)?",
    re.IGNORECASE,
)
_LET = re.compile(r"\blet (?:him|her|them|she|he|they) ", re.IGNORECASE)
# How surely a clause asks for something.
_MENTIONS, _ASKS, _ORDERS = 1, 2, 3
_LEAST_WORDS = 2
_LONGEST = 1_000


def with_main_clause_first(text: str) -> str:
    """Return a text with its first command first, and the rest after "with": "it is slow, add dynos"."""
    parts = _ENDS.split(" ".join(text.split()))
    commands = [place for place, part in enumerate(parts) if part and _is_command(part)]
    if len(parts) == 1 or not commands:
        return text
    first = commands[0]
    # What is not a clause itself belongs to the one before it: "add dynos and workers".
    last = next((place for place in commands if place > first), len(parts))
    return " with ".join([" and ".join(parts[first:last]), *parts[:first], *parts[last:]])


def _is_command(part: str) -> bool:
    words = [word for word in words_of(part) if word not in FILLERS]
    return len(words) > 1 and singular(words[0]) == words[0] and bool(kinds_of_verb(stem_of(words[0])))


def wish_of(text: str) -> str:
    """Return the clause that asks for something, without what leads to it; empty if that is the whole text.

    Of several, it is the last: "Tom leaves on Friday, everything he owns should go to Maria".
    """
    plain = " ".join(without_contractions(text[:_LONGEST]).split()).strip(" .!?")
    rated = [(rating, place, said) for place, (rating, said) in enumerate(map(_rated, _clauses(plain))) if rating]
    said = max(rated)[-1] if rated else ""
    return "" if said == plain else said


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text without those that only say when or why."""
    found, start, depends = [], 0, False
    for end in _BREAKS.finditer(text):
        found += [] if depends else [text[start : end.start()]]
        start, depends = end.end(), end["depends"] is not None
    return found + ([] if depends else [text[start:]])


def _rated(clause: str) -> tuple[int, str]:
    """Return how surely a clause asks for something, from 0, and what it asks for."""
    said = clause.strip()
    while (lead := _LEAD.match(said)) and lead.end():
        said = said[lead.end() :].strip()
    words = words_of(said)
    if len(words) < _LEAST_WORDS or not _names_something(words):
        return 0, said
    if found := _UNWANTED.fullmatch(said):
        return _ORDERS, f"remove {found['thing'] or found['what'] or found['unused']}"
    if _is_command(said):
        return _ORDERS, _LET.sub("let someone ", said)
    is_led = said != clause.strip()
    if words[0] in QUESTIONS:
        return _ORDERS if is_led else _ASKS, said
    if found := _MODAL.fullmatch(said):
        wish = _LET.sub("let someone ", f"let {found['who']} {found['does']}")
        return _MENTIONS if found["mentioned"] else _ORDERS, wish
    return _ASKS if is_led else 0, said


def _names_something(words: list[str]) -> bool:
    """Return whether words name a thing beside their verb."""
    said = [word for word in words if word not in FILLERS | STOP_WORDS | VAGUE]
    return len(said) > 1 or any(not kinds_of_verb(stem_of(word)) for word in said)
