"""The words of speech of a language, and how a claim names who speaks."""

from collections.abc import Sequence
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.gazetteer import Mention
from materiel.claims.offices import adjectives, in_english
from materiel.claims.tokens import Phrases, Token, Words
from materiel.claims.words import Lexicon

_RANKS = {"person": 0, "source": 1, "company": 2, "body": 2, "state": 3, "group": 4}
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


def unnamed_label(
    analysis: Analysis, tokens: Sequence[Token], first: int, last: int, speech: SpeechWords
) -> str:
    """A speaker without a name: in English where the lexicon knows the word."""
    for k in range(first, last + 1):
        match = speech.english.at(tokens, k)
        if match:
            return match[0]
    return analysis.document.text[tokens[first].start : tokens[last].end]


def best_speaker(mentions: Sequence[Mention]) -> Mention | None:
    """A person before a medium before a body before a state."""
    ranked = [m for m in mentions if m.name.role in _RANKS]
    return min(ranked, key=lambda m: (_RANKS[m.name.role], -m.start), default=None)


def first_speaker(mentions: Sequence[Mention]) -> Mention | None:
    """As `best_speaker`; of a state and an alliance the one that is named first."""
    ranked = [m for m in mentions if m.name.role in _RANKS]
    return min(ranked, key=lambda m: (min(_RANKS[m.name.role], 3), m.start), default=None)


def label_of(analysis: Analysis, sentence: Sentence, mention: Mention, speech: SpeechWords) -> str:
    """The speaker's name; for a ministry of a state its own words, for an official what he is."""
    if mention.name.role not in ("state", "group"):
        return mention.name.name
    if mention.name.label:
        return mention.name.label
    text, tokens = analysis.document.text, sentence.tokens
    i = next((k for k, t in enumerate(tokens) if t.start >= mention.end), len(tokens))
    for k in range(i, min(i + 4, len(tokens))):
        match = speech.strategic.at(tokens, k)
        english = speech.english.at(tokens, k) if match else None
        if english:
            return in_english(mention.name.name, english[0])
        if match:
            return _of_state(analysis, mention, text[tokens[k].start : tokens[match[1] - 1].end])
        if k <= i + 2 and tokens[k].low in speech.people:
            return text[mention.start : tokens[k].end]  # "NATO sources"
    first = next((k for k, t in enumerate(tokens) if t.end > mention.start), 0)
    for k in range(max(0, first - 6), first):
        match = speech.strategic.at(tokens, k)
        english = speech.english.at(tokens, k) if match else None
        if english:
            return in_english(mention.name.name, english[0])
        if match:
            return text[tokens[k].start : mention.end]
    return mention.name.name


def _of_state(analysis: Analysis, mention: Mention, body: str) -> str:
    """ "Russia's Defense Ministry" is the Russian Defense Ministry."""
    written = analysis.document.text[mention.start : mention.end]
    if mention.name.form == "adjective":
        return f"{written} {body}"
    return f"{adjectives(analysis.words).get(mention.name.name, written)} {body}"
