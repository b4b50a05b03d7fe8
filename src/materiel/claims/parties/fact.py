"""What the choice of parties is made from, and what comes of it."""

from dataclasses import dataclass
from typing import NamedTuple

from materiel.claims.parties.candidates import listed
from materiel.claims.party_words import PartyWords
from materiel.claims.text.analysis import Analysis, Party, Sentence


class Parties(NamedTuple):
    """Who does it and to whom, as a claim names them."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What is claimed at a place of a sentence, with the parties in reach of it."""

    analysis: Analysis
    sentence: Sentence
    inside: list[Party]  # of its clause
    everyone: list[Party]
    place: int
    words: PartyWords

    def listed(self, head: Party, among: list[Party]) -> tuple[str, ...]:
        """The head and those that the sentence lists with it."""
        return listed(self.sentence, head, among, self.words)

    def is_passive(self, k: int) -> bool:
        """Whether a word of being stands in front of a token: "has been given"."""
        before = self.sentence.tokens[max(0, k - 4) : k]
        return any(token.low in self.words.being for token in before)
