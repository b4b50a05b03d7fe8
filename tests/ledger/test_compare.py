"""What the checks tell apart. Each case is two statements; the world is made up."""

import pytest

from materiel.ledger import find_disagreements


@pytest.fixture
def compare(make_document, make_claim):
    """Disagreements between claims (published, words with one number, fields)."""

    def run(*statements):
        claims, published = [], {}
        for number, (day, fields) in enumerate(statements):
            text = f"Statement {number}: so many."
            document = make_document(text, name=f"{number}.txt", published=day)
            published[document.id] = day
            base = {"kind": "production", "subject": ("FR",), "item": "drone", "unit": "piece"}
            claims.append(make_claim(document, "so many", **(base | fields)))
        return find_disagreements(claims, published)

    return run


def number(value, high=None, **fields):
    return {"low": float(value), "high": float(value if high is None else high), **fields}


def test_two_values_for_one_time_contradict(compare):
    (found,) = compare(
        ("2024-03", number(480, date_from="2023", date_to="2023")),
        ("2024-04", number(330, date_from="2023", date_to="2023")),
    )
    assert (found.rule, found.relation) == ("value", "contradiction")
    assert "480" in found.explanation and "330" in found.explanation


def test_a_value_inside_the_bounds_of_another_does_not_contradict(compare):
    assert not compare(("2024-03", {"low": 350.0}), ("2024-03", number(374)))
    assert not compare(("2024-03", number(24, 36)), ("2024-03", number(36)))


def test_rounding_and_hedges_are_allowed_for(compare):
    assert not compare(("2024-03", number(500, approx=True)), ("2024-03", number(470)))
    assert compare(("2024-03", number(500)), ("2024-03", number(470)))


def test_one_text_that_tells_of_a_change_does_not_contradict_itself(make_document, make_claim):
    document = make_document("The wait rose from 12 months to 28 months.")
    base = {"kind": "lead_time", "subject": ("NATO",), "unit": "month"}
    rise = [
        make_claim(document, "12 months", **base, **number(12)),
        make_claim(document, "28 months", **base, **number(28)),
    ]
    assert not find_disagreements(rise, {document.id: "2024-03"})


def test_periods_are_brought_to_one(compare):
    year, month = number(24000, per="year"), number(2000, per="month")
    assert not compare(("2024-03", year), ("2024-03", month))


def test_other_times_are_a_change(compare):
    (found,) = compare(("2023-11", number(60)), ("2023-12", number(74)))
    assert found.relation == "change over time"


@pytest.mark.parametrize(
    "other",
    [
        {"subject": ("DE",)},
        {"item": "vehicle"},
        {"unit": "factor"},
        {"kind": "stock"},
        {"object": ("UA",)},
    ],
)
def test_another_scope_is_no_disagreement(compare, other):
    assert not compare(("2024-03", number(5)), ("2024-03", number(9) | other))


def test_a_total_cannot_fall(compare):
    counted = {"kind": "transfer", "object": ("UA",), "status": "delivered", "date_from": "2023-03"}
    (found,) = compare(("2023-12", number(480, **counted)), ("2024-01-31", number(330, **counted)))
    assert (found.rule, found.relation) == ("running_total", "contradiction")
    assert not [
        d
        for d in compare(("2023-12", number(330, **counted)), ("2024-01", number(480, **counted)))
        if d.relation == "contradiction"
    ]


def test_a_goal_that_moves_is_told_with_both_dates(compare):
    early = number(100, per="month", status="target", date_to="2025-10")
    late = number(100, per="month", status="target", date_to="2026-04")
    (found,) = compare(("2024-02", early), ("2025-07", late))
    assert (found.rule, found.relation) == ("goal_moved", "goal moved")
    assert "2025-10" in found.explanation and "2026-04" in found.explanation


def test_steps_of_one_plan_are_no_disagreement(compare):
    first = number(60, status="target", date_to="2024-10")
    second = number(100, status="target", date_to="2025-10")
    assert not compare(("2024-02", first), ("2024-03", second))


def test_a_goal_is_missed_when_what_is_reported_at_its_date_is_less(compare):
    goal = number(1000, kind="transfer", status="pledged", date_to="2024-03")
    done = number(500, kind="transfer", status="delivered", date_to="2024-03-25")
    (found,) = compare(("2023-03", goal), ("2024-03-26", done))
    assert (found.rule, found.relation) == ("goal_missed", "goal missed")
    early = number(300, kind="transfer", status="delivered", date_to="2023-11")
    assert not compare(("2023-03", goal), ("2023-11", early))


def test_a_deal_signed_and_later_sought_contradicts(compare):
    deal = {"kind": "agreement", "object": ("US",), "unit": "company", **number(2)}
    (found,) = compare(
        ("2023-12-09", deal | {"status": "contracted"}), ("2023-12-16", deal | {"status": "target"})
    )
    assert (found.rule, found.relation) == ("status", "contradiction")
    assert not [
        d
        for d in compare(
            ("2023-12-09", deal | {"status": "target"}),
            ("2023-12-16", deal | {"status": "contracted"}),
        )
        if d.rule == "status"
    ]
