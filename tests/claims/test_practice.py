"""Practice sentences of five languages, written for this test: whole semantic fields rather than any report's wording.

Each makes one claim, which practice.csv tells: a blank value is one that the claim has not; a blank
subject or object is not looked at.
"""

import csv
from pathlib import Path

import pytest

from materiel.claims import extract_claims

from .conftest import report

CASES = list(csv.DictReader(Path(__file__).with_name("practice.csv").open(encoding="utf-8")))
EXACT = ("kind", "low", "high", "unit", "per", "status")


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['language']}: {case['sentence'][:40]}" for case in CASES]
)
def test_the_claim_that_a_sentence_makes_is_found(case):
    """With its fields, among the claims of the sentence."""
    wanted = {name: case[name] or None for name in EXACT}
    wanted |= {side: case[side].split(";") for side in ("subject", "object") if case[side]}
    for bound in ("low", "high"):
        wanted[bound] = float(case[bound]) if case[bound] else None
    claims = extract_claims(report(f"{case['sentence']}\n", language=case["language"]))
    found = [{name: claim.fields()[name] for name in wanted} for claim in claims]
    assert wanted in found
