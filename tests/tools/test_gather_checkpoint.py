"""A run of many calls that goes on where it was cut."""

import asyncio
import json
import os
import threading

import pytest

import heroics_py
from heroics_py.testing import server_of


@pytest.fixture
def heroku():
    with heroics_py.sandbox(page_size=3) as client:
        yield client


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.jsonl"


def make_apps(heroku, count=6):
    return [heroku.app.create(name=f"app-{number}") for number in range(count)]


def count_of(heroku, method):
    return sum(each.method == method for each in server_of(heroku).requests)


def lines_of(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def cut_after(path, key, count):
    """Cut a file as a killed process leaves it: after some lines of a kind, in the middle of the next line."""
    lines = path.read_bytes().splitlines(keepends=True)
    found = [index for index, line in enumerate(lines) if key in json.loads(line)]
    end = found[count - 1] + 1
    path.write_bytes(b"".join(lines[:end]) + lines[end][:9])


def test_results_of_a_second_run(heroku, path):
    """A second run sends nothing again, and returns the same results, with their links."""
    make_apps(heroku)
    names = ["app-0", "missing", "app-2"]
    first = heroics_py.gather(heroku.app.info, names, checkpoint=path, errors="collect")
    sent = count_of(heroku, "GET")
    second = heroics_py.gather(heroku.app.info, names, checkpoint=str(path), errors="collect")
    assert (second, count_of(heroku, "GET")) == (first, sent)
    assert [type(each).__name__ for each in second] == ["Record", "NotFound", "Record"]
    assert heroics_py.refresh(second[0]).name == "app-0"


def test_a_cut_file(heroku, path):
    """What is not done is sent, after a cut in the middle of a line; what is done is not."""
    make_apps(heroku)
    names = [f"app-{number}" for number in range(6)]
    whole = heroics_py.gather(heroku.app.info, names, checkpoint=path, workers=1)
    cut_after(path, "end", 2)
    before = count_of(heroku, "GET")
    assert heroics_py.gather(heroku.app.info, names, checkpoint=path) == whole
    assert count_of(heroku, "GET") - before == 4
    assert heroics_py.gather(heroku.app.info, names, checkpoint=path) == whole
    assert count_of(heroku, "GET") - before == 4


def test_an_unfinished_change(heroku, path):
    """A call that was started is not sent again if it may have changed something; the others go on."""
    items = [{"name": f"app-{number}"} for number in range(4)]
    heroics_py.gather(heroku.app.create, items, checkpoint=path, workers=1)
    cut_after(path, "begin", 3)
    path.write_bytes(path.read_bytes()[:-9])
    results = heroics_py.gather(heroku.app.create, items, checkpoint=path, errors="collect")
    assert [type(each).__name__ for each in results] == ["Record", "Record", "LostOutcome", "Record"]
    assert str(results[2]) == "item 2 (app.create) was started, and its outcome is unknown: not sent again"
    assert (results[2].item, results[2].call, results[2].sent) == (2, "app.create", True)
    assert count_of(heroku, "POST") == 5


def test_an_unfinished_change_raises_last(heroku, path):
    """Where errors are raised, that of an earlier run comes after all other calls are done."""
    items = [{"name": f"app-{number}"} for number in range(3)]
    heroics_py.gather(heroku.app.create, items[:1], checkpoint=path)
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b'{"end"')])
    with pytest.raises(heroics_py.LostOutcome) as caught:
        heroics_py.gather(heroku.app.create, items, checkpoint=path)
    assert caught.value.__notes__[0] == "every other call is done: errors='collect' returns the results"
    assert count_of(heroku, "POST") == 3


def test_idempotent_changes(heroku, path):
    """An unfinished call of an idempotent method is sent again."""
    make_apps(heroku, 2)
    heroics_py.gather(heroku.app.delete, ["app-0", "app-1"], checkpoint=path, workers=1)
    cut_after(path, "begin", 2)
    results = heroics_py.gather(heroku.app.delete, ["app-0", "app-1"], checkpoint=path, errors="collect")
    assert [type(each).__name__ for each in results] == ["Record", "NotFound"]


