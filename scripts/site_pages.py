"""The generated parts of the project's site, as hooks of MkDocs: the home page, the reference, and `llms.txt`.

`scripts/site.sh` builds the site.
"""

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs.structure.files import File

import heroics_py
from heroics_py import cache, testing

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
# Pages that are outside of docs/, because everybody looks for them there.
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
EXAMPLES = [f"examples/{path.name}" for path in (ROOT / "examples").iterdir() if path.is_file()]
# The pages of the reference: a title, and what the page is about.
REFERENCE = {
    "clients": ("Clients", "Functions that make a client, and what belongs to a client as a whole."),
    "calls": ("Calls and lists", "What calls return, and functions that send many calls or unusual ones."),
    "changes": ("Changes of an API", "What changed between two schemas, and what a program uses of one."),
    "options": ("Options and messages", "Values for the options of a call, and what hooks and `send` give you."),
    "errors": (
        "Errors",
        "All errors and warnings, in alphabetical order. [Errors](../errors.md) says when each is raised.",
    ),
    "testing": (
        "Testing and stores",
        "Tapes, and what `heroics_py.testing` and `heroics_py.cache` offer.",
    ),
}
# Where a public name is explained: the first module that its own begins with decides.
MODULES = {
    "heroics_py.errors": "errors",
    "heroics_py.http": "options",
    "heroics_py.changes": "changes",
    "heroics_py.tools.diff": "changes",
    "heroics_py.usage": "changes",
    "heroics_py.tapes": "testing",
    "heroics_py.model.paging": "options",
    "heroics_py.call.lists.ranges": "options",
    "heroics_py.call.empty": "options",
    "heroics_py.client.records": "calls",
    "heroics_py.client": "clients",
    "heroics_py.lint": "clients",
    "heroics_py.model": "clients",
    "heroics_py.oauth": "clients",
    "heroics_py.testing": "clients",
    "heroics_py.cli": "clients",
}
# How much more than others a page counts in the search: what people look for in a hurry comes first.
BOOSTS = {"oauth.md": 3, "authentication.md": 2, "changelog.md": 0.2, "performance.md": 0.2}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)|!\[([^\]]*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"(```.*?```)", re.DOTALL)
PAGES: dict[str, tuple[str, str, str]] = {}  # for each page its title, first sentence, and Markdown


def reference_page_of(name: str) -> str:
    """Return the page of the reference that explains a public name of the package."""
    value = getattr(heroics_py, name)
    module = getattr(value, "__module__", None) or type(value).__module__
    return next((page for start, page in MODULES.items() if module.startswith(start)), "calls")


def reference_names(page: str) -> list[str]:
    """Return the full names that a page of the reference explains, functions first."""
    others = []
    if page == "testing":
        functions = [name for name in testing.__all__ if getattr(heroics_py, name, None) is not getattr(testing, name)]
        others += [f"heroics_py.testing.{name}" for name in functions]
        others += [f"heroics_py.cache.{each}" for each in cache.__all__]
    names = [name for name in heroics_py.__all__ if name != "__version__" and reference_page_of(name) == page]
    return [
        f"heroics_py.{name}"
        for name in sorted(names, key=lambda name: (inspect.isclass(getattr(heroics_py, name)), name != "connect"))
    ] + others


def reference_text(page: str) -> str:
    """Return a page of the reference, whose docstrings mkdocstrings fills in."""
    title, sentence = REFERENCE[page]
    return f"# {title}\n\n{sentence}\n\n" + "\n".join(f"::: {name}\n" for name in reference_names(page))


def reference_index() -> str:
    """Return the first page of the reference: each public name and its page."""
    rows = []
    for page, (title, _) in REFERENCE.items():
        names = [f"`{name.removeprefix('heroics_py.')}`" for name in reference_names(page)]
        rows.append(f"| [{title}]({page}.md) | {', '.join(names)} |")
    return "\n".join(
        [
            "# Reference",
            "",
            "The public names of the package, from their docstrings. The calls of an API come from its schema instead:",
            "`help(client.app.create)` shows one.",
            "",
            "| page | names |",
            "| --- | --- |",
            *rows,
            "",
        ]
    )


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the pages that are outside of docs/ or generated, and the examples."""
    for source, target in OUTSIDE.items():
        files.append(File.generated(config, target, content=(ROOT / source).read_text(encoding="utf-8")))
    for path in EXAMPLES:
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    files.append(File.generated(config, "reference/index.md", content=reference_index()))
    for page in REFERENCE:
        files.append(File.generated(config, f"reference/{page}.md", content=reference_text(page)))
    return files


def site_target(target: str, page: str) -> str | None:
    """Return a link's target on the site; None if the site does not have it.

    Args:
        target: the target as the page has it, in the repository.
        page: the page's path on the site.
    """
    if urlsplit(target).scheme or target.startswith("#") or page.startswith("reference/"):
        return target
    path, mark, fragment = target.partition("#")
    folder = "" if page in OUTSIDE.values() else "docs"
    place = (ROOT / folder / path).resolve().relative_to(ROOT).as_posix()
    if place in OUTSIDE:
        return OUTSIDE[place] + mark + fragment
    if place.startswith("docs/") and (ROOT / place).is_file():
        return place.removeprefix("docs/") + mark + fragment
    return place if place in EXAMPLES else None


def on_page_markdown(markdown: str, page: "Page", **_: object) -> str:
    """Turn links within the repository into links within the site, and remember the page for `llms.txt`."""

    def replaced(match: re.Match[str]) -> str:
        text, target = (match[1], match[2]) if match[2] else (match[3], match[4])
        place = site_target(target, page.file.src_uri)
        if place is None:
            return text
        if text == target:  # the name of a file, which the site has no need of
            text = heading_of(place)
        return f"{'' if match[2] else '!'}[{text}]({place})"

    parts = FENCE.split(markdown)
    text = "".join(part if part.startswith("```") else LINK.sub(replaced, part) for part in parts)
    sentence = first_sentence(text)
    page.meta.setdefault("description", sentence)
    if page.file.src_uri == "index.md":
        page.meta["hide"] = ["navigation", "toc"]
    page.meta["search"] = {"boost": BOOSTS.get(page.file.src_uri, 1)}
    title = next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))
    PAGES[page.file.src_uri] = (title, sentence, text)
    return text


def heading_of(place: str) -> str:
    """Return the first heading of a page, by its path on the site."""
    source = next((source for source, target in OUTSIDE.items() if target == place), f"docs/{place}")
    return (ROOT / source).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def first_sentence(markdown: str) -> str:
    """Return the first sentence of a page, as plain text."""
    texts = FENCE.sub("", markdown).split("\n\n")
    paragraphs = (each for each in texts if re.match(r"[A-Z`\[]", each) and not each.startswith("The tests run"))
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", " ".join(next(paragraphs, "").split()))
    return re.split(r"(?<=\.)\s", plain)[0].rstrip(":.") + "."


def on_post_build(config: "MkDocsConfig") -> None:
    """Write each page as Markdown beside its HTML, and `llms.txt`, which lists them with a line each."""
    site = Path(config.site_dir)
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    for path in filter(PAGES.__contains__, ordered_pages(config.nav)):
        title, sentence, text = PAGES[path]
        (site / path).write_text(text, encoding="utf-8")
        lines.append(f"- [{title}]({path}): {sentence}")
    (site / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def ordered_pages(entries: object) -> list[str]:
    """Return the paths of the pages in the order of the navigation."""
    if isinstance(entries, str):
        return [entries]
    values = entries.values() if isinstance(entries, dict) else entries
    return [path for value in values for path in ordered_pages(value)]  # type: ignore[union-attr]
