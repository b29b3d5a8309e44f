"""The faults of a Redis server, in any library for Redis or Valkey."""

from heroics_py.secrecy.texts import mask_text

__all__ = ["describe_fault", "is_refusal"]

_LONGEST = 200  # characters
_OF_A_CLUSTER = "; the server is a node of a cluster, whose URL begins with redis+cluster://"


def is_refusal(error: BaseException) -> bool:
    """Return whether ``error`` is the answer of a server that is alive, such as for lack of rights or of memory."""
    return any(kind.__name__ == "ResponseError" for kind in type(error).__mro__)


def describe_fault(error: BaseException) -> str:
    """Return the kind of an error and its text, without what is repeated of a command: it contains what is stored."""
    text = str(error).rpartition("caused error: ")[2].partition(", with args")[0]
    is_moved = type(error).__name__ == "MovedError" or text.startswith("MOVED ")
    hint = _OF_A_CLUSTER if is_moved else ""
    return f"{type(error).__name__}: {mask_text(' '.join(text.split()))}"[:_LONGEST] + hint
