"""A language model that is honest, or lies, invents and babbles: what becomes of its answers."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from materiel.claims.llm import ModelSettings, extract_with_model

from .conftest import report
from .model_server import HONEST, TEXT, says


def refusals(findings: list[Any]) -> list[str]:
    return [f.message for f in findings if f.severity == "warning"]


def test_honest_answers_become_claims(server, options):
    server.replies = [says(HONEST)]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))

    assert refusals(findings) == []
    first, second = (claim.fields() for claim in claims)
    assert (first["subject"], first["item"]) == (["Nammo"], "ammunition.artillery.155mm")
    assert (first["low"], first["high"], first["unit"], first["per"]) == (80000, 80000, "piece", "year")  # fmt: skip
    assert (first["status"], first["from"], first["to"]) == ("target", None, "2027")
    # The scanner reads the bound that the model left off.
    assert (second["low"], second["high"], second["item"]) == (200, None, "artillery.howitzer")
    assert (second["subject"], second["object"]) == (["NO"], ["BAE Systems"])


def test_altered_digits_are_refused_all_38(server, options):
    lines = [f"Norway made {1000 + 7 * k:,} artillery shells in 2023." for k in range(38)]
    items = [HONEST[0] | {"quote": line, "value_words": None, "date_words": None} for line in lines]
    honest = [dict(item) for item in items]
    for k, item in enumerate(items):
        item["quote"] = item["quote"].replace(f"{1000 + 7 * k:,}", f"{1003 + 7 * k:,}")
    server.replies = [says(items), says(honest)]

    text = "\n\n".join(lines)
    claims, findings = extract_with_model(report(text), ModelSettings(**options))
    assert claims == []
    assert len(refusals(findings)) == 38
    assert all("the digits of the quote differ" in message for message in refusals(findings))

    honest_options = options | {"model": "honest"}
    claims, findings = extract_with_model(report(text), ModelSettings(**honest_options))
    assert [claim.low for claim in claims] == [1000 + 7 * k for k in range(38)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Norway ordered 300 tanks from Saab"}, "the quote is not in the document"),
        ({"quote": "norway ordered more than 200 howitzers"}, "the quote is not in the document"),
        ({"quote": "Norway ordered more than 250 howitzers"}, "the digits of the quote differ"),
        ({"quote": "0,000 a year by 2027", "value_words": None}, "the digits of the quote differ"),
        ({"quote": "5mm artillery shells to 80,000 a year"}, "the digits of the quote differ"),
        ({"quote": "Sweden ordered 48 howitzers from Saab"}, "the quote stands in the furniture"),
        ({"quote": ""}, "it quotes nothing"),
        ({"quote": None}, "it quotes nothing"),
        ({"quote": "a" * 501}, "a quote of 501 characters; at most 500"),
        ({"value_words": "80,000 shells"}, "the value words '80,000 shells' are not in the quote"),
        ({"value_words": "0 howitzers"}, "the value words '0 howitzers' are not in the quote"),
        ({"value_words": "ordered"}, "our scanner reads no number in 'ordered'"),
        ({"value_words": 200}, "value_words is a number"),
        ({"kind": "battle"}, "kind 'battle' is not in the vocabulary"),
        ({"kind": ["order"]}, "kind of type list is not in the vocabulary"),
        ({"status": "sold"}, "status 'sold' is not in the vocabulary"),
        ({"kind": "lead_time"}, "kind lead_time with a number in piece"),
        ({"subject_words": {"a": 1}}, "subject_words is no list"),
        ({"subject_words": [{}]}, "subject_words is of type dict"),
        (
            {"quote": "The lead time rose from 12 to 28 months", "kind": "lead_time", "value_words": None},
            "the quote holds 2 numbers and no value words say which",
        ),
        (
            {"quote": "The lead time rose from 12 to 28 months", "kind": "lead_time", "value_words": "12 to 28"},
            "'12 to 28' holds 2 numbers",
        ),
    ],
)  # fmt: skip
def test_what_the_document_does_not_bear_is_refused(server, options, change, reason):
    server.replies = [says([HONEST[1] | change])]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))

    assert claims == []
    [message] = refusals(findings)
    assert message.startswith(f"refused: {reason}")


def test_a_quote_that_leaves_off_a_bound_grows_by_it(server, options):
    server.replies = [says([HONEST[1] | {"quote": "200 howitzers from BAE Systems"}])]
    [claim], _ = extract_with_model(report(TEXT), ModelSettings(**options))
    assert (claim.low, claim.high) == (200, None)
    assert claim.quote == "more than 200 howitzers from BAE Systems"


def test_each_number_of_a_change_is_a_claim(server, options):
    change = {"quote": "The lead time rose from 12 to 28 months", "kind": "lead_time"}
    items = [HONEST[1] | change | {"value_words": words} for words in ("12", "28 months")]
    server.replies = [says(items)]
    claims, _ = extract_with_model(report(TEXT), ModelSettings(**options))
    assert [(claim.low, claim.unit) for claim in claims] == [(12, "month"), (28, "month")]


def test_a_quote_told_twice_takes_both_places_and_no_third(server, options):
    server.replies = [says([HONEST[1]] * 3)]
    claims, _ = extract_with_model(report(TEXT), ModelSettings(**options))
    assert len({claim.start for claim in claims}) == len(claims) == 2


def test_blanks_are_taken_back_to_the_documents_own(server, options):
    text = TEXT.replace("200 howitzers from", "200\n  howitzers\u00a0from")
    document = report(text.replace("\n\nNorway", "\n\nIn 2023 Norway"))
    server.replies = [says([HONEST[1] | {"value_words": "200 howitzers", "object_words": []}])]
    claims, findings = extract_with_model(document, ModelSettings(**options))
    assert refusals(findings) == []
    assert claims[0].quote == "Norway ordered more than 200\n  howitzers\u00a0from BAE Systems"


def test_invented_parties_are_left_out_with_a_note(server, options):
    invented = {"subject_words": ["Ruritania", "the defence minister"], "item_words": "on Monday"}
    server.replies = [says([HONEST[1] | invented | {"date_words": "from BAE Systems"}])]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))

    assert (claims[0].subject, claims[0].item, claims[0].date_from) == ((), "general", None)
    notes = " ".join(f.message for f in findings if f.record == claims[0].id)
    for words in ("'Ruritania' is not in the document", "names nobody", "taxonomy", "no date"):
        assert words in notes


@pytest.mark.parametrize("broken", ["", "Sure! Here are", '{"claims": [{"quote": "', '{"claims": 3}', "[" * 99999, '{"a":' * 99999 + "}"])  # fmt: skip
def test_broken_json_is_asked_for_again_once(server, options, broken):
    server.replies = [says(broken), says(HONEST)]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))
    assert (len(claims), refusals(findings), len(server.asked)) == (2, [], 2)
    assert "not the JSON asked for" in server.asked[1]["messages"][-1]["content"]


def test_json_broken_twice_is_a_finding_and_not_kept(server, options):
    server.replies = [says("no"), says("never"), says(HONEST)]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))
    assert claims == []
    assert [finding.severity for finding in findings] == ["error"]
    assert "part 1 of 1: no usable answer after two requests" in findings[0].message
    assert len(extract_with_model(report(TEXT), ModelSettings(**options))[0]) == 2


def test_what_is_added_is_ignored_by_name(server, options):
    added = ', "low": NaN, "high": 1e999, "n": ' + "9" * 6000 + ', "\\u001b[2J": -Infinity}'
    text = '{"claims": [' + json.dumps(HONEST[1])[:-1] + added + "]}"
    server.replies = [says(f"<think>hm</think>\n```json\n{text}\n```")]
    [claim], findings = extract_with_model(report(TEXT), ModelSettings(**options))
    assert (claim.low, claim.high) == (200, None)
    [note] = [f.message for f in findings if f.message.startswith("ignored")]
    assert note == r"ignored fields: '\x1b[2J', 'high', 'low', 'n'"


@pytest.mark.parametrize("items", [[None, 3, [], "x"], [{}], [[HONEST]], [HONEST[0] | {"quote": "\ud800"}]])  # fmt: skip
def test_items_of_wrong_types_are_refused(server, options, items):
    server.replies = [says(items)]
    claims, findings = extract_with_model(report(TEXT), ModelSettings(**options))
    assert claims == [] and len(refusals(findings)) == len(items)
    assert all(str(finding).encode("utf-8") for finding in findings)


def test_long_documents_go_in_parts_and_the_context_counts_once(server, options):
    filler = "Nothing else is known about the works and the people who run them. " * 5
    lines = [
        f"Norway made {1000 + k:,} artillery shells in 2023. {filler}".strip() for k in range(60)
    ]

    def marks(handler: BaseHTTPRequestHandler) -> None:
        told = server.asked[-1]["messages"][1]["content"]
        here = [line.partition(".")[0] for line in lines if line in told]
        here = [q[7 * (len(server.asked) % 2) :] for q in here]  # each part in other words
        says([HONEST[0] | {"quote": q, "value_words": None} for q in here])(handler)

    server.replies = [marks]
    claims, _ = extract_with_model(report("\n\n".join(lines)), ModelSettings(**options))
    assert len(server.asked) > 3
    assert [claim.low for claim in claims] == [1000 + k for k in range(60)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(data=st.data())
def test_whatever_a_model_says_claims_are_the_documents_words(server, options, data):
    cut = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 90)).map(
        lambda c: TEXT[c[0] : c[0] + c[1]]
    )
    words = st.one_of(cut, st.none(), st.text(max_size=9), st.integers(), st.just("200"))
    fields = {name: words for name in HONEST[0] if name not in ("kind", "status")}
    item = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["order", "stock", "agreement", "growth"]),
            "status": st.just("actual"),
        },
        optional=fields | {"subject_words": st.lists(words, max_size=3)},
    )
    server.replies = [says(data.draw(st.lists(item, max_size=6)))]
    options["model"] = f"fake-{len(server.asked)}"
    server.asked.append({})
    for claim in extract_with_model(report(TEXT), ModelSettings(**options))[0]:
        assert claim.quote == TEXT[claim.start : claim.end] and "Saab" not in claim.quote
        assert claim.low in (None, 200, 12, 28, 48, 80000)
