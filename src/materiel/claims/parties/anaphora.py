"""Whom a pronoun or "the company" stands for: the last party of its sort that was spoken of."""

from functools import cache

from materiel.claims.parties.candidates import candidates
from materiel.claims.parties.usual import firm_of_title
from materiel.claims.party_words import party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import places
from materiel.claims.words import Lexicon

_EPITHETS = 2  # words between "the" and the noun: "the Essen firm"
_BACK = 4  # sentences back in which the party was named
_SORTS = {
    "company": ("company",),
    "state": ("state",),
    "any": ("state", "company", "group", "scheme"),
}


class AnaphoraWords:
    """The words that stand for a party named before, by the sort of party."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"].get("anaphora", {})
        # Without a word that makes a noun definite, as in Slavic languages, the bare noun points back.
        self.definite = frozenset(table.get("definite", ()))
        table_of = words["parties"]
        self.bounds = frozenset(
            word for key in ("to", "by", "from", "place", "joint") for word in table_of[key]
        )
        self.sorts = {
            noun: sort for sort in ("company", "state") for noun in table.get(f"{sort}_nouns", ())
        } | dict.fromkeys(table.get("pronouns", ()), "any")


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
    topic = None if sentence.topic in analysis.makers else sentence.topic
    state = topic or sentence.speaker_state or analysis.topic_state
    party = None if topic and sort == "state" else party
    if party is None and sort == "state" and state:
        return [Party(state, start, end, "plain", "name", "state", state)]
    if party is None:
        firm = firm_of_title(analysis, sentence) if sort == "company" else ()
        kind, state = "company", analysis.makers.get(firm[0]) if firm else None
        return [Party(name, start, end, "plain", "name", kind, state) for name in firm]
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
    for k in places(tokens, words.sorts.get):
        token = tokens[k]
        if token.start < clause.start or token.start >= place:
            continue
        sort = words.sorts[token.low]
        if sort == "any" or not words.definite or _is_definite(sentence, k, words):
            return token.start, token.end, sort
    return None


def _is_definite(sentence: Sentence, k: int, words: AnaphoraWords) -> bool:
    """ "The firm", "the German firm"."""
    tokens = sentence.tokens
    for before in reversed(tokens[max(0, k - _EPITHETS - 1) : k]):
        if before.low in words.definite:
            return True
        named = any(
            m.name.form != "adjective" and m.start <= before.start < m.end
            for m in sentence.mentions
        )
        if named or before.low in words.bounds or not before.low[0].isalpha():
            return False
    return False


def _antecedent(
    analysis: Analysis, sentence: Sentence, place: int, sort: str, named: list[Party]
) -> Party | None:
    kinds = _SORTS[sort]
    own = [p for p in named if p.end <= place and p.kind in kinds and p.role != "to"]
    if own:
        return own[0] if sort == "any" else own[-1]
    words = party_words(analysis.words)
    first = max(0, sentence.index - _BACK)
    weak: Party | None = None  # "the Czech state": only where nobody else was spoken of
    for other in reversed(analysis.sentences[first : sentence.index]):
        if sentence.paragraph - other.paragraph > 2:
            break
        parties = [p for p in candidates(analysis, other, words) if p.kind in kinds]
        leading = [p for p in parties if p.role in ("plain", "owner", "by")]
        if leading or (parties and sort == "company"):
            plain = [p for p in leading if p.role != "by"]
            named = [p for p in plain if p.form != "adjective"]
            if sort == "state" and len({p.name for p in named}) > 1:
                return None  # "A sent 5, B 10. The country makes ...": neither
            if named or sort != "any":
                return (named or plain or leading or parties)[0]
            weak = weak or (plain or leading)[0]
    return weak
