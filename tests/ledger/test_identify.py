"""Who is who: decisions make names one, and nothing else does."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.ledger import Decision
from materiel.ledger.effective import holding
from materiel.ledger.identify import Names, entities, under_one_name
from materiel.ledger.suggest import likeness, suggest

TICK = itertools.count()


def said(action, *about, value="actor"):
    return Decision(
        action=action,
        about=about,
        author="K",
        made=f"2024-01-01T00:00:{next(TICK):05d}Z",
        value=value,
    )


def test_same_is_transitive_and_the_first_recorded_name_stands_for_all():
    names = Names([said("same", "c", "b"), said("same", "b", "a")], order=["b", "a", "c"])
    assert names.spellings("c") == ("b", "a", "c")
    assert {names.canonical(n) for n in "abc"} == {"b"}
    assert names.canonical("d") == "d"


def test_not_same_keeps_apart_what_a_chain_would_join():
    names = Names([said("not same", "a", "c"), said("same", "a", "b"), said("same", "b", "c")])
    assert names.judgement("a", "b") == "same"
    assert names.judgement("b", "c") == "not same"  # by way of a
    (told,) = names.conflicts
    assert "'b' and 'c' are not made one" in told.message


def test_a_later_word_about_the_same_pair_holds():
    names = Names([said("not same", "a", "b"), said("same", "b", "a")])
    assert names.judgement("a", "b") == "same" and not names.conflicts


def test_unsure_joins_nothing():
    names = Names([said("unsure", "a", "b")])
    assert names.judgement("a", "b") == "unsure" and names.canonical("b") == "b"


def test_what_is_withdrawn_no_longer_joins():
    first = said("same", "a", "b")
    undo = said("withdraw", first.id)
    assert Names(holding([first, undo])).judgement("a", "b") is None
    again = said("withdraw", undo.id)
    assert Names(holding([first, undo, again])).judgement("a", "b") == "same"


def test_a_part_is_no_merge():
    chain = [said("part of", "plant", "maker"), said("part of", "maker", "group")]
    names = Names([*chain, said("part of", "group", "plant")])
    assert names.wholes("plant") == ("maker", "group")
    assert names.canonical("plant") == "plant"


def test_items_and_actors_do_not_mix():
    decisions = [said("same", "drone", "uav", value="item")]
    assert Names(decisions, scope="item").judgement("drone", "uav") == "same"
    assert Names(decisions).judgement("drone", "uav") is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["same", "not same"]), *[st.integers(0, 6)] * 2), max_size=25
    )
)
def test_no_group_ever_holds_two_names_said_to_be_apart(edges):
    decisions = [said(a, str(x), str(y)) for a, x, y in edges if x != y]
    names = Names(decisions)
    last = {frozenset(d.about): d.action for d in decisions}
    for pair, action in last.items():
        left, right = pair
        if action == "not same":
            assert names.canonical(left) != names.canonical(right)
    for pair, action in last.items():
        left, right = pair
        told = any(set(pair) <= set(f.message.split("'")) for f in names.conflicts)
        assert action != "same" or names.canonical(left) == names.canonical(right) or told


@pytest.fixture
def claims(make_document, make_claim):
    document = make_document("Acme GmbH and Acme sold 5 drones, says J. Doe.", published="2024-03")
    base = {"kind": "order", "item": "drone", "low": 5.0, "high": 5.0, "unit": "piece"}
    return [
        make_claim(document, "Acme GmbH", subject=("Acme GmbH",), **base),
        make_claim(
            document, "sold 5 drones", subject=("FR",), object=("Acme",), speaker="Acme", **base
        ),
    ]


def test_every_spelling_keeps_its_places(claims):
    names = Names([said("same", "Acme", "Acme GmbH")], order=["Acme GmbH", "FR", "Acme"])
    found = {e.name: e for e in entities(claims, names)}
    assert set(found) == {"Acme GmbH", "FR"}
    spellings = found["Acme GmbH"].spellings
    assert {n: [u.role for u in uses] for n, uses in spellings.items()} == {
        "Acme GmbH": ["subject"],
        "Acme": ["object", "speaker"],
    }
    assert under_one_name(claims[1], names, Names([])).object == ("Acme GmbH",)
    alone = {e.name: e.id for e in entities(claims, Names([], order=["Acme GmbH", "FR", "Acme"]))}
    assert alone["Acme GmbH"] == found["Acme GmbH"].id  # the id stays when another name joins


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("Defense Industries Alliance", "Alliance of Defence Industries", True),
        ("Rheimentaal AG", "Rheinmetall", True),
        ("Bacock International Group", "Babcock International", True),
        ("Bacock International Group", "FAE Group", False),
        ("General Dynamics", "General Electric", False),
        ("Ministry of Defence", "Ministry of Economy", False),
        ("European Union", "EU", True),
        ("Nammo Norway", "Nammo Finland", False),
    ],
)
def test_likeness_tells_misspelt_names_from_names_that_share_a_word(left, right, alike):
    score, reason = likeness(left, right)
    assert (score >= 70) is alike, (score, reason)
    assert reason


def test_suggestions_leave_out_what_was_decided():
    names = ["Rheinmetall", "Rheimentaal AG", "Leonardo", "Patria"]
    (found,) = suggest(names, Names([]))
    assert {found.left, found.right} == {"Rheinmetall", "Rheimentaal AG"}
    for action in ("same", "not same", "unsure"):
        assert not suggest(names, Names([said(action, "Rheimentaal AG", "Rheinmetall")]))


def test_suggestions_find_one_changed_letter_among_many():
    rng = random.Random(3)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(rng.choices(letters, k=9)).title() for _ in range(60)]
    wrong = [w[:4] + rng.choice(letters.replace(w[4], "")) + w[5:] for w in words]
    found = {frozenset((s.left, s.right)) for s in suggest([*words, *wrong], Names([]))}
    meant = {frozenset(pair) for pair in zip(words, wrong, strict=True)}
    assert len(found & meant) >= 58 and len(found - meant) <= 2
