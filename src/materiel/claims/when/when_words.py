"""The words that tell how a date holds for what is said."""

from functools import cache

from materiel.claims.text.sentences import clause_words
from materiel.claims.tokens import Phrases
from materiel.claims.words import Lexicon


class WhenWords:
    """The words that tell how a date holds for what is said."""

    def __init__(self, words: Lexicon) -> None:
        table = words["dates"].get("clauses", {})
        self.clauses = clause_words(words)
        self.now = frozenset(table.get("now", ()))
        self.adjoined: Phrases[bool] = Phrases(
            dict.fromkeys(words["clauses"].get("adjoined", ()), True)
        )
        self.when = frozenset(table.get("when", ()))
        self.infinitive = frozenset(words["clauses"].get("infinitive_marks", ()))
        self.articles = frozenset(table.get("articles", ()))
        self.attributive_endings = tuple(table.get("attributive_endings", ()))
        self.according: Phrases[bool] = Phrases(
            dict.fromkeys(words["speech"].get("according", ()), True)
        )
        articles = words["dates"]["words"].get("the", ())
        self.titles = frozenset((*words["speech"].get("titles", ()), *articles, ","))
        self.participle_endings = tuple(words["clauses"].get("participle_endings", ()))
        self.pluperfect = frozenset(table.get("pluperfect", ()))

    def is_participle(self, word: str) -> bool:
        """Whether a word behind a comma opens a participle: "opened in 2022"."""
        return word in self.clauses.participles or word.endswith(self.participle_endings)


@cache
def when_words(words: Lexicon) -> WhenWords:
    """The words of a lexicon, built once."""
    return WhenWords(words)
