"""Modules loaded whole, whatever interrupts the thread that needs them."""

import os
import threading
from _thread import start_new_thread
from contextlib import suppress
from importlib import import_module

__all__ = ["load_modules"]

_PATIENCE = 60.0
_loaded: set[str] = set()
_loading = threading.RLock()


def load_modules(*names: str) -> None:
    """Import modules, so that Ctrl-C can't leave them half loaded, and a fork can't catch them half loaded.

    An exception of a signal handler strikes the main thread, in the middle of an import too. Python then forgets the
    module and keeps its submodules, and the next import finds a package without them. Therefore another thread does
    the work for the main thread, and finishes it in any case.

    Raises:
        ImportError: as the import itself does.
    """
    missing = [name for name in names if name not in _loaded]
    if not missing:
        return
    if threading.current_thread() is not threading.main_thread():
        _import(missing)
        return
    failures: list[BaseException] = []
    done = threading.Lock()
    done.acquire()

    def work() -> None:
        try:
            _import(missing)
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that needs the modules
            failures.append(error)
        finally:
            done.release()

    try:
        start_new_thread(work, ())  # of `threading`, Ctrl-C could strike in the middle of starting one
    except RuntimeError:  # no thread can be started, as while Python shuts down
        _import(missing)
        return
    if not done.acquire(timeout=_PATIENCE):  # the caller is in the middle of importing one of them
        _import(missing)
    elif failures:
        raise failures.pop()


def _import(names: list[str]) -> None:
    _watch_forks()
    with _loading:
        for name in names:
            import_module(name)
            _loaded.add(name)


def _watch_forks() -> None:
    """Let a fork wait for imports: in a child, nobody releases the lock of a module that another thread imports."""
    key = "os.fork"
    if key not in _loaded and hasattr(os, "register_at_fork"):
        _loaded.add(key)
        os.register_at_fork(before=_loading.acquire, after_in_parent=_release, after_in_child=_release)


def _release() -> None:
    with suppress(RuntimeError):  # Ctrl-C came before it was acquired
        _loading.release()
