"""The comparison of two schemas, against changes that are labelled by hand."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import heroics_py
from tests.helpers.labelled_changes import (
    EFFECTS,
    LabelledChange,
    bundled_document,
    labelled_changes,
    labelled_versions,
)

LABELLED = labelled_changes()
VERSIONS = labelled_versions()
PAGE = Path(__file__).parents[2] / "docs" / "changes.md"


@cache
def known_api(name):
    """Return the API of a bundled document, read once."""
    return heroics_py.read(bundled_document(name))


def worst_of(changes):
    return max((each.effect for each in changes), key=EFFECTS.index, default="harmless")


def calls_with(changes, effect):
    return {each.call for each in changes if each.effect == effect}


@pytest.mark.parametrize("label", LABELLED, ids=[f"{each.effect}: {each.change}" for each in LABELLED])
def test_each_change_has_the_effect_of_its_label(label: LabelledChange):
    """A labelled change has the effect of its label on the calls of its label, and no worse one anywhere.

    Rows with a reason to be on the safe side have a worse effect.
    """
    old, new = label.documents()
    changes = heroics_py.diff(known_api(label.document) if old is bundled_document(label.document) else old, new)
    assert (worst_of(changes) != label.effect) == bool(label.safe)
    assert EFFECTS.index(worst_of(changes)) >= EFFECTS.index(label.effect)
    reported = calls_with(changes, label.effect)
    assert label.calls == "all" or label.safe or label.effect == "harmless" or set(label.calls) <= reported
    assert label.effect != "breaking" or label.calls == "all" or reported == set(label.calls)
    renamed = {each.call: each.new_call for each in changes if each.new_call and each.call in label.becomes}
    assert renamed == label.becomes


@pytest.mark.parametrize("versions", VERSIONS, ids=[f"{each.old} to {each.new}" for each in VERSIONS])
def test_the_bundled_versions_differ_as_labelled(versions):
    """Between bundled versions and dialects, the calls with breaking and risky changes are those that are labelled.

    What only two dialects spell otherwise is left out.
    """
    changes = heroics_py.diff(known_api(versions.old), known_api(versions.new))
    felt = [each for each in versions.changes if not each.dialect]
    for effect in ("breaking", "risky"):
        labelled = {call for each in felt if each.effect == effect for call in each.calls}
        assert calls_with(changes, effect) == labelled
    new = {call for each in felt if each.effect == "harmless" for call in each.calls}
    assert new <= calls_with(changes, "harmless")
    renamed = {call: name for each in versions.changes for call, name in each.becomes.items()}
    assert {each.call: each.new_call for each in changes if each.kind == "call-renamed"} == renamed


def test_the_table_has_a_hundred_changes_of_every_effect():
    """The table has at least 45 breaking, 25 risky and 30 harmless changes; the page says how many."""
    total = Counter(each.effect for each in LABELLED)
    exact = Counter(each.effect for each in LABELLED if not each.safe)
    assert total["breaking"] >= 45
    assert total["risky"] >= 25
    assert total["harmless"] >= 30
    counts = [f"{exact[effect]} of {total[effect]} {effect}" for effect in reversed(EFFECTS)]
    assert "{}, {} and {}".format(*counts) in " ".join(PAGE.read_text(encoding="utf-8").split())
