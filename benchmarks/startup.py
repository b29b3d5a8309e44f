"""Start-up: imports, clients, their memory and the first uses, each in a new process."""

from collections.abc import Callable, Mapping
from pathlib import Path

from timing import Plan, Row, process, row

__all__ = ["ROWS"]

_CLIENT = "import heroics_py, sys; client = heroics_py.connect(sys.argv[1], url='http://127.0.0.1:9')"
_CODE = {
    "bare": "pass",
    "heroics_py": "import heroics_py",
    "requests": "import requests",
    "client": _CLIENT,
    "json.load": "import json, sys; document = json.load(open(sys.argv[1], 'rb'))",
    "http.client + json.load": "import http.client, json, sys; document = json.load(open(sys.argv[1], 'rb'))",
    "requests + json.load": "import requests, json, sys; document = json.load(open(sys.argv[1], 'rb'))",
}
_ALLOCATED = (
    "import tracemalloc; tracemalloc.start()\n{}\nimport gc; gc.collect(); print(tracemalloc.get_traced_memory()[0])"
)
_RESIDENT = (
    "{}\nimport gc, os; gc.collect()\n"
    "print(int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE'))"
)
_TIMED = _CLIENT + "\nimport rlcompleter, pydoc, time\nstart = time.perf_counter()\n{}\n"
_TIMED += "print((time.perf_counter() - start) * 1e3)"
_FIRST_USES = {
    "first dir(client)": "dir(client)",
    "first completion of client.app.": "rlcompleter.Completer({'client': client}).complete('client.app.', 0)",
    "first completion of the arguments of a link": "__import__('inspect').signature(client.app.create)",
}
_HELP = _TIMED.format("pydoc.render_doc(client.app.create)")
_DOCSTRING = f"{_CLIENT}\nimport inspect\nopen(sys.argv[2], 'w').write(inspect.getdoc(client.app.create))"
_PLAIN_HELP = "import pydoc, sys, time\ndef create(name, **fields): pass\ncreate.__doc__ = open(sys.argv[1]).read()\n"
_PLAIN_HELP += "start = time.perf_counter()\npydoc.render_doc(create)\nprint((time.perf_counter() - start) * 1e3)"
_INSPECT = "import time\nstart = time.perf_counter()\nimport inspect\nprint((time.perf_counter() - start) * 1e3)"
_CALL = _CLIENT.replace("'http://127.0.0.1:9'", "sys.argv[2], token='secret', trust_environment=False")
_FIRST_CALL = _CALL + "\nimport time\nstart = time.perf_counter()\nclient.app.info('example')\n"
_FIRST_CALL += "print((time.perf_counter() - start) * 1e3)"
_CALL_WITHOUT_GC = _FIRST_CALL.replace("\nimport time\n", "\nimport gc, time\ngc.disable()\n")


def _rounds(plan: Plan, runs: Mapping[str, Callable[[], dict[str, float]]]) -> list[dict[str, dict[str, float]]]:
    """Run each once to compile its modules, and then in each round; return the values of each round."""
    for run in runs.values():
        run()
    rounds = []
    for number in range(plan.rounds):
        names = list(runs)
        rotated = names[number % len(names) :] + names[: number % len(names)]
        measured = {name: runs[name]() for name in rotated}
        rounds.append({name: measured[name] for name in names})
    return rounds


def _values_of(rounds: list[dict[str, dict[str, float]]], key: str, scale: float = 1.0) -> list[dict[str, float]]:
    return [{name: values[key] * scale for name, values in each.items()} for each in rounds]


def _process_of(code: str, *arguments: str) -> Callable[[], dict[str, float]]:
    return lambda: process(code, *arguments)


def imports(plan: Plan) -> list[Row]:
    """Measure the import of the package and of requests, each less the time of bare Python."""
    rounds = _rounds(plan, {name: _process_of(_CODE[name]) for name in ("heroics_py", "requests", "bare")})

    def judge(each: Mapping[str, float]) -> float:
        return max(each["heroics_py"] - each["bare"], 0.0) / max(each["requests"] - each["bare"], 1e-9)

    more = {"peer": "requests", "floor": "bare", "meaning": "ratio over bare Python"}
    return [
        row("import", "ms", _values_of(rounds, "wall"), judge, target=0.35, **more),
        row("import, processor time", "ms", _values_of(rounds, "cpu"), judge, **more),
    ]


