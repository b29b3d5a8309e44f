"""What the reference of an API says about each resource and link."""

from collections.abc import Callable
from hashlib import sha256

from heroics_py.call.shape import CallShape
from heroics_py.call.signature import signature_of
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.model.schemes import target_text
from heroics_py.support.values import Value
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.docstring import deprecation_words, return_text
from heroics_py.writers.examples import Example, call_text, example_of
from heroics_py.writers.pages.answers import Answers
from heroics_py.writers.pages.attributes import Attribute, attributes_of
from heroics_py.writers.pages.calls import Calls

__all__ = ["LinkEntry", "Reference", "ResourceEntry", "ShellLine", "reference_of"]

ShellLine = Callable[[str, str, tuple[CallShape, ...], Example], str]
"""Returns the command line for an example of a link, by the names of both in Python, or an empty text."""

_LONGEST_NAME = 80
_TAKEN_NAMES = frozenset(
    {"index", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


class LinkEntry(Value, kw_only=True):
    """What the reference says about a link, or about several that share a callable.

    Attributes:
        name: its name in Python, "create", which is its anchor too.
        title: a few words for a heading.
        description: what the schema says about it.
        targets: the method and path of each link.
        signature: as Python writes it.
        arguments: of the call.
        returns: what a call returns, in words.
        python, curl, shell: the lines that call it, or empty texts.
        answer: a sample of what the API responds, as text; empty if it is not known.
        status: of that answer; empty if the schema says nothing.
        stability: "prototype" and the like; empty if the schema says nothing.
        deprecation: "Deprecated since 2024-01-01"; empty if it is not deprecated.
        fault: why it can't be called; empty if it can.
        is_sent: whether a call sends a request.
        example: the arguments of the lines; None without an example.
    """

    name: str
    title: str
    description: str
    targets: tuple[str, ...]
    signature: str
    arguments: tuple[Argument, ...]
    returns: str
    python: str
    curl: str = ""
    shell: str = ""
    answer: str = ""
    status: str = ""
    stability: str = ""
    deprecation: str = ""
    fault: str = ""
    is_sent: bool = True
    example: Example | None = None


class ResourceEntry(Value, kw_only=True):
    """What the reference says about a resource.

    Attributes:
        name: its name in Python.
        slug: the same as the name of a file, without a suffix.
        title: its name in the schema.
        description: what the schema says about it.
        stability: "prototype" and the like; empty if the schema says nothing.
        attributes: of one.
        links: by their names in Python.
    """

    name: str
    slug: str
    title: str
    description: str
    stability: str = ""
    attributes: tuple[Attribute, ...] = ()
    links: tuple[LinkEntry, ...] = ()


class Reference(Value, kw_only=True):
    """The reference of an API.

    Attributes:
        title, description: of the API.
        url: the base URL of the examples.
        begin: the lines of Python that the examples begin with.
        resources: in the order of the schema.
    """

    title: str
    description: str
    url: str
    begin: str
    resources: tuple[ResourceEntry, ...]


def reference_of(api: Api, *, schema: str, url: str = "", token: str = "", shell: ShellLine | None = None) -> Reference:
    """Return the reference of an API.

    Args:
        api: the API.
        schema: what a program passes to `connect`, for the examples.
        url: the base URL; empty for that of the schema.
        token: what a program passes as a token, for the examples; empty if it passes none.
        shell: returns the command line for an example.
    """
    calls = Calls(api, url)
    answers = Answers()
    names = resource_names(api.resources)
    entries = (_resource_entry(name, api.resources[own], calls, answers, shell) for name, own in names.items())
    return Reference(
        title=api.title or schema,
        description=api.description,
        url=calls.base_url,
        begin=_begin(schema, "" if calls.has_own_url else calls.base_url, token),
        resources=tuple(entries),
    )


def _begin(schema: str, url: str, token: str) -> str:
    further = [f"{name}={value!r}" for name, value in (("url", url), ("token", token)) if value]
    return f"import heroics_py\n\nclient = heroics_py.connect({', '.join([repr(schema), *further])})"


def _resource_entry(
    name: str, resource: Resource, calls: Calls, answers: Answers, shell: ShellLine | None
) -> ResourceEntry:
    links = call_names(resource)
    return ResourceEntry(
        name=name,
        slug=_slug(name),
        title=resource.name,
        description=resource.description,
        stability=resource.stability,
        attributes=tuple(attributes_of(resource.schema)),
        links=tuple(_link_entry(name, call, group, calls, answers, shell) for call, group in links.items()),
    )


def _slug(name: str) -> str:
    """Return a name as that of a file, on every system; a name in Python has no hyphen, so that none is taken."""
    if len(name) <= _LONGEST_NAME and name not in _TAKEN_NAMES:
        return name
    return f"{name[:_LONGEST_NAME]}-{sha256(name.encode()).hexdigest()[:8]}"


def _link_entry(  # noqa: PLR0913, PLR0917 - what an entry is made from
    resource: str, name: str, links: tuple[Link, ...], calls: Calls, answers: Answers, shell: ShellLine | None
) -> LinkEntry:
    whole = f"{resource}.{name}"
    shapes = calls.shapes(links)
    link = shapes[0].link
    example = "" if link.fault else example_of(shapes[0], calls.check(whole, shapes))
    line = shell(resource, name, shapes, example) if shell is not None and isinstance(example, Example) else ""
    return LinkEntry(
        name=name,
        title=_heading(link, name),
        description=link.description or link.title,
        targets=tuple(dict.fromkeys(map(target_text, links))),
        signature=f"client.{whole}{signature_of(shapes)}",
        arguments=tuple(arguments_of(shapes)),
        returns=return_text(link),
        python=_python(f"client.{whole}", link, example),
        curl=example.shell if isinstance(example, Example) else "",
        shell=line,
        answer=answers.text_of(link),
        status=answers.status_of(link),
        stability=next((each.stability for each in links if each.stability), ""),
        deprecation=next(filter(None, map(deprecation_words, links)), ""),
        fault=link.fault,
        is_sent=not link.scheme,
        example=example if isinstance(example, Example) else None,
    )


def _heading(link: Link, name: str) -> str:
    """Return the title of a link; its name as words if it has none, or one that is a sentence."""
    title = " ".join(link.title.split())
    return title if title and len(title) <= _LONGEST_NAME else name.replace("_", " ").strip().capitalize()


def _python(typed: str, link: Link, example: Example | str) -> str:
    if link.fault:
        return ""
    return f"{call_text(f'{typed}.prepare', example)}.url" if link.scheme else call_text(typed, example)
