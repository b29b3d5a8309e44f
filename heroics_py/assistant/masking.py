"""JSON values without the secrets that show by name or by form."""

from heroics_py.secrecy.json_values import ValueMask
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.json_types import Json

__all__ = ["masked_texts", "masked_values"]


def masked_values(value: Json) -> Json:
    """Return a value of an API without the secrets that show by the names of fields, or by the form of texts."""
    masked = ValueMask().apply(value)
    return masked if isinstance(masked, dict | list | str | int | float | bool | None) else None


def masked_texts(value: Json) -> Json:
    """Return a description without the secrets that show by the form of texts: its fields are not those of an API."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {key: masked_texts(item) for key, item in value.items()}
    return [masked_texts(item) for item in value] if isinstance(value, list) else value