def test_further_items(heroku, path):
    """A run with further items at the end goes on with the same file."""
    make_apps(heroku)
    heroics_py.gather(heroku.app.info, ["app-0", "app-1"], checkpoint=path)
    names = ["app-0", "app-1", "app-2"]
    assert [each.name for each in heroics_py.gather(heroku.app.info, names, checkpoint=path)] == names
    assert count_of(heroku, "GET") == 3


def test_records_count_by_their_identity(heroku, path):
    """A record as an item is the same one after it has changed."""
    apps = make_apps(heroku, 2)
    heroics_py.gather(heroku.app.info, apps, checkpoint=path)
    changed = [heroku.app.update(each, maintenance=True) for each in apps]
    assert [each.maintenance for each in heroics_py.gather(heroku.app.info, changed, checkpoint=path)] == [False] * 2


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (lambda heroku: (heroku.app.info, ["app-0"], {}), "it is about app.update, and this run calls app.info"),
        (lambda heroku: (heroku.app.update.send, ["app-0"], {"maintenance": True}), "and this run asks for whole"),
        (lambda heroku: (heroku.app.update, ["app-1"], {"maintenance": True}), "its calls are others: the items"),
        (lambda heroku: (heroku.app.update, ["app-0"], {"maintenance": False}), "its calls are others: the items"),
        (lambda heroku: (heroku.app.update, ["app-0"], {"name": "x-app"}), "others: maintenance in the file, name now"),
        (lambda heroku: (heroku.app.update, [], {"maintenance": True}), None),
    ],
)
def test_a_file_of_another_run(heroku, path, other, reason):
    """A file about other calls is refused, with the difference."""
    make_apps(heroku, 2)
    heroics_py.gather(heroku.app.update, ["app-0"], maintenance=True, checkpoint=path)
    before = path.read_bytes()
    link, items, common = other(heroku)
    if reason is None:
        assert heroics_py.gather(link, items, checkpoint=path, **common) == []
    else:
        with pytest.raises(heroics_py.CheckpointError, match=reason) as caught:
            heroics_py.gather(link, items, checkpoint=path, **common)
        assert "delete this one to start over" in str(caught.value)
    assert path.read_bytes() == before


def test_another_account(heroku, path):
    """A file of another account is refused."""
    make_apps(heroku, 1)
    heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    with (
        heroics_py.connect("heroku", url=server_of(heroku).url, token="another") as other,
        pytest.raises(heroics_py.CheckpointError, match="it belongs to another account or token"),
    ):
        heroics_py.gather(other.app.info, ["app-0"], checkpoint=path)


def test_the_file_is_private(heroku, path):
    """The file is open to its user alone."""
    make_apps(heroku, 1)
    heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def _shared(path):
    path.write_bytes(b"")
    path.chmod(0o644)


def _linked(path):
    (path.parent / "other").touch(0o600)
    path.symlink_to(path.parent / "other")


def _hard_linked(path):
    (path.parent / "other").touch(0o600)
    path.hardlink_to(path.parent / "other")


def _other_text(path):
    path.touch(0o600)
    path.write_text("notes of mine\n")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_shared, "others may use it (mode 644): chmod 600 makes it private"),
        (_linked, "it is a symbolic link"),
        (_hard_linked, "it has another name (a hard link)"),
        (_other_text, "it is not a checkpoint of gather"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: os.mkfifo(path, 0o600), "it is not a file"),
    ],
)
def test_files_that_are_refused(heroku, path, spoil, reason):
    """A file that others may read, that another name leads to, or that holds something else is refused."""
    spoil(path)
    with pytest.raises(heroics_py.CheckpointError) as caught:
        heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    assert str(caught.value) == f"checkpoint={str(path)!r} can't be used: {reason}; nothing was sent"
    assert caught.value.path == str(path)
    assert count_of(heroku, "GET") == 0


