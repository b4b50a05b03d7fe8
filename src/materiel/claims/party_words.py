"""The small words that tell who gives and who gets, ready to be asked."""

from functools import cache

from materiel.claims.tokens import Phrases, Words
from materiel.claims.words import Lexicon


class PartyWords:
    """The small words that tell who gives and who gets."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"]
        self.to = Words(table["to"])
        self.by = Words(table["by"])
        self.source = Words(table["from"])
        self.place = Words(table["place"])
        self.joint = Words(table["joint"])
        self.getters: Phrases[bool] = Phrases(dict.fromkeys(table["getters"], True))
        self.fillers = Words(table["fillers"])
        self.joints = Words(table["joints"])
        self.joining = Words(table["joining"])
        self.fought = frozenset(table.get("fought", ()))
        self.helping = frozenset(table.get("helping", ()))
        self.requests = frozenset(table.get("requests", ()))
        self.refused = frozenset(table.get("refused", ()))
        self.leaves = frozenset(table.get("leaves", ()))
        self.being = frozenset(table.get("being", ()))
        self.withholding = frozenset(table.get("withholding", ()))
        self.curbs = frozenset(table.get("curbs", ()))
        self.friends = frozenset(table.get("friends", ()))
        self.according = frozenset(table.get("according", ()))
        self.owned = frozenset(table.get("owned", ()))
        self.epithets = frozenset(table.get("epithets", ()))
        self.behalf = frozenset(table.get("behalf", ()))
        self.aid_nouns = frozenset(table.get("aid_nouns", ()))
        self.asking = Words(table["asking"])
        self.refill = frozenset(table.get("refill", ()))
        self.imports = frozenset(table.get("imports", ()))
        self.together = frozenset(table.get("together", ()))
        self.backlog: Phrases[bool] = Phrases(dict.fromkeys(table.get("backlog", ()), True))
        self.given: Phrases[bool] = Phrases(dict.fromkeys(table.get("given", ()), True))
        self.relatives = frozenset(table.get("anaphora", {}).get("relatives", ()))
        self.where = frozenset(table.get("where", ()))
        # in front of "us": "from us", "to us", "with us"
        self.of_us = {
            role: frozenset(table.get(key, ()))
            for role, key in (("from", "from"), ("to", "to"), ("joint", "joint"))
        }
        self.asker_between: bool = table.get("asker_between", False)
        self.free_order: bool = table.get("free_order", False)  # a subject may follow its verb


@cache
def party_words(words: Lexicon) -> PartyWords:
    """The party words of a lexicon, built once."""
    return PartyWords(words)
