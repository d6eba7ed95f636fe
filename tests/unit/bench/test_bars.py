"""The bars of the benchmarks: each is held by a script, and a missed one fails the run."""

import re
from pathlib import Path

import pytest

from tests.bench.bars import BARS, finish, p95

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        pytest.param({"search": 10.0, "unresolved": 0, "prompt_lookup": 1.3}, 0, id="on-the-bar"),
        pytest.param({"search": 10.1}, 1, id="too-slow"),
        pytest.param({"prompt_lookup": 1.29}, 1, id="too-little"),
        pytest.param({"unresolved": 1}, 1, id="one-unresolved"),
        pytest.param({"answered": None}, 1, id="not-measured"),
        pytest.param({"search": 1.0, "ours": 51.0}, 1, id="one-of-two"),
    ],
)
def test_a_missed_or_unmeasured_bar_fails_the_run(figures, code, capsys):
    with pytest.raises(SystemExit) as left:
        finish(figures)
    assert left.value.code == code
    assert ("MISSED" in capsys.readouterr().out) is bool(code)


def test_every_bar_is_held_by_exactly_one_script():
    sources = "".join(path.read_text("utf-8") for path in sorted(BENCH.glob("bench_*.py")))
    calls = re.findall(r"finish\(\s*\{(.*?)\}\s*\)", sources, re.DOTALL)
    held = re.findall(r'"(\w+)": ', "".join(calls))
    assert sorted(held) == sorted(BARS)


def test_the_95th_percentile_of_nothing_is_unknown():
    assert p95([]) is None
    assert p95(range(101)) == 95.0
