"""Notebooks run from a fresh kernel, and their outputs settled: what differs from run to run for no reason, made equal.

``python tests/notebook/notebook_runs.py`` runs the examples again, and writes what changed.
"""

import json
import os
import re
import sys
import uuid
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"20[2-9]\d-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d+)?")
PORT = re.compile(r"127\.0\.0\.1:\d+")
PACE = re.compile(r" ?\[\d+:\d\d&?l?t?;?<[^\]]*\]")
BAR = re.compile(r"(\w+): +0%\| +\| 0/(\d+)")
WIDGET = "application/vnd.jupyter.widget-view+json"


def executed(path, environment=None):
    """Return the notebook at ``path``, run from a fresh kernel; a cell that fails without leave fails it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Jupyter's own: where it keeps its files, and how it listens
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, timeout=60, kernel_name="python3", record_timing=False)
        client.execute(env=environment, cwd=str(EXAMPLES))
    return settled(json.loads(nbformat.writes(notebook)))


def settled(notebook):
    """Return a notebook with the same outputs for the same results: ids, moments, ports and paces of no account."""
    known = {}

    def again(found):
        return known.setdefault(found[0], str(uuid.uuid5(uuid.NAMESPACE_URL, str(len(known)))))

    def calm(text):
        text = MOMENT.sub(lambda found: f"2026-03-14{found[1]}09:26:53", UUID.sub(again, text))
        return PACE.sub("", PORT.sub("127.0.0.1:5000", text))

    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.pop(WIDGET, None):  # which becomes what it shows in the end
                data["text/plain"] = BAR.sub(r"\1: 100%|██████████| \2/\2", "".join(data["text/plain"]))
            for kind, value in data.items():
                if kind.startswith("text/"):
                    data[kind] = _mapped(calm, value)
            if "text" in output:
                output["text"] = _mapped(calm, output["text"])
            if "traceback" in output:
                output["traceback"] = _mapped(calm, output["traceback"])
                output["evalue"] = calm(output["evalue"])
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _mapped(change, value):
    return change(value) if isinstance(value, str) else [change(line) for line in value]


def main():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    for path in sorted(EXAMPLES.glob("*.ipynb")):
        text = json.dumps(executed(path, environment), indent=1, ensure_ascii=False) + "\n"
        changed = text != path.read_text(encoding="utf-8")
        if changed:
            path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {'written anew' if changed else 'as it was'}\n")


if __name__ == "__main__":
    main()
