"""A sample of what the API responds to a link."""

import json
from http import HTTPStatus

from heroics_py.errors import HeroicsError
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.paging.recognition import paging_of, returns_list
from heroics_py.samples.checked_sample import sample

__all__ = ["Answers"]

_MOST_LINES = 60
_NOTHING = object()


class Answers:
    """Samples of responses, each made once."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, object], object] = {}

    def text_of(self, link: Link) -> str:
        """Return a sample of the response as JSON text; empty if the schema does not describe it."""
        if link.target_schema is None or link.is_file or link.scheme or link.fault or link.rel == "empty":
            return ""
        if link.media_type and not is_json(link.media_type) and link.replies:
            return ""
        value = self._sample(link.target_schema)
        if value is _NOTHING:
            return ""
        is_item = returns_list(link) and types_of(link.target_schema) != ("array",) and not paging_of(link).items
        lines = json.dumps([value] if is_item else value, indent=2, ensure_ascii=False).split("\n")
        return "\n".join(lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "..."])

    @staticmethod
    def status_of(link: Link) -> str:
        """Return the status of a success, as the schema describes it: "201 Created"; empty if it says nothing."""
        codes = sorted(each for each in link.replies if each.isdecimal() and each.startswith("2"))
        try:
            return f"{codes[0]} {HTTPStatus(int(codes[0])).phrase}" if codes else ""
        except ValueError:
            return codes[0]

    def _sample(self, schema: Schema) -> object:
        try:
            key = (schema.dereference().pointer, schema.documents.omits)
            if key not in self._samples:
                self._samples[key] = sample(schema)
        except HeroicsError:
            return _NOTHING
        return self._samples[key]
