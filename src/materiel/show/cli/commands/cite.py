"""materiel cite: a claim as others may cite it."""

import click

from materiel.show.cli import options


@click.command(short_help="Print how to cite a claim, as text and as BibTeX.")
@options.ledger
@click.argument("id")
@options.as_of
@click.option(
    "-f",
    "--format",
    "fmt",
    type=click.Choice(["text", "bibtex"]),
    help="Only this one.  [default: both]",
)
def cite(place: str, id: str, as_of: str | None, fmt: str | None) -> None:
    """Print how to cite the claim whose id begins with ID: its words, source, version and the ledger's head.

    The words are those of its page under `materiel serve`. What a person amended is cited as stated.
    """
    from materiel.ledger import head_as_of, read_view
    from materiel.show.cite import bibtex
    from materiel.show.cite import cite as cited
    from materiel.show.cli.commands.decide import known_claim
    from materiel.show.cli.ledgers import open_ledger

    about = known_claim(place, id)
    with open_ledger(place) as ledger:
        view, head = read_view(ledger, as_of=as_of), head_as_of(ledger, as_of)
    judged = next((one for one in view.judged if one.id == about), None)
    if judged is None:
        raise click.UsageError(f"claim {about} was not known on {as_of}")
    document = view.documents[judged.stated.document]
    if fmt != "bibtex":
        click.echo(cited(judged.stated, document, head))
    if fmt != "text":
        click.echo(bibtex(judged.stated, document, head))
