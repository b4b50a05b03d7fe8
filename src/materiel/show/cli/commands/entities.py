"""materiel entities: who is who."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from materiel.core.errors import InputError, LedgerError
from materiel.show.cli import options
from materiel.show.cli.deciding import signed, tell_unknown

if TYPE_CHECKING:
    from materiel.ledger.records import Action

LISTED = ("id", "name", "spellings", "part_of", "uses", "documents", "decisions")

_scope = click.option(
    "--scope",
    type=click.Choice(["actor", "item"]),
    default="actor",
    show_default=True,
    help="Actors, or items of materiel.",
)


@click.group()
def entities() -> None:
    """Decide which names are one body, and see what was decided.

    Nothing is merged but by decision. Every decision has an author and a time and can be withdrawn.
    """


@entities.command("list")
@options.ledger
@options.as_of
@_scope
@options.output
def list_(place: str, as_of: str | None, scope: str, fmt: str | None, output: Path | None) -> None:
    """List actors or items with all their spellings."""
    from materiel.show.cli.terminal import tell_findings, write_table
    from materiel.show.ledger_rows import entity_rows

    found, names, _ = _entities(place, as_of, scope)
    tell_findings(names.conflicts)
    write_table(entity_rows(found), fmt=fmt, output=output, columns=LISTED, table="entities")


@entities.command()
@options.ledger
@click.argument("name")
@options.as_of
@_scope
@options.output
def show(
    place: str, name: str, as_of: str | None, scope: str, fmt: str | None, output: Path | None
) -> None:
    """Show where each spelling of NAME (or of an id) stands, and what was decided about it."""
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import use_rows
    from materiel.show.marked import visible_lines

    found, names, documents = _entities(place, as_of, scope)
    wanted = names.canonical(name)
    for one in found:
        if wanted == one.name or one.id.startswith(name):
            for made in one.decisions:
                told = f"{made.action}: {' / '.join(made.about)}, {made.author}, {made.made[:10]}"
                shown = visible_lines(f"{made.id}  {told}  {made.reason}".rstrip())
                click.echo(shown, err=True)
            if one.part_of:
                click.echo(visible_lines(f"part of: {', '.join(one.part_of)}"), err=True)
            columns = ("spelling", "as_written", "role", "kind", "doc", "quote")
            write_table(use_rows(one, documents), fmt=fmt, output=output, columns=columns)
            return
    raise InputError(
        f"no claim names {name!r}", way_out="List names with: materiel entities list LEDGER"
    )


@entities.command()
@options.ledger
@options.as_of
@_scope
@click.option(
    "--least",
    type=options.FiniteRange(0, 100),
    default=70.0,
    show_default=True,
    help="Score from which a pair is told.",
)
@options.output
def suggest(
    place: str,
    as_of: str | None,
    scope: str,
    least: float,
    fmt: str | None,
    output: Path | None,
) -> None:
    """List pairs of names that may be one body, with a score and the reason. Nothing is decided."""
    from materiel.ledger.suggest import suggest as suggest_pairs
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import record_rows

    found, names, _ = _entities(place, as_of, scope)
    spellings = [name for one in found for name in one.spellings]
    pairs = suggest_pairs(spellings, names, least)
    write_table(
        record_rows(pairs), fmt=fmt, output=output, columns=("score", "left", "right", "reason")
    )


def _entities(place: str, as_of: str | None, scope: str) -> tuple[list[Any], Any, Any]:
    from materiel.ledger import read_view
    from materiel.ledger.identify import entities as find_entities
    from materiel.show.cli.ledgers import open_ledger

    with open_ledger(place) as ledger:
        view = read_view(ledger, as_of=as_of)
    claims = [one.claim for one in view.in_force]
    if scope == "item":
        return find_entities(claims, view.items, "item"), view.items, view.documents
    return find_entities(claims, view.actors, "actor"), view.actors, view.documents


def _pair(name: str, action: "Action", about: str) -> None:
    """A command that says something of two names."""

    @entities.command(name, help=about)
    @options.ledger
    @click.argument("left")
    @click.argument("right")
    @_scope
    @signed
    def command(
        place: str, left: str, right: str, scope: str, author: str | None, reason: str
    ) -> None:
        from materiel.show.cli.deciding import decision, record

        _refuse(place, action, left, right, scope)
        record(place, decision(action, (left, right), author=author, reason=reason, value=scope))


def _refuse(place: str, action: "Action", left: str, right: str, scope: str) -> None:
    """Stop before a decision that could not hold."""
    found, names, _ = _entities(place, None, scope)
    if left == right:
        raise LedgerError(f"{left!r} twice; two names are needed")
    tell_unknown((left, right), {name for one in found for name in one.spellings})
    if action == "same" and names.judgement(left, right) == "not same":
        raise LedgerError(
            f"{left!r} and {right!r} were said to be not the same, directly or through other names",
            way_out="See materiel entities show LEDGER NAME; withdraw that decision first.",
        )
    if action == "not same" and names.judgement(left, right) == "same":
        raise LedgerError(
            f"{left!r} and {right!r} were said to be the same, directly or through other names",
            way_out="See materiel entities show LEDGER NAME; withdraw that decision first.",
        )
    if action == "part of" and names.canonical(left) in names.wholes(right):
        raise LedgerError(
            f"{right!r} is already a part of {left!r}; a whole cannot be a part of its part",
            way_out="Withdraw that decision first: materiel entities show LEDGER NAME",
        )


_pair("same", "same", "Decide that LEFT and RIGHT are one body.")
_pair("apart", "not same", "Decide that LEFT and RIGHT are two bodies, whatever else is joined.")
_pair("unsure", "unsure", "Note that LEFT and RIGHT may be one body; nothing is joined.")
_pair("part-of", "part of", "Decide that LEFT is a part of RIGHT. That merges nothing.")


@entities.command()
@options.ledger
@click.argument("id")
@signed
def withdraw(place: str, id: str, author: str | None, reason: str) -> None:
    """Withdraw the decision ID: it stays in the record and no longer holds."""
    from materiel.show.cli.commands.decide import withdraw_decision

    withdraw_decision(place, id, author=author, reason=reason)
