"""Lists as pandas DataFrames."""

import copy

import pandas as pd
import pytest

import heroics_py
from heroics_py.call.lists.collection import Collection
from heroics_py.call.lists.page import Page

COUNT = 7
NAMES = [f"app-{number}" for number in range(COUNT)]


@pytest.fixture
def by_name():
    """A client with seven apps, whose lists are ordered by name."""
    with heroics_py.sandbox(page_size=3, prefetch=False, retries=0) as client:
        for name in NAMES:
            client.app.create(name=name)
        yield client.with_options(range=heroics_py.Range("name", max=3))


def test_frame(by_name):
    """A frame has a row for each item and a column for each nested field."""
    frame = by_name.app.list().to_frame()
    assert list(frame["name"]) == NAMES
    assert frame["region.name"].tolist() == ["us"] * COUNT
    assert "region" not in frame.columns


def test_frame_timestamps(by_name):
    """Timestamps become datetimes in UTC."""
    apps = by_name.app.list()
    frame = apps.to_frame()
    assert str(frame["created_at"].dt.tz) == "UTC"
    assert frame["created_at"][0] == pd.Timestamp(apps[0].created_at)


def test_frame_missing_timestamps():
    """A missing timestamp becomes NaT."""
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": None}]), pytest.fail)
    assert collection.to_frame()["at"].isna().tolist() == [False, True]


def test_frame_mixed_text():
    """A column with other text among its timestamps stays text."""
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": "soon"}]), pytest.fail)
    assert collection.to_frame()["at"].tolist() == ["2020-01-01T00:00:00Z", "soon"]


@pytest.mark.parametrize("odd", ["2016-12-31T23:59:60Z", "2020-02-31T00:00:00Z"])
def test_frame_unknown_times(odd):
    """A time that pandas can't express leaves the column as text."""
    collection = Collection(Page(items=[{"at": "2020-01-01T00:00:00Z"}, {"at": odd}]), pytest.fail)
    assert collection.to_frame()["at"].tolist() == ["2020-01-01T00:00:00Z", odd]


def test_frame_null_objects():
    """An object that is null in some rows gets no column of its own."""
    items = [
        {"id": 1, "team": {"name": "x", "lead": {"id": 7}}},
        {"id": 2, "team": None},
        {"id": 3, "team": {"lead": None}},
    ]
    frame = Collection(Page(items=items), pytest.fail).to_frame()
    assert list(frame.columns) == ["id", "team.name", "team.lead.id"]


def test_frame_of_values():
    """Items that are not objects are in one column."""
    assert Collection(Page(items=[1, 2]), pytest.fail).to_frame()["value"].tolist() == [1, 2]


def test_frame_of_nothing():
    """An empty list is an empty frame."""
    assert Collection(Page(items=[]), pytest.fail).to_frame().empty


def test_frame_changes_no_items(by_name):
    """A frame does not change the items."""
    apps = by_name.app.list()
    before = copy.deepcopy(apps.to_list())
    apps.to_frame()
    assert apps.to_list() == before


def test_frame_without_pandas(by_name, monkeypatch):
    """Without pandas, the error says how to install it."""
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install 'heroics-py\\[pandas\\]'"):
        by_name.app.list().to_frame()
