"""A property-based tester for OpenAPI, which sends valid and invalid requests and compares every response."""

import subprocess
from pathlib import Path

import pytest
import yaml
from ports import TOKEN

HERE = Path(__file__).parent
BOOKSHELF = HERE.parents[1] / "schemas" / "bookshelf.openapi.yaml"
# A run takes ten seconds; this only ends one that hangs.
SECONDS = 75


def judged(judge, tmp_path, document, url):
    """Return the exit code and the text of a run with every check: examples, coverage, fuzzing and stateful."""
    command = [judge("SCHEMATHESIS", "schemathesis"), "run", str(document), "--url", url]
    command += ["--header", f"Authorization: Bearer {TOKEN}", "--checks", "all", "--max-examples", "15"]
    command += ["--generation-deterministic", "--continue-on-failure", "--no-color", "--warnings", "off"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False)
    return result.returncode, result.stdout + result.stderr


@pytest.mark.parametrize(
    "document", [BOOKSHELF, HERE / "stock.fastapi.json", HERE / "clinic.spectacular.yaml"], ids=lambda path: path.stem
)
def test_sandbox_follows_document(judge, served, tmp_path, document):
    """Every response of the sandbox follows the document, to valid and to invalid requests."""
    judge("SCHEMATHESIS", "schemathesis")
    code, text = judged(judge, tmp_path, document, served(document))
    assert code == 0, text[-8000:]


def test_judge_sees_undocumented_status(judge, served, tmp_path):
    """The judge fails if the document lacks a status that the sandbox responds with."""
    judge("SCHEMATHESIS", "schemathesis")
    document = yaml.safe_load(BOOKSHELF.read_text(encoding="utf-8"))
    document["paths"] = {"/authors/{author_identity}": document["paths"]["/authors/{author_identity}"]}
    del document["paths"]["/authors/{author_identity}"]["get"]["responses"]["404"]
    path = tmp_path / "without.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    code, text = judged(judge, tmp_path, path, served(BOOKSHELF))
    assert code == 1
    assert "Undocumented status code" in text
