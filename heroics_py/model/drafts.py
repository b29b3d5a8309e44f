"""The drafts of JSON Schema, in their order."""

__all__ = ["DRAFTS", "is_before"]

DRAFTS = ("draft-03", "draft-04", "draft-06", "draft-07", "2019-09", "2020-12")


def is_before(draft: str, other: str) -> bool:
    """Return whether ``draft`` is older than ``other``; an unknown one counts as draft-04."""
    return DRAFTS.index(draft if draft in DRAFTS else "draft-04") < DRAFTS.index(other)
