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


def test_a_bare_number_goes_on_with_the_rate(claims_of):
    found = claims_of("Norway raised its output of shells from 2,000 a month to 3,500.")
    assert [(c.low, c.per) for c in found] == [(2000, "month"), (3500, "month")]


def test_a_year_without_a_noun_counts_nothing(claims_of):
    found = claims_of("Spain has sent 300 howitzers to Moldova since the 2019 agreement on guns.")
    assert [c.low for c in found] == [300]


def test_a_part_of_a_million_is_a_number(claims_of):
    (claim,) = claims_of("Finland makes around a quarter of a million mortar rounds a year.")
    assert (claim.kind, claim.low, claim.per) == ("production", 250_000, "year")


def test_having_done_something_is_no_possession(claims_of):
    (claim,) = claims_of("Spain has pledged Moldova 20 howitzers.")
    assert (claim.kind, claim.status, claim.object) == ("transfer", "pledged", ("MD",))


def test_what_a_plant_to_come_will_make_is_an_investment(claims_of):
    (claim,) = claims_of("Nammo's new plant in Latvia will make 30,000 shells a year.")
    assert (claim.kind, claim.status, claim.object) == ("investment", "target", ("LV",))


def test_a_firm_that_no_list_names_is_known_by_its_trade(claims_of):
    (claim,) = claims_of("Estonia ordered 90 howitzers from Kaldvik Munitions.")
    assert (claim.subject, claim.object) == (("EE",), ("Kaldvik Munitions",))


def test_a_pronoun_stands_for_the_last_party(claims_of):
    found = claims_of("Spain makes shells. It delivered 40 howitzers to Moldova.")
    assert [(c.subject, c.object) for c in found] == [(("ES",), ("MD",))]


def test_each_maker_supplies_its_own_number(claims_of):
    found = claims_of("Spain ordered 40 tanks from KNDS and 30 howitzers from Hanwha.")
    assert [(c.low, c.object) for c in found] == [(40, ("KNDS",)), (30, ("Hanwha Aerospace",))]


def test_set_phrases_tell_nothing(claims_of):
    assert not claims_of("In order to train, 600 tanks took part in an exercise in Spain.")


def test_a_nameless_speaker_is_who_he_is(claims_of):
    (claim,) = claims_of("Latvia makes 700 drones a month, a senior Latvian officer said.")
    assert claim.speaker == "senior Latvian officer"
