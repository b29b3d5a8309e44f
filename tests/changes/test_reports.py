"""Changes as text, JSON and Markdown."""

import json
import re

import pytest

from heroics_py.changes import Change, Changes
from heroics_py.changes.reports.text import text_of

APPS = ["app.create", "app.delete", "app.info", "app.list"]
CHANGES = Changes(
    [
        Change(effect="harmless", kind="call-new", message="new: GET /tags", call="tag.list", new_call="tag.list"),
        Change(effect="harmless", kind="call-new", message="new: POST /tags", call="tag.create", new_call="tag.create"),
        Change(effect="risky", kind="server-changed", message="requests go to https://eu.shop.example"),
        Change(
            effect="breaking",
            kind="call-renamed",
            message="renamed to item.list: GET /items",
            call="thing.list",
            new_call="item.list",
        ),
        Change(
            effect="breaking",
            kind="field-required",
            message="the body needs 'region' now",
            call="app.create",
            part="body",
            path=("region",),
        ),
        *(
            Change(
                effect="breaking",
                kind="answer-field-gone",
                message="the answer lost 'slug_size'",
                call=call,
                part="answer",
                path=("slug_size",),
                cause="#/definitions/app",
            )
            for call in APPS
        ),
    ]
)


def hostile(text):
    """Return changes with foreign text wherever a schema could have put it."""
    return Changes(
        [
            Change(effect="breaking", kind="field-gone", message=f"the body lost {text!s} now", call=text),
            Change(effect="breaking", kind="call-renamed", message=text, call=f"a.{text}", new_call=f"b.{text}"),
            *(Change(effect="risky", kind="k", message=text, call=f"{n}{text}", cause="c") for n in "ab"),
            Change(effect="harmless", kind="k", message=text, old=[text], new=text),
        ]
    )


def test_text_groups_by_effect_and_cause():
    """Text has a row for each cause under its effect, with all of its calls, and counts the rows."""
    assert str(CHANGES).splitlines() == [
        "breaking  app.create  the body needs 'region' now",
        "          4 calls     the answer lost 'slug_size': app.create, app.delete, app.info, app.list",
        "renamed   thing.list -> item.list  GET /items",
        "risky     the API  requests go to https://eu.shop.example",
        "harmless  2 calls  new: tag.list, tag.create",
        "5 changes: 3 breaking, 1 risky, 1 harmless",
    ]


def test_text_without_changes():
    """Text says that there are no changes."""
    assert str(Changes()) == "no changes"


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_text_is_as_wide_as_the_terminal(width):
    """No line is longer than the terminal is wide, also with long names."""
    long = Change(effect="breaking", kind="call-gone", message="gone " * 30, call=f"{'a' * 20}.{'b' * 20}")
    lines = text_of(Changes([*CHANGES, long]), width=width).splitlines()
    assert [line for line in lines if len(line) > max(width, 60)] == []


def test_long_lists_are_cut():
    """Text cuts the calls of a cause after twelve, and harmless changes after twenty, unless it lists every one."""
    calls = [Change(effect="breaking", kind="k", message="lost", call=f"a.b{n}", cause="c") for n in range(15)]
    news = [Change(effect="harmless", kind="k", message="more", call=f"c.d{n}", path=(str(n),)) for n in range(25)]
    changes = Changes([*calls, *news])
    short = text_of(changes)
    assert ("and 3 more" in short, "... and 5 more" in short, "a.b14" in short) == (True, True, False)
    assert (
        "more\n" in text_of(changes, every=True).replace("more\n", "", 25),
        "a.b14" in text_of(changes, every=True),
    ) == (
        False,
        True,
    )


def test_markdown_groups_by_effect_and_cause():
    """Markdown names what is breaking first, each cause once, and folds what is harmless."""
    assert CHANGES.to_markdown() == (
        "## Changes of the API\n\n"
        "**🔴 3 breaking · 🟡 1 risky · 🟢 1 harmless**\n\n"
        "### Breaking\n\n"
        "- `thing.list` is `item.list` now: GET `/items`\n"
        "- `app.create`: the body needs `region` now\n"
        "- 4 calls: the answer lost `slug_size`: `app.create`, `app.delete`, `app.info`, `app.list`\n\n"
        "### Risky\n\n"
        "- the API: requests go to `https://eu.shop.example`\n\n"
        "<details>\n<summary>Harmless (1)</summary>\n\n"
        "- 2 calls: new: `tag.list`, `tag.create`\n\n"
        "</details>\n"
    )


def test_markdown_without_changes():
    """Markdown says that nobody could notice a change."""
    assert "No change that a caller could notice." in Changes().to_markdown()


def test_json_has_an_entry_for_each_call():
    """JSON has the number of changes by effect, and an entry for each call, also of one cause."""
    report = json.loads(CHANGES.to_json())
    assert report["counts"] == {"breaking": 6, "risky": 1, "harmless": 2}
    assert [each["call"] for each in report["changes"] if each["kind"] == "answer-field-gone"] == APPS
    assert report["changes"][1] == {
        "effect": "breaking",
        "kind": "field-required",
        "call": "app.create",
        "where": "body region",
        "message": "the body needs 'region' now",
        "part": "body",
        "path": ["region"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[2J\x1b]0;pwned\x07",
        "a\u202egpj.exe",
        "\u200bhidden",
        "line\nbreaking  app.create  forged",
        "\u2028",
        "\ud800",
    ],
)
def test_hostile_text_can_not_steer_a_terminal(text):
    """Control and invisible characters of a schema are escaped in every report, and add no line."""
    changes = hostile(text)
    for report in (str(changes), changes.to_markdown()):
        assert "".join(report.split("\n")).isprintable()
        assert not any(line.startswith("breaking  app.create") for line in report.splitlines())
    assert changes.to_json().isascii()


def test_secrets_of_urls_are_masked():
    """No report shows the password or the token of a URL in a schema."""
    changes = hostile("https://ann:s3cret-pw@api.example/v1?token=t0ken-value")
    reports = [str(changes), changes.to_markdown(), changes.to_json()]
    assert [("s3cret-pw" in each, "t0ken-value" in each) for each in reports] == [(False, False)] * 3


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "`</code></details><b>x",
        "``a` b",
        "[click](https://evil.example)",
        "![pixel](//evil.example/p.png)",
        "**bold** _em_ ~~gone~~",
        "$x^2$ :tada: #1 GH-1 owner/repo#2",
        "@everyone ann@example.org www.evil.example https://evil.example",
        "a | b\n\n# heading\n- item\n1. one\n> quote\n```\ncode",
        "&lt;b&gt; \\` \\",
        "<!-- open",
    ],
)
def test_hostile_markdown_is_text(text):
    """Markdown of a schema is text in the report: no tag, link, image or mention comes from it."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").render(hostile(text).to_markdown())
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h2", "h3", "p", "ul", "li", "code", "strong", "details", "summary"}
    plain = re.sub(r"<code>[^<]*</code>", "", html)
    assert not re.search(r"@\w|#\d|www\.|://|:\w+:|\$", plain)
    assert html.count("<details>") == html.count("</details>") == 1


def test_equal_changes_are_one():
    """Two links that share a call and change in the same way are one change."""
    change = Change(effect="breaking", kind="answer-field-gone", message="the answer lost 'x'", call="a.info")
    assert list(Changes([change, change])) == [change]
