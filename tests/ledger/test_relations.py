"""What only differs is told apart from what contradicts: made-up reports, each pair in words of its own."""

import pytest

from materiel.claims import extract_claims
from materiel.ledger import Decision, find_comparisons
from materiel.ledger.identify import Names
from materiel.ledger.reference import read_reference
from materiel.ledger.series import statement

from .reports import report

FACTS = read_reference()


@pytest.fixture
def told(make_claim):
    """How claims (report, words, fields) stand: rules with relations, and the comparisons."""

    def run(*said, part_of=None):
        claims = [make_claim(document, words, **fields) for document, words, fields in said]
        documents = {document.id: document for document, _, _ in said}
        decided = []
        if part_of:
            decided = [Decision(action="part of", about=part_of, author="K", made="2024")]
        return find_comparisons(
            [statement(c, documents[c.document].published) for c in claims],
            documents,
            actors=Names(decided),
            reference=FACTS,
        )

    return run


def relations(found):
    return {(one.rule, one.relation) for one in found}


# 1: a deal concluded, and a week later still sought


def test_a_deal_concluded_and_later_sought_is_a_contradiction_of_status(told):
    deal = {"kind": "agreement", "subject": ("CL",), "item": "drone", "unit": "company"}
    deal |= {"low": 3.0, "high": 3.0}
    first = report("Chile has contracts with 3 makers in Peru for drones.", "2023-05-02")
    later = report("Chile still hopes for a contract with 3 Peruvian makers.", "2023-05-11")
    found = told(
        (first, "contracts with 3 makers", deal | {"object": ("PE",), "status": "contracted"}),
        (later, "contract with 3", deal | {"object": ("PE",), "status": "target"}),
    )
    assert relations(found) == {("status", "contradiction")}
    assert "contracted" in found[0].explanation and "target" in found[0].explanation


# 2: a body with more members


def test_more_members_a_month_later_are_a_change(told):
    base = {"kind": "membership", "subject": ("Shipyard League",), "unit": "company"}
    first = report("More than 40 yards joined the league.", "2023-10-02")
    later = report("The league counts 51 yards.", "2023-11-20")
    found = told(
        (first, "More than 40 yards", base | {"low": 40.0}),
        (later, "51 yards", base | {"low": 51.0, "high": 51.0}),
    )
    assert relations(found) == {("agree", "change over time")}


# 3: a part of an industry grows faster than the whole


def test_a_branch_and_the_whole_are_of_other_scopes(told):
    base = {"kind": "growth", "subject": ("CL",), "unit": "factor"}
    first = report("Mortar bombs grew 12 times in nine months.", "2023-10-02")
    later = report("The industry doubled in 2023.", "2023-12-20")
    dates = (
        {"date_from": "2023-01", "date_to": "2023-09"},
        {"date_from": "2023", "date_to": "2023"},
    )
    found = told(
        (
            first,
            "12 times",
            base | {"item": "ammunition.mortar", "low": 12.0, "high": 12.0} | dates[0],
        ),
        (later, "doubled", base | {"item": "general", "low": 2.0, "high": 2.0} | dates[1]),
    )
    assert relations(found) == {("scope", "difference in scope")}


def test_a_body_and_a_part_of_it_are_of_other_scopes_by_decision_only(told):
    base = {"kind": "production", "item": "drone", "unit": "piece", "per": "month"}
    one = report("The Arica plant makes 300 a month.", "2023-10-02")
    two = report("Andes Works makes 900 a month.", "2023-10-02")
    said = (
        (one, "300 a month", base | {"subject": ("Arica plant",), "low": 300.0, "high": 300.0}),
        (two, "900 a month", base | {"subject": ("Andes Works",), "low": 900.0, "high": 900.0}),
    )
    assert told(*said) == []
    found = told(*said, part_of=("Arica plant", "Andes Works"))
    assert relations(found) == {("scope", "difference in scope")}


# 4: one treaty in two papers


def test_one_treaty_told_by_two_papers_is_corroborated_and_the_check_is_shown(told):
    deal = {"kind": "agreement", "subject": ("CL",), "object": ("PE",), "item": "general"}
    deal |= {"status": "contracted", "date_from": "2023-05", "date_to": "2023-05"}
    first = report("In Lima both signed a framework treaty on repair yards.", "2023-05-08")
    later = report("A treaty was signed, the minister recalled.", "2023-05-12")
    (found,) = told(
        (first, "both signed a framework treaty", deal),
        (later, "A treaty was signed", deal | {"speaker": "A. Minister"}),
    )
    assert (found.rule, found.relation) == ("deals", "corroboration")
    assert "treaty" in found.explanation
    for looked_at in ("5-word runs", "agency", "quote", "A. Minister"):
        assert looked_at in found.independence


