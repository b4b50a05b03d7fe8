"""materiel grade: the Admiralty code, source and item judged apart."""

import click

from materiel.show.cli import options
from materiel.show.cli.deciding import decision, record, signed, tell_unknown


@click.group()
def grade() -> None:
    """Grade sources A to F and claims 1 to 6; without a grade a claim is F6.

    \b
    A reliable   B usually   C fairly   D not usually   E unreliable   F cannot be judged
    1 confirmed  2 probable  3 possible 4 doubtful      5 improbable   6 cannot be judged
    """


@grade.command()
@options.ledger
@click.argument("name")
@click.argument(
    "grade", metavar="A-F", type=click.Choice(["A", "B", "C", "D", "E", "F"], case_sensitive=False)
)
@signed
def source(place: str, name: str, grade: str, author: str | None, reason: str) -> None:
    """Grade the reliability of a speaker, publisher or document NAME."""
    tell_unknown((name,), _sources(place))
    made = decision("grade source", (name,), author=author, reason=reason, value=grade.upper())
    record(place, made)


def _sources(place: str) -> set[str]:
    """Speakers and publishers by all their spellings, and the names of documents."""
    from materiel.ledger import read_view
    from materiel.show.cli.ledgers import open_ledger

    with open_ledger(place) as ledger:
        view = read_view(ledger)
    said = {one.claim.speaker for one in view.judged}
    found = said | {d.publisher for d in view.documents.values()}
    spelled = {s for name in found if name for s in view.actors.spellings(name)}
    return spelled | {d.name for d in view.documents.values()} | {name for name in found if name}


@grade.command()
@options.ledger
@click.argument("id")
@click.argument("grade", metavar="1-6", type=click.Choice(["1", "2", "3", "4", "5", "6"]))
@signed
def claim(place: str, id: str, grade: str, author: str | None, reason: str) -> None:
    """Grade how likely what the claim ID says is true."""
    from materiel.show.cli.commands.decide import known_claim

    about = known_claim(place, id)
    record(place, decision("grade claim", (about,), author=author, reason=reason, value=grade))
