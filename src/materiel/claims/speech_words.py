"""The words of speech of a language."""

from functools import cache

from materiel.claims.tokens import Phrases, Words
from materiel.claims.words import Lexicon

_OPEN = "“«„"
_CLOSE = "”»"


class SpeechWords:
    """The words of speech of a language, ready to be matched."""

    def __init__(self, words: Lexicon) -> None:
        table = words["speech"]
        weak = set(table["weak"])
        self.verbs: Phrases[bool] = Phrases({v: v not in weak for v in table["verbs"]})
        # What attributes without a verb: in one table, because it is asked for every token.
        self.attributing: Phrases[str] = Phrases(
            dict.fromkeys(table.get("according_behind", ()), "behind")
            | dict.fromkeys(table["according"], "according")
            | dict.fromkeys(table.get("own_account", ()), "own")
            | dict.fromkeys(table.get("second_hand", ()), "second")
            | dict.fromkeys(table.get("as", ()), "as")
        )
        # Verbs that speak only where another word follows: "put it at 40"
        self.completed: dict[str, str] = table.get("completed", {})
        self.estimates = Words(table["estimates"])
        self.pronouns = Words(table["pronouns"])
        # ... of them those that may follow a verb as its subject: "said he"
        self.subjects = Words(table.get("subjects", table["pronouns"]))
        self.plural_pronouns = Words(table.get("plural_pronouns", ()))
        self.thing_pronouns = Words(table.get("thing_pronouns", ()))
        self.not_speech: Phrases[bool] = Phrases(dict.fromkeys(table.get("not_speech", ()), True))
        self.people = Words(table.get("people", ()))
        self.firms = Words(table.get("firms", ()))
        self.offices = Words(table.get("offices", ()))
        self.that = Words(table["that"])
        self.titles = Words(table["titles"])
        self.not_names = Words(table["not_names"])
        self.parts_of_titles = frozenset(table.get("parts_of_titles", ()))
        self.articles = frozenset(words["numbers"]["grammar"].get("articles", ()))
        self.unnamed = frozenset(table.get("unnamed", ()))
        self.bodies = Words(table["bodies"])
        self.auxiliaries = frozenset(table.get("auxiliaries", ()))
        self.noun_joints = frozenset(table.get("noun_joints", ()))
        self.inverted: bool = table.get("inverted", False)  # the subject may follow its verb
        self.opening: str = table.get("opening", _OPEN)
        self.closing: str = table.get("closing", _CLOSE)
        self.english: Phrases[str] = Phrases(table.get("in_english", {}))
        self.strategic: Phrases[bool] = Phrases(dict.fromkeys(table["ministry"], True))


@cache
def speech_words(words: Lexicon) -> SpeechWords:
    """The words of speech of a lexicon, built once."""
    return SpeechWords(words)