# 5: a number and an open bound for one event


def test_a_number_and_an_open_bound_in_one_report_are_one_event(told):
    fair = {"kind": "membership", "subject": ("Valparaiso Fair",), "unit": "person"}
    fair |= {"date_from": "2023-04-03", "date_to": "2023-04-04"}
    one = report("The fair drew 210 guests. Over 210 guests came.", "2023-04-06")
    (found,) = told(
        (one, "210 guests.", fair | {"low": 210.0, "high": 210.0}),
        (one, "Over 210 guests", fair | {"low": 210.0}),
    )
    assert found.relation == "compatible bounds" and found.independence == "one document"


# 6: months, and years in halves


def test_months_and_years_in_halves_are_one_number_rounded(told):
    wait = {"kind": "lead_time", "subject": ("CL",), "item": "missile", "speaker": "A. Minister"}
    one = report("The wait is 19 months. It takes one and a half years.", None)
    (found,) = told(
        (one, "19 months", wait | {"low": 19.0, "high": 19.0, "unit": "month"}),
        (one, "one and a half years", wait | {"low": 1.5, "high": 1.5, "unit": "year"}),
    )
    assert (found.relation, found.independence) == ("rounding", "one document")


@pytest.mark.parametrize(
    ("months", "years", "same"),
    [(19, 1.5, True), (22, 1.5, False), (30, 2.5, True), (34, 2.5, False)],
)
def test_halves_of_a_year_reach_three_months_to_either_side(told, months, years, same):
    wait = {"kind": "lead_time", "subject": ("CL",), "item": "missile"}
    one, two = report("It is so many months.", "2023-04-06"), report("It is years.", "2023-04-06")
    found = told(
        (
            one,
            "so many months",
            wait | {"low": months, "high": months, "unit": "month", "speaker": "A"},
        ),
        (two, "years", wait | {"low": years, "high": years, "unit": "year", "speaker": "B"}),
    )
    assert relations(found) == {("agree", "corroboration") if same else ("value", "contradiction")}


# 9: parts and their whole


def counted(told, words):
    """Claims that the extractor reads in a report, compared."""
    document = report(words, "2023-11-04")
    claims = extract_claims(document)
    return find_comparisons(
        [statement(c, document.published) for c in claims], {document.id: document}, reference=FACTS
    )


def test_parts_that_fit_their_whole_agree(told):
    words = (
        "About 300 companies in Chile's defence industry make arms. "
        "Of them, 60 are state-owned companies, and more than 220 are private companies."
    )
    (found,) = [one for one in counted(told, words) if one.rule == "parts"]
    assert found.relation == "parts and whole agree" and "280" in found.explanation


def test_parts_that_are_more_than_their_whole_contradict(told):
    words = (
        "About 300 companies in Chile's defence industry make arms. "
        "Of them, 260 are state-owned companies, and more than 220 are private companies."
    )
    (found,) = [one for one in counted(told, words) if one.rule == "parts"]
    assert found.relation == "contradiction" and found.disagrees


@pytest.mark.parametrize(
    "words, relation",
    [
        ("They sent 90 tanks, including 120 from Peru.", "contradiction"),
        (
            "They sent 90 tanks, including 20 from Peru and 30 from Ecuador.",
            "parts and whole agree",
        ),
        ("They sent 90 tanks. It was a large year, including 120 from Peru.", None),
    ],
)
def test_what_a_sentence_includes_is_a_part_of_what_it_counted_before(told, words, relation):
    document = report(words)
    base = {"kind": "transfer", "unit": "piece", "item": "vehicle.tank", "subject": ("CL",)}
    numbers = [word for word in words.split() if word.isdigit()]
    found = told(*((document, n, base | {"low": float(n), "high": float(n)}) for n in numbers))
    assert [one.relation for one in found if one.rule == "parts"] == [relation] * bool(relation)


# 11: the same said by several, counted by source


def stocks(document, words, **fields):
    return document, words, {"kind": "stock", "item": "general"} | fields


def test_empty_depots_told_by_two_papers_are_corroborated(told):
    first = report("The war has depleted depots everywhere.", "2023-11-04")
    later = report("Arsenals in the south are running low.", "2023-12-16")
    (found,) = told(
        stocks(first, "depleted depots", speaker="A. Minister"), stocks(later, "running low")
    )
    assert (found.rule, found.relation) == ("levels", "corroboration") and found.independence


