"""Facts told sideways: answers, goods with their sum, numbers that go on, leave that is asked for."""

from collections.abc import Callable

import pytest
from tests.claims.conftest import report

from materiel.claims import Claim, extract_claims

Value = tuple[str, float | None, float | None, str | None, str | None]

TOLD = [
    # sentences, then each claim: kind, low, high, unit, per
    (
        "The yard builds nine patrol boats a year. In 2019 it was four. By 2027 they want twelve.",
        [
            ("production", 9, 9, "piece", "year"),
            ("production", 4, 4, "piece", "year"),
            ("production", 12, 12, "piece", "year"),
        ],
    ),
    (
        "The wait for a howitzer is sixteen months. Before the war it was seven.",
        [("lead_time", 16, 16, "month", None), ("lead_time", 7, 7, "month", None)],
    ),
    (
        "May 2023: 480 Piorun missiles for 96 million euros.",
        [("order", 480, 480, "piece", None), ("order", 96e6, 96e6, "EUR", None)],
    ),
    ("Seven of every ten drones are made at home.", [("share", 70, 70, "percent", None)]),
    ("Nine in ten shells come from abroad.", [("share", 90, 90, "percent", None)]),
    (
        "The brigade fires 260 shells on a quiet day.",
        [("expenditure", 260, 260, "piece", "day")],
    ),
    ("The stocks of shells would last for eleven days.", [("stock", 11, 11, "day", None)]),
    (
        "Finland's arms exports came to 310 million euros.",
        [("transfer", 310e6, 310e6, "EUR", None)],
    ),
    (
        "Lisbon sought leave to pass on 14 howitzers of Swiss origin.",
        [("permission", 14, 14, "piece", None)],
    ),
    (
        "Imports made up 44 percent of the howitzers, down from 61.",
        [("share", 44, 44, "percent", None), ("share", 61, 61, "percent", None)],
    ),
    (
        "The gunners get by on 70 shells a day.",
        [("expenditure", 70, 70, "piece", "day")],
    ),
    (
        "Saab and Ukroboronprom agreed in Lund to open a workshop for radars.",
        [("agreement", None, None, None, None)],
    ),
    (
        "Oslo is in talks with Kyiv about making howitzers together.",
        [("agreement", None, None, None, None)],
    ),
    (
        "Norway holds 30 howitzers. Twelve were given in May.",
        [("stock", 30, 30, "piece", None), ("transfer", 12, 12, "piece", None)],
    ),
    (
        "Rheinmetall signed a memorandum on a shell plant in Riga. It shall make 40,000 a year.",
        [("investment", 40e3, 40e3, "piece", "year"), ("agreement", None, None, None, None)],
    ),
    (
        "The arms industry could turn out 12 billion euros' worth of weapons.",
        [("production", 12e9, 12e9, "EUR", None)],
    ),
    (
        "Shells for Ukraine: parliament clears 90 million euros after half a year.",
        [("funding", 90e6, 90e6, "EUR", None)],
    ),
    (
        "Riga lets Kyiv have another eight howitzers.",
        [("transfer", 8, 8, "piece", None)],
    ),
]


def _values(claims: list[Claim]) -> list[Value]:
    return [(c.kind, c.low, c.high, c.unit, c.per) for c in claims]


@pytest.mark.parametrize(("sentences", "wanted"), TOLD)
def test_what_is_told_sideways_is_claimed(
    claims_of: Callable[..., list[Claim]], sentences: str, wanted: list[Value]
) -> None:
    assert sorted(_values(claims_of(sentences)), key=str) == sorted(wanted, key=str)


def test_a_sum_in_another_currency_is_no_second_claim(
    claims_of: Callable[..., list[Claim]],
) -> None:
    found = claims_of("Norway gave 40 million euros for howitzers, that's 43 million dollars.")

    assert [(c.low, c.unit) for c in found] == [(40e6, "EUR")]


def test_an_answer_takes_the_kind_of_its_question() -> None:
    text = "Q: What does one Krab howitzer cost?\n\nA: About four million euros.\n"

    assert _values(extract_claims(report(text))) == [("price", 4e6, 4e6, "EUR", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "A third shift will help with the shells.",  # an ordinal, no third of anything
        "The wait for shells was cut by two.",  # by how much, not how long
        "Norway gave 30 million euros less than last year for howitzers.",  # a difference
        "The plants that make howitzers are not standing still.",  # nothing is disrupted
        "Norway gave howitzers, two officials said.",  # who said it
    ],
)
def test_no_number_where_none_is_counted(
    claims_of: Callable[..., list[Claim]], sentence: str
) -> None:
    assert not any(claim.has_number for claim in claims_of(sentence))


OTHER = [
    ("de", "Die Vorräte an Granaten würden neun Tage reichen.", ("stock", 9, 9, "day")),
    ("de", "März 2024: 60 Piorun-Raketen für 14 Millionen Euro.", ("order", 60, 60, "piece")),
    ("de", "Norwegens Rüstungsexporte beliefen sich auf 90 Millionen Euro.", ("transfer", 90e6, 90e6, "EUR")),
    ("de", "Saab und Ukroboronprom verständigten sich auf den Bau einer Werkstatt für Radare.", ("agreement", None, None, None)),
    ("fr", "Les stocks d'obus suffiraient pour six jours.", ("stock", 6, 6, "day")),
    ("fr", "Saab et Ukroboronprom se sont entendus pour ouvrir un atelier de radars.", ("agreement", None, None, None)),
    ("pl", "Zapasy pocisków wystarczą na osiem dni.", ("stock", 8, 8, "day")),
    ("pl", "Saab i Ukroboronprom uzgodniły budowę warsztatu radarów.", ("agreement", None, None, None)),
    ("pt", "Os estoques de granadas durariam sete dias.", ("stock", 7, 7, "day")),
    ("uk", "Запасів снарядів вистачить на шість днів.", ("stock", 6, 6, "day")),
    ("uk", "Saab і Укроборонпром домовилися відкрити завод радарів.", ("agreement", None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "wanted"), OTHER)
def test_the_same_in_other_languages(
    language: str, sentence: str, wanted: tuple[str, float | None, float | None, str | None]
) -> None:
    found = extract_claims(report(f"{sentence}\n", language=language))

    assert wanted in [(c.kind, c.low, c.high, c.unit) for c in found]
