"""The benchmarks: their scripts work, and their tools measure what they claim."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from thoroughness import only_thorough

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REAL_SIZE = 574_385  # bytes of the published schema that the synthetic one imitates


@pytest.fixture
def scripts(monkeypatch):
    """The modules of the benchmarks, which can be imported during the test."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield
    names = {path.stem for path in BENCHMARKS.glob("*.py")}
    for name in names & (set(sys.modules) - before):
        sys.modules.pop(name)


def run(script, *arguments):
    command = [sys.executable, str(BENCHMARKS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@only_thorough
def test_quick_run(tmp_path):
    """A quick run measures every row and writes the results."""
    ended = run("run.py", "--quick", "--no-pictures", "--output", tmp_path)
    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0), ended.stderr
    rows = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))["rows"]
    judged = [each["name"] for each in rows if each["target"] is not None]
    assert len(judged) == 23
    assert all(len(values) == 2 for each in rows for values in each["sides"].values())
    assert ended.stdout.count("at most") == 22


def test_charts(tmp_path):
    """A run draws its results as charts."""
    ended = run("run.py", "--quick", "--only", "validation", "--output", tmp_path)
    assert ended.returncode == 0, ended.stderr
    charts = sorted(path.name for path in (tmp_path / "img").iterdir())
    assert charts == ["calls.png", "targets.png"]


def test_short_soak():
    """A short soak loses no request and sends none twice."""
    ended = run("soak.py", "--calls", 400)
    assert "as many as expected: yes" in ended.stdout, ended.stderr
    assert "were lost" not in ended.stderr
    assert "were sent twice" not in ended.stderr


def test_quick_fleet():
    """A quick run of the fleet prints each table."""
    ended = run("fleet.py", "--quick")
    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0), ended.stderr
    assert ended.stdout.count("\n| --- |") == 5
    assert "| 2 | all three | " in ended.stdout


@pytest.mark.parametrize("scale", [1, 3])
def test_synthetic_schema(scripts, scale):
    """The synthetic schema has the shape of a real one, and is the same each time."""
    from synthetic_schema import hyper_schema

    schema = hyper_schema(scale)
    links = sum(len(each["links"]) for each in schema["definitions"].values())
    assert (len(schema["definitions"]), links) == (100 * scale, 305 * scale)
    assert len(json.dumps(schema, indent=2)) == pytest.approx(REAL_SIZE * scale, rel=0.05)
    assert schema == hyper_schema(scale)


