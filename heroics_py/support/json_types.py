"""The types that JSON has."""

from typing import TypeAlias

__all__ = ["Json"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
