"""The parts of an href that ends with a variable."""

__all__ = ["parts_of"]

_AFTER_PATH = ("{?", "{&", "{#")


def parts_of(href: str) -> tuple[str, str, str]:
    """Return what is before the last expression of the path, that expression, and the query and fragment after it.

    The expression is empty if something else is at the end of the path.
    """
    end = len(href)
    while href.endswith("}", 0, end) and href.startswith(_AFTER_PATH, start := href.rfind("{", 0, end), end):
        end = start
    start = href.rfind("{", 0, end) if href.endswith("}", 0, end) else end
    return href[:start], href[start:end], href[end:]
