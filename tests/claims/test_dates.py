"""When a sentence speaks of, by rule 11 of docs/claims.md."""

from datetime import date

import pytest

from materiel.claims.scan import scan_dates
from materiel.claims.tokens import fold, tokenize
from materiel.claims.words import lexicon

REF = date(2023, 12, 16)  # a Saturday


def read(text: str, ref: date | None = REF):
    return scan_dates(tokenize(fold(text)), lexicon("en"), ref)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("in 2022", ("2022", "2022")),
        ("in November 2022", ("2022-11", "2022-11")),
        ("on 26 August 2023", ("2023-08-26", "2023-08-26")),
        ("on August 26, 2023", ("2023-08-26", "2023-08-26")),
        ("on December 6-7", ("2023-12-06", "2023-12-07")),
        ("on 2023-02-06", ("2023-02-06", "2023-02-06")),
        ("on Sept. 28, 2022", ("2022-09-28", "2022-09-28")),
        ("in Nov. 2022", ("2022-11", "2022-11")),
        ("by 2027–28", (None, "2028")),
        ("in 2024/25", ("2024", "2025")),
        ("in September", ("2023-09", "2023-09")),
        ("this October", ("2023-10", "2023-10")),
        ("last autumn", ("2023-09", "2023-11")),
        ("last year", ("2022", "2022")),
        ("this year", ("2023", "2023")),
        ("last month", ("2023-11", "2023-11")),
        ("this week", ("2023-12-11", "2023-12-16")),
        ("earlier this week", ("2023-12-11", "2023-12-16")),
        ("in the last 10 months", ("2023-02", "2023-12")),
        ("over the past year", ("2022-12", "2023-12")),
        ("in the first half of 2024", ("2024-01", "2024-06")),
        ("in the second quarter of 2024", ("2024-04", "2024-06")),
        ("in Q3 2024", ("2024-07", "2024-09")),
        ("in the first seven months of the year", ("2023-01", "2023-07")),
        ("mid-2025", ("2025-06", "2025-06")),
        ("the years 2023 to 2027", ("2023", "2027")),
        ("eight months ago", ("2023-04", "2023-04")),
        ("since July 2022", ("2022-07", None)),
        ("before 2022", (None, "2022")),
        ("by 2027", (None, "2027")),
        ("by the end of 2024", (None, "2024")),
        ("since the invasion", ("2022-02", None)),
        ("before the invasion", (None, "2022-02")),
        ("yesterday", ("2023-12-15", "2023-12-15")),
        ("fiscal year 2026", ("2026", "2026")),
        ("in July and August", ("2023-07", "2023-08")),
    ],
)
def test_what_has_happened(text, ends):
    assert [span.past for span in read(text)] == [ends]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("by the end of January", (None, "2024-01")),
        ("by summer", (None, "2024-06")),
        ("in October", ("2024-10", "2024-10")),
        ("next year", ("2024", "2024")),
        ("next May", ("2024-05", "2024-05")),
        ("by the end of the year", (None, "2023")),
        ("in the next 12 months", ("2023-12", "2024-12")),
    ],
)
def test_what_is_to_come(text, ends):
    assert [span.future for span in read(text)] == [ends]


@pytest.mark.parametrize(
    "text", ["last year", "in September", "by the end of the year", "this week"]
)
def test_without_a_date_in_the_report_relative_words_stay_open(text):
    assert [span.past for span in read(text, None)] == [(None, None)]


@pytest.mark.parametrize(
    "text", ["they may march on", "a second line", "2,024 shells", "the last of them"]
)
def test_words_that_look_like_dates(text):
    assert read(text) == []


def test_a_weekday_is_known_as_the_day_something_was_said_on():
    [span] = read("he said on Tuesday")
    assert span.weekday
    assert span.past == ("2023-12-12", "2023-12-12")
