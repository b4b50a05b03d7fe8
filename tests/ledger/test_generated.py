"""The checks on made-up pairs with a known relation (evals/contradictions.py), and their floors."""

import sys
from pathlib import Path

import pytest

from materiel.ledger.reference import read_reference

EVALS = Path(__file__).parents[2] / "evals"


@pytest.fixture(scope="module")
def tools():
    sys.path.insert(0, str(EVALS))
    try:
        import contradictions
        import pairs

        yield contradictions, pairs
    finally:
        sys.path.remove(str(EVALS))


def test_precision_and_recall_stay_above_their_floors(tools):
    contradictions, pairs = tools
    figures = contradictions.score(pairs.make_pairs(1000, seed=20231104), read_reference())
    assert not contradictions.below(figures), figures
    assert figures["contradictions"] > 300


def test_the_pairs_are_many_sided_and_the_same_for_the_same_seed(tools):
    _, pairs = tools
    first, again = pairs.make_pairs(300, seed=5), pairs.make_pairs(300, seed=5)
    assert [p.claims for p in first] == [p.claims for p in again]
    assert len({p.case for p in first}) > 30
    assert 0.25 < sum(p.contradicts for p in first) / len(first) < 0.55


def test_the_score_notices_a_check_that_is_gone(tools, monkeypatch):
    """A control: without the value check the recall falls below its floor."""
    contradictions, pairs = tools
    from materiel.ledger.checks import CHECKS

    monkeypatch.delitem(CHECKS, "value")
    figures = contradictions.score(pairs.make_pairs(400, seed=3), read_reference())
    assert any(failure.startswith("recall") for failure in contradictions.below(figures))


def test_the_seeds_pairs_are_told_right_where_the_seeds_are(tools):
    contradictions, _ = tools
    shared = EVALS.parents[1] / "shared"
    if not (shared / "seeds").is_dir():
        pytest.skip(f"the seeds are not at {shared}; their pairs are checked where they are")
    passed = contradictions.accept(shared, read_reference(), quiet=True)
    assert passed["labels"] == 11
