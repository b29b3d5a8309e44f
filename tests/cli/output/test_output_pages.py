"""Lists whose pages arrive while they are written, also if one of them fails."""

import json

import pytest

from heroics_py import testing
from heroics_py.cli.output import OutputOptions, write_call, write_result
from heroics_py.errors import InternalServerError

NAMES = [f"shop-{number}" for number in range(7)]


def progress_of(client, stream, **options):
    """Write the names of the apps, and return what standard output had before each request."""
    before = []
    link = client.app.list.with_options(prefetch=False, on_request=lambda _: before.append(stream.data.decode()))
    write_call(link, (), {}, OutputOptions(fields=("name",), **options))
    return before


@pytest.mark.parametrize(
    ("format_", "first_page"),
    [
        (None, '[\n  {\n    "name": "shop-0"\n  },\n  {\n    "name": "shop-1"\n  },\n  {\n    "name": "shop-2"\n  }'),
        ("jsonl", '{"name":"shop-0"}\n{"name":"shop-1"}\n{"name":"shop-2"}\n'),
        ("csv", "name\nshop-0\nshop-1\nshop-2\n"),
        ("yaml", "- name: shop-0\n- name: shop-1\n- name: shop-2\n"),
    ],
)
def test_list_starts_before_its_last_page(client, output, format_, first_page):
    """A page is written before the next one is requested."""
    before = progress_of(client, output(), format=format_)
    assert (len(before), before[1]) == (3, first_page)


def test_list_is_complete(client, written):
    """The array of a list in a pipe holds the items of all pages."""
    assert [app["name"] for app in json.loads(written(client.app.list()))] == NAMES


def test_limit(client, output):
    """A limit ends the list, and its pages are not requested."""
    stream = output()
    assert (len(progress_of(client, stream, limit=4)), len(json.loads(stream.data))) == (2, 4)


@pytest.fixture
def failing(client):
    """The list of apps, whose third page fails."""
    apps = client.app.list.with_options(prefetch=False, retries=1)()
    pages = apps.pages()
    next(pages), next(pages)
    testing.fail(client, status=500)
    return apps


def test_failed_list_looks_incomplete(failing, output):
    """The array of a list whose third page fails holds two pages, and stays open."""
    stream = output()
    with pytest.raises(InternalServerError):
        write_result(failing, OutputOptions())
    text = stream.data.decode()
    assert [app["name"] for app in json.loads(f"{text}]")] == NAMES[:6]
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(text)


def test_failed_table_shows_what_came(failing, output):
    """A table whose third page fails shows the rows of two pages."""
    stream = output(terminal=80)
    with pytest.raises(InternalServerError):
        write_result(failing, OutputOptions(every=True, fields=("name",)))
    assert stream.data.decode().split("\n")[-2].strip() == "shop-5"


def test_failed_list_leaves_no_file(failing, output, tmp_path):
    """A list whose third page fails leaves the file of before, and no part of its own."""
    output()
    path = tmp_path / "apps.csv"
    path.write_text("before")
    with pytest.raises(InternalServerError):
        write_result(failing, OutputOptions(to=path))
    assert ([each.name for each in tmp_path.iterdir()], path.read_text()) == (["apps.csv"], "before")


def test_terminal_shows_the_first_items(client, written, capsys):
    """A terminal shows the first fifty items, and says that there are more."""
    shown = written([{"number": number} for number in range(60)], terminal=80, title="app list")
    assert (len(shown.splitlines()), "the first 50 of 60 items; --all shows all" in capsys.readouterr().err) == (
        51,
        True,
    )


def test_first_items_need_no_further_page(client, output, monkeypatch, capsys):
    """A terminal requests the pages that it shows, and knows that there are more."""
    monkeypatch.setattr("heroics_py.cli.output.results.FIRST_ITEMS", 3)
    assert len(progress_of(client, output(terminal=80))) == 1
    assert "the first 3 items; --all shows all" in capsys.readouterr().err


def test_all_items_on_a_terminal(client, output, monkeypatch):
    """--all shows a list on a terminal to its end."""
    monkeypatch.setattr("heroics_py.cli.output.results.FIRST_ITEMS", 3)
    stream = output(terminal=80)
    progress_of(client, stream, every=True)
    assert [line.strip() for line in stream.data.decode().splitlines() if "shop" in line] == NAMES


def test_query_sees_the_whole_list(client, written):
    """A JMESPath expression is about all pages, also on a terminal that shows the first items only."""
    assert written(client.app.list(), query="length(@)", terminal=80) == "7\n"
