"""Who does it to whom: disruptions, permissions and what is said of neither by name."""

import pytest

CASES = [
    # sentence, kind, subject, object
    ("Norway has halted deliveries of tanks to Moldova.", "disruption", ("MD",), ("NO",)),
    ("A fire stopped production at a Nammo plant.", "disruption", ("Nammo",), ()),
    ("Chilean rockets hit a munitions plant in Peru.", "disruption", ("PE",), ("CL",)),
    (
        "Chinese export curbs have delayed deliveries of drones to Chile.",
        "disruption",
        ("CL",),
        ("CN",),
    ),
    (
        "Switzerland turned down a Danish request to re-export howitzers.",
        "permission",
        ("CH",),
        ("DK",),
    ),
    (
        "Denmark was refused a licence to export tanks by Switzerland.",
        "permission",
        ("CH",),
        ("DK",),
    ),
    (
        "Fire destroyed a hall of the works that Nammo runs for Norway.",
        "disruption",
        ("Nammo",),
        (),
    ),
    ("More than 60 percent of Peru's tanks come from Chile.", "share", ("CL",), ("PE",)),
    (
        "Poland's PGZ signed a contract with Hanwha for 300 howitzers.",
        "order",
        ("Polska Grupa Zbrojeniowa",),
        ("Hanwha Aerospace",),
    ),
    (
        "Nitrochemie, a Rheinmetall company, makes 300 shells a month.",
        "production",
        ("Nitrochemie",),
        (),
    ),
    (
        "Despite European rules and Russian threats, Switzerland has refused to let Denmark"
        " re-export tanks.",
        "permission",
        ("CH",),
        ("DK",),
    ),
    (
        "Norway is seeking a contract with two Chilean companies to jointly produce shells.",
        "agreement",
        ("NO",),
        ("CL",),
    ),
    (
        "Nammo, a subsidiary of Patria, makes 40 tanks a month.",
        "production",
        ("Nammo",),
        (),
    ),
    (
        "Nammo, which Patria took over, makes 40 tanks a month.",
        "production",
        ("Nammo",),
        (),
    ),
    ("Peru has been given 40 tanks by Chile.", "transfer", ("CL",), ("PE",)),
    ("Peru took delivery of 40 tanks from Chile.", "transfer", ("CL",), ("PE",)),
    (
        "Norway, together with Latvia, ordered 40 tanks from Patria.",
        "order",
        ("NO", "LV"),
        ("Patria",),
    ),
    ("Patria has a backlog of tank orders worth 2 billion euros.", "order", (), ("Patria",)),
    (
        "Norway's Nammo and Finland's Patria signed an agreement on the joint production of shells.",
        "agreement",
        ("Nammo",),
        ("Patria",),
    ),
    ("Chile sent 40 tanks to Peru, US officials said.", "transfer", ("CL",), ("PE",)),
    ("Norway pledged 40 million euros for a shell line at Nammo.", "funding", ("NO",), ("Nammo",)),
    (
        "Norway and Latvia signed a memorandum on the joint production of shells.",
        "agreement",
        ("NO",),
        ("LV",),
    ),
]


@pytest.mark.parametrize(("sentence", "kind", "subject", "object_"), CASES)
def test_parties(claims_of, sentence, kind, subject, object_):
    (claim,) = claims_of(sentence)
    assert (claim.kind, claim.subject, claim.object) == (kind, subject, object_)


def test_friends_of_a_state_give_to_it(claims_of):
    found = claims_of("Moldova's allies have pledged 300 million euros in military aid.")
    assert [c.object for c in found] == [("MD",)]


def test_according_to_somebody_gives_him_nothing(claims_of):
    (claim,) = claims_of(
        "Norway gave Moldova 40 tanks, according to Boris Pistorius, the German minister."
    )
    assert (claim.subject, claim.object) == (("NO",), ("MD",))


def test_the_company_of_a_paragraph_makes(claims_of):
    found = claims_of("Nammo opened a hall for shells in May. Output is to triple by 2026.")
    assert found[-1].subject == ("Nammo",)


def test_the_two_countries_are_those_named_before(claims_of):
    found = claims_of(
        "Norway and Moldova arm. The two countries signed an agreement on the joint production of"
        " Moldovan howitzers."
    )
    assert (found[-1].subject, found[-1].object) == (("NO",), ("MD",))


def test_a_contract_told_of_before_keeps_its_parties(claims_of):
    found = claims_of(
        "Norway ordered 5,000 shells from Nammo in May 2023. The contract is worth 300 million euros."
    )
    money = found[-1]
    assert (money.kind, money.subject, money.object) == ("order", ("NO",), ("Nammo",))
    assert (money.item, money.date_to) == ("ammunition.artillery", "2023-05")


