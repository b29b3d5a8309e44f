"""Tab in a shell: the time of the whole process, beside an import of click and click's own completion of nothing.

python benchmarks/completion.py                     # a synthetic schema of 574 KB, 305 links
python benchmarks/completion.py --schema FILE       # a schema of your own
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from statistics import median
from time import perf_counter

from synthetic_schema import write_schema

ROOT = Path(__file__).resolve().parent.parent
_PEER = "import click\n@click.group()\ndef peer(): pass\npeer(prog_name='peer')"
_INTERPRETER = [sys.executable, "-c"]
_OURS = [sys.executable, "-m", "heroics_py"]
_LIMIT = 150.0  # milliseconds, on half a megabyte of schema
_PEER_NAME = "import click"

Times = tuple[float, float]  # of a process, in milliseconds by the clock and by the processor


def _run(command: Sequence[str], text: bytes, variables: Mapping[str, str]) -> Times:
    """Run a process, and return how long it takes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    before = os.times()
    start = perf_counter()
    subprocess.run(command, input=text, env=environment, capture_output=True, check=True)  # noqa: S603 - this program's own
    wall, after = perf_counter() - start, os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    return wall * 1e3, busy * 1e3


def _tab(line: str, cache: Path) -> Times:
    """Press Tab at the end of a line."""
    variables = {"_HEROICS_COMPLETE": "bash", "XDG_CACHE_HOME": str(cache)}
    return _run(_OURS, f"{line}\0\0".encode(), variables)


def measure(schema: Path, rounds: int, folder: Path) -> dict[str, list[Times]]:
    """Return the times of each side; every round measures each of them once, in turn.

    Args:
        schema: the path of the schema.
        rounds: how many.
        folder: an empty folder.
    """
    cache, empty, copy = folder / "cache", folder / "empty", folder / "copy.json"
    copy.write_bytes(schema.read_bytes())
    peer = {"_PEER_COMPLETE": "bash_complete", "COMP_WORDS": "peer ", "COMP_CWORD": "1"}
    sides = {
        "bare Python": lambda: _run([*_INTERPRETER, "pass"], b"", {}),
        _PEER_NAME: lambda: _run([*_INTERPRETER, "import click"], b"", {}),
        "click, completion of nothing": lambda: _run([*_INTERPRETER, _PEER], b"", peer),
        "Tab: commands": lambda: _tab("heroics ", cache),
        "Tab: resources": lambda: _tab(f"heroics call {copy} ", cache),
        "Tab: links": lambda: _tab(f"heroics call {copy} app ", cache),
        "Tab: options of a link": lambda: _tab(f"heroics call {copy} app create --", cache),
        "Tab: the schema was touched": lambda: (copy.touch(), _tab(f"heroics call {copy} app ", cache))[1],
        "first Tab, without an index": lambda: (rmtree(empty, True), _tab(f"heroics call {copy} app ", empty))[1],
    }
    for side in sides.values():
        side()  # compiles the modules, and makes the indexes
    times: dict[str, list[Times]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            times[name].append(side())
    return times


def report(times: Mapping[str, Sequence[Times]]) -> str:
    """Return a table: the median of each side, by the clock and by the processor, and its ratio to the peer."""
    lines = [f"{'':<32}{'clock':>9}{'processor':>12}   ratio to '{_PEER_NAME}'"]
    for name, values in times.items():
        clock, processor = (median(each[place] for each in values) for place in (0, 1))
        ratio = median(own[0] / peer[0] for own, peer in zip(values, times[_PEER_NAME], strict=True))
        lines.append(f"{name:<32}{clock:>6.0f} ms{processor:>9.0f} ms{ratio:>9.2f}")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schema", type=Path, help="a schema with a resource app and a link create")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = options.schema or write_schema(folder / "schema.json")
        size = schema.stat().st_size / 1000
        print(f"{schema.name}, {size:.0f} KB; the limit for Tab is {_LIMIT:.0f} ms on a quiet computer\n")
        print(report(measure(schema, options.rounds, folder)))


if __name__ == "__main__":
    main()
