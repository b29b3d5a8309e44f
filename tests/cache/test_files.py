"""The store in files."""

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cache_parts import BODY, Clock, cached, condition, get, make_response
from cache_workers import WORKERS, Board, work
from thoroughness import THOROUGH

from heroics_py.cache import FileStore
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores import files
from heroics_py.cache.stores import private_files as disk
from heroics_py.errors import ConnectionFailed

OPERATIONS, KILLS = (10_000, 8) if THOROUGH else (2_000, 4)
HELPERS = Path(__file__).parents[1] / "helpers"


def test_another_process_hits(tmp_path):
    """Another process hits."""
    script = f"""
import sys
import threading
sys.path[:0] = [{str(HELPERS)!r}, {str(HELPERS.parents[1])!r}]
from cache_parts import make_response, cached, condition, get
from heroics_py.cache import open_store
cache, inner = cached(make_response(etag='"a"') if sys.argv[1] == "first" else make_response(304, etag='"a"'),
                      store=open_store({str(tmp_path / "shared")!r}))
print(cache.send(get()).body.decode(), condition(inner.requests[0]))
"""
    runs = [
        subprocess.run([sys.executable, "-c", script, name], capture_output=True, text=True, check=False)
        for name in ("first", "second")
    ]
    assert [(run.stdout, run.stderr) for run in runs] == [
        ('{"name":"example"} None\n', ""),
        ('{"name":"example"} "a"\n', ""),
    ]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_killed_processes(tmp_path):
    """Four processes that are killed again and again never get a wrong body or an error."""
    context = get_context("spawn")
    board = Board(context)
    deadline = time.monotonic() + 120
    running = {}
    kills = 0
    while (board.operations() < OPERATIONS or kills < KILLS) and time.monotonic() < deadline:
        for slot in range(WORKERS):
            if slot not in running or not running[slot].is_alive():
                running[slot] = context.Process(target=work, args=(slot, kills, str(tmp_path), board), daemon=True)
                running[slot].start()
        time.sleep(0.3)
        victim = running[kills % WORKERS]
        if board.operations() > OPERATIONS // 20 * kills:
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            kills += 1
    board.stop.value = 1
    for process in running.values():
        process.join(20)
    assert board.errors.value == 0, board.first_error.value.decode()
    assert board.operations() >= OPERATIONS
    assert board.total("mismatches") == 0
    assert board.total("outdated") == 0
    assert board.total("hits") > OPERATIONS // 10
    assert kills >= KILLS


class FaultyOs:
    """The module os, with a failure of the n-th call that touches the disk."""

    TOUCHING = frozenset(
        {
            "open",
            "write",
            "replace",
            "mkdir",
            "makedirs",
            "link",
            "utime",
            "unlink",
            "rmdir",
            "chmod",
            "scandir",
            "close",
        }
        | {"read", "fstat", "lstat", "stat"}
    )

    def __init__(self, *, fails=(), code=errno.ENOSPC, only=TOUCHING):
        self.calls = 0
        self._fails, self._code, self._only = fails, code, only

    def __getattr__(self, name):
        original = getattr(os, name)
        if name not in self._only:
            return original

        def call(*args, **kwargs):
            number = self.calls
            self.calls += 1
            if number in self._fails:
                if name == "close":
                    original(*args, **kwargs)
                raise OSError(self._code, os.strerror(self._code))
            return original(*args, **kwargs)

        return call


def _story(folder, clock=None):
    """Read twice, change, read, change and lose the server; return the bodies and the info."""
    cache, _ = cached(
        make_response(etag='"a"'),
        make_response(200, BODY, etag='"a"'),
        make_response(200, b"{}"),
        make_response(200, BODY, etag='"c"'),
        make_response(200, b"{}"),
        ConnectionFailed("refused"),
        store=FileStore(folder, chance=lambda: 0.0),
        clock=clock or Clock(time.time()),
    )
    bodies = [cache.send(get()).body, cache.send(get()).body]
    cache.send(get(method="PATCH", body=b"{}"))
    bodies.append(cache.send(get()).body)
    cache.send(get(method="DELETE"))
    with pytest.raises(ConnectionFailed):
        cache.send(get(mode="offline"))
    return bodies, cache.info()


