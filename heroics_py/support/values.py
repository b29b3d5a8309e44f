"""Frozen values that a client needs before its first call."""

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

__all__ = ["CheckedValue", "Value"]


class _Signature:
    """Builds the signature of a value's class when somebody looks at it."""

    def __get__(self, _: object, kind: "type[Value]") -> object:
        from inspect import Parameter, Signature

        how = Parameter.KEYWORD_ONLY if kind._kw_only else Parameter.POSITIONAL_OR_KEYWORD  # noqa: SLF001 - of this module
        parameters = [
            Parameter(
                name,
                how,
                default=kind._defaults.get(name, Parameter.empty),  # noqa: SLF001 - as above
                annotation=kind.__annotations__.get(name, Parameter.empty),
            )
            for name in kind._fields
        ]
        return Signature(parameters, return_annotation=None)


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value whose fields are the annotations of its class, as in a frozen dataclass.

    For the values that a client needs before its first call. Importing ``dataclasses`` and creating twenty of them
    takes 23 ms, two thirds of the 35 ms that a process needs to get to a client. Elsewhere, write a dataclass.

    Subclass it with ``kw_only=True`` to take keywords alone, and with ``uncompared=("source",)`` to leave fields out of
    ``==`` and ``hash``. What follows from its fields alone may be a `cached_property`: copies and pickles leave it out.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = {}
    _required: ClassVar[frozenset[str]] = frozenset()
    _compared: ClassVar[tuple[str, ...]] = ()
    _uncompared: ClassVar[frozenset[str]] = frozenset()
    _kw_only: ClassVar[bool] = False
    __signature__: ClassVar[Any] = _Signature()

    def __init_subclass__(cls, *, kw_only: bool | None = None, uncompared: tuple[str, ...] = ()) -> None:
        own = [name for name, kind in cls.__annotations__.items() if name[0] != "_" and "ClassVar" not in str(kind)]
        cls._fields = tuple(dict.fromkeys((*cls._fields, *own)))
        cls._defaults = {**cls._defaults, **{name: cls.__dict__[name] for name in own if name in cls.__dict__}}
        cls._required = frozenset(cls._fields) - cls._defaults.keys()
        cls._uncompared |= {*uncompared}
        cls._compared = tuple(name for name in cls._fields if name not in cls._uncompared)
        if kw_only is not None:
            cls._kw_only = kw_only
        cls.__match_args__ = () if cls._kw_only else cls._fields  # type: ignore[misc, attr-defined]  # as in a dataclass

    def __init__(self, *args: Any, **fields: Any) -> None:
        if args:
            fields = self._with_positional(args, fields)
        values = self.__dict__
        values.update(self._defaults)
        values.update(fields)
        if len(values) != len(self._fields) or not self._required <= fields.keys():
            raise TypeError(self._mismatch(fields))

    def _with_positional(self, args: tuple[Any, ...], fields: dict[str, Any]) -> dict[str, Any]:
        if self._kw_only:
            raise TypeError(f"{type(self).__name__} takes its fields as keywords: {', '.join(self._fields)}")
        if len(args) > len(self._fields):
            count = len(self._fields)
            raise TypeError(f"{type(self).__name__} has {count} fields, but {len(args)} values were given")
        positional = dict(zip(self._fields, args, strict=False))
        if fields and (repeated := positional.keys() & fields.keys()):
            raise TypeError(f"{type(self).__name__} got {', '.join(sorted(repeated))} twice")
        return positional | fields

    def _mismatch(self, fields: Mapping[str, object]) -> str:
        unknown = [name for name in fields if name not in self._fields]
        missing = sorted(self._required - {*fields})
        problem = f"has no field {unknown[0]!r}" if unknown else f"requires {', '.join(missing)}"
        return f"{type(self).__name__} {problem}; its fields are {', '.join(self._fields)}"

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with ``changes``.

        Raises:
            TypeError: there is no such field.
        """
        copy = object.__new__(type(self))
        values = copy.__dict__
        values.update(self.__dict__)
        values.update(changes)
        if len(values) != len(self._fields):
            values.clear()
            values.update(self._fields_with(changes))
        return copy

    __replace__ = replaced

    def _fields_with(self, changes: Mapping[str, object]) -> dict[str, object]:
        """Return the fields with ``changes``, without what was computed from them."""
        fields = {**self.__getstate__(), **changes}
        if len(fields) != len(self._fields):
            raise TypeError(self._mismatch(fields))
        return fields

    def __getstate__(self) -> dict[str, object]:
        values = self.__dict__
        return {name: values[name] for name in self._fields}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} can't be changed; replaced({name}=...) returns a copy")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} can't be removed")

    def _key(self) -> tuple[object, ...]:
        values = self.__dict__
        return tuple([values[name] for name in self._compared])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value) or type(other) is not type(self):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        values = self.__dict__  # empty while a constructor refuses them
        fields = ", ".join(f"{name}={values[name]!r}" for name in self._fields if name in values)
        return f"{type(self).__name__}({fields})"


class CheckedValue(Value):
    """A value whose constructor checks its fields, so that a changed copy is checked too."""

    def replaced(self, **changes: Any) -> Self:
        """Return a copy with ``changes``.

        Raises:
            TypeError: there is no such field.
            ValueError: for a value that a field can't have.
        """
        return type(self)(**self._fields_with(changes))

    __replace__ = replaced
