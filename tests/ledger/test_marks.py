"""Passages that a known fact or a rate does not bear out are marked; made-up reports."""

import pytest

from materiel.core.errors import InputError
from materiel.ledger import find_marks
from materiel.ledger.reference import read_reference

from .reports import report

FACTS = read_reference()


def marks(*reports):
    return [(m.rule, m.relation) for m in find_marks(reports, reference=FACTS)]


# 7: an event on a day on which it was not


@pytest.mark.parametrize(
    "words",
    [
        "The yard stood idle before Russia's invasion in March 2021.",
        "In April 2023, Russia invaded Ukraine and prices rose.",
        "Prices rose after the Russian invasion of Ukraine in February 2023.",
        "They met at the NATO summit in Vilnius in July 2022.",
        "Since Putin's invasion in 2021 the yard has worked at night.",
        "Russia's war on Ukraine, which began in February 2021, has emptied depots.",
    ],
)
def test_an_event_dated_wrongly_is_marked(words):
    assert marks(report(words)) == [("event", "contradiction")]


@pytest.mark.parametrize(
    "words",
    [
        "The yard stood idle before Russia's invasion in February 2022.",
        "Since Russia's invasion in 2022 prices rose.",
        "Russia's war against Ukraine in 2023 cost many shells.",
        "The war in Ukraine began in 2014.",
        "Since Russia's invasion, prices rose, and in March 2023 they fell.",
        "Russia's invasion of Crimea in 2014 changed much.",
        "The Russian invasion and the flood of 2019 cost the yard dearly.",
        "Last year's Russian invasion changed much.",
    ],
)
def test_a_date_that_is_right_or_of_something_else_is_not_marked(words):
    assert marks(report(words)) == []


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("de", "Vor der russischen Invasion im Februar 2021 war es still.", "2022"),
        ("fr", "C'était avant l'invasion russe de février 2021.", "2022"),
        ("pl", "Było to przed inwazją. Od inwazji Rosji na Ukrainę w lutym 2021 rośnie.", "2022"),
        ("pt", "Foi antes da invasão russa em fevereiro de 2021.", "2022"),
        ("uk", "До повномасштабного вторгнення в лютому 2021 року було тихо.", "2022"),
    ],
)
def test_events_are_known_in_every_language(language, wrong, right):
    assert marks(report(wrong, language=language)) == [("event", "contradiction")]
    assert marks(report(wrong.replace("2021", right), language=language)) == []


def test_facts_of_ones_own_take_the_place_of_those_that_come_along(tmp_path):
    (tmp_path / "events.toml").write_text(
        '[links]\nen = ["in", "the", "of"]\n[[event]]\nid = "flood"\nname = "Flood of the yard"\n'
        'date = "2019-05-03"\nsource = "https://news.example/flood"\n'
        '[event.words]\nen = ["flood of the yard"]\n',
        "utf-8",
    )
    own = read_reference(tmp_path)
    document = report("Before the flood of the yard in June 2019 all was well.")
    (mark,) = find_marks([document], reference=own)
    assert mark.source == "https://news.example/flood" and "2019-05-03" in mark.explanation
    assert own.holders == FACTS.holders


def test_a_fact_without_a_source_is_refused(tmp_path):
    text = (
        '[links]\n[[event]]\nid = "x"\nname = "x"\ndate = "2019"\nsource = "somebody"\n'
        '[event.words]\nen = ["x"]\n'
    )
    (tmp_path / "events.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match="source"):
        read_reference(tmp_path)


# 8: a conversion that no rate bears out


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("It cost 2.4 billion Swiss francs ($190 million).", "contradiction"),
        ("It cost 2.4 billion Swiss francs ($2.6 billion).", None),
        ("It cost €300 million, or about $326 million.", None),
        ("It cost €300 million, or about $426 million.", "contradiction"),
        ("It cost €300 million ($330 million) and £20 million.", None),
        ("It cost €300 million, and $900 million went to another yard.", None),
    ],
)
def test_a_printed_conversion_is_held_against_the_rate_of_the_day(words, relation):
    expected = [("conversion", relation)] if relation else []
    assert marks(report(words, "2023-06-15")) == expected


def test_a_conversion_in_a_report_without_a_date_is_held_against_all_rates():
    assert marks(report("It cost 2.4 billion Swiss francs ($190 million).", None))
    assert not marks(report("It cost 2.4 billion Swiss francs ($1.5 billion).", None))


def test_a_conversion_without_a_rate_is_told_as_not_checked():
    document = report("It cost 300 million hryvnias ($8 million).", "2023-11-04")
    (mark,) = find_marks([document], reference=FACTS)
    assert (mark.rule, mark.relation) == ("conversion", "not checked")
    assert "no rate for UAH on 2023-11-04" in mark.explanation


def test_a_mark_names_its_words_and_its_source():
    document = report("It cost 2.4 billion Swiss francs ($190 million).", "2023-06-15")
    (mark,) = find_marks([document], reference=FACTS)
    assert document.text[mark.start : mark.end] == mark.quote and "francs" in mark.quote
    assert "European Central Bank" in mark.source and "2023-06-15" in mark.explanation


def test_a_mark_names_the_claims_of_its_sentence(make_claim):
    text = "It has 9 ships. Before Russia's invasion in March 2021 it had 4 ships. It wants 20."
    document = report(text)
    claims = [
        make_claim(document, words, kind="stock", subject=("NO",), low=n, high=n)
        for words, n in (("9 ships", 9.0), ("4 ships", 4.0), ("wants 20", 20.0))
    ]
    (mark,) = find_marks([document], claims, reference=FACTS)
    assert mark.claims == (claims[1].id,)


# 10: two holders of one office


def test_two_ministers_one_after_the_other_are_a_succession():
    first = report("Ukrainian Defence Minister Oleksii Reznikov came to Riga.", "2023-02-01")
    later = report("Rustem Umerov, Ukraine's minister of defence, wrote.", "2024-02-01")
    assert marks(first, later) == [("office", "succession in office")]


def test_a_minister_after_his_time_is_a_contradiction_and_a_former_one_is_not():
    assert marks(report("Defence Minister Oleksii Reznikov came.", "2024-02-01")) == [
        ("office", "contradiction")
    ]
    assert not marks(report("Former Defence Minister Oleksii Reznikov came.", "2024-02-01"))
    assert not marks(report("Defence Minister Oleksii Reznikov came.", None))
