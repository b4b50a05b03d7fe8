"""Words and layouts that hide a field: wrapped lines, calibres, dates by halves, who gets."""


def test_a_calibre_behind_the_noun_keeps_the_rate(claims_of):
    (claim,) = claims_of("Finland produces 4,500 rounds of 120 mm a month.")
    assert (claim.kind, claim.low, claim.per) == ("production", 4500, "month")


def test_a_wrapped_sentence_is_read_as_one(claims_of):
    (claim,) = claims_of(
        "Over the past months the workshops of the army in the north have delivered 700\n"
        "howitzers to Moldova since May 2023."
    )
    assert (claim.low, claim.date_from, claim.date_to) == (700, "2023-05", None)
    assert "700\nhowitzers" in claim.quote


def test_each_number_takes_the_date_before_it(claims_of):
    found = claims_of(
        "Spain makes shells. In 2021 it was 500 a month and in 2023 it was 900 a month."
    )
    assert [(c.low, c.date_from, c.date_to) for c in found] == [
        (500, "2021", "2021"),
        (900, "2023", "2023"),
    ]


def test_a_date_in_front_of_the_speaker_is_that_of_the_fact(claims_of):
    (claim,) = claims_of(
        "Norway has delivered 90 howitzers to Moldova since June 2022, according to a count of the mayors."
    )
    assert (claim.date_from, claim.date_to, claim.speaker) == ("2022-06", None, None)


def test_nameless_sources_make_a_rumour(claims_of):
    (claim,) = claims_of(
        "Japan has agreed to lend Canada 30 howitzers, the daily Reuters reported, citing unnamed "
        "officials."
    )
    assert (claim.status, claim.subject, claim.object) == ("rumoured", ("JP",), ("CA",))


def test_what_was_never_made_is_none(claims_of):
    found = claims_of(
        "Latvia imports its howitzers. It has orders. Latvia has never built howitzers."
    )
    assert [(c.kind, c.low, c.high) for c in found if c.low == 0] == [("production", 0, 0)]


def test_who_gets_is_read_off_the_report(claims_of):
    """No state is the usual receiver: the report itself says whom things go to."""
    found = claims_of(
        "Weapons for Moldova were at the centre of the talks. Norway supports Moldova. "
        "Spain has pledged 20 howitzers."
    )
    assert [(c.subject, c.object) for c in found if c.low == 20] == [(("ES",), ("MD",))]
