"""A sum that goes on with a deal told of before: "the contract is worth 300 million"."""

from dataclasses import replace

from materiel.claims.records import Claim
from materiel.claims.text.analysis import Analysis, Sentence

_BACK = 3  # sentences back in which the deal was told of
_ROLES = ("state", "company", "group", "scheme", "body")


def resumed(analysis: Analysis, sentence: Sentence, claim: Claim, earlier: Claim | None) -> Claim:
    """The claim with the parties, item and date of the deal it goes on with, where it names none."""
    if (
        earlier is None
        or claim.start <= earlier.start
        or claim.kind != "order"
        or not _points_back(analysis, sentence)
    ):
        return claim
    first = analysis.sentences[max(0, sentence.index - _BACK)].start
    own = [m for m in sentence.mentions if claim.start <= m.start < claim.end]
    if earlier.start < first or any(mention.name.role in _ROLES for mention in own):
        return claim
    named = any(claim.start <= start < claim.end for start, _, _ in sentence.items)
    dated = claim.date_from or claim.date_to
    return replace(
        claim,
        subject=earlier.subject,
        object=earlier.object,
        item=claim.item if named else earlier.item,
        date_from=claim.date_from if dated else earlier.date_from,
        date_to=claim.date_to if dated else earlier.date_to,
    )


def _points_back(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether "the contract", "this deal" stands in the sentence."""
    definite = analysis.words["parties"].get("anaphora", {}).get("definite", ())
    deals = {start for start, _, group in sentence.cues if group == "contract"}
    return any(
        token.low in definite and following.start in deals
        for token, following in zip(sentence.tokens, sentence.tokens[1:], strict=False)
    )
