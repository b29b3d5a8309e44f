"""The four tools, without the protocol that carries them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from heroics_py.assistant.answers import file_name, pages_of, pieces_of
from heroics_py.assistant.calls import PlannedCall, plan_call
from heroics_py.assistant.credentials import Credentials
from heroics_py.assistant.descriptions import describe_link
from heroics_py.assistant.directory import Directory, shapes_of
from heroics_py.assistant.errors import Refused
from heroics_py.assistant.failures import failure_reply
from heroics_py.assistant.pages import ItemPages
from heroics_py.assistant.parted_answers import PartedAnswers
from heroics_py.assistant.permissions import WriteRules
from heroics_py.assistant.previews import preview_of, question_of
from heroics_py.assistant.replies import Reply
from heroics_py.assistant.saved_files import SavedFiles
from heroics_py.assistant.schema_digest import schema_digest
from heroics_py.assistant.shortening import shortened
from heroics_py.assistant.visible_text import visible
from heroics_py.assistant.write_tokens import WriteTokens
from heroics_py.client import BoundLink, Client
from heroics_py.errors import HeroicsError
from heroics_py.http.masking import shown_url
from heroics_py.http.media_types import is_json, is_text
from heroics_py.http.messages import Response
from heroics_py.http.options import Timeout
from heroics_py.http.origins import origin_of
from heroics_py.support.cached_property import cached_property
from heroics_py.support.json_types import Json

__all__ = ["BUDGET", "SECONDS", "Assistant"]

BUDGET = 20_000
"""The characters of data in one answer, unless the person says otherwise."""

SECONDS = 60.0
"""The seconds for one call, unless the person says otherwise."""

_LEAST_BUDGET = 500
_DONE = "The API has carried this request out: do not send it again. Only its answer can't be shown."
_LONGEST_STREAM = 10.0
_log = logging.getLogger("heroics_py.assistant")


class Assistant:
    """What an assistant may do with one API. It serves many threads.

    Args:
        client: of the API.
        writes: names or patterns of the links that may change something.
        files: the directory for answers that are saved, if any.
        budget: the most characters of data in one answer.
        seconds: the most seconds for one call.
        advice: returns what the person can do about an error; empty for nothing.

    Raises:
        Refused: a pattern fits no link, or the budget is too small.
    """

    def __init__(  # noqa: PLR0913 - what the person decides
        self,
        client: Client,
        *,
        writes: Sequence[str] = (),
        files: SavedFiles | None = None,
        budget: int = BUDGET,
        seconds: float = SECONDS,
        advice: Callable[[HeroicsError], str] = lambda _: "",
    ) -> None:
        if budget < _LEAST_BUDGET:
            raise Refused(f"a budget of {budget} characters is too small: expected at least {_LEAST_BUDGET}")
        self._client = client
        self._directory = Directory(client)
        self.rules = WriteRules(writes, self._directory.names if writes else ())
        self._files = files
        self._budget = budget
        self._seconds = seconds
        self._advice = advice
        self._tokens = WriteTokens()
        self._answers = PartedAnswers(budget=budget, seconds=seconds, can_save=files is not None)
        self._credentials = Credentials(client)

    @property
    def origin(self) -> str:
        """Where the API is, without its path, which the schema may have chosen."""
        return origin_of(self._base_url) or ""

    @property
    def _base_url(self) -> str:
        return self._client._core.base_url  # noqa: SLF001 - public names of a client belong to the API

    def warm_up(self) -> None:
        """Read what the first search of a large schema would wait for; nothing is sent."""
        with suppress(HeroicsError):  # the search itself will report it
            self._directory.search("list", 1)

    def find(self, words: str, limit: int = 10) -> Reply:
        """Return the links that words may mean."""
        found = self._directory.search(words, limit)
        advice = "Describe a link before you call it." if found else "No link fits: try other words, such as a noun."
        return self._answers.first(ItemPages(found.__getitem__), "schema", {"fix" if not found else "then": advice})

    def describe(self, link: str, arguments: Mapping[str, Json] | None = None) -> Reply:
        """Return what a link does and takes; with arguments, the request that a call would send.

        Raises:
            HeroicsError: the link does not exist, or the arguments don't fit.
        """
        bound = self._link(link)
        if arguments is None:
            return self._answers.first(ItemPages(describe_link(bound).__getitem__), "schema", {})
        planned = plan_call(bound, arguments)
        request = shortened(visible(preview_of(planned.request)), self._budget)
        facts: dict[str, Json] = {"sent": False, "request": request, "changes_something": bool(planned.change)}
        if planned.change:
            self.rules.check(planned.name, planned.change)
            facts["token"] = self._tokens.issue(self._subject(planned))
            facts["then"] = (
                f"Pass this token to call with the same arguments, once, within {self._tokens.seconds} seconds."
            )
        return Reply(facts=facts)

    def plan(
        self,
        link: str,
        arguments: Mapping[str, Json] | None = None,
        token: str = "",
        fields: Sequence[str] = (),
        save_as: str = "",
    ) -> PlannedCall:
        """Return a call that may be sent, as far as this server decides it.

        Raises:
            HeroicsError: it may not: the arguments don't fit, the write is not allowed, or its token is not valid.
        """
        if save_as and self._files is None:
            raise Refused("save_as needs a directory. The person can name one: heroics mcp ... --files DIR")
        planned = plan_call(self._link(link), arguments or {})
        planned = replace(planned, token=token, fields=tuple(fields), save_as=save_as)
        if not planned.change:
            return planned
        self.rules.check(planned.name, planned.change)
        if not token:
            raise Refused(
                f"{planned.name} {planned.change}: call describe with the same arguments first, and pass the token "
                "that it returns"
            )
        self._tokens.check(token, self._subject(planned))
        question = question_of(planned.name, planned.request, planned.arguments)
        return replace(planned, question=self._credentials.masked_text(question))

    def refuse(self, planned: PlannedCall, reason: str) -> Reply:
        """Return the answer to a call that the person did not confirm; its token is spent."""
        self._tokens.spend(planned.token, self._subject(planned))
        return Reply(facts={"error": f"{reason}. Nothing was sent. Ask the person what to do instead."}, is_error=True)

    def send(self, planned: PlannedCall) -> Reply:
        """Send a call, and return what came back.

        Raises:
            HeroicsError: the token was spent, or the call failed.
        """
        if planned.change:
            self._tokens.spend(planned.token, self._subject(planned))
            url = self._credentials.masked_text(shown_url(planned.request))
            _log.warning("%s is sent: %s %s", planned.name, planned.request.method, url)
        self._credentials.note(planned.request)
        try:
            value, response = self._value(planned)
        finally:
            self._credentials.note(planned.request)  # a token may have been renewed
        try:
            return self._answer(value, planned, response)
        except Exception as error:
            if not planned.change:
                raise
            return self._unshown(error)

    def _answer(self, value: object, planned: PlannedCall, response: Response | None) -> Reply:
        """Return what came back, in parts or in a file."""
        if planned.save_as or isinstance(value, bytes):
            return self._saved(value, planned, response)
        seconds = min(self._seconds, _LONGEST_STREAM)
        return self._answers.first(pages_of(value, planned.fields, self._clean, seconds), "api", {})

    def _unshown(self, error: Exception) -> Reply:
        """Return the answer to a write whose result can't be shown: it must not look failed."""
        if not isinstance(error, HeroicsError):
            _log.error("the answer to a write can't be shown: %s", type(error).__name__)
        reply = self.failed(error)
        facts = {name: text for name, text in reply.facts.items() if name != "fix"}
        return replace(reply, facts={"done": _DONE, **facts}, is_error=False)

    def next_page(self, cursor: str) -> Reply:
        """Return what follows the part that named this cursor.

        Raises:
            HeroicsError: it is not a cursor, or the page can't be fetched.
        """
        return self._answers.next(cursor)

    def masked(self, reply: Reply) -> Reply:
        """Return a reply without the credentials of the client."""
        return self._credentials.masked(reply)

    def failed(self, error: Exception, planned: PlannedCall | None = None) -> Reply:
        """Return an error as an answer.

        Args:
            error: what a tool raised.
            planned: the call that was being carried out, if any.
        """
        reply = failure_reply(error, changed=planned is not None and bool(planned.change))
        advice = self._advice(error) if isinstance(error, HeroicsError) else ""
        return replace(reply, facts={**reply.facts, "for_the_person": advice}) if advice else reply

    def _link(self, name: str) -> BoundLink:
        return self._directory.link(name).with_options(timeout=Timeout(total=self._seconds), prefetch=False)

    def _subject(self, planned: PlannedCall) -> Json:
        """Return what a token allows."""
        return [planned.name, dict(planned.arguments), self._digest, self._base_url]

    @cached_property
    def _digest(self) -> str:
        return schema_digest(self._client._core.api)  # noqa: SLF001 - public names of a client belong to the API

    def _value(self, planned: PlannedCall) -> tuple[object, Response | None]:
        """Send a request, and return what came back; of a file, the whole response, which may name it."""
        args, kwargs = planned.bound
        if _returns_file(planned.link):
            response = planned.link.send(*args, **kwargs)
            return response.data, response
        return planned.link(*args, **kwargs), None

    def _saved(self, value: object, planned: PlannedCall, response: Response | None) -> Reply:
        if self._files is None:
            raise Refused(
                "the answer is a file, which can't be shown. The person can name a directory for such answers: "
                "heroics mcp ... --files DIR"
            )
        pieces = pieces_of(value, planned.fields, self._clean, min(self._seconds, _LONGEST_STREAM))
        path, size = self._files.save(planned.save_as or file_name(response, planned.name), pieces)
        if planned.save_as:
            return Reply(facts={"saved": str(path), "bytes": size})
        return Reply(facts={"bytes": size}, source="api", data={"saved": str(path)})  # the API has chosen the name

    def _clean(self, value: Json) -> Json:
        return visible(self._credentials.masked_json(value))


def _returns_file(link: BoundLink) -> bool:
    """Return whether a link returns the content of a file, and no list, whose further pages a response lacks."""
    links = [shape.link for shape in shapes_of(link)]
    types = [each.media_type for each in links]
    return all(each.is_file for each in links) or not any(not each or is_json(each) or is_text(each) for each in types)
