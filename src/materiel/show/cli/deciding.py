"""What commands that decide share: who decides, and writing it down."""

import getpass
import subprocess
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from materiel.core.errors import LedgerError

if TYPE_CHECKING:
    from materiel.ledger.records import Action, Decision

Command = TypeVar("Command", bound=Callable[..., Any])


def signed(command: Command) -> Command:
    """Who decides, and why."""
    command = click.option("--reason", default="", metavar="WORDS", help="Why.")(command)
    return click.option(
        "--author",
        metavar="NAME",
        envvar="MATERIEL_AUTHOR",
        help="Who decides.  [default: the name that git knows, else the user of this machine]",
    )(command)


def author_of(given: str | None) -> str:
    """The name given, the one that git knows, or the user's.

    Raises:
        LedgerError: None of the three is there.
    """
    return given or _git_name() or _user() or _nobody()


def _git_name() -> str | None:
    try:
        told = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() or None


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def _nobody() -> str:
    raise LedgerError("nobody knows who decides", way_out="Give --author NAME.")


def decision(
    action: "Action",
    about: tuple[str, ...],
    *,
    author: str | None,
    reason: str = "",
    value: str | None = None,
    changes: Mapping[str, Any] | None = None,
) -> "Decision":
    """A decision of this moment."""
    from materiel.ledger.records import Decision

    return Decision(
        action=action,
        about=about,
        author=author_of(author),
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        reason=reason,
        value=value,
        changes=changes or {},
    )


def tell_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Tell of names that nothing in the record bears: often a slip, but a decision may come first."""
    from materiel.show.marked import visible_lines

    for name in names:
        if name not in known:
            told = f"note: nothing in the record is called {name!r} yet; the decision waits for it"
            click.echo(visible_lines(told), err=True)


def record(place: str, made: "Decision") -> None:
    """Append a decision and tell its id."""
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.marked import visible_lines

    with open_ledger(place) as ledger:
        ledger.decide([made])
    told = f"{made.action}: {' / '.join(made.about)}" + (f" = {made.value}" if made.value else "")
    click.echo(visible_lines(f"{made.id}  {told}  by {made.author}"), err=True)
