"""Who is meant where a sentence names nobody: its paragraph's topic, who spoke, who usually gets."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from materiel.claims.gazetteer import Mention, rows
from materiel.claims.parties.candidates import party_name, role_of, unique
from materiel.claims.party_words import party_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.lines import is_dotted
from materiel.claims.tokens import first_from, fold
from materiel.claims.words import Lexicon

_GIVING = frozenset(("give", "pledge", "aid", "money"))
_GETS, _FOUGHT, _GIVES, _NAMED = (
    12,
    8,
    3,
    1,
)  # points for the one who gets; found on labelled reports
_UNIONS = ("EU", "NATO", "Europe")  # they give, and get for their members
_ENOUGH = 3  # points below which nobody is known to get
_NEXT = 30  # characters between who gets and the verb


def usual_party(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The paragraph's topic, the speaker's state, the party of the sentence or heading before."""
    if sentence.topic:
        return (sentence.topic,)
    if sentence.speaker_state:
        return (sentence.speaker_state,)
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is None or _is_entry(analysis, other, sentence):
            continue
        for mention in other.mentions:
            shown = party_name(mention)
            if shown and mention.name.role in ("state", "company"):
                return (shown,)
    return (analysis.topic_state,) if analysis.topic_state else ()


def _is_entry(analysis: Analysis, other: Sentence, sentence: Sentence) -> bool:
    """Whether another line is a row of a list that a sentence is not in: it tells nothing of it."""
    if other.paragraph == sentence.paragraph or sentence.row:
        return False
    dotted = is_dotted(analysis.document.text[other.start : other.end])
    return dotted or (other.row and other is not sentence.lead)


def maker_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The company that the paragraph spoke of last, for a sentence that names nobody."""
    if sentence.topic or sentence.speaker_state:
        return ()
    if firm := _firm_of_heading(sentence):
        return firm
    for other in analysis.paragraph_before(sentence):
        makers = [m.name.name for m in other.mentions if m.name.role == "company"]
        if makers:
            return (makers[0],)
    return ()


def firm_of_title(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The company that the report is on, as its title says; none in a paragraph on another."""
    if sentence.topic in analysis.makers:
        return ()
    opening = next((s for s in analysis.sentences if s.role == "body"), None)
    for other in (analysis.title, opening):
        named = [m.name for m in other.mentions] if other else []
        firms = unique([n.name for n in named if n.role == "company"])
        if firms and (other is analysis.title or named[0].role == "company"):
            return firms if len(firms) == 1 else ()
    return ()


def maker_of_type(
    analysis: Analysis, sentence: Sentence, place: int, roles: Sequence[str] = ("state", "company")
) -> tuple[str, ...]:
    """The firm that makes the type spoken of, in a paragraph that names nobody: "Caesar: six a month"."""
    for other in (sentence, *analysis.paragraph_before(sentence)):
        if any(m.name.role in roles for m in other.mentions):
            return ()
        for start, end, _ in sorted(other.items, key=lambda item: abs(item[0] - place)):
            parts = fold(analysis.document.text[start:end]).split()  # "canon Caesar"
            runs = [
                " ".join(parts[a:b])
                for a in range(len(parts))
                for b in range(a + 1, len(parts) + 1)
            ]
            maker = next((_makers()[model] for model in runs if model in _makers()), None)
            if maker is not None:
                return (maker,)
    return ()


@cache
def _makers() -> dict[str, str]:
    """Who makes a type of weapon, where one firm does."""
    return {
        fold(model): row["maker"]
        for row in rows("names", "makers.csv")
        for model in row["models"].split(";")
    }


def usual_receiver(analysis: Analysis, givers: Sequence[str]) -> str | None:
    """The state that the report most often speaks of as the one who gets, givers aside."""
    if analysis.receivers is None:
        analysis.receivers = _receivers(analysis)
    ranked = analysis.receivers.most_common()
    return next((name for name, n in ranked if name not in givers and n >= _ENOUGH), None)


def _receivers(analysis: Analysis) -> Counter[str]:
    """Points for each state: things go to it, it is helped, it is fought over, it is named."""
    words = party_words(analysis.words)
    points: Counter[str] = Counter()
    for sentence in analysis.sentences:
        if not sentence.mentions:
            continue
        giving = not _GIVING.isdisjoint([group for _, _, group in sentence.cues])
        giving = giving or (sentence.role == "headline" and bool(sentence.cues))
        tokens = sentence.tokens
        places = words.getters.places(tokens)
        getters = [tokens[k].start for k in places if words.getters.at(tokens, k)]
        for mention in sentence.mentions:
            name = mention.name.name
            if mention.name.role != "state":
                points[_state_of_group(analysis, mention)] += 2 * _GETS
                continue
            points[name] += _NAMED
            gets = any(0 <= at - mention.end < _NEXT for at in getters)
            before = _words_before(sentence, mention, 3)
            if giving and (gets or role_of(sentence, mention, words) == "to"):
                points[name] += _GETS
            elif giving and _leads_to_giving(sentence, mention):
                points[name] -= _GIVES
            if set(_words_behind(sentence, mention, 1)) & words.aid_nouns:
                points[name] += _GETS
            if set(before) & words.fought or set(before[:2]) & words.helping:
                points[name] += _FOUGHT
    return Counter({name: n for name, n in points.items() if name not in ("", *_UNIONS)})


def _state_of_group(analysis: Analysis, mention: Mention) -> str:
    """The state that a contact group or a fund has in its name, or nothing."""
    if mention.name.role not in ("group", "scheme", "body", "source"):
        return ""
    first = analysis.document.text[mention.start : mention.end].split()[0]
    return _state_names(analysis.words).get(first, "")


@cache
def _state_names(words: Lexicon) -> dict[str, str]:
    return {a: n.name for a, n in words.names if n.role == "state" and n.form == "name"}


def _leads_to_giving(sentence: Sentence, mention: Mention) -> bool:
    return any(g in _GIVING and 0 <= start - mention.end < _NEXT for start, _, g in sentence.cues)


def _words_behind(sentence: Sentence, mention: Mention, count: int) -> list[str]:
    k = first_from(sentence.tokens, mention.end)
    return [t.low for t in sentence.tokens[k : k + count]]


def _words_before(sentence: Sentence, mention: Mention, count: int) -> list[str]:
    """The words in front of a mention, nearest first."""
    k = first_from(sentence.tokens, mention.start)
    if k == len(sentence.tokens):
        return []
    return [t.low for t in reversed(sentence.tokens[max(0, k - count) : k])]


def subject_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The first party of the sentence before: "it" goes on with its subject."""
    before = analysis.before(sentence)
    for mention in before.mentions if before else []:
        shown = party_name(mention)
        if shown and mention.name.role == "state":
            return (shown,)
    return usual_party(analysis, sentence)


def _firm_of_heading(sentence: Sentence) -> tuple[str, ...]:
    """ "About Nammo" over a few lines: what they count is Nammo's."""
    named = [m.name for m in sentence.heading.mentions] if sentence.heading else []
    alone = len(named) == 1 and named[0].role == "company" and not sentence.mentions
    return (named[0].name,) if alone else ()
