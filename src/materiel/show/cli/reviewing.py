"""One claim at a time beside its words: what `materiel review` shows and what its keys do.

Looking decides nothing. A decision is a row, written at once; undo withdraws it with another row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from materiel.claims.records import Claim
from materiel.core.errors import MaterielError
from materiel.documents.records import Document

if TYPE_CHECKING:
    from materiel.ledger import Ledger
    from materiel.ledger.records import Action, Decision

CONTEXT = 400  # characters before and behind a quote
KEYS = """  a  accept: it says what its quote says      j or space  next claim
  e  amend its fields                         k           claim before
  x  reject: its quote does not say so        /           search words, kinds and names
  f  flag: look again                         ?           these keys
  backspace  undo the last decision           q           leave"""
_DECIDES: dict[str, "Action"] = {"a": "accept", "x": "reject", "f": "flag"}
_BACKSPACE = ("\x7f", "\x08")
_MARK = "\x1b[7m{}\x1b[0m"  # inverse


@dataclass
class Review:
    """The state of one sitting.

    Args:
        ledger: An open ledger.
        claims: What is reviewed, in order.
        documents: By id.
        author: Who decides.
        ask: Asks for a line of text; gives it, or None when it was left.
        say: Prints a line.
        standing: What was decided before, by claim id.
    """

    ledger: "Ledger"
    claims: Sequence[Claim]
    documents: Mapping[str, Document]
    author: str
    ask: Callable[[str], str | None]
    say: Callable[[str], None]
    standing: dict[str, str] = field(default_factory=dict)
    at: int = 0
    made: list["Decision"] = field(default_factory=list)
    _before: list[str | None] = field(default_factory=list)
    _sought: str = ""

    def press(self, key: str) -> bool:
        """Do what a key says; False when the sitting is over."""
        if key == "q":
            return False
        if key in _DECIDES:
            self._decide(_DECIDES[key], self._reason(key))
        elif key == "e":
            self._amend()
        elif key in _BACKSPACE:
            self._undo()
        elif key in ("j", " "):
            self._go(self.at + 1)
        elif key == "k":
            self._go(self.at - 1)
        elif key == "/":
            self._search()
        elif key == "?":
            self.say(KEYS)
        return True

    def _reason(self, key: str) -> str | None:
        """Why: asked for where a claim is doubted."""
        return "" if key == "a" else self.ask("why")

    def _go(self, place: int) -> None:
        if not 0 <= place < len(self.claims):
            self.say("that was the last claim" if place else "this is the first claim")
            return
        self.at = place
        self.say(self.page())

    def _decide(
        self, action: "Action", reason: str | None, changes: Mapping[str, Any] | None = None
    ) -> None:
        from materiel.show.cli.deciding import decision

        if reason is None:
            self.say("nothing decided")
            return
        claim = self.claims[self.at]
        made = decision(action, (claim.id,), author=self.author, reason=reason, changes=changes)
        self.ledger.decide([made])
        self.made.append(made)
        self._before.append(self.standing.get(claim.id))
        self.standing[claim.id] = action
        self.say(f"{action}: written as {made.id}")
        self._go(self.at + 1)

    def _amend(self) -> None:
        from materiel.ledger.effective import amended
        from materiel.show.cli.commands.decide import parse_changes

        typed = self.ask("fields, as low=200; unit=piece")
        if not typed:
            self.say("nothing decided")
            return
        try:
            changes = parse_changes(tuple(part for part in typed.split(";") if part.strip()))
            amended(self.claims[self.at], changes)
        except MaterielError as error:
            self.say(f"nothing decided: {error}")
            return
        self._decide("amend", self.ask("why"), changes)

    def _undo(self) -> None:
        from materiel.show.cli.deciding import decision

        if not self.made:
            self.say("nothing to undo in this sitting")
            return
        last, before = self.made.pop(), self._before.pop()
        undo = decision("withdraw", (last.id,), author=self.author, reason="undone in review")
        self.ledger.decide([undo])
        claim = last.about[0]
        self.standing.pop(claim, None)
        if before is not None:
            self.standing[claim] = before
        self.say(f"withdrawn: {last.action} {last.id}")
        self._go(next(i for i, c in enumerate(self.claims) if c.id == claim))

    def _search(self) -> None:
        typed = self.ask("search")
        if typed is None:
            return
        self._sought = typed.lower() or self._sought
        order = [*range(self.at + 1, len(self.claims)), *range(self.at + 1)]
        for place in order:
            if self._sought and self._sought in _words(self.claims[place]):
                self._go(place)
                return
        self.say(f"no claim holds {self._sought!r}")

    def page(self) -> str:
        """The claim at hand: where it stands, its words in context, what was read from them."""
        claim = self.claims[self.at]
        document = self.documents[claim.document]
        standing = self.standing.get(claim.id, "not reviewed")
        head = f"{self.at + 1} of {len(self.claims)}  {claim.id}  {_plain(claim.doc)}  [{standing}]"
        return f"\n{head}\n\n{_context(document, claim)}\n\n{_fields(claim)}\n"


def _words(claim: Claim) -> str:
    named = (claim.kind, claim.item, claim.speaker, *claim.subject, *claim.object, claim.doc)
    return " ".join([claim.quote, *filter(None, named)]).lower()


def _context(document: Document, claim: Claim) -> str:
    """The quote, highlighted, with what stands around it."""
    first = max(0, claim.start - CONTEXT)
    last = min(len(document.text), claim.end + CONTEXT)
    before = _plain(document.text[first : claim.start])
    behind = _plain(document.text[claim.end : last])
    dots = ("… " if first else "", " …" if last < len(document.text) else "")
    return f"{dots[0]}{before}{_MARK.format(_plain(claim.quote))}{behind}{dots[1]}"


def _plain(text: str) -> str:
    """A report's text without signs that would steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _fields(claim: Claim) -> str:
    from materiel.claims.wording import format_value

    shown = {name: value for name, value in claim.fields().items() if name not in ("doc", "quote")}
    lines = [f"  {'value':<9}{format_value(claim)}"]
    for name, value in shown.items():
        if value not in (None, [], False):
            told = ", ".join(map(str, value)) if isinstance(value, list) else value
            lines.append(f"  {name:<9}{_plain(str(told))}")
    return "\n".join(lines)


def sit(review: Review, read_key: Callable[[], str]) -> None:
    """Show and ask until the reader leaves.

    Args:
        review: The state.
        read_key: Waits for one key.
    """
    if not review.claims:
        review.say("no claim to review")
        return
    review.say(KEYS)
    review.say(review.page())
    while review.press(read_key()):
        pass
    review.say(f"{len(review.made)} decision(s) in this sitting")
