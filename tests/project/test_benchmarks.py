"""The benchmarks: their scripts work, and what they measure with is as it is said to be."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REAL_SIZE = 574_385  # bytes of the published schema that the made-up one stands for


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in ("answering", "synthetic", "telling", "timing"):
        sys.modules.pop(name, None)


def run(script, *arguments):
    command = [sys.executable, str(BENCHMARKS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_a_quick_run_measures_every_row_and_writes_what_it_found(tmp_path):
    ended = run("run.py", "--quick", "--no-pictures", "--output", tmp_path)
    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0), ended.stderr
    rows = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))["rows"]
    judged = [each["name"] for each in rows if each["target"] is not None]
    assert len(judged) == 21
    assert all(len(values) == 2 for each in rows for values in each["sides"].values())
    assert ended.stdout.count("at most") == 20


def test_what_was_found_is_drawn(tmp_path):
    ended = run("run.py", "--quick", "--only", "validation", "--output", tmp_path)
    assert ended.returncode == 0, ended.stderr
    drawn = sorted(path.name for path in (tmp_path / "img").iterdir())
    assert drawn == ["calls.png", "targets.png"]


def test_a_short_soak_loses_and_doubles_nothing():
    ended = run("soak.py", "--calls", 400)
    assert "as many as were meant: yes" in ended.stdout, ended.stderr
    assert "were lost" not in ended.stderr
    assert "were sent twice" not in ended.stderr


@pytest.mark.parametrize("scale", [1, 3])
def test_the_made_up_schema_has_the_shape_of_a_real_one_and_is_the_same_each_time(scripts, scale):
    from synthetic import hyper_schema

    made = hyper_schema(scale)
    links = sum(len(each["links"]) for each in made["definitions"].values())
    assert (len(made["definitions"]), links) == (100 * scale, 305 * scale)
    assert len(json.dumps(made, indent=2)) == pytest.approx(REAL_SIZE * scale, rel=0.05)
    assert made == hyper_schema(scale)


def test_the_server_answers_in_the_manner_that_the_path_names(scripts):
    from answering import serving

    def ask(path, **headers):
        with urlopen(Request(url + path, headers={k.replace("_", "-"): v for k, v in headers.items()})) as answer:
            return answer.status, answer.headers["ETag"], answer.headers["Next-Range"], len(answer.read())

    with serving(pages=2, items=3) as url:
        assert ask("/plain/apps/example")[:3] == (200, None, None)
        assert ask("/etag/apps/example")[1] == ask("/etag/apps/example")[1] == '"of-example"'
        assert ask("/fresh/apps/example")[1] != ask("/fresh/apps/example")[1]
        assert ask("/plain/apps")[:3] == (206, None, "id ]1..; max=3")
        assert ask("/plain/apps", Range="id ]1..; max=3")[:3] == (200, None, None)
        assert ask("/plain/apps/large")[3] == pytest.approx(67_000, rel=0.05)
        assert ask("/plain/apps/example")[3] == pytest.approx(800, rel=0.15)


def test_the_server_ends_with_what_it_was_started_for(scripts):
    from answering import serving

    with serving() as url, urlopen(f"{url}/plain/apps/example") as answer:
        assert answer.status == 200
    with pytest.raises(OSError, match="refused"):
        urlopen(f"{url}/plain/apps/example")


def test_the_soak_counts_what_is_lost_and_what_comes_twice(scripts):
    from collections import Counter

    from soak import Sample, _faults, _Soak

    soak = _Soak(None, 2, 1, 0.0)
    soak.methods[:] = [2, 1]  # POST and GET
    soak.done[0] = soak.requests[0] = 2
    held = [Sample(calls=2, resident=40.0, descriptors=9, threads=9)]
    assert _faults(soak, held, Counter({"POST 0": 1, "GET 1": 1, "requests": 2})) == []
    assert _faults(soak, held, Counter({"POST 0": 2, "requests": 2})) == [
        "1 requests were lost: ['GET 1']",
        "1 requests were sent twice: ['POST 0']",
    ]
    sys.modules.pop("soak")


def test_a_target_is_judged_by_the_median_and_told_with_the_spread(scripts):
    from telling import table
    from timing import row

    rounds = [{"ours": ours, "requests": 100.0} for ours in (50.0, 60.0, 90.0)]
    met, missed = (row("GET", "µs", rounds, peer="requests", target=target) for target in (0.65, 0.55))
    assert (met.met, missed.met) == (True, False)
    assert "0.5 - 0.6 - 0.9 ratio" in table([met])


def test_marks_in_a_page_keep_what_stands_around_them(scripts, tmp_path):
    from telling import put_into

    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n", encoding="utf-8")
    put_into(page, "table", "new")
    assert page.read_text(encoding="utf-8") == "before\n<!-- table -->\n\nnew\n\n<!-- end of table -->\nafter\n"
