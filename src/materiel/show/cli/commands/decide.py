"""materiel decide: a decision about claims, documents or decisions, from a script or by hand."""

import json
from typing import Any

import click

from materiel.core.errors import InputError, LedgerError
from materiel.show.cli import options
from materiel.show.cli.deciding import decision, record, signed

ACTIONS = (
    "accept",
    "amend",
    "reject",
    "flag",
    "retract",
    "prefer",
    "deprecate",
    "withdraw",
)


@click.command(short_help="Decide about a claim, a document or a decision.")
@options.ledger
@click.argument("action", metavar="ACTION", type=click.Choice(ACTIONS))
@click.argument("id")
@click.option(
    "--set",
    "changes",
    metavar="FIELD=VALUE",
    multiple=True,
    help="A field of an amendment; VALUE is JSON or plain text. May be given several times.",
)
@signed
def decide(
    place: str,
    action: Any,
    id: str,
    changes: tuple[str, ...],
    author: str | None,
    reason: str,
) -> None:
    """Decide about the claim, document or decision whose id begins with ID.

    accept, reject, flag, prefer and deprecate speak of a claim; amend too, with --set; retract of a
    claim or of a whole document, by id or name; withdraw of an earlier decision. Nothing is changed or deleted: a
    decision is a row, and what is read from then on follows it.
    """
    if (action == "amend") is not bool(changes):
        raise InputError("amend takes --set FIELD=VALUE, and nothing else does")
    if action == "withdraw":
        withdraw_decision(place, id, author=author, reason=reason)
        return
    fields = parse_changes(changes)
    about = _known(place, action, id, fields)
    record(place, decision(action, (about,), author=author, reason=reason, changes=fields))


def parse_changes(changes: tuple[str, ...]) -> dict[str, Any]:
    """Fields of an amendment as they were typed: JSON where it is JSON, else plain text.

    >>> parse_changes(("low=200", "unit=piece", 'subject=["DE"]', "speaker=null"))
    {'low': 200, 'unit': 'piece', 'subject': ['DE'], 'speaker': None}
    """
    found = {}
    for one in changes:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise InputError(f"{one!r} is not FIELD=VALUE", way_out="For example --set low=200.")
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        return text


def _no_number(name: str) -> None:
    raise InputError(f"{name} is no number", way_out="Write a finite number, or null for none.")


def _known(place: str, action: str, id: str, fields: dict[str, Any]) -> str:
    """The whole id of the claim, or of the document for a retraction; an amendment is tried."""
    from materiel.ledger.effective import amended
    from materiel.show.cli.ledgers import open_ledger

    with open_ledger(place) as ledger:
        claims = {claim.id: claim for claim in ledger.claims()}
        documents = {d.name: d.id for d in ledger.documents()} if action == "retract" else {}
    found = documents.get(id) or _one([*claims, *documents.values()], id, "claim")
    if fields:
        amended(claims[found], fields)
    return found


def known_claim(place: str, id: str) -> str:
    """The whole id of the claim whose id begins with `id`.

    Raises:
        LedgerError: No claim, or several, have such an id.
    """
    return _known(place, "accept", id, {})


def withdraw_decision(place: str, id: str, *, author: str | None, reason: str) -> None:
    """Withdraw the decision whose id begins with `id`.

    Raises:
        LedgerError: No decision, or several, have such an id.
    """
    from materiel.show.cli.ledgers import open_ledger

    with open_ledger(place) as ledger:
        known = [made.id for made in ledger.decisions()]
    about = _one(known, id, "decision")
    record(place, decision("withdraw", (about,), author=author, reason=reason))


def _one(known: list[str], id: str, what: str) -> str:
    found = sorted({name for name in known if name.startswith(id)})
    if len(found) != 1:
        count = len(found) or "no"
        raise LedgerError(
            f"{count} {what}s have an id that begins with {id!r}",
            way_out="List ids with: materiel ledger claims | decisions LEDGER",
        )
    return found[0]
