"""The names that a misspelled one may have been meant for."""

from heroics_py.support.suggestions import closest_names, did_you_mean


def test_did_you_mean():
    """A message suggests the closest names, or lists those that exist."""
    assert closest_names("nmae", ["name", "region", "stack"]) == ["name"]
    assert did_you_mean("nmae", ["name", "region"]) == "did you mean 'name'?"
    assert did_you_mean("qqq", ["name", "region"]) == "expected one of name, region"
    assert did_you_mean("qqq", []) == "there are none"
    assert did_you_mean("qqq", (f"name{n}" for n in range(30))).endswith("name19 and 10 more")
