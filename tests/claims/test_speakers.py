"""Whose words a claim is: across sentences, by titles, pronouns and sources of tables."""

import pytest

CASES = [
    # the last claim's speaker
    (
        "Norway will send 40 tanks to Moldova, Espen Nygaard Holm said. Of them, 12 tanks were"
        " delivered in May.",
        "Espen Nygaard Holm",
    ),
    (
        "Nammo makes 30,000 shells a month, Boris Pistorius said. Norway has ordered 500 drones."
        " He added that 20 tanks were sent to Moldova.",
        "Boris Pistorius",
    ),
    (
        "Boris Pistorius came to Oslo. The German defence minister said that 20 tanks would go to"
        " Moldova.",
        "Boris Pistorius",
    ),
    (
        "Nammo opened a plant. The company said that it makes 30,000 shells a month.",
        "Nammo",
    ),
    ("NATO sources said that Norway sent 40 tanks to Moldova.", "NATO sources"),
    (
        "Chile’s Defence Ministry said that Chile had bought 40 tanks.",
        "Chilean Defence Ministry",
    ),
    ("Pistorius: Norway will make 300 howitzers this year", "Boris Pistorius"),
    (
        "Boris Pistorius: We make 40 tanks a month. Norway has ordered 500 drones.",
        "Boris Pistorius",
    ),
    (
        "Tore Holm, the secretary who runs all of procurement, logistics, training, technology and sales, said"
        " Norway had ordered 500 drones.",
        "Tore Holm",
    ),
    (
        "According to the German minister, Boris Pistorius, Norway makes 40 tanks a month.",
        "Boris Pistorius",
    ),
    ("Fijian envoy Jonas Berg Holm: we will send 40 tanks to Moldova.", "Jonas Berg Holm"),
    ("Moldova gets 40 tanks, the Pentagon said.", "Pentagon"),
    ("Reuters reported, citing the Pentagon, that Chile sent Peru 40 tanks.", "Reuters"),
    ("Citing the Pentagon, the paper has it that Chile sent Peru 40 tanks.", "Pentagon"),
    ("According to the Nordvik Ledger Watch, Chile sent Peru 40 tanks.", "Nordvik Ledger Watch"),
    ("Its sister exports to the United States. Chile sent Peru 40 tanks.", None),
    (
        "Healey said on Monday.\n\nA Chilean officer says his brigade has 40 tanks in store.",
        "Chilean officer",
    ),
    ("Norway, Latvia and Denmark say that they will send 40 tanks to Moldova.", None),
    ("Norway sent 40 tanks to Moldova. Latvia, which says no, has ordered 500 drones.", None),
    (
        "The Kiel Institute published its figures on Monday. Norway gave Moldova 40 tanks in 2023.",
        "Kiel Institute",
    ),
]


@pytest.mark.parametrize(("text", "speaker"), CASES)
def test_speaker(claims_of, text, speaker):
    assert claims_of(text)[-1].speaker == speaker


def test_what_follows_an_attributed_sentence_is_the_reports_own(claims_of):
    found = claims_of(
        "Norway will send 40 tanks to Moldova, Boris Pistorius said. Latvia has ordered 500 drones."
    )
    assert [c.speaker for c in found] == ["Boris Pistorius", None]


def test_a_speaker_with_a_title_is_named_behind(claims_of):
    found = claims_of(
        "Norway will buy 40 tanks, its defence minister said on Monday.\n\n"
        "Tore Holm, the minister, told reporters that 300 howitzers had been ordered."
    )
    assert [c.speaker for c in found] == ["Tore Holm", "Tore Holm"]


def test_a_report_in_we_is_an_interview(claims_of):
    found = claims_of(
        "A talk with Tore Holm, director of Nammo.\n\nWe opened a plant in May. Our workers are"
        " proud. We make 30,000 shells a month. Norway has ordered 500 howitzers."
    )
    assert {c.speaker for c in found} == {"Tore Holm"}


def test_a_line_that_ends_in_a_colon_hands_over(claims_of):
    found = claims_of(
        "Minister Tore Berg told reporters:\n\n"
        '"Norway will send 40 tanks to Moldova." Latvia has ordered 500 drones.'
    )
    assert [c.speaker for c in found] == ["Tore Berg", None]


def test_who_goes_on_amid_the_next_paragraph_has_said_what_stands_between(claims_of):
    found = claims_of(
        "Norway will buy 40 tanks, minister Tore Berg told the house.\n\n"
        "Latvia has ordered 500 drones. He added that 300 howitzers had been ordered by Denmark."
    )
    assert [c.speaker for c in found] == ["Tore Berg"] * 3


def test_who_is_named_anew_amid_a_paragraph_did_not_open_it(claims_of):
    found = claims_of(
        "Norway will buy 40 tanks, minister Tore Berg told the house.\n\n"
        "Latvia has ordered 500 drones. Berg added that 300 howitzers had been ordered by Denmark."
    )
    assert [c.speaker for c in found] == ["Tore Berg", None, "Tore Berg"]


def test_the_title_of_a_stranger_tells_his_firm(claims_of):
    (claim,) = claims_of('"We made 300 howitzers in 2023," said Anna Holm, head of Patria.')
    assert (claim.speaker, claim.subject) == ("Anna Holm", ("Patria",))


def test_answers_of_an_interview_are_of_who_is_asked(claims_of):
    found = claims_of(
        "Interview with Nammo's Anna Berg\n\nQ: How many howitzers do you make?\n\n"
        "A: In 2023 it was 300 howitzers.\n\nQ: And drones?\n\nA: Norway has ordered 500 drones."
    )
    assert {c.speaker for c in found} == {"Anna Berg"}


def test_a_list_under_a_speech_is_of_who_made_it(claims_of):
    found = claims_of(
        "Main points of Boris Pistorius's briefing on shells:\n\n- Norway has ordered 500 drones\n"
        "- Latvia sent 40 tanks to Moldova"
    )
    assert {c.speaker for c in found} == {"Boris Pistorius"}


def test_a_transcript_tells_who_has_the_floor(claims_of):
    found = claims_of(
        "MR. ALDEN: Norway has ordered 500 drones.\n\nTHE MINISTER: I know it.\n\n"
        "Latvia sent 40 tanks to Moldova.\n\nHOST: Chile bought 20 tanks."
    )
    assert [c.speaker for c in found] == ["Alden", "minister", None]


def test_the_agency_is_the_one_that_was_named(claims_of):
    found = claims_of(
        "Norway asked the Defense Logistics Agency.\n\nIt rained. It snowed. It was cold. It was"
        " late. The agency said that Chile had bought 40 tanks."
    )
    assert [c.speaker for c in found] == ["Defense Logistics Agency"]


def test_who_is_said_to_do_something_says_nothing(claims_of):
    (claim,) = claims_of("Nammo is said to make 30,000 shells a month.")
    assert claim.speaker is None


def test_he_is_who_was_named_last(claims_of):
    found = claims_of("Tore Berg, the minister, came. He says that Norway has ordered 500 drones.")
    assert found[-1].speaker == "Tore Berg"