def test_server_modes(scripts):
    """The memory server responds in the mode that the path names."""
    from memory_server import running_server

    def fetch(path, **headers):
        request = Request(url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        with urlopen(request) as response:
            return response.status, response.headers["ETag"], response.headers["Next-Range"], len(response.read())

    with running_server(pages=2, items=3) as url:
        assert fetch("/plain/apps/example")[:3] == (200, None, None)
        assert fetch("/etag/apps/example")[1] == fetch("/etag/apps/example")[1] == '"of-example"'
        assert fetch("/fresh/apps/example")[1] != fetch("/fresh/apps/example")[1]
        assert fetch("/plain/apps")[:3] == (206, None, "id ]1..; max=3")
        assert fetch("/plain/apps", Range="id ]1..; max=3")[:3] == (200, None, None)
        assert fetch("/plain/apps/large")[3] == pytest.approx(67_000, rel=0.05)
        assert fetch("/plain/apps/example")[3] == pytest.approx(800, rel=0.15)


def test_limited_server(scripts):
    """The server of the fleet counts what an account uses of its limit."""
    from account_limit import Settings
    from limited_server import running_limited_server

    with running_limited_server() as server:
        server.begin(Settings(limit=2, refill=1e-9, latency=0.0))
        opened = [Request(f"{server.url}/apps/example", headers={"Authorization": "Bearer fleet"}) for _ in range(3)]
        opened[1].add_header("If-None-Match", '"0"')
        answers = [_fields(each) for each in opened]
        report = server.report()
    assert answers == [(200, "1"), (304, "0"), (429, "0")]
    assert (report.accepted, report.not_modified, report.refused) == (2, 1, 1)
    assert report.share_used == pytest.approx(1.0)


def _fields(request):
    try:
        with urlopen(request) as response:
            return response.status, response.headers["RateLimit-Remaining"]
    except HTTPError as error:
        with error:
            return error.status, error.headers["RateLimit-Remaining"]


def test_account_limit(scripts):
    """A bucket fills up steadily, and a window at its end; each dialect tells of it in its own fields."""
    from account_limit import DIALECTS, Limit, Settings

    bucket = Limit(Settings(limit=10, refill=2.0), 100.0, spent=10.0)
    assert (bucket.remaining(101.0), bucket.wait(101.0), bucket.available(101.0)) == (2, 0.0, 12.0)
    window = Limit(Settings(limit=10, window=2.0), 100.0, spent=10.0)
    assert (window.remaining(101.0), window.wait(101.0), window.available(101.0)) == (0, 1.0, 10)
    assert (window.remaining(102.5), window.available(102.5)) == (10, 20)
    told = [fields(Settings(limit=10, window=2.0), 0, 1.5) for fields in DIALECTS.values()]
    assert [each[0].partition(":")[0] for each in told] == [
        "RateLimit-Remaining",
        "Retry-After",
        "X-RateLimit-Limit",
        "RateLimit-Policy",
    ]


def test_server_stops(scripts):
    """The memory server stops at the end of its context."""
    from memory_server import running_server

    with running_server() as url, urlopen(f"{url}/plain/apps/example") as response:
        assert response.status == 200
    with pytest.raises(OSError, match="refused"):
        urlopen(f"{url}/plain/apps/example")


def test_soak_problems(scripts):
    """The soak counts requests that are lost and requests that arrive twice."""
    from soak import Sample, _find_problems, _Soak

    soak = _Soak(None, 2, 1, 0.0)
    soak.methods[:] = [2, 1]  # POST and GET
    soak.done[0] = soak.requests[0] = 2
    samples = [Sample(calls=2, resident=40.0, descriptors=9, threads=9)]
    assert _find_problems(soak, samples, Counter({"POST 0": 1, "GET 1": 1, "requests": 2})) == []
    assert _find_problems(soak, samples, Counter({"POST 0": 2, "requests": 2})) == [
        "1 requests were lost: ['GET 1']",
        "1 requests were sent twice: ['POST 0']",
    ]


def test_targets(scripts):
    """The median of the rounds decides whether a target is met, and the table shows the spread."""
    from report import text_table
    from timing import row

    rounds = [{"ours": ours, "requests": 100.0} for ours in (50.0, 60.0, 90.0)]
    met, missed = (row("GET", "µs", rounds, peer="requests", target=target) for target in (0.65, 0.55))
    assert (met.met, missed.met) == (True, False)
    assert "0.5 - 0.6 - 0.9 ratio" in text_table([met])


def test_clients_table(scripts):
    """Each client has a line, with the median of its ratios to the peer and an empty cell for a row it lacks."""
    from report import clients_table
    from timing import Rounds, row

    more = {"peer": "requests", "group": "clients"}
    times = [{"ours": 50.0, "requests": 100.0}, {"ours": 30.0, "requests": 100.0}, {"ours": 90.0, "requests": 100.0}]
    get, walk = (
        row(name, "µs", Rounds(rounds, rounds), **more) for name, rounds in (("GET", times), ("walk", times[1:2]))
    )
    other = row("POST", "µs", Rounds([{"requests": 80.0}], [{"requests": 40.0}]), **more)
    lines = clients_table([get, walk, other, row("start", "ms", times, peer="requests")]).splitlines()
    assert lines[0] == "| client | GET | walk | POST |"
    assert lines[2] == "| ours | **0.50** (0.50) 50 µs | **0.30** (0.30) 30 µs |  |"


def test_missing_client(scripts, tmp_path, monkeypatch, capsys):
    """A client that is not installed is left out, with a note."""
    import peers
    from memory_server import running_server
    from synthetic_schema import write_schema
    from timing import Plan

    monkeypatch.setattr(peers, "CLIENTS", dict.fromkeys(("requests", "http.client", "gone")))
    with running_server(pages=2, items=3) as url:
        schema = write_schema(tmp_path / "schema.json")
        plan = Plan(rounds=1, quick=True, schema=schema, large=schema, directory=tmp_path, url=url)
        rows = peers.compare(plan)
    assert {tuple(each.sides) for each in rows} == {("requests", "http.client")}
    assert "without gone: KeyError" in capsys.readouterr().err


def test_replace_section(scripts, tmp_path):
    """A section of a page is replaced between its marks, and the rest of the page stays."""
    from report import replace_section

    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n", encoding="utf-8")
    replace_section(page, "table", "new")
    assert page.read_text(encoding="utf-8") == "before\n<!-- table -->\n\nnew\n\n<!-- end of table -->\nafter\n"
