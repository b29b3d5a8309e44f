"""Twenty tasks in the shell: each prints what its transcript says, and the page counts its keystrokes."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from transcripts import Transcript, played, transcripts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script():
    spec = spec_from_file_location("keystrokes_script", ROOT / "scripts" / "keystrokes.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_transcript(path, tmp_path):
    """The commands of a task print what its transcript says; tests/helpers/transcripts.py writes it again."""
    transcript = Transcript.read(path)
    assert played(transcript, tmp_path) == transcript.text


def test_twenty_tasks():
    """There are twenty tasks, with each of the four tools."""
    heads = [Transcript.read(path).head for path in transcripts()]
    assert (len(heads), {head["with"] for head in heads}) == (20, {"HTTPie", "restish", "gh", "the Heroku CLI"})


def test_table_of_keystrokes(script):
    """The table of the page is up to date: ``python scripts/keystrokes.py`` writes it."""
    page = script.PAGE.read_text(encoding="utf-8")
    assert script.updated(page) == page


def test_keystrokes(script):
    """A row counts the characters of both lines, and Enter."""
    text = "task: Go\nwith: gh\ntheirs: gh a | b\n\n$ heroics go\nDone.\n"
    assert script.row(text) == "| Go | `heroics go` | `gh a \\| b` | gh | 11 | 9 |\n"
