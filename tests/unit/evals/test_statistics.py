"""Intervals and the paired test agree with values worked out elsewhere."""

import pytest

from evals.statistics import bootstrap_mean, bootstrap_ratio, mcnemar_exact, spearman, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        pytest.param(0, 10, 0.0, 0.2775, id="none"),
        pytest.param(10, 10, 0.7225, 1.0, id="all"),
        pytest.param(5, 10, 0.2366, 0.7634, id="half"),
        pytest.param(81, 263, 0.2553, 0.3662, id="newcombe-1998"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing-measured"),
    ],
)
def test_wilson(successes, n, low, high):
    interval = wilson(successes, n)
    assert interval.low == pytest.approx(low, abs=1e-4)
    assert interval.high == pytest.approx(high, abs=1e-4)


@pytest.mark.parametrize(("successes", "n"), [pytest.param(3, 2, id="more"), pytest.param(-1, 2, id="less")])
def test_wilson_refuses_what_cannot_be(successes, n):
    with pytest.raises(ValueError, match="cannot be"):
        wilson(successes, n)


def test_bootstrap_holds_the_mean_and_repeats_itself():
    values = [float(one) for one in range(1, 31)]
    interval = bootstrap_mean(values)
    assert interval == bootstrap_mean(values)
    assert 11 < interval.low < 15.5 < interval.high < 20


def test_bootstrap_draws_whole_pairs():
    assert bootstrap_ratio([(1.0, 2.0)] * 5) == bootstrap_ratio([(2.0, 4.0)] * 5)
    assert bootstrap_mean([3.0]) is None
    assert bootstrap_ratio([(0.0, 0.0)] * 3) is None


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        pytest.param(0, 0, 1.0, id="no-difference"),
        pytest.param(0, 5, 0.0625, id="five-to-none"),
        pytest.param(1, 9, 0.021484375, id="nine-to-one"),
        pytest.param(4, 4, 1.0, id="even"),
        pytest.param(0, 2000, 0.0, id="very-many"),
    ],
)
def test_mcnemar(first, second, p):
    assert mcnemar_exact(first, second) == pytest.approx(p)
    assert mcnemar_exact(second, first) == mcnemar_exact(first, second)


@pytest.mark.parametrize(
    ("pairs", "rho"),
    [
        pytest.param([(1, 10), (2, 20), (3, 30), (4, 400)], 1.0, id="same-order"),
        pytest.param([(1, 3), (2, 2), (3, 1)], -1.0, id="opposite"),
        pytest.param([(1, 1), (2, 1), (3, 2), (4, 2)], 0.8944, id="ties-by-their-mean"),
    ],
)
def test_spearman_and_its_interval(pairs, rho):
    found, interval = spearman(pairs)
    assert found == pytest.approx(rho, abs=1e-4)
    assert interval.low - 1e-9 <= found <= interval.high + 1e-9


@pytest.mark.parametrize("pairs", [[(1, 2)], [(1, 2), (1, 3)]], ids=["one-pair", "one-column-stands"])
def test_spearman_of_what_does_not_vary_is_refused(pairs):
    with pytest.raises(ValueError, match="vary"):
        spearman(pairs)


@pytest.mark.story
def test_spearman_draws_whole_groups():
    pairs = [(float(one % 5), float((one * 7) % 11)) for one in range(20)]
    fourfold = pairs * 4
    groups = [str(one) for one in range(20)] * 4
    alone, apart, together = (
        spearman(pairs)[1],
        spearman(fourfold)[1],
        spearman(fourfold, groups=groups)[1],
    )
    assert apart.high - apart.low < 0.7 * (together.high - together.low)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, abs=0.1)
