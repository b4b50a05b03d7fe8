"""The quick writer of claims gives the bytes of the slow one."""

from hypothesis import given
from hypothesis import strategies as st

from materiel.claims.records import KINDS, STATUSES, Claim
from materiel.core.hashes import canonical_json
from materiel.ledger import payloads

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
WORDS = TEXTS.filter(str.strip)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers()
DATES = st.sampled_from([None, "2024", "2024-03", "2024-03-09"])


@st.composite
def claims(draw):
    quote, start = draw(WORDS), draw(st.integers(0, 2**40))
    numbers = sorted(draw(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=2)))
    low, high = draw(st.sampled_from([(None, None), (numbers[0], None), (None, -0.0), numbers]))
    return Claim(
        document=draw(TEXTS),
        doc=draw(TEXTS),
        start=start,
        end=start + len(quote),
        quote=quote,
        kind=draw(st.sampled_from(KINDS)),
        subject=tuple(draw(st.lists(TEXTS, max_size=2))),
        object=tuple(draw(st.lists(TEXTS, max_size=2))),
        item=draw(st.none() | TEXTS),
        low=low,
        high=high,
        approx=draw(st.booleans()),
        unit=draw(st.sampled_from([None, "piece", "EUR"])),
        per=draw(st.sampled_from([None, "month"])),
        status=draw(st.sampled_from(STATUSES)),
        date_from=draw(DATES),
        date_to=draw(DATES),
        speaker=draw(st.none() | TEXTS),
    )


@given(made=st.lists(claims(), max_size=4), extractor=TEXTS)
def test_a_claim_is_the_canonical_json_of_its_record(made, extractor):
    slow = [canonical_json(one.record() | {"extractor": extractor}) for one in made]
    assert list(payloads.of_claims(made, extractor)) == slow
    assert [payloads.to_claim(row) for row in slow] == made
