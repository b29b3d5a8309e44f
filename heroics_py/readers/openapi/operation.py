"""What the name of an operation depends on."""

import re
from collections.abc import Callable

from heroics_py.readers.english_words import means_several, singular, words_of
from heroics_py.readers.openapi.operation_ids import is_noise, segments_of
from heroics_py.support.cached_property import cached_property

__all__ = ["Operation", "singulars"]

_FORMAT = re.compile(r"(?<=[A-Za-z}])\.\{[^{}/]*\}$")


class Operation:
    """An operation, as its name sees it.

    Args:
        resource: the name of its resource.
        method: its method, in any case.
        path: its path.
        summary: what the document says in a few words.
        is_list: returns whether the response is a list; None if the document does not say.
    """

    def __init__(self, resource: str, method: str, path: str, summary: str, is_list: Callable[[], bool | None]) -> None:
        self.noun = resource.split("-")
        # "item-v2" is a kind of item.
        self.unversioned_noun = self.noun[:-1] if len(self.noun) > 1 and is_noise(self.noun[-1]) else self.noun
        self.method = method.upper()
        self.path = path
        self.summary = summary
        self.segments = segments_of(_FORMAT.sub("", path))
        self._is_list = is_list

    @cached_property
    def is_list(self) -> bool | None:
        """Whether the response is a list; None if the document does not say."""
        return self._is_list()

    @cached_property
    def is_item(self) -> bool:
        """Whether the path ends with a variable."""
        return bool(self.segments) and self.segments[-1].endswith("}")

    @property
    def is_below_item(self) -> bool:
        """Whether the path ends with a literal after a variable."""
        return len(self.segments) > 1 and self.segments[-2].endswith("}") and not self.is_item

    @cached_property
    def tail(self) -> list[str]:
        """The words of the last literal in the path."""
        return words_of(next((segment for segment in reversed(self.segments) if "{" not in segment), ""))

    @cached_property
    def variables(self) -> list[str]:
        """The segments with a variable."""
        return [segment for segment in self.segments if "{" in segment]

    @cached_property
    def own_variables(self) -> list[str]:
        """The variables that follow a literal which names the resource."""
        noun = "".join(singulars(self.unversioned_noun))
        pairs = zip(self.segments, self.segments[1:], strict=False)
        return [after for literal, after in pairs if "{" in after and "".join(singulars(words_of(literal))) == noun]

    @cached_property
    def last_owner(self) -> list[str]:
        """The words of the literal before the last one in the singular; none if it names the resource."""
        literals = [segment for segment in self.segments if "{" not in segment and not is_noise(segment)]
        words = singulars(words_of(literals[-2])) if len(literals) > 1 else []
        return [] if "".join(words) == "".join(singulars(self.unversioned_noun)) else words

    @cached_property
    def has_plural_tail(self) -> bool:
        """Whether the last literal of the path means several things."""
        return bool(self.tail) and means_several(self.tail[-1])

    @cached_property
    def owners(self) -> list[list[str]]:
        """The literals that a variable follows, as words in the singular."""
        pairs = zip(self.segments, self.segments[1:], strict=False)
        return [singulars(words_of(literal)) for literal, after in pairs if "{" not in literal and "{" in after]

    @cached_property
    def is_own(self) -> bool:
        """Whether the last literal of the path names the resource."""
        noun = singulars(self.unversioned_noun)
        tail = singulars(self.tail)
        return not tail or "".join(tail) == "".join(noun) or tail[-1:] == noun


def singulars(words: list[str]) -> list[str]:
    """Return words, each in the singular."""
    return [singular(word) for word in words]
