"""A small ledger with every kind of row, and texts that spreadsheets would run."""

import pytest

from materiel.ledger import Decision, Ledger

DAY = "2024-03-01T00:00:00Z"
LATER = "2024-05-01T00:00:00Z"
TEXTS = ("=1+1 shells", "+3 shells", "-2 shells", "@SUM shells", "Münchner Werk: 200 снарядів")


@pytest.fixture
def place(tmp_path):
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(place, make_document, make_claim):
    with Ledger(place) as opened:
        for number, text in enumerate(TEXTS):
            document = make_document(text, name=f"{number}.txt", published="2024-02")
            claim = make_claim(
                document,
                text,
                kind="transfer",
                subject=("DE", "FR"),
                object=("UA",),
                low=float(number),
                high=None if number else 0.0,
                unit="piece",
                date_from="2024",
                speaker="=cmd()",
            )
            opened.append([(document, [claim])], extractor="r", recorded=DAY)
        opened.decide(
            [
                Decision(
                    action="amend",
                    about=(claim.id,),
                    author="A. Reader",
                    made=LATER,
                    reason="misread",
                    changes={"low": 5},
                )
            ],
            recorded=LATER,
        )
        yield opened
