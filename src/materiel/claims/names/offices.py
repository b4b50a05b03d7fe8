"""What the words around a name tell of an office: whose minister somebody is, whose ministry speaks."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from materiel.claims.gazetteer import Mention
from materiel.claims.names.people import name_words
from materiel.claims.tokens import Words, fold
from materiel.claims.words import Lexicon, lexicon

_TITLE = 48  # characters that a title with what it is of may have
_STOPS = ',.;:!?"“”«»„()'  # end a title
_PART = re.compile(r"[^\w-]+")


def with_offices(text: str, mentions: list[Mention], words: Lexicon) -> list[Mention]:
    """The mentions, ministries of other states and the states of unlisted people filled in."""
    return _with_states(text, _bodies_of_others(text, mentions), name_words(words).titles)


def _with_states(text: str, mentions: list[Mention], titles: Words) -> list[Mention]:
    """People whom no list has, with the state or firm that their title is of: "Nammo's chief Anna Berg"."""
    found: dict[str, str] = {}
    for k, mention in enumerate(mentions):
        if mention.name.role != "person" or mention.name.state or mention.name.name in found:
            continue
        before = mentions[k - 1] if k else None
        behind = mentions[k + 1] if k + 1 < len(mentions) else None
        if before and _is_title(text[before.end : mention.start], titles, opens=False):
            found[mention.name.name] = _whose(before)
        elif behind and _is_title(text[mention.end : behind.start], titles, opens=True):
            found[mention.name.name] = _whose(behind)
    if not any(found.values()):
        return mentions
    return [
        m._replace(name=replace(m.name, state=found[m.name.name]))
        if m.name.role == "person" and not m.name.state and found.get(m.name.name)
        else m
        for m in mentions
    ]


def _whose(mention: Mention) -> str:
    return mention.name.name if mention.name.role == "company" else mention.name.state or ""


def _is_title(between: str, titles: Words, *, opens: bool) -> bool:
    """Whether words between somebody and a state or firm are the title he has there.

    Args:
        opens: They stand behind his name: ", head of" rather than "'s defence minister,".
    """
    inner = between.strip()
    if len(between) > _TITLE or (opens and not inner.startswith(",")):
        return False
    inner = inner[1:] if opens else inner.rstrip(",")
    if any(sign in inner for sign in _STOPS):
        return False
    return titles.any_of(_PART.split(fold(inner)))


def _bodies_of_others(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """ "Resort obrony Portugalii": a body that is the home state's where no other state follows it."""
    kept: list[Mention] = []
    for mention in mentions:
        body = kept[-1] if kept else None
        other = mention.name.role == "state" and mention.name.form == "name"
        if (
            body is not None
            and other
            and body.name.role == "state"
            and body.name.label is not None
            and body.name.name != mention.name.name
            and text[body.end : mention.start] == " "
        ):
            label = in_english(mention.name.name, body.name.label)
            kept[-1] = Mention(body.start, mention.end, replace(mention.name, label=label))
        else:
            kept.append(mention)
    return kept


def in_english(state: str, body: str) -> str:
    """A ministry with the adjective of its state.

    >>> in_english("EE", "defence ministry")
    'Estonian defence ministry'
    """
    english = lexicon("en")
    adjective = adjectives(english).get(state) if english else None
    return f"{adjective} {body}" if adjective and body.endswith("ministry") else body


@cache
def adjectives(words: Lexicon) -> dict[str, str]:
    """The first adjective of each state."""
    found: dict[str, str] = {}
    for alias, name in words.names:
        if name.role == "state" and name.form == "adjective":
            found.setdefault(name.name, alias)
    return found
