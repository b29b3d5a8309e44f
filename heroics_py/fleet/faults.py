"""The faults of a Redis server, in any library for Redis or Valkey."""

from heroics_py.secrecy.texts import mask_text

__all__ = ["describe_fault", "is_refusal"]

_LONGEST = 200  # characters
_HINTS = {"MovedError": "; the server is a node of a cluster, whose URL begins with redis+cluster://"}


def is_refusal(error: BaseException) -> bool:
    """Return whether ``error`` is the answer of a server that is alive, such as for lack of rights or of memory."""
    return any(kind.__name__ == "ResponseError" for kind in type(error).__mro__)


def describe_fault(error: BaseException) -> str:
    """Return the kind of an error and its text, without what is repeated of a command: it contains what is stored."""
    text = str(error).rpartition("caused error: ")[2].partition(", with args")[0]
    name = type(error).__name__
    return f"{name}: {mask_text(' '.join(text.split()))}"[:_LONGEST] + _HINTS.get(name, "")
