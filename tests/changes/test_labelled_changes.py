"""The comparison of two schemas, against changes that are labelled by hand."""

from collections import Counter

from tests.helpers.labelled_changes import labelled_changes


def test_the_table_has_a_hundred_changes_of_every_effect() -> None:
    effects = Counter(change.effect for change in labelled_changes())
    assert effects["breaking"] >= 45
    assert effects["risky"] >= 25
    assert effects["harmless"] >= 30
