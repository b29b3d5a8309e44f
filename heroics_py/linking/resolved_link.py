"""A link of an instance, with its context and its target."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from heroics_py.display.terminal import escaped
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.json_types import Json

__all__ = ["ResolvedLink"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResolvedLink:
    """A link of an instance (JSON Hyper-Schema 2019-09, 7).

    Attributes:
        rel: the relation type; a description with several gives several links.
        context_uri: the URI of what the link leads from.
        context_pointer: its place in the instance, as a JSON pointer.
        attachment_pointer: the place of the value that the link description applies to.
        target_uri: the URI that the link leads to; None if the caller may pass something for it: see `target`.
        input_templates: the href, and the bases around it, with the variables that the caller may fill.
        initial_input: the values of the instance that are proposed to the caller.
        description: the link description as it is in the schema: ``title``, ``targetSchema`` and so on.
        pointer: where that is in the schema.
    """

    rel: str
    context_uri: str
    context_pointer: str
    attachment_pointer: str
    target_uri: str | None
    input_templates: tuple[str, ...] = ()
    initial_input: Mapping[str, Json] = field(default_factory=dict)
    description: Mapping[str, Json]
    pointer: str
    _resolve: Callable[[Mapping[str, Json]], str] = field(compare=False)

    def __repr__(self) -> str:
        target = self.input_templates[0] if self.target_uri is None else self.target_uri
        return f"<ResolvedLink: {escaped(self.rel)} -> {escaped(mask_url(target))}>"

    def target(self, values: Mapping[str, Json] | None = None, *, without: tuple[str, ...] = ()) -> str:
        """Return the URI that the link leads to.

        Args:
            values: what the caller passes for variables of the href, beside and instead of the initial input.
            without: the names of the initial input that the caller removes.

        Raises:
            CallError: the link takes no such values, or one that it needs is missing.
            ValidationError: the values do not follow the link's hrefSchema.
        """
        initial = {name: value for name, value in self.initial_input.items() if name not in without}
        return self._resolve({**initial, **(values or {})})
