"""Whom a pronoun or "the company" stands for: the last party of its sort that was spoken of."""

from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.candidates import Party, candidates
from materiel.claims.party_words import party_words
from materiel.claims.sentences import Span
from materiel.claims.words import Lexicon

_BACK = 4  # sentences back in which the party was named
_SORTS = {"company": ("company",), "state": ("state",), "any": ("state", "company", "group")}


class AnaphoraWords:
    """The words that stand for a party named before, by the sort of party."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"].get("anaphora", {})
        self.pronouns = frozenset(table.get("pronouns", ()))
        # Without a word that makes a noun definite, as in Slavic languages, the bare noun points back.
        self.definite = frozenset(table.get("definite", ()))
        self.nouns = {
            noun: sort for sort in ("company", "state") for noun in table.get(f"{sort}_nouns", ())
        }


@cache
def _words(lexicon: Lexicon) -> AnaphoraWords:
    return AnaphoraWords(lexicon)


def stand_ins(
    analysis: Analysis, sentence: Sentence, clause: Span, place: int, named: list[Party]
) -> list[Party]:
    """The party that a pronoun or a common noun in front of `place` stands for, if any.

    A clause that names its subject before `place` needs none.
    """
    found = _first_word(analysis, sentence, clause, place)
    if found is None:
        return []
    start, end, sort = found
    named = [p for p in named if not is_epithet(p, start, end)]
    if any(clause.start <= p.start < place and p.role in ("plain", "by") for p in named):
        return []
    party = _antecedent(analysis, sentence, start, sort, named)
    if party is None:
        return []
    return [Party(party.name, start, end, "plain", "name", party.kind, party.state)]


def is_epithet(party: Party, start: int, end: int) -> bool:
    """Whether a nationality only describes the noun at `start`: "a empresa alemã", "niemiecki koncern"."""
    if party.form != "adjective" or party.start == start:
        return False
    return 0 <= party.start - end <= 1 or 0 <= start - party.end <= 1


def _first_word(
    analysis: Analysis, sentence: Sentence, clause: Span, place: int
) -> tuple[int, int, str] | None:
    """Offsets and sort of the first word of a clause that points back."""
    words = _words(analysis.words)
    tokens = sentence.tokens
    for k, token in enumerate(tokens):
        if token.start < clause.start or token.start >= place:
            continue
        if token.low in words.pronouns:
            return token.start, token.end, "any"
        sort = words.nouns.get(token.low)
        if sort and (not words.definite or _is_definite(sentence, k, words)):
            return token.start, token.end, sort
    return None


def _is_definite(sentence: Sentence, k: int, words: AnaphoraWords) -> bool:
    """ "The firm", "the German firm"."""
    tokens = sentence.tokens
    if k and any(
        m.name.form == "adjective" and m.start <= tokens[k - 1].start < m.end
        for m in sentence.mentions
    ):
        k -= 1
    return k > 0 and tokens[k - 1].low in words.definite


def _antecedent(
    analysis: Analysis, sentence: Sentence, place: int, sort: str, named: list[Party]
) -> Party | None:
    kinds = _SORTS[sort]
    own = [p for p in named if p.end <= place and p.kind in kinds and p.role != "to"]
    if own:
        return own[0] if sort == "any" else own[-1]
    words = party_words(analysis.words)
    first = max(0, sentence.index - _BACK)
    for other in reversed(analysis.sentences[first : sentence.index]):
        if sentence.paragraph - other.paragraph > 2:
            break
        parties = [p for p in candidates(analysis, other, words) if p.kind in kinds]
        leading = [p for p in parties if p.role in ("plain", "owner", "by")]
        if leading or (parties and sort != "any"):
            plain = [p for p in leading if p.role != "by"]
            plain = [p for p in plain if p.form != "adjective"] or plain
            return (plain or leading or parties)[0]
    return None
