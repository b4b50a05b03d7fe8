"""Which words of a sentence matter to which reader: each word is looked up once for all of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import compress

from materiel.claims.scan.date_reader import date_words
from materiel.claims.scan.dates import date_rules
from materiel.claims.scan.number_words import number_words
from materiel.claims.speech_words import speech_words
from materiel.claims.text.sentences import clause_words
from materiel.claims.tokens import Remembered, Token, lows
from materiel.claims.words import Lexicon


class Marks:
    """Readers by name, with what each of them knows of a word."""

    def __init__(self, readers: Mapping[str, Callable[[str], object]]) -> None:
        self._readers = readers
        self._names = Remembered(self._who)

    def _who(self, word: str) -> tuple[str, ...]:
        return tuple(name for name, knows in self._readers.items() if knows(word))

    def places(self, tokens: Sequence[Token]) -> dict[str, list[int]]:
        """For each reader the tokens of whose words it knows something."""
        found: dict[str, list[int]] = {name: [] for name in self._readers}
        names = list(map(self._names.__getitem__, lows(tokens)))
        for i in compress(range(len(names)), names):
            for name in names[i]:
                found[name].append(i)
        return found


@cache
def marks_of(words: Lexicon) -> Marks:
    """The readers of a lexicon, built once."""
    speech, clauses = speech_words(words), clause_words(words)
    return Marks(
        {
            "date": date_rules(date_words(words)).__getitem__,
            "number": number_words(words).starts.__getitem__,
            "clause": clauses.openers.__getitem__,
            "auxiliary": clauses.auxiliaries.__contains__,
            "attribution": speech.attributing.may_start,
            "speech": speech.verbs.may_start,
        }
    )