def start(plan: Plan) -> list[Row]:
    """Measure the time from the start of the process to a client, against Python that only reads the JSON."""
    names = ("client", "json.load", "http.client + json.load", "requests + json.load")
    rounds = _rounds(plan, {name: _process_of(_CODE[name], str(plan.schema)) for name in names})
    more = {"peer": "json.load", "floor": "json.load"}
    return [
        row("process start to a client", "ms", _values_of(rounds, "wall"), target=1.9, **more),
        row("process start to a client, processor time", "ms", _values_of(rounds, "cpu"), **more),
    ]


def memory(plan: Plan) -> list[Row]:
    """Measure the memory of a client and its modules, less that of the parsed document."""
    rows = []
    for name, template, target in (
        ("memory of a client, allocated by Python", _ALLOCATED, 4.0),
        ("memory of a client, resident", _RESIDENT, None),
    ):
        sides = {side: _process_of(template.format(_CODE[side]), str(plan.schema)) for side in ("client", "json.load")}
        rounds = _values_of(_rounds(plan, sides), "0", 1 / (1 << 20))
        judge = lambda each: each["client"] - each["json.load"]  # noqa: E731 - the next line uses it
        more = {"peer": "json.load", "floor": "json.load", "meaning": "MiB over json.load"}
        rows.append(row(name, "MiB", rounds, judge, target=target, **more))
    return rows


def first_help(plan: Plan) -> list[Row]:
    """Measure the first help() of a link, against that of a function with the same docstring and `import inspect`."""
    docstring = str(plan.directory / "docstring.txt")
    process(_DOCSTRING, str(plan.schema), docstring)
    runs = {
        "ours": _process_of(_HELP, str(plan.schema)),
        "function": _process_of(_PLAIN_HELP, docstring),
        "inspect": _process_of(_INSPECT),
    }
    sums = [
        {"ours": each["ours"], "function + inspect": each["function"] + each["inspect"]}
        for each in _values_of(_rounds(plan, runs), "0")
    ]
    return [row("first help() of a link", "ms", sums, peer="function + inspect", target=1.5)]


def first_uses(plan: Plan) -> list[Row]:
    """Measure the first use of dir and completion in a process."""
    sides = {name: _process_of(_TIMED.format(code), str(plan.schema)) for name, code in _FIRST_USES.items()}
    rounds = _values_of(_rounds(plan, sides), "0")
    rows = [
        row(name, "ms", [{"ours": each[name]} for each in rounds], target=5.0, meaning="ms") for name in _FIRST_USES
    ]
    return rows + first_help(plan)


def tenfold(plan: Plan) -> list[Row]:
    """Measure the start-up and the first call with a schema ten times as large."""
    sizes = {"": plan.schema, " of tenfold": plan.large}
    sides = {f"{name}{size}": (name, path) for name in ("client", "json.load") for size, path in sizes.items()}
    rounds = _rounds(plan, {side: _process_of(_CODE[name], str(path)) for side, (name, path) in sides.items()})

    def growth(each: Mapping[str, float]) -> float:
        return (each["client of tenfold"] / each["client"]) / (each["json.load of tenfold"] / each["json.load"])

    def added(each: Mapping[str, float]) -> float:
        return (each["client of tenfold"] - each["client"]) / (each["json.load of tenfold"] - each["json.load"])

    names = ("client of tenfold", "json.load of tenfold", "client", "json.load")
    times = [{name: each[name]["wall"] for name in names} for each in rounds]
    calls = _first_calls(plan, _FIRST_CALL, sizes)
    calls_without_gc = _first_calls(plan, _CALL_WITHOUT_GC, sizes)
    more = {"peer": "json.load of tenfold", "floor": "json.load of tenfold"}
    grown = {"peer": "first call", "meaning": "growth"}
    return [
        row("start, schema ten times as large", "ms", times, growth, meaning="growth / growth", target=1.0, **more),
        row("the same, what was added", "ms", times, added, meaning="added / added", **more),
        row("first call, schema ten times as large", "ms", calls, target=1.05, **grown),
        row("the same, garbage collector off", "ms", calls_without_gc, **grown),
    ]


def _first_calls(plan: Plan, code: str, sizes: Mapping[str, Path]) -> list[dict[str, float]]:
    calls = {f"first call{size}": _process_of(code, str(path), f"{plan.url}/plain") for size, path in sizes.items()}
    return [dict(reversed(each.items())) for each in _values_of(_rounds(plan, calls), "0")]


ROWS = {"import": imports, "start": start, "memory": memory, "looks": first_uses, "tenfold": tenfold}
