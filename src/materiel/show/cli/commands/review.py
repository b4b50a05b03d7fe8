"""materiel review: one claim at a time beside its words."""

import sys

import click

from materiel.core.errors import InputError
from materiel.show.cli import options
from materiel.show.cli.deciding import author_of


@click.command(short_help="Review claims one at a time beside their words.")
@options.ledger
@click.option(
    "--only",
    type=click.Choice(["unreviewed", "flagged", "all"]),
    default="unreviewed",
    show_default=True,
    help="Which claims.",
)
@click.option("--kind", metavar="KIND", help="Only claims of this kind.")
@click.option(
    "--author",
    metavar="NAME",
    envvar="MATERIEL_AUTHOR",
    help="Who decides.  [default: the name that git knows, else the user of this machine]",
)
def review(place: str, only: str, kind: str | None, author: str | None) -> None:
    """Look at claims one at a time, each beside its quote and what stands around it.

    \b
    a accept   e amend   x reject   f flag   backspace undo   / search
    j or space next   k back   ? keys   q leave

    Looking decides nothing. Each decision is a row of the record with author, time and reason.
    """
    from materiel.claims.records import KINDS
    from materiel.ledger import read_view
    from materiel.show.cli.ledgers import open_ledger

    options.require_one_of("--kind", kind, KINDS)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            "a review needs a terminal",
            way_out="From a script: materiel decide LEDGER accept ID",
        )
    from materiel.show.cli.keys import Keys  # needs a terminal of this kind of system
    from materiel.show.cli.reviewing import Review, sit

    with open_ledger(place) as ledger, Keys() as keys:
        view = read_view(ledger)
        wanted = [
            one
            for one in view.judged
            if kind in (None, one.claim.kind)
            and (only == "all" or (one.flagged if only == "flagged" else one.standing == only))
        ]
        sit(
            Review(
                ledger=ledger,
                claims=[one.stated for one in wanted],
                documents=view.documents,
                author=author_of(author),
                ask=keys.line,
                say=click.echo,
                standing={one.id: one.standing for one in wanted if one.standing != "unreviewed"},
            ),
            keys.key,
        )
