"""Imports that neither Ctrl-C nor a fork can leave half done."""

import os
import sys
import threading
from _thread import start_new_thread
from contextlib import suppress
from importlib import import_module

__all__ = ["load_modules"]

_PATIENCE = 10.0
_loaded: set[str] = set()
_watched: set[str] = set()  # modules whose import registered the hooks for forks
_loading = threading.RLock()


def load_modules(*names: str) -> None:
    """Import modules so that neither Ctrl-C nor a fork can leave them half loaded.

    A signal handler may raise in the main thread at any time, also during an import. Python then forgets the module
    but keeps its submodules, so that the next import finds a package without them; or it keeps the module's lock, and
    every other thread that imports the module waits forever. Therefore another thread imports for the main thread, and
    finishes in any case.

    A thread that is importing already does the work itself: another thread may need the unfinished module, and each
    would wait for the other.

    Raises:
        ImportError: as the import itself does.
    """
    if _loaded.issuperset(names):
        return
    missing = [name for name in names if name not in _loaded]
    if _is_importing() or sys.is_finalizing():
        _import(missing)
    elif threading.current_thread() is threading.main_thread():
        _import_elsewhere(missing)
    else:
        _import_alone(missing)


def _import_elsewhere(names: list[str]) -> None:
    """Import ``names`` in another thread, and wait for it."""
    failures: list[BaseException] = []
    done = threading.Lock()
    done.acquire()

    def work() -> None:
        try:
            _import_alone(names)
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that needs the modules
            failures.append(error)
        finally:
            done.release()

    try:
        start_new_thread(work, ())  # Ctrl-C could interrupt `threading.Thread.start`
    except RuntimeError:  # Python can't start a thread, as while it shuts down
        _import(names)
        return
    if not done.acquire(timeout=_PATIENCE):  # it waits for a module that an interrupted import left locked
        _import(names)
    elif failures:
        raise failures.pop()


def _import_alone(names: list[str]) -> None:
    """Import ``names`` while no other thread imports or forks."""
    lock = _loading
    is_alone = lock.acquire(timeout=_PATIENCE)
    try:
        for name in names:
            _watch_forks()
            _import([name])
    finally:
        if is_alone:
            lock.release()


def _import(names: list[str]) -> None:
    for name in names:
        import_module(name)
        _loaded.add(name)


def _is_importing() -> bool:
    """Return whether this thread is executing a module that is being imported."""
    frame = sys._getframe(1)  # noqa: SLF001 - documented, and `inspect` costs too much here
    while (above := frame.f_back) is not None:
        frame = above
        # ``from heroics_py import connect`` calls __getattr__ of the package, which holds no lock.
        if frame.f_globals.get("__name__") == "importlib._bootstrap" and frame.f_code.co_name != "_handle_fromlist":
            return True
    return False


def _watch_forks() -> None:
    """Let a fork wait for imports.

    No thread of the child would release the lock of a module that is being imported. The hook that is registered last
    runs first. A fork has to wait for imports before it takes the lock of `logging`, for which an import may wait.
    Therefore, name "logging" first when you load modules that use it.
    """
    for key in ("os", "logging"):
        if key not in _watched and key in sys.modules and hasattr(os, "register_at_fork"):
            _watched.add(key)
            os.register_at_fork(before=_wait_for_imports, after_in_parent=_release, after_in_child=_begin_again)


def _wait_for_imports() -> None:
    _loading.acquire(timeout=_PATIENCE)


def _begin_again() -> None:
    global _loading  # noqa: PLW0603 - the thread that may hold the old one is not in the child
    _loading = threading.RLock()


def _release() -> None:
    with suppress(RuntimeError):  # Ctrl-C came before it was acquired, or an import took too long
        _loading.release()
