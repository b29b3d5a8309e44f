"""The words of an id in the order of a call: without the noun of the resource, the verb first."""

from heroics_py.readers.english_words import means_several, singular, words_of
from heroics_py.readers.openapi.operation import Operation, singulars
from heroics_py.readers.openapi.verbs import ADVERBS, CRUD_VERBS, READING_VERBS

__all__ = ["verb_first", "without_noun"]

_PREPOSITIONS = frozenset({"for", "by", "of", "to", "from", "with", "in", "on", "at", "as", "and", "or", "via", "per"})
_ARTICLES = frozenset({"a", "an", "the"})
_LONGEST_VERB = 3
# What a framework calls an operation that is named by the end of its path.
_PLAIN_VERBS = frozenset({("POST", "create"), ("GET", "retrieve"), ("GET", "list")})


def without_noun(words: list[str], operation: Operation) -> list[str]:
    """Remove the words of the resource, or the word that joins them, from an id: "list books by author" of book.

    "addon" is such a word for "Add-ons". After a preposition the noun says something: "list users for team".
    """
    names = singulars(words)
    end = next((index for index, word in enumerate(words) if index and word in _PREPOSITIONS), len(words))
    for noun in (operation.noun, operation.unversioned_noun):
        joined = "".join(singulars(noun))
        for size in dict.fromkeys((len(noun), 1, 2)):
            for start in range(end - size + 1):
                if "".join(names[start : start + size]) == joined:
                    return _without_words(words, start, start + size, operation)
    return words


def _without_words(words: list[str], start: int, end: int, operation: Operation) -> list[str]:
    before, after = words[:start], words[end:]
    before = before[:-1] if before[-1:] and before[-1] in _ARTICLES else before
    return [*before, *after] if after else _without_owner(before, operation)


def _without_owner(words: list[str], operation: Operation) -> list[str]:
    """Remove a thing of the path from the end of an id: "delete article" of the comment in /articles/{id}/comments."""
    for owner in operation.owners:
        if owner and len(words) > len(owner) and singulars(words[-len(owner) :]) == owner:
            return words[: -len(owner)]
    return words


def verb_first(words: list[str], operation: Operation) -> list[str]:
    """Return words that end with a verb in the order of a call: "devices list" is list devices.

    What a verb of a framework only repeats is left out: POST /items/{id}/publish is "publish create" there.
    """
    size = next((size for size in range(_LONGEST_VERB, 0, -1) if " ".join(words[-size:]) in CRUD_VERBS), 0)
    nouns, verb = words[: len(words) - size], words[len(words) - size :]
    if not size or not nouns or words[0] in READING_VERBS | CRUD_VERBS or nouns[-1] in ADVERBS:
        return words
    if not _are_of_path(nouns, verb, operation):
        return words
    ends_with_nouns = nouns[-len(operation.tail) :] == operation.tail and not operation.is_item
    if ends_with_nouns and not means_several(nouns[-1]) and (operation.method, " ".join(verb)) in _PLAIN_VERBS:
        return nouns
    if operation.is_item or (operation.method, verb) == ("POST", ["create"]):
        nouns = [*nouns[:-1], singular(nouns[-1])]
    return [*verb, *nouns]


def _are_of_path(nouns: list[str], verb: list[str], operation: Operation) -> bool:
    """Return whether words come from a path, and the verb after them does not.

    "mark read" of /mark-read has no verb.
    """
    spelled = [words_of(segment) for segment in operation.segments]
    known = {singular(word) for words in spelled for word in words}
    is_part = any(len(words) > 1 and verb[-1] in words for words in spelled)
    return not is_part and all(singular(noun) in known for noun in nouns)
