"""Header fields of a message."""

from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Self

from heroics_py.display.terminal import escaped
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Headers", "Secrets"]

_ABSENT: tuple[str, None] = ("", None)


class Secrets:
    """What is masked where headers are shown or pickled.

    Args:
        fields: names of header fields, and of query fields of the URLs in them.
        find: returns the texts that are masked wherever a field repeats them. It is called when they are first needed:
            most responses are never shown.
    """

    __slots__ = ("_find", "_values", "fields")

    def __init__(self, fields: frozenset[str] = frozenset(), find: Callable[[], tuple[str, ...]] = tuple) -> None:
        self.fields = fields
        self._find = find
        self._values: tuple[str, ...] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The texts that are masked wherever a field repeats them."""
        if self._values is None:
            self._values = self._find()
        return self._values


_NO_SECRETS = Secrets()


class Headers(Mapping[str, str]):
    """Header fields with names of any case.

    Repeated lines are joined (RFC 9110, 5.3).
    """

    __slots__ = ("_fields", "_secrets")

    def __init__(self, pairs: "Mapping[str, str] | Iterable[tuple[str, str]]" = ()) -> None:
        self._secrets = _NO_SECRETS
        self._fields: dict[str, tuple[str, str]] = {}
        fields = self._fields
        for name, value in pairs.items() if isinstance(pairs, Mapping) else pairs:
            key = name.lower()
            earlier = fields.get(key)
            fields[key] = (earlier[0], f"{earlier[1]}, {value}") if earlier else (name, value)

    @classmethod
    def _of(cls, fields: dict[str, tuple[str, str]], secrets: Secrets) -> Self:
        headers = cls.__new__(cls)
        headers._fields = fields
        headers._secrets = secrets  # noqa: SLF001 - as __init__ does
        return headers

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return the value of the field ``name``, or ``default``."""
        field = self._fields.get(name.lower())
        return field[1] if field else default

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def items(self) -> ValuesView[tuple[str, str]]:  # type: ignore[override]
        """Return a view of the pairs of name and value, without a lookup of each name."""
        return self._fields.values()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        others = other if isinstance(other, Headers) else Headers(other)
        return {n: v for n, (_, v) in self._fields.items()} == {n: v for n, (_, v) in others._fields.items()}

    def __hash__(self) -> int:
        return hash(frozenset((name, value) for name, (_, value) in self._fields.items()))

    def __repr__(self) -> str:
        return f"Headers({', '.join(self.shown())})"

    def shown(self) -> list[str]:
        """Return each field as text for people: its secrets masked, control characters escaped."""
        return [escaped(f"{name}: {self._shown(name, value)}") for name, value in self._fields.values()]

    def _shown(self, name: str, value: str) -> str:
        masks = _masks()
        if masks.credential_fields((name,), self._secrets.fields):
            return "<hidden>"
        masked: str = masks.mask_field(value, self._secrets.fields, self._secrets.values)
        is_url = name.lower() in ("location", "content-location")
        return mask_url(masked, self._secrets.fields) if is_url else masked

    def __reduce__(self) -> tuple[object, ...]:
        return (_unpickle, (self._without_credentials(), tuple(self._secrets.fields)))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def _without_credentials(self) -> tuple[tuple[str, str], ...]:
        """Return the fields with each credential removed or masked."""
        fields, values = self._secrets.fields, self._secrets.values
        masks = _masks()
        removed = masks.credential_fields(self, fields)
        pairs = self._fields.values()
        return tuple([(name, masks.mask_field(text, fields, values)) for name, text in pairs if name not in removed])

    @property
    def secret_fields(self) -> frozenset[str]:
        """The names of header and query fields that are secret by declaration."""
        return self._secrets.fields

    def masked(self, text: str) -> str:
        """Return a text of this response, such as a URL, with its secrets masked."""
        fields, values = self._secrets.fields, self._secrets.values
        masked: str = _masks().mask_field(mask_url(text, fields) if "://" in text else text, fields, values)
        return masked

    def with_secrets(self, fields: frozenset[str], find: Callable[[], tuple[str, ...]] = tuple) -> "Headers":
        """Return the same fields, and mask these secrets where they are shown or pickled.

        Args:
            fields: names of header fields, and of query fields of the URLs in them, that are secret.
            find: returns the texts that are secret wherever a field repeats them, once they are needed.
        """
        return Headers._of(self._fields, Secrets(fields, find))

    def replaced(self, changes: Mapping[str, str | None]) -> "Headers":
        """Return these fields with ``changes``; a value of None removes the field."""
        fields = self._fields.copy()
        for name, value in changes.items():
            if value is None:
                fields.pop(name.lower(), None)
            else:
                fields[name.lower()] = (name, value)
        return Headers._of(fields, self._secrets)

    def updated(self, others: "Headers") -> "Headers":
        """Return these fields and ``others``, which win where both have a field."""
        secrets = others._secrets  # noqa: SLF001 - of the same class
        secrets = self._secrets if secrets is _NO_SECRETS else secrets
        return Headers._of(self._fields | others._fields, secrets)

    def values_of(self, names: Iterable[str]) -> list[str | None]:
        """Return the value of each of ``names``, in lower case; None for a field that is missing."""
        fields = self._fields
        return [fields[name][1] if name in fields else None for name in names]

    def containing(self, part: str) -> list[tuple[str, str]]:
        """Return the pairs whose names contain ``part``, which is in lower case."""
        return [field for name, field in self._fields.items() if part in name]

    def has_any(self, names: frozenset[str]) -> bool:
        """Return whether one of ``names``, in lower case, is among these fields."""
        return not self._fields.keys().isdisjoint(names)

    def without(self, names: frozenset[str]) -> "Headers":
        """Return these fields without those of ``names``, in lower case."""
        if self._fields.keys().isdisjoint(names):
            return self
        return Headers._of({name: field for name, field in self._fields.items() if name not in names}, self._secrets)

    def changes(self, others: "Headers", *, ignoring: frozenset[str]) -> bool:
        """Return whether a field has another value in ``others``, or is missing there.

        Args:
            others: the fields to compare with.
            ignoring: names, in lower case, of fields that don't count.
        """
        theirs = others._fields
        return any(
            field[1] != theirs.get(name, _ABSENT)[1] for name, field in self._fields.items() if name not in ignoring
        )


def _unpickle(pairs: tuple[tuple[str, str], ...], fields: tuple[str, ...]) -> Headers:
    return Headers(pairs).with_secrets(frozenset(fields))


def _masks() -> "ModuleType":
    """Return the module that masks secrets; a request that is only prepared, as for help(), does without it."""
    load_modules("heroics_py.secrecy.request_secrets")
    from heroics_py.secrecy import request_secrets

    return request_secrets
