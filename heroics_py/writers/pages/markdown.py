"""The reference of an API as one Markdown file."""

import re
from collections.abc import Iterator, Sequence

from heroics_py.display.markdown import code, escape_marks, plain
from heroics_py.display.terminal import escaped
from heroics_py.writers.arguments import Argument
from heroics_py.writers.pages.attributes import Attribute, fields_of
from heroics_py.writers.pages.entries import LinkEntry, Reference, ResourceEntry
from heroics_py.writers.pages.prose import Span, blocks_of, spans_of

__all__ = ["markdown_of"]

_FIRST = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))")
_TICKS = re.compile(r"`+")


def markdown_of(reference: Reference) -> str:
    """Return the reference of an API as Markdown, which GitHub shows as a page with a table of contents.

    Args:
        reference: of the API.
    """
    parts = [f"# {plain(reference.title)}", *_prose(reference.description)]
    parts.append(_block("python", reference.begin))
    parts.append("\n".join(f"- [{plain(each.name)}](#{_anchor(each.name)})" for each in reference.resources))
    for each in reference.resources:
        parts += _resource(each)
    return "\n\n".join(filter(None, parts)) + "\n"


def _resource(resource: ResourceEntry) -> Iterator[str]:
    yield _heading("##", resource.name, resource.name)
    yield _notes(resource.stability, "")
    yield from _prose(resource.description)
    if resource.attributes:
        yield _heading("###", "Attributes", f"{resource.name}-attributes")
        yield _table(("attribute", "values", "about"), [_attribute_row(each) for each in resource.attributes])
    for each in resource.links:
        yield from _link(resource, each)


def _link(resource: ResourceEntry, link: LinkEntry) -> Iterator[str]:
    yield _heading("###", link.title, f"{resource.name}.{link.name}")
    yield "  \n".join(_code(each) for each in link.targets)
    yield _notes(link.stability, link.deprecation)
    yield f"It can't be called: {plain(link.fault)}" if link.fault else ""
    yield from _prose(link.description if link.description != link.title else "")
    if link.arguments:
        yield _table(
            ("argument", "values", "", "about"), [row for each in link.arguments for row in _argument_rows(each)]
        )
    yield f"Returns {plain(link.returns)}"
    yield _block("python", link.python) if link.python else ""
    lines = "\n".join(filter(None, (link.curl, link.shell)))
    yield _block("sh", lines) if lines else ""
    yield _block("json", link.answer) if link.answer else ""


def _heading(marks: str, title: str, name: str) -> str:
    return f'<a id="{_anchor(name)}"></a>\n\n{marks} {plain(title)}'


def _anchor(name: str) -> str:
    """Return a name as an anchor and as a part of a URL, whatever letters it has."""
    return "".join(each if each.isalnum() or each in "._-" else "-" for each in name)


def _notes(stability: str, deprecation: str) -> str:
    words = [stability] if stability and stability != "production" else []
    return " ".join(f"**{plain(each)}**" for each in (*words, *([deprecation] if deprecation else [])))


def _attribute_row(each: Attribute) -> tuple[str, ...]:
    about = _cell(each.description)
    return (_code(each.name), plain(each.kind), f"**deprecated** {about}".strip() if each.is_deprecated else about)


def _argument_rows(each: Argument) -> Iterator[tuple[str, ...]]:
    """Yield the row of an argument, and those of its fields if it takes an object."""
    yield (_code(each.name), plain(each.kind), plain(each.need), _cell(each.description))
    for field in fields_of(each):
        need = "required" if field.is_required else "optional"
        yield (_code(field.name), plain(field.kind), need, _cell(field.description))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(words: str) -> str:
    return _spans(" ".join(words.split()))


def _prose(words: str) -> Iterator[str]:
    for each in blocks_of(words):
        if each.kind == "code":
            yield _block("", "\n".join(each.lines))
        elif each.kind == "list":
            yield "\n".join(f"- {_spans(line)}" for line in each.lines)
        else:
            line = _spans(each.lines[0])
            yield f"**{line}**" if each.kind == "heading" and "**" not in line else line


def _spans(words: str) -> str:
    return _FIRST.sub(r"\1\\\2", "".join(map(_span, spans_of(words)))) if words else ""


def _span(span: Span) -> str:
    if span.kind == "code":
        return _code(span.text)
    if span.kind == "link":
        return f"[{plain(span.text)}](<{escaped(span.url)}>)"
    mark = {"strong": "**", "em": "*"}.get(span.kind, "")
    return f"{mark}{escape_marks(span.text)}{mark}"


def _code(words: str) -> str:
    """Return text as code, also within a table."""
    return code(words).replace("|", "\\|")


def _block(language: str, words: str) -> str:
    """Return a block of code, whose fence is longer than any in it."""
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(words)), default=0))
    return f"{ticks}{language}\n{words}\n{ticks}"