def test_a_damaged_line(heroku, path):
    """A line in the middle that is not complete is refused."""
    make_apps(heroku, 1)
    heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    head, begin, end = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + begin[:5] + b"\n" + end)
    with pytest.raises(heroics_py.CheckpointError, match="line 2 is damaged"):
        heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)


HEADS = [{"salt": "zz"}, {"salt": None}, {"count": "1"}, {"count": -1}, {"count": True}, {"calls": 5}, {"account": []}]
MARKS = [{"begin": "0"}, {"begin": 1}, {"end": -1}, {"withdraw": [0]}]


@pytest.mark.parametrize("line", [*HEADS, *MARKS], ids=str)
def test_an_edited_line(heroku, path, line):
    """A line that somebody has edited is refused, rather than a call sent a second time."""
    make_apps(heroku, 1)
    heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    head, *rest = path.read_bytes().splitlines(keepends=True)
    content = [json.dumps({**json.loads(head), **line}).encode() + b"\n", *rest]
    if line in MARKS:
        content = [head, json.dumps(line).encode() + b"\n", *rest]
    path.write_bytes(b"".join(content))
    with pytest.raises(heroics_py.CheckpointError, match=r"line \d is damaged"):
        heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)


def test_two_runs_at_once(heroku, path):
    """A second run on the same file is refused while the first one goes on."""
    make_apps(heroku, 1)
    begun, release = threading.Event(), threading.Event()

    def hold(_):
        begun.set()
        release.wait(60)

    link = heroku.app.info.with_options(on_request=hold)
    thread = threading.Thread(target=heroics_py.gather, args=(link, ["app-0"]), kwargs={"checkpoint": path})
    thread.start()
    try:
        assert begun.wait(60)
        with pytest.raises(heroics_py.CheckpointError, match="is in use by another run of gather"):
            heroics_py.gather(heroku.app.info, ["app-0"], checkpoint=path)
    finally:
        release.set()
        thread.join()


def test_functions_are_refused(path):
    """A function that is not a link is refused: nobody knows whether its calls may be repeated."""
    with pytest.raises(heroics_py.CallError, match="checkpoint= takes a link such as"):
        heroics_py.gather(len, ["a"], checkpoint=path)


def test_secrets_are_not_written(heroku, path):
    """Neither tokens nor config vars nor secret arguments are in the file; what is safe to ask again is asked."""
    make_apps(heroku, 1)
    heroku.config_var.update("app-0", {"KEY": "canary-value-1"})
    first = heroics_py.gather(heroku.config_var.info, ["app-0"], checkpoint=path)
    assert first[0].KEY == "canary-value-1"
    assert heroics_py.gather(heroku.config_var.info, ["app-0"], checkpoint=path) == first
    updates = path.with_name("updates.jsonl")
    for _ in range(2):
        results = heroics_py.gather(
            heroku.config_var.update, [("app-0", {"KEY": "canary-value-2"})], checkpoint=updates, errors="collect"
        )
    assert str(results[0]) == (
        "item 0 (config_var.update) was done (200), and its result holds secrets, which the checkpoint does not keep: "
        "not sent again"
    )
    assert count_of(heroku, "PATCH") == 2
    texts = path.read_text() + updates.read_text()
    assert [each for each in ("canary", "app-0") if each in texts] == []


def test_async_and_threads_share_a_file(path):
    """`gather_async` goes on with the file of `gather`, and the other way round."""

    async def main(url, names):
        async with heroics_py.connect_async("heroku", url=url, token="sandbox") as client:
            return await heroics_py.gather_async(client.app.info, names, checkpoint=path)

    with (
        heroics_py.sandbox() as owner,
        heroics_py.connect("heroku", url=server_of(owner).url, token="sandbox") as client,
    ):
        make_apps(client)
        names = [f"app-{number}" for number in range(6)]
        heroics_py.gather(client.app.info, names[:2], checkpoint=path)
        whole = asyncio.run(main(server_of(owner).url, names))
        assert heroics_py.gather(client.app.info, names, checkpoint=path) == whole
        assert count_of(owner, "GET") == 6
