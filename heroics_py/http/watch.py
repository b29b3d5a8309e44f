"""What is observed of one call while it lasts."""

from typing import Any

__all__ = ["Watch"]


class Watch:
    """The count of the requests of one call that hooks or spans observe, and what the cache said.

    Attributes:
        url: of the call, without its query; a request for another one follows a redirect.
        template: the href of the link.
        attempts: how many requests were sent so far.
        cache: "miss" as soon as the cache has looked for a response, "bypass" before; "joined" if the call shared the
            outcome of another one.
        span: the span of the call, or None.
    """

    __slots__ = ("attempts", "cache", "span", "template", "url")

    def __init__(self, url: str, template: str) -> None:
        self.url = url.partition("?")[0]
        self.template = template
        self.attempts = 0
        self.cache = "bypass"
        self.span: Any = None

    def for_refresh(self) -> "Watch":
        """Return what is observed of a refresh that outlives its call: a count of its own, below the same span."""
        watch = Watch(self.url, self.template)
        watch.cache, watch.span = "miss", self.span
        return watch

    def template_of(self, url: str) -> str:
        """Return the template of ``url``; empty if a redirect led there."""
        return self.template if url.partition("?")[0] == self.url else ""
