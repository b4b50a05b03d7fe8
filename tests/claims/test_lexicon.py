"""The lexicon holds together: every group, kind, status and item that a rule names exists."""

import pytest

from materiel.claims import KINDS, STATUSES
from materiel.claims.gazetteer import rows
from materiel.claims.words import languages, lexicon
from materiel.core.units import CLAIM_UNITS, CURRENCIES


@pytest.fixture(params=languages())
def words(request):
    return lexicon(request.param)


def known_groups(words):
    """The cue groups of a language, and those of the lexicon whose weights it shares."""
    return set(words["cues"]["groups"]) | set(lexicon("en")["cues"]["groups"])


def test_groups_that_are_weighed_exist(words):
    groups = known_groups(words)
    weighed = {group for cues in words["kinds"]["cues"].values() for group in cues}
    needed = {
        group
        for needs in words["kinds"]["needs"].values()
        for need in needs
        for group in need.split("+")
    }
    assert weighed | needed <= groups | {"per", "counts_ammunition", "part", "for_plant"}


def test_statements_and_statuses_name_known_things(words):
    groups = known_groups(words) | {"date_ahead", "per", "for_plant"}
    for kind, table in words["status"]["kinds"].items():
        assert kind in KINDS
        for status, any_of, none_of in table:
            assert status in STATUSES
            assert {*any_of, *none_of} - {"signed_now", "granted_now"} <= groups
        assert table[-1][1:] == [[], []], "the last row holds for the rest"
    for rule in words["statements"]["rule"]:
        assert rule["kind"] in KINDS
        near = {group for row in rule.get("near", []) for group in row}
        assert {*rule["trigger"], *near, *rule.get("bar", [])} <= groups


def test_units_are_those_of_claims(words):
    assert set(words["units"]["nouns"]) <= set(CLAIM_UNITS)
    for table in ("currency_before", "currency_after"):
        assert set(words["units"][table]) <= CURRENCIES


def test_items_are_those_of_the_taxonomy(words):
    paths = {row["path"] for row in rows("items.csv")}
    assert set(words["items"]["synonyms"]) <= paths


def test_no_path_of_the_taxonomy_lacks_its_parent():
    paths = {row["path"] for row in rows("items.csv")}
    assert all(path.rpartition(".")[0] in paths for path in paths if "." in path)


def test_every_country_has_two_letters_or_is_a_body():
    codes = [row["code"] for row in rows("names", "countries.csv")]
    assert len(codes) == len(set(codes))
    assert {code for code in codes if len(code) != 2} == {"Europe", "NATO"}
    assert len(codes) >= 249


def test_people_stand_for_states_or_firms_that_exist():
    known = {row["code"] for row in rows("names", "countries.csv")}
    known |= {row["name"] for row in rows("names", "companies.csv")}
    known |= {row["name"] for row in rows("names", "organisations.csv")}
    missing = {
        row["state"]
        for row in rows("names", "people.csv")
        if row["state"] and row["state"] not in known
    }
    assert missing == set()
