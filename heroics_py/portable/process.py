"""This process in words, for the logs of many workers."""

import os

__all__ = ["this_process"]


def this_process() -> str:
    """Return "this process", with its host and its number."""
    import platform

    host = platform.node()
    return f"this process ({host}, pid {os.getpid()})" if host else f"this process (pid {os.getpid()})"