def test_demonyms_stand_for_the_company_of_the_label(claims_of):
    (claim,) = claims_of("Rheinmetall (Germany). The Germans hold 51 percent of the tank works.")
    assert claim.subject == ("Rheinmetall",)


def test_states_that_are_only_counted_have_no_names(claims_of):
    found = claims_of("Norway likes the Patria tank. So far 14 countries have bought tanks.")
    assert [c.subject for c in found if c.unit == "country"] == [()]


def test_the_company_of_the_title_is_the_firm(claims_of):
    found = claims_of(
        "Nammo in the third quarter\n\nSales of shells rose in Norway and in Latvia.\n\n"
        "In Australia the firm makes 3,000 shells a month."
    )
    assert [c.subject for c in found if c.kind == "production"] == [("Nammo",)]


def test_the_country_after_two_is_the_one_that_the_report_is_on(claims_of):
    found = claims_of(
        "Chile and its tanks\n\nPeru sent Chile 40 tanks, Cuba sent Chile 300 howitzers."
        " The country makes 20 tanks a month."
    )
    assert found[-1].subject == ("CL",)


def test_the_three_are_those_named_before(claims_of):
    found = claims_of("Peru, Chile and Cuba met. The three bought 40 howitzers from Patria.")
    assert (found[-1].subject, found[-1].object) == (("PE", "CL", "CU"), ("Patria",))


def test_a_label_is_who_its_paragraph_is_on(claims_of):
    found = claims_of(
        "PERU — Nammo opened a shell plant for 40 million euros.\n\n"
        "CHILE — The army took delivery of 20 tanks."
    )
    assert [(c.subject, c.object) for c in found] == [(("Nammo",), ("PE",)), ((), ("CL",))]


def test_a_heading_that_names_one_state_is_whom_its_section_is_on(claims_of):
    found = claims_of(
        "Arms in brief\n\nChile\n\nSome 300 howitzers were made in 2023, all of them new."
    )
    assert [c.subject for c in found] == [("CL",)]


@pytest.mark.parametrize(
    ("text", "kind", "subject", "object_"),
    [
        # a type names its maker where nobody else is named
        ("Of the howitzer Caesar, 12 a month are made now.", "production", ("KNDS",), ()),
        ("Norway ordered 40 Rafale fighters.", "order", ("NO",), ("Dassault Aviation",)),
        # a plant without a place is built at home
        ("Nammo opened a shell plant for 40 million euros.", "investment", ("Nammo",), ("NO",)),
        # who gets stands behind the number
        (
            "Norway promised Peru 15 tanks, and 14 tanks will go to Chile and Cuba.",
            "transfer",
            ("NO",),
            ("CL", "CU"),
        ),
    ],
)
def test_parties_that_the_thing_or_the_place_tells(claims_of, text, kind, subject, object_):
    last = [c for c in claims_of(text) if c.kind == kind][-1]
    assert (last.subject, last.object) == (subject, object_)


def test_what_is_imported_goes_to_whom_the_report_is_on(claims_of):
    found = claims_of(
        "Chile arms\n\nChile makes 20 tanks a month. On top come imports: Cuba sent 300 howitzers."
    )
    assert (found[-1].subject, found[-1].object) == (("CU",), ("CL",))


def test_who_asks_for_leave_decides_nothing(claims_of):
    (claim,) = claims_of(
        "Switzerland. Chile asked twice for permission to re-export 40 tanks, and was refused it."
    )
    assert (claim.kind, claim.subject, claim.object) == ("permission", ("CH",), ("CL",))


def test_dotted_rows_of_firms_are_money_for_them(claims_of):
    found = claims_of(
        "Chile gives money to its shell makers.\n\nNammo ........ 300 million euros\n"
        "Patria ....... 40 million euros\n"
    )
    assert [(c.subject, c.object) for c in found if c.low == 300e6] == [(("CL",), ("Nammo",))]


def test_money_that_fills_stocks_is_for_their_holder(claims_of):
    (claim,) = claims_of("Congress voted 8 billion dollars to replace tanks from Chilean stocks.")
    assert (claim.subject, claim.object) == (("US",), ("CL",))


def test_the_place_of_a_plant_stands_in_its_clause(claims_of):
    found = claims_of(
        "Nammo opened a shell plant for 40 million euros in Chile, while Patria looks at Peru."
    )
    assert (found[0].subject, found[0].object) == (("Nammo",), ("CL",))