def _touches(tmp_path, monkeypatch):
    counting = FaultyOs()
    monkeypatch.setattr(disk, "os", counting)
    _story(tmp_path / "count")
    return counting.calls


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_failing_disk_fails_no_call(tmp_path, monkeypatch, code, lasting):
    """Whichever operation on the disk fails, the call succeeds."""
    total = _touches(tmp_path, monkeypatch)
    assert total > 40
    counted = 0
    for n in range(total):
        monkeypatch.setattr(disk, "os", FaultyOs(fails=range(n, 10_000) if lasting else {n}, code=code))
        bodies, info = _story(tmp_path / str(n))
        assert bodies == [BODY] * 3
        counted += info.store_errors > 0
    assert counted > total // 4


@pytest.mark.parametrize("name", ["write", "replace", "mkdir"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_failed_write_leaves_no_temporary_file(tmp_path, monkeypatch, name, code):
    """A write that fails leaves no temporary file."""
    counting = FaultyOs(only={name})
    monkeypatch.setattr(disk, "os", counting)
    _story(tmp_path / "count")
    assert counting.calls > 1
    for n in range(counting.calls):
        monkeypatch.setattr(disk, "os", FaultyOs(fails={n}, code=code, only={name}))
        assert _story(tmp_path / str(n))[0] == [BODY] * 3
    assert not list(tmp_path.rglob("aside-*"))


def test_partial_reads_and_writes_are_completed(tmp_path, monkeypatch):
    """Partial reads and writes are completed."""

    class Slow(FaultyOs):
        def __getattr__(self, name):
            if name == "write":
                return lambda descriptor, blob: os.write(descriptor, blob[:7])
            if name == "read":
                return lambda descriptor, size: os.read(descriptor, min(size, 7))
            return super().__getattr__(name)

    monkeypatch.setattr(disk, "os", Slow())
    cache, inner = cached(make_response(etag='"a"'), make_response(304, etag='"a"'), store=FileStore(tmp_path))
    cache.send(get())
    assert cache.send(get()).body == BODY
    assert condition(inner.requests[1]) == '"a"'


def test_an_entry_written_during_a_drop(tmp_path, monkeypatch):
    """An entry that is written while its group is dropped is not served."""
    store = FileStore(tmp_path)
    clock = Clock(time.time())
    cache, _ = cached(make_response(etag='"a"'), store=store, clock=clock)
    write = files.write_file

    def slow_write(path, blob, **settings):
        store.drop(Path(path).parent.name, clock())
        write(path, blob, **settings)
        assert store.get(Keys(group=Path(path).parent.name, key=Path(path).name)) is None

    monkeypatch.setattr(files, "write_file", slow_write)
    cache.send(get())
    assert (cache.info().entries, cache.info().store_errors) == (1, 0)


def test_a_swept_folder_is_created_again(tmp_path, monkeypatch):
    """A folder that a sweep removes before the write is created again."""
    store = FileStore(tmp_path)
    write, sweeps = files.write_file, iter([store.sweep])

    def swept(path, blob, **settings):
        next(sweeps, lambda: None)()
        write(path, blob, **settings)

    assert len(store.secret) == 32
    monkeypatch.setattr(files, "write_file", swept)
    cache, _ = cached(make_response(etag='"a"'), store=store)
    cache.send(get())
    assert (cache.info().entries, cache.info().store_errors) == (1, 0)


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")
def test_modes_are_0700_and_0600(tmp_path):
    """Every directory has mode 0700, and every file 0600."""
    previous = os.umask(0)
    try:
        _story(tmp_path / "cache")
    finally:
        os.umask(previous)
    modes = {
        (path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "cache" / "heroics-http").rglob("*")
    }
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((tmp_path / "cache" / "heroics-http").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")
def test_the_callers_directory_keeps_its_mode(tmp_path):
    """The caller's own directory keeps its mode."""
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o755)
    theirs.chmod(0o755)
    _story(theirs)
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o755


def test_a_symbolic_link_is_refused(tmp_path):
    """A directory that is a symbolic link is refused."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "heroics-http").symlink_to(elsewhere)
    bodies, info = _story(tmp_path / "cache")
    assert bodies == [BODY] * 3
    assert (info.stores, list(elsewhere.iterdir())) == (0, [])
    assert info.store_errors > 0


def test_a_directory_of_another_user_is_refused(tmp_path, monkeypatch):
    """A directory of another user is refused."""

    class Somebody(FaultyOs):
        def __getattr__(self, name):
            return (lambda: 4711) if name == "geteuid" else super().__getattr__(name)

    theirs = tmp_path / "heroics-http"
    theirs.mkdir()
    monkeypatch.setattr(disk, "os", Somebody())
    bodies, info = _story(tmp_path)
    assert bodies == [BODY] * 3
    assert (info.stores, list(theirs.iterdir())) == (0, [])


def test_no_owners_and_no_links_are_needed(tmp_path, monkeypatch):
    """The store works without owners of files and without hard links."""

    class Windows(FaultyOs):
        def __getattr__(self, name):
            if name == "geteuid":
                raise AttributeError(name)
            return super().__getattr__(name)

    monkeypatch.setattr(disk, "os", Windows(fails=range(1000), code=errno.EPERM, only={"link"}))
    bodies, info = _story(tmp_path)
    assert bodies == [BODY] * 3
    assert info.stores == 3


def test_a_file_instead_of_the_directory(tmp_path):
    """A file in the place of the directory fails no call."""
    (tmp_path / "cache").write_text("not a directory")
    assert _story(tmp_path / "cache")[0] == [BODY] * 3


def test_names_reveal_nothing(tmp_path):
    """Names of files reveal nothing of the URL."""
    cache, _ = cached(make_response(etag='"a"'), store=FileStore(tmp_path))
    cache.send(get("https://api.shop.example/apps/SENTINEL?key=SENTINEL"))
    assert not any("SENTINEL" in str(path) for path in tmp_path.rglob("*"))
    assert not any(b"SENTINEL" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_oldest_files_are_evicted(tmp_path):
    """The size of the store is limited, and the least recently used files are evicted."""
    store = FileStore(tmp_path, max_bytes=40_000, chance=lambda: 0.0)
    body = b'"' + b"x" * 4000 + b'"'
    cache, inner = cached(*(make_response(body=body, etag='"a"') for _ in range(40)), store=store)
    for n in range(30):
        cache.send(get(f"https://api.shop.example/apps/{n}"))
    entries, size = store.measure()
    assert size <= 40_000
    assert 7 <= entries <= 10
    assert cache.info().evictions == 30 - entries
    cache.send(get("https://api.shop.example/apps/29"))
    cache.send(get("https://api.shop.example/apps/0"))
    assert [condition(request) for request in inner.requests[30:]] == ['"a"', None]


def test_files_of_killed_writers_are_swept(tmp_path):
    """A sweep removes what killed writers left."""
    store = FileStore(tmp_path)
    cache, _ = cached(make_response(etag='"a"'), store=store)
    cache.send(get())
    old, young = tmp_path / "heroics-http" / "aside-1-x", tmp_path / "heroics-http" / "aside-2-x"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    store.sweep()
    assert (old.exists(), young.exists(), store.measure()[0]) == (False, True, 1)


def test_old_marks_are_swept(tmp_path):
    """A sweep removes marks of changes that no response can have overtaken."""
    store = FileStore(tmp_path)
    assert len(store.secret) == 32
    now = time.time()
    store.drop("old" * 10, now - 100_000)
    store.drop("new" * 10, now)
    store.sweep()
    assert [path.parent.name for path in tmp_path.rglob("dropped")] == ["new" * 10]


def test_a_removed_directory_is_created_again(tmp_path):
    """A directory that is removed between two calls is created again."""
    import shutil

    cache, _ = cached(
        *(make_response(etag='"a"') for _ in range(3)), make_response(304, etag='"a"'), store=FileStore(tmp_path / "c")
    )
    cache.send(get())
    shutil.rmtree(tmp_path / "c")
    assert [cache.send(get()).body for _ in range(2)] == [BODY] * 2
    assert cache.send(get()).revalidated


def test_an_unchanged_304_rewrites_no_file(tmp_path):
    """A 304 rewrites a file only if it changes a header that matters."""
    cache, _ = cached(
        make_response(etag='"a"', Date="x", Request_Id="1"),
        make_response(304, etag='"a"', Date="y", Request_Id="2", RateLimit_Remaining="7"),
        make_response(304, etag='"a"', Link="<x>"),
        store=FileStore(tmp_path),
    )
    cache.send(get())
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != "secret")
    first = path.stat().st_ino
    cache.send(get())
    assert path.stat().st_ino == first
    cache.send(get())
    assert path.stat().st_ino != first


def test_a_hit_reads_once_and_writes_nothing(tmp_path, monkeypatch):
    """A hit reads its file once, and writes nothing."""
    cache, _ = cached(make_response(etag='"a"'), make_response(304, etag='"a"'), store=FileStore(tmp_path))
    cache.send(get())
    counting = FaultyOs()
    monkeypatch.setattr(disk, "os", counting)
    assert cache.send(get()).revalidated
    assert counting.calls == 5  # open, fstat, read, close, and a look for the mark of a change


def test_concurrent_stores_share_one_secret(tmp_path):
    """Stores that are opened at the same time share one secret."""
    for attempt in range(20):
        stores = [FileStore(tmp_path / str(attempt)) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(lambda store: store.secret, stores))) == 1


def test_a_concurrent_secret_is_kept(tmp_path, monkeypatch):
    """A secret that another store creates at the same time is kept."""
    first, late = FileStore(tmp_path), FileStore(tmp_path)
    look = late._read_secret
    monkeypatch.setattr(late, "_read_secret", lambda: first.secret and (look() if late.looked else None))
    late.looked = False
    make = late._create_secret

    def create_late():
        late.looked = True
        return make()

    monkeypatch.setattr(late, "_create_secret", create_late)
    assert late.secret == first.secret == FileStore(tmp_path).secret


def test_clear_keeps_the_secret(tmp_path):
    """Clearing keeps the secret, for stores that have read it."""
    store, other = FileStore(tmp_path), FileStore(tmp_path)
    secret = other.secret
    cache, _ = cached(make_response(etag='"a"'), store=store)
    cache.send(get())
    store.clear()
    assert (store.measure(), FileStore(tmp_path).secret) == ((0, 0), secret)


@pytest.mark.skipif(os.name == "nt", reason="marks are not locked on Windows")
def test_an_earlier_change_does_not_replace_the_mark_of_a_later_one(tmp_path, monkeypatch):
    """Two changes that end at the same time leave the mark of the later one, whichever process is slower."""
    mark, utime, later = str(tmp_path / "dropped"), os.utime, []

    def slow(place, ns):
        if not later:
            later.append(threading.Thread(target=disk.leave_mark, args=(mark, 2_000)))
            later[0].start()
            later[0].join(0.02)  # it waits for its turn; if it did not, it would be done
        utime(place, ns=ns)

    monkeypatch.setattr(disk.os, "utime", slow)
    monkeypatch.setattr(disk.os, "supports_fd", {slow})
    disk.leave_mark(mark, 1_000)
    later[0].join()
    assert (disk.has_mark_since(mark, 2_000), disk.has_mark_since(mark, 2_001)) == (True, False)
