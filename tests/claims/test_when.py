"""Which time a claim speaks of, where its date stands outside its own words."""

import pytest

CASES = [
    # text, from and to of the last claim; the report is of 2024-03-11
    ("By May 2023 Norway had 40 tanks on order and had sent 20 tanks to Moldova.", None, "2023-05"),
    ("In May 2023 Norway had sent 20 tanks to Moldova.", None, "2023-05"),
    ("Since the start of the year Norway has sent 20 tanks to Moldova.", "2024-01", None),
    ("In May 2023 Norway sent 20 tanks to Moldova.", "2023-05", "2023-05"),
    (
        "Norway has sent none since 9 January 2024, when it gave Moldova 20 tanks.",
        "2024-01-09",
        "2024-01-09",
    ),
    ("May 2023: 20 tanks for Moldova. Norway sent 300 howitzers.", "2023-05", "2023-05"),
    ("Norway made two tanks a month in 2022, and six tanks a month now.", None, None),
    (
        "Boris Pistorius said in Oslo on Monday that Norway had bought 20 tanks.",
        None,
        None,
    ),
    (
        "Norway pledged 20 tanks at Friday's meeting, according to Boris Pistorius.",
        "2024-03-08",
        "2024-03-08",
    ),
]


@pytest.mark.parametrize(("text", "first", "last"), CASES)
def test_when(claims_of, text, first, last):
    claim = claims_of(text)[-1]
    assert (claim.date_from, claim.date_to) == (first, last)


def test_the_day_of_a_report_is_no_label(claims_of):
    (claim,) = claims_of("Oslo, 11 March 2024. Norway sent 300 howitzers to Moldova.")
    assert claim.date_from is None
