"""Values of numpy and pandas, as the libraries themselves have them."""

import numpy as np
import pandas as pd
import pytest

import heroics_py
from heroics_py.call.values.json_value import json_value
from heroics_py.call.values.scalars import scalar_text
from heroics_py.errors import ValidationError

FRAME = pd.DataFrame(
    {
        "name": ["one-app", "two-app"],
        "maintenance": [True, False],
        "size": [1, 2],
        "at": pd.to_datetime(["2020-01-01T00:00:00.5Z", None]),
    }
)
ROW = {"name": "one-app", "maintenance": True, "size": 1, "at": "2020-01-01T00:00:00.500000Z"}
SCALARS = [
    (np.int64(5), 5),
    (np.uint64(2**64 - 1), 2**64 - 1),
    (np.float32(1.5), 1.5),
    (np.float64(1.5), 1.5),
    (np.longdouble(1.5), 1.5),
    (np.bool_(True), True),
    (np.str_("x"), "x"),
    (np.array(5), 5),
    (np.datetime64("2020-01-01"), "2020-01-01"),
    (np.datetime64("2020-01-01T00:00:00.5", "ms"), "2020-01-01T00:00:00.500000Z"),
    (np.datetime64("2020-01-01T00:00:00.000000005", "ns"), "2020-01-01T00:00:00.000000005Z"),
    (np.timedelta64(90, "m"), "PT1H30M"),
    (np.timedelta64(1_500_000_000, "ns"), "PT1.5S"),
    (pd.Timestamp("2020-01-01T02:00:00.123456789+02:00"), "2020-01-01T00:00:00.123456789Z"),
    (pd.Timestamp("2020-01-01"), "2020-01-01T00:00:00Z"),
    (pd.Timedelta("1D 1us"), "P1DT0.000001S"),
    (FRAME["maintenance"].iloc[0], True),
    (FRAME["size"].iloc[1], 2),
    (FRAME["size"].sum(), 3),
]


@pytest.mark.parametrize(("value", "expected"), SCALARS, ids=lambda each: type(each).__name__)
def test_scalars_of_numpy_and_pandas(value, expected):
    """A scalar is one JSON value, and has its text in a URL."""
    text = expected if isinstance(expected, str) else str(expected).lower()
    assert (json_value({"a": value}), scalar_text(value)) == ({"a": expected}, text)


COMPOSITE = [
    (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
    (np.array(["2020-01-01", "NaT"], dtype="M8[ns]"), ["2020-01-01T00:00:00Z", None]),
    (np.ma.array([1, 2], mask=[False, True]), [1, None]),
    (np.array([(1, "a")], dtype=[("x", int), ("y", "U1")]), [{"x": 1, "y": "a"}]),
    (FRAME.iloc[0], ROW),
    (FRAME.iloc[0].to_dict(), ROW),
    (FRAME.to_dict("records"), [ROW, {"name": "two-app", "maintenance": False, "size": 2, "at": None}]),
    (next(FRAME.itertuples(index=False)), ROW),
    (FRAME, [ROW, {"name": "two-app", "maintenance": False, "size": 2, "at": None}]),
    (FRAME["name"], ["one-app", "two-app"]),
    (FRAME.set_index("name")["size"], {"one-app": 1, "two-app": 2}),
    (FRAME.index, [0, 1]),
    (pd.array([1, None]), [1, None]),
    (pd.Categorical(["a"]), ["a"]),
    ([pd.NA, pd.NaT, np.ma.masked, np.datetime64("NaT", "ns")], [None] * 4),
]


@pytest.mark.parametrize(("value", "expected"), COMPOSITE, ids=lambda each: type(each).__name__)
def test_arrays_rows_and_columns(value, expected):
    """An array and a column are lists, a row is an object, a frame is a list of its rows."""
    assert json_value(value) == expected


@pytest.mark.parametrize(
    "value", [np.nan, np.array([np.inf]), np.complex64(1), np.timedelta64(5, "M"), pd.Period("2020")]
)
def test_refused_values_of_numpy(value):
    """What JSON has no form for is refused."""
    with pytest.raises(ValidationError, match=r"is not a JSON number|JSON has no form for a "):
        json_value(value)


def test_row_as_a_body():
    """The row of a frame is the body of a call, and a column of text its arguments."""
    client = heroics_py.connect()
    sent = [
        client.app.create.prepare(FRAME.iloc[0][["name"]]),
        client.app.update.prepare("x", FRAME[["maintenance"]].iloc[1]),
    ]
    assert [request.body for request in sent] == [b'{"name":"one-app"}', b'{"maintenance":false}']


def test_missing_value_of_a_row():
    """A missing value of a row is refused with its name and what to do."""
    with pytest.raises(
        ValidationError, match=r"maintenance: expected boolean, got None \(null\); <NA> is a missing value"
    ):
        heroics_py.connect().app.update.prepare("x", maintenance=pd.NA)


def test_values_import_no_library():
    """Values of other libraries are known without importing one."""
    import subprocess
    import sys

    code = (
        "import sys, heroics_py; heroics_py.connect().app.update.prepare('x', maintenance=True);"
        "print([each for each in ('numpy', 'pandas') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