def test_full_and_empty_depots_do_not_corroborate_each_other(told):
    first = report("The war has depleted depots everywhere.", "2023-11-04")
    later = report("Depots were replenished.", "2023-12-16")
    assert not told(stocks(first, "depleted depots"), stocks(later, "replenished"))


@pytest.mark.parametrize(
    ("first", "later", "fields", "because"),
    [
        (
            "Depots are depleted.",
            "Our depots are depleted, he said.",
            {"speaker": "A"},
            "one speaker",
        ),
        (
            "LIMA (AP) Depots are depleted.",
            "The depots are depleted, the Associated Press writes.",
            {},
            "one agency: Associated Press",
        ),
        (
            "He said: “all our depots are depleted and must be filled again soon”.",
            "“All our depots are depleted and must be filled again soon”, he told them.",
            {},
            "one quote",
        ),
    ],
)
def test_what_comes_from_one_source_counts_once(told, first, later, fields, because):
    documents = report(first, "2023-11-04"), report(later, "2023-11-05")
    quotes = [d.text if "all our" in d.text.lower() else "epots are depleted" for d in documents]
    found = told(*(stocks(d, q, **fields) for d, q in zip(documents, quotes, strict=True)))
    assert relations(found) == {("levels", "duplicate")}
    assert because in found[0].independence


def test_a_reprint_counts_once(told):
    story = " ".join(f"word{n} of the story" for n in range(30)) + " Depots are depleted."
    first = report(story, "2023-11-04")
    copy = report(f"From our correspondent. {story} Copyright.", "2023-11-05")
    found = told(stocks(first, "depleted"), stocks(copy, "depleted"))
    assert relations(found) == {("levels", "duplicate")} and "a reprint" in found[0].independence


# more that must be told apart


def test_one_voice_that_names_a_sum_and_a_part_of_it_does_not_contradict(told):
    one = report("In 2023 it paid 77 billion, of which 35 billion was military.", "2024-02-01")
    base = {"kind": "funding", "subject": ("NO",), "object": ("UA",), "unit": "NOK"}
    base |= {"date_from": "2023", "date_to": "2023"}
    sums = (("77 billion", 77e9), ("35 billion", 35e9))
    said = [(one, words, base | {"low": v, "high": v}) for words, v in sums]
    assert not [c for c in told(*said) if c.disagrees]
    voices = [(d, w, f | {"speaker": s}) for (d, w, f), s in zip(said, ("A", "B"), strict=True)]
    assert ("value", "contradiction") in relations(told(*voices))


def test_capacity_and_output_are_of_other_scopes(told):
    base = {
        "kind": "production",
        "subject": ("NO",),
        "item": "missile",
        "unit": "piece",
        "per": "year",
    }
    one, two = report("It can make 900.", "2024-02-01"), report("It makes 400.", "2024-02-02")
    found = told(
        (one, "900", base | {"low": 900.0, "high": 900.0, "status": "capacity"}),
        (two, "400", base | {"low": 400.0, "high": 400.0}),
    )
    assert relations(found) == {("scope", "difference in scope")}


def test_one_delivery_on_two_days_is_a_contradiction_of_date(told):
    base = {"kind": "transfer", "subject": ("NO",), "object": ("UA",), "item": "missile"}
    base |= {"unit": "piece", "status": "delivered", "low": 14.0, "high": 14.0}
    one, two = (
        report("14 came on the 3rd.", "2024-02-20"),
        report("14 came on the 9th.", "2024-02-21"),
    )
    days = ({"date_from": d, "date_to": d} for d in ("2024-02-03", "2024-02-09"))
    found = told(*((r, "14", base | d) for r, d in zip((one, two), days, strict=True)))
    assert relations(found) == {("date", "contradiction")}


def test_deliveries_of_two_months_are_two(told):
    base = {"kind": "transfer", "subject": ("NO",), "object": ("UA",), "item": "missile"}
    base |= {"unit": "piece", "status": "delivered", "low": 14.0, "high": 14.0}
    one, two = report("14 came.", "2024-02-20"), report("14 more came.", "2024-03-21")
    days = ({"date_from": d, "date_to": d} for d in ("2024-02", "2024-03"))
    assert not told(*((r, "14", base | d) for r, d in zip((one, two), days, strict=True)))
