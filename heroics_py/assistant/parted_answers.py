"""Answers that come in parts, by their cursors."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.pages import Pages
from heroics_py.assistant.replies import Reply, Source
from heroics_py.support.json_types import Json

__all__ = ["PartedAnswers"]

_MOST = 32
_LONGEST_PLACE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """An answer: its parts, who wrote it, and our own words about it."""

    pages: Pages
    source: Source
    facts: Mapping[str, Json]


class PartedAnswers:
    """Keeps the latest answers, so that a cursor reads on where a part ended: the same cursor, the same part.

    Args:
        budget: the most characters of data in one part.
        seconds: the most seconds for one part.
        can_save: whether answers can be saved as files.
    """

    def __init__(self, *, budget: int, seconds: float, can_save: bool) -> None:
        self._budget = budget
        self._seconds = seconds
        self._can_save = can_save
        self._kept: OrderedDict[str, _Answer] = OrderedDict()
        self._lock = Lock()

    def first(self, pages: Pages, source: Source, facts: Mapping[str, Json]) -> Reply:
        """Return the first part of an answer."""
        return self._part(_Answer(pages=pages, source=source, facts=facts), 0, "")

    def next(self, cursor: str) -> Reply:
        """Return the part that a cursor leads to.

        Raises:
            Refused: it is not a cursor of an answer that is kept.
            HeroicsError: the part can't be fetched.
        """
        name, _, place = cursor.rpartition(".")
        with self._lock:
            answer = self._kept.get(name)
            if answer is not None:
                self._kept.move_to_end(name)
        if answer is None or not place.isascii() or not place.isdigit() or len(place) > _LONGEST_PLACE:
            raise Refused(
                f"unknown cursor: the {_MOST} latest answers are kept; call the link again, and pass "
                "its 'next' as it is"
            )
        return self._part(answer, int(place), name)

    def _part(self, answer: _Answer, place: int, name: str) -> Reply:
        part = answer.pages.part(place, self._budget, time.monotonic() + self._seconds)
        facts = dict(answer.facts)
        if part.is_shortened and answer.source == "api":
            file = ", or save it with 'save_as'" if self._can_save else ""
            facts["cut"] = f"Parts of it are cut. For the rest, call again with 'fields', the names you need{file}."
        if part.next is not None:
            facts["next"] = f"{name or self._keep(answer)}.{part.next}"
            facts["more"] = "There is more: pass 'next' to next_page."
        return Reply(facts=facts, source=answer.source, data=part.data)

    def _keep(self, answer: _Answer) -> str:
        """Keep an answer, and return its name in cursors."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[name] = answer
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return name
