"""Kind of item, kind of speaker, money: read from words that any file may hold."""

import re

# The first class whose word is found counts; the order goes from the particular to the general.
_ITEMS = {
    "ship": r"submarine|frigate|destroyer|corvette|boat|ship|vessel|carrier|hull",
    "aircraft": r"aircraft|fighter|jet|helicopter|rafale|f-?16|f-?35|bomber|plane|airlift|engine|tanker",
    "drone": r"drone|uav|uas|loiter|shahed|geran|fpv|unmanned",
    "shell": r"shell|155|152|122 ?mm|105 ?mm|120 ?mm|mortar|howitzer round|charge|powder|propell|explosive|tnt|rdx|casing|ammunition|round|cartridge|fuz",
    "missile": r"missile|rocket|interceptor|torpedo|kit|bomb|glide|manpads|patriot|himars|gmlrs|pac-3|javelin|stinger",
    "vehicle": r"tank|howitzer|vehicle|gun|ifv|apc|mrap|truck|launcher|radar|artillery system|carrier",
}
_SPEAKERS = {
    "analyst": r"rusi|csis|iiss|think tank|estimate|analyst|institute|press|secondary|report\b|magazine|intelligence|via |cited",
    "company": r"ceo|company|rheinmetall|lockheed|raytheon|rtx|bae|dassault|nammo|saab|mbda|airbus|boeing|gmbh|\bag\b|inc\b|plc|corp|industries|aerospace|systems|kongsberg|thales|leonardo|knds|hanwha",
    "government": r"minist|mod\b|govern|army|navy|air force|pentagon|dod|president|secretary|commission|eu |nato|state|congress|official|parliament|agency|department|general",
}
_MONEY = re.compile(
    r"contract|order|signed|awarded|funded|funds|budget|supplemental|\b(?:usd|eur|gbp|bn|billion)\b|\bm\b",
    re.IGNORECASE,
)


def item_class(text: str) -> str:
    """The kind of item that words name, or "other".

    >>> item_class("155mm artillery shells"), item_class("Rafale fighters"), item_class("boots")
    ('shell', 'aircraft', 'other')
    """
    return _first(_ITEMS, text)


def speaker_class(text: str) -> str:
    """The kind of speaker, or "other".

    >>> speaker_class("Rheinmetall CEO Papperger"), speaker_class("UK MOD"), speaker_class("CSIS")
    ('company', 'government', 'analyst')
    """
    return _first(_SPEAKERS, text)


def names_money(text: str) -> bool:
    """Whether a note speaks of a contract, an order or money set aside.

    >>> names_money("EUR 120m order"), names_money("hopes to double")
    (True, False)
    """
    return _MONEY.search(text) is not None


def _first(classes: dict[str, str], text: str) -> str:
    for name, pattern in classes.items():
        if re.search(pattern, text, re.IGNORECASE):
            return name
    return "other"
