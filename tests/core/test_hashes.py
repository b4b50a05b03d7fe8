"""The quick writer of canonical JSON gives the bytes of the slow one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.core.hashes import canonical_json, canonical_record

NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FIELDS = st.dictionaries(TEXTS, TEXTS | st.none() | st.booleans() | st.integers() | st.lists(TEXTS))


@given(fields=FIELDS, low=NUMBERS, high=NUMBERS)
def test_a_record_is_canonical_json(fields, low, high):
    record = fields | {"low": low, "high": high}
    assert canonical_record(record, low, high) == canonical_json(record)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_refused(number):
    with pytest.raises(ValueError):
        canonical_record({"low": number}, number)


@pytest.mark.parametrize("number", [1e-7, 1e16, 1.5e300, 5e-324, 0.0001, 9999999999999998.0, -0.0])
def test_numbers_at_the_edges_are_spelled_alike(number):
    assert canonical_record({"low": number}, number) == canonical_json({"low": number})
