"""The reference of an API as one Markdown file."""

import re
from collections.abc import Iterator, Sequence

from heroics_py.display.terminal import escaped
from heroics_py.writers.arguments import Argument
from heroics_py.writers.pages.attributes import Attribute, fields_of
from heroics_py.writers.pages.entries import LinkEntry, Reference, ResourceEntry
from heroics_py.writers.pages.prose import Span, blocks_of, spans_of

__all__ = ["markdown_of"]

# What begins HTML, emphasis, code, a link, a cell of a table or an entity (CommonMark 0.31, 2.4).
_SPECIAL = re.compile(r"([\\`*_\[\]<>|&~])")
_FIRST = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))")
_TICKS = re.compile(r"`+")


def markdown_of(reference: Reference) -> str:
    """Return the reference of an API as Markdown, which GitHub shows as a page with a table of contents.

    Args:
        reference: of the API.
    """
    parts = [f"# {_plain(reference.title)}", *_prose(reference.description)]
    parts.append(_block("python", reference.begin))
    parts.append("\n".join(f"- [{_plain(each.name)}](#{_anchor(each.name)})" for each in reference.resources))
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
    yield f"It can't be called: {_plain(link.fault)}" if link.fault else ""
    yield from _prose(link.description if link.description != link.title else "")
    if link.arguments:
        yield _table(
            ("argument", "values", "", "about"), [row for each in link.arguments for row in _argument_rows(each)]
        )
    yield f"Returns {_plain(link.returns)}"
    yield _block("python", link.python) if link.python else ""
    lines = "\n".join(filter(None, (link.curl, link.shell)))
    yield _block("sh", lines) if lines else ""
    yield _block("json", link.answer) if link.answer else ""


def _heading(marks: str, title: str, name: str) -> str:
    return f'<a id="{_anchor(name)}"></a>\n\n{marks} {_plain(title)}'


def _anchor(name: str) -> str:
    """Return a name as an anchor and as a part of a URL, whatever letters it has."""
    return "".join(each if each.isalnum() or each in "._-" else "-" for each in name)


def _notes(stability: str, deprecation: str) -> str:
    words = [stability] if stability and stability != "production" else []
    return " ".join(f"**{_plain(each)}**" for each in (*words, *([deprecation] if deprecation else [])))


def _attribute_row(each: Attribute) -> tuple[str, ...]:
    about = _cell(each.description)
    return (_code(each.name), _plain(each.kind), f"**deprecated** {about}".strip() if each.is_deprecated else about)


def _argument_rows(each: Argument) -> Iterator[tuple[str, ...]]:
    """Yield the row of an argument, and those of its fields if it takes an object."""
    yield (_code(each.name), _plain(each.kind), _plain(each.need), _cell(each.description))
    for field in fields_of(each):
        need = "required" if field.is_required else "optional"
        yield (_code(field.name), _plain(field.kind), need, _cell(field.description))


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
        return f"[{_plain(span.text)}](<{escaped(span.url)}>)"
    mark = {"strong": "**", "em": "*"}.get(span.kind, "")
    return f"{mark}{_special(span.text)}{mark}"


def _plain(words: str) -> str:
    """Return text in one line, in which nothing is Markdown."""
    return _special(" ".join(words.split()))


def _special(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", escaped(words))


def _code(words: str) -> str:
    """Return text as code, also within a table, whatever ticks it has."""
    line = escaped(" ".join(words.split())).replace("|", "\\|")
    ticks = "`" * (1 + max(map(len, _TICKS.findall(line)), default=0))
    gap = " " if "`" in line else ""
    return f"{ticks}{gap}{line}{gap}{ticks}"


def _block(language: str, words: str) -> str:
    """Return a block of code, whose fence is longer than any in it."""
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(words)), default=0))
    return f"{ticks}{language}\n{words}\n{ticks}"
