"""Frozen values: what a frozen dataclass promises, without its cost."""

import copy
import inspect
import pickle
from typing import ClassVar

import pytest

import heroics_py
from heroics_py.support.cached_property import cached_property, computed_once
from heroics_py.support.values import CheckedValue, Value


class Point(Value, uncompared=("label",)):
    x: int
    y: int = 0
    label: str = ""
    ORIGIN: ClassVar[str] = "not a field"


class Named(Value, kw_only=True):
    name: str


class Point3(Point):
    z: int = 0


class Square(Value):
    side: int

    @cached_property
    def area(self):
        """The side, squared."""
        return self.side**2


@computed_once
def corners(square):
    return [square.side] * 4


class CheckedSquare(Square, CheckedValue):
    pass


def test_positions_and_keywords():
    """Fields are given by position or by keyword."""
    assert Point(1, y=2) == Point(x=1, y=2)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (Point, "Point requires x; its fields are x, y, label"),
        (lambda: Point(1, zoom=2), "Point has no field 'zoom'; its fields are x, y, label"),
        (lambda: Point(1, x=1), "Point got x twice"),
        (lambda: Point(1, 2, "", 4), "Point has 3 fields, but 4 values were given"),
        (lambda: Named("a"), "Named takes its fields as keywords: name"),
        (lambda: Point(1).replaced(zoom=2), "Point has no field 'zoom'; its fields are x, y, label"),
    ],
)
def test_wrong_fields(make, text):
    """A wrong field is a TypeError that names the fields there are."""
    with pytest.raises(TypeError) as caught:
        make()
    assert str(caught.value) == text


def test_signature():
    """The signature tells the names, the kinds and the defaults."""
    assert str(inspect.signature(Point)) == "(x: int, y: int = 0, label: str = '') -> None"
    assert str(inspect.signature(Named)) == "(*, name: str) -> None"


def test_exported_signatures():
    """The values that the package exports have true signatures."""
    names = [*inspect.signature(heroics_py.Request).parameters]
    assert names[:4] == ["method", "url", "headers", "body"]


def test_frozen():
    """A field can be neither changed nor removed."""
    point = Point(1)
    with pytest.raises(AttributeError, match=r"Point.x can't be changed; replaced\(x=...\) returns a copy"):
        point.x = 2
    with pytest.raises(AttributeError, match=r"Point.x can't be removed"):
        del point.x


def test_replaced():
    """A copy has the changes, and the original stays as it is."""
    point = Point(1, 2)
    assert (point.replaced(y=3), point) == (Point(1, 3), Point(1, 2))


def test_equality():
    """Values are equal if their class and their compared fields are."""
    assert Point(1, label="a") == Point(1, label="b")
    assert hash(Point(1, label="a")) == hash(Point(1, label="b"))
    assert Point(1) != Point(2)
    assert Point(1) != Point3(1)


def test_inheritance():
    """A subclass adds its fields to those of its base."""
    assert repr(Point3(1, z=2)) == "Point3(x=1, y=0, label='', z=2)"


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies(clone):
    """A copy and a pickle have the fields of the original."""
    assert repr(clone(Point(1, 2, "label"))) == "Point(x=1, y=2, label='label')"


def test_matching():
    """A value can be taken apart by position in a match statement."""
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


@pytest.mark.parametrize("kind", [Square, CheckedSquare])
def test_computed_again_in_a_copy(kind):
    """A copy with a change computes what follows from its fields again."""
    square = kind(2)
    assert square.area == 4
    assert square.replaced(side=3).area == 9


def test_computed_is_no_field():
    """What follows from the fields is in no comparison, pickle or repr."""
    square = Square(2)
    assert square.area == 4
    assert (square, repr(square), pickle.dumps(square)) == (Square(2), repr(Square(2)), pickle.dumps(Square(2)))
    with pytest.raises(TypeError, match="Square has no field 'area'; its fields are side"):
        square.replaced(area=5)


def test_remembered_result():
    """A function that remembers its result computes it once for each value, and again for a changed copy."""
    square = Square(2)
    assert corners(square) is corners(square)
    assert (corners(square.replaced(side=3)), corners(square)) == ([3] * 4, [2] * 4)
    assert (square, pickle.loads(pickle.dumps(square)).__dict__) == (Square(2), {"side": 2})
