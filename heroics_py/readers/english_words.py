"""The English words of a name, and their singular."""

import re

from heroics_py.readers.plurals import SINGULARS, UNCHANGED

__all__ = ["is_plural", "means_several", "singular", "slug", "words_of"]

# Words that are spelled with capitals inside, or with digits.
_SPELLINGS = (
    "OAuth2|OAuth|OpenIDs?|OpenAPI|GraphQL|GitHub|GitLab|PostgreSQL|MySQL|NoSQL|SQLite|MongoDB|DynamoDB|IPv4|IPv6|iOS|"
    "macOS|iPhones?|iPads?|YouTube|LinkedIn|PayPal|WhatsApp|JavaScript|TypeScript|DevOps|WiFi|eSIMs?|mTLS|gRPC|"
    "SaaS|PaaS|IaaS|IoT|[kK]8s|[iI]18n|[lL]10n|[aA]11y|2FA|2fa|3DS|[23][Dd]|B2B|B2C|VMware|OpenStack|CoreDNS|DevTools"
)
_WORD = re.compile(
    rf"(?:{_SPELLINGS})(?![a-z])|[A-Z]?[a-z]+?(?=(?:iOS|macOS|iPhone|iPad|eSIM|mTLS|gRPC)(?![a-z]))"
    # A version: v1, V2beta1.
    r"|[vV]\d+(?:(?:alpha|beta|rc)\d*)?(?![a-z])"
    # Capitals, in the plural with an "s": URLs, VMs; with their digits: S3, EC2. Then the words of camel case.
    r"|[A-Z]{2,}s(?![a-z])|[A-Z]+\d+(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+(?:\d+(?![A-Z]{2,}))?|\d+"
)
_ENDINGS_OF_ES = ("sses", "shes", "ches", "xes", "tzes", "zzes")
_SHORTEST = 3


def words_of(text: str) -> list[str]:
    """Return the words of a name in lower case.

    "listPipelineCouplings" is list, pipeline, couplings; "S3Buckets" is s3, buckets; "URLs" is urls.
    """
    if not text.isascii():
        return _words_of_any_script(text)
    return [word.lower() for word in _WORD.findall(text)]


def _words_of_any_script(text: str) -> list[str]:
    """Return the words of a name with letters of other scripts, with their marks; a capital starts a word."""
    words: list[str] = []
    before = ""
    for letter in text:
        if letter == "_" or not f"x{letter}".isidentifier():
            before = ""
        elif not before or (letter.isupper() and before.islower()) or (letter.isdigit() and not before.isdigit()):
            words.append(letter)
            before = letter
        else:
            words[-1] += letter
            before = letter
    return [word.lower() for word in words]


def singular(word: str) -> str:
    """Return a plural noun in the singular; any other word is returned unchanged."""
    if word in SINGULARS:
        return SINGULARS[word]
    if len(word) < _SHORTEST or word in UNCHANGED or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > 4 else word[:-1]
    if word.endswith("uses"):
        return word[:-1] if word.endswith(("auses", "ouses")) else word[:-2]
    if word.endswith((*_ENDINGS_OF_ES, "oes")):
        return word[:-2]
    if word.endswith(("us", "sis")):
        return word
    return word[:-1]


def is_plural(word: str) -> bool:
    """Return whether a noun is a plural that differs from its singular."""
    return singular(word) != word


def means_several(word: str) -> bool:
    """Return whether a noun is a plural, or has the same form for one and several."""
    return word in UNCHANGED or is_plural(word)


def slug(text: str) -> str:
    """Return a heading as a resource name, with its last word in the singular.

    "Config Vars" is "config-var".
    """
    words = words_of(text)
    return "-".join([*words[:-1], singular(words[-1])]) if words else ""
