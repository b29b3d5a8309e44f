"""The refusals of the assistant's door."""

from heroics_py.errors import HeroicsError

__all__ = ["Refused"]


class Refused(HeroicsError):  # noqa: N818 - as the others of the tree
    """The assistant asked for something that it may not do, or can't; nothing was sent.

    The text is ours alone: names that others chose are escaped in it.
    """
