"""Values of other libraries as plain Python values.

A value is known by what its type can do. No library is imported: an object of your own that does the same works too.

    the type has                          such as                                  becomes
    ------------------------------------  ---------------------------------------  ----------------------------------
    _fields and _asdict                   a named tuple                            a dict
    __dataclass_fields__                  a dataclass                              a dict
    __attrs_attrs__                       a class of attrs                         a dict
    __struct_fields__                     a Struct of msgspec                      a dict, by the names of its JSON
    model_dump                            a model of pydantic                      a dict, by alias
    as_py, to_pylist, to_dicts            scalars and tables of pyarrow, polars    what the method returns
    __array__ and dims                    a DataArray of xarray                    what its values are
    to_dict                               a DataFrame of pandas                    a list of dicts, one a row
                                          a Series of pandas (it has tolist, too)  a dict if each label is text, as in a
                                                                                   row; else a list
                                          any other object                         a dict
    tolist, to_list                       arrays and scalars of numpy              a list, or one value
    item                                  a scalar                                 one value
    __index__                             an integer                               an int
    keys and __getitem__                  a row of sqlite3                         a dict

A missing value (NA, NaT, a masked value) becomes None. Any other value stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any

from heroics_py.support.loading import load_modules

__all__ = ["has_methods", "is_missing", "plain_value"]

_MOST_STEPS = 10
_PLAIN = frozenset({str, int, float, bool, NoneType, dict, list, bytes})
_KNOWN = (str, int, float, Mapping, list, bytes, bytearray, memoryview, Enum)
_MISSING_TYPES = frozenset({"NAType", "NaTType"})


def plain_value(value: object) -> object:
    """Return a value of another library as a plain one, such as an int for a scalar of numpy; not what is inside it.

    Values that are plain already, and those that nothing is known of, are returned as they are.
    """
    made = value
    for _ in range(_MOST_STEPS):
        if type(made) in _PLAIN or isinstance(made, _KNOWN):
            return made
        try:
            following = _converted(made)
        except Exception:  # noqa: BLE001 - the other library refuses: the caller's error names the type
            return made
        if following is made:
            return made
        made = following
    return value


def is_missing(value: object) -> bool:
    """Return whether a value means a missing one, as NA and NaT do; None and NaN do not."""
    return value is not None and type(value) not in _PLAIN and plain_value(value) is None


def has_methods(kind: type, *names: str) -> bool:
    """Return whether a type has these attributes itself; a mock would have any, and counts as having none."""
    classes = kind.__mro__[:-1]
    if not all(any(name in vars(each) for each in classes) for name in names):
        return False
    return not any(str(each.__module__).rpartition(".")[2] == "mock" for each in classes)


def _converted(value: Any) -> object:
    """Return the value after one step; itself if it is not known."""
    if isinstance(value, Sequence) and not isinstance(value, tuple) and not has_methods(type(value), "keys"):
        return value  # it is read where it is needed, like a list of the API
    convert = _rule_of(type(value))  # type: ignore[arg-type]  # mypy does not see that types are hashable
    return value if convert is None else convert(value)


@lru_cache(maxsize=512)
def _rule_of(kind: type) -> Callable[[Any], object] | None:
    if kind.__name__ in _MISSING_TYPES:
        return _as_none
    return next((convert for names, convert in _RULES if has_methods(kind, *names)), None)


def _as_none(_: object) -> None:
    return None


def _called(name: str) -> Callable[[Any], object]:
    def convert(value: Any) -> object:
        return getattr(value, name)()

    return convert


def _of_dataclass(value: Any) -> object:
    load_modules("dataclasses")
    from dataclasses import fields

    return {each.name: getattr(value, each.name) for each in fields(value)}


def _of_attrs(value: Any) -> object:
    return {each.name: getattr(value, each.name) for each in type(value).__attrs_attrs__}


def _of_struct(value: Any) -> object:
    kind = type(value)
    names = getattr(kind, "__struct_encode_fields__", kind.__struct_fields__)
    return {name: getattr(value, own) for name, own in zip(names, kind.__struct_fields__, strict=True)}


def _of_model(value: Any) -> object:
    try:
        return value.model_dump(by_alias=True)
    except TypeError:  # an object of its own, with a method of that name
        return value.model_dump()


def _of_labelled(value: Any) -> object:
    return value.values


def _of_to_dict(value: Any) -> object:
    """Return the rows of a DataFrame, the values of a Series, or the fields of an object of its own."""
    if has_methods(type(value), "tolist"):
        return _of_series(value)
    is_frame = getattr(value, "columns", None) is not None
    made = value.to_dict("records") if is_frame else value.to_dict()
    return made if isinstance(made, Mapping | list) else value


def _of_series(value: Any) -> object:
    labels, values = list(value.index), list(value.tolist())
    is_row = bool(labels) and all(isinstance(each, str) for each in labels) and len(set(labels)) == len(labels)
    return dict(zip(map(str, labels), values, strict=True)) if is_row else values


def _of_array(value: Any) -> object:
    """Return an array as a list, or a scalar as one value; those of times in the precision that they have."""
    kind, names = getattr(value.dtype, "kind", ""), getattr(value.dtype, "names", None)
    if getattr(value, "ndim", 0):
        return list(value) if kind in {"M", "m"} or names else value.tolist()
    made = value.tolist()
    if names:
        return dict(zip(names, made, strict=True))
    if kind == "M" and isinstance(made, int):  # numpy counts what is finer than microseconds
        return f"{str(value).rstrip('0').rstrip('.')}Z"
    if kind == "m" and isinstance(made, int):
        is_exact = str(value.dtype).endswith("[ns]") and made % 1000 == 0
        return value.astype("timedelta64[us]").tolist() if is_exact else value
    return float(made) if type(made) is type(value) else made


def _of_scalar(value: Any) -> object:
    """Return what ``item()`` returns, if it is one value: other classes have methods of that name, too."""
    if has_methods(type(value), "__iter__") or has_methods(type(value), "__len__"):
        return value
    made = value.item()
    return made if isinstance(made, NoneType | str | int | float) or has_methods(type(made), "isoformat") else value


def _of_time(value: Any) -> object:
    """Return a time itself; None if it is not one, such as NaT, which differs from itself."""
    return None if value != value else value  # noqa: PLR0124 - that is how such values tell


def _of_mapping(value: Any) -> object:
    return {key: value[key] for key in value.keys()}  # noqa: SIM118 - iteration may yield the values


_RULES: tuple[tuple[tuple[str, ...], Callable[[Any], object]], ...] = (
    (("_fields", "_asdict"), _called("_asdict")),
    (("__dataclass_fields__",), _of_dataclass),
    (("__attrs_attrs__",), _of_attrs),
    (("__struct_fields__",), _of_struct),
    (("model_dump",), _of_model),
    (("as_py",), _called("as_py")),
    (("to_pylist",), _called("to_pylist")),
    (("to_dicts",), _called("to_dicts")),
    (("__array__", "dims"), _of_labelled),
    (("to_dict",), _of_to_dict),
    (("tolist", "dtype"), _of_array),
    (("tolist",), _called("tolist")),
    (("to_list",), _called("to_list")),
    (("item",), _of_scalar),
    (("__index__",), _called("__index__")),
    (("keys", "__getitem__"), _of_mapping),
    (("isoformat",), _of_time),
)
