"""The English words of a name, and their singular."""

import re

__all__ = ["singular", "slug", "words_of"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


def words_of(text: str) -> list[str]:
    """Return the words of a name in lower case.

    "listPipelineCouplings" is list, pipeline, couplings.
    """
    return [word.lower() for word in _WORD.findall(text)]


def singular(word: str) -> str:
    """Return a plural noun in the singular; any other word is returned unchanged."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def slug(text: str) -> str:
    """Return a heading as a resource name, with its last word in the singular.

    "Config Vars" is "config-var".
    """
    words = words_of(text)
    return "-".join([*words[:-1], singular(words[-1])]) if words else ""
