"""What a model answered → pointers at words. Nothing in it is read as a number."""

import json
from dataclasses import dataclass
from typing import Any

from materiel.claims.records import KINDS, STATUSES, Kind, Status

MOST_ITEMS = 300  # of one answer; a part of 6,000 characters holds some thirty claims
LONGEST_QUOTE = 500  # characters
_LONGEST_WORDS = 200
_MOST_NAMES = 40
_FIELDS = (
    "quote",
    "kind",
    "status",
    "value_words",
    "date_words",
    "subject_words",
    "object_words",
    "item_words",
    "speaker_words",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """One item of an answer: words that must stand in the document, and two names of the vocabulary."""

    quote: str
    kind: Kind
    status: Status
    value_words: str | None = None
    date_words: str | None = None
    subject_words: tuple[str, ...] = ()
    object_words: tuple[str, ...] = ()
    item_words: str | None = None
    speaker_words: str | None = None


class NotRead:
    """Stands for any number of an answer."""

    def __repr__(self) -> str:
        return "a number"


NOT_READ = NotRead()


class BrokenAnswerError(Exception):
    """An answer that is not JSON of the schema's outer form."""


class RefusedError(Exception):
    """An item of an answer that makes no claim; the message says why."""


def read_items(answer: str) -> list[Any]:
    """The items of an answer; a fence or a remark around the JSON is passed over.

    Numbers are not read at all: whatever a model calculates stays outside.

    Raises:
        BrokenAnswerError: It is no JSON, or holds no list of claims.

    >>> read_items('```json\\n{"claims": [{"quote": "40 guns", "low": NaN}]}\\n```')
    [{'quote': '40 guns', 'low': a number}]
    """
    first, last = answer.find("{"), answer.rfind("}")
    if first < 0 or last < first:
        raise BrokenAnswerError("no JSON object in it")
    try:
        whole = json.loads(
            answer[first : last + 1],
            parse_float=_not_read,
            parse_int=_not_read,
            parse_constant=_not_read,
        )
    except (ValueError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise BrokenAnswerError(what) from error
    items = whole.get("claims") if isinstance(whole, dict) else None
    if not isinstance(items, list):
        raise BrokenAnswerError("no list named claims")
    return items


def _not_read(number: str) -> NotRead:
    return NOT_READ


def read_pointer(item: Any) -> Pointer:
    """An item of an answer, checked.

    Raises:
        RefusedError: A field is missing, of a wrong type or outside the vocabulary.

    >>> read_pointer({"quote": "40 guns", "kind": "order", "status": "sold"})
    Traceback (most recent call last):
    materiel.claims.llm.answer.RefusedError: status 'sold' is not in the vocabulary
    """
    if not isinstance(item, dict):
        raise RefusedError("the item is no object")
    quote = item.get("quote")
    if not isinstance(quote, str) or not quote.strip():
        raise RefusedError("it quotes nothing")
    if len(quote) > LONGEST_QUOTE:
        raise RefusedError(
            f"a quote of {len(quote)} characters; at most {LONGEST_QUOTE}, one clause"
        )
    kind, status = item.get("kind"), item.get("status")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RefusedError(f"kind {shown(kind)} is not in the vocabulary")
    if not isinstance(status, str) or status not in STATUSES:
        raise RefusedError(f"status {shown(status)} is not in the vocabulary")
    return Pointer(
        quote=quote.strip(),
        kind=kind,
        status=status,
        value_words=_words(item, "value_words"),
        date_words=_words(item, "date_words"),
        subject_words=_names(item, "subject_words"),
        object_words=_names(item, "object_words"),
        item_words=_words(item, "item_words"),
        speaker_words=_words(item, "speaker_words"),
    )


def added_fields(items: list[Any]) -> list[str]:
    """Names of fields that nobody asked for, which are ignored."""
    names = {name for item in items if isinstance(item, dict) for name in item}
    return sorted(shown(name, 30) for name in names - set(_FIELDS))[:8]


def shown(value: object, most: int = 160) -> str:
    """A piece of an answer on one line: control signs escaped, long ones cut.

    >>> shown("40 guns\\x1b[2J")
    "'40 guns\\\\x1b[2J'"
    """
    if isinstance(value, str):
        return repr(value if len(value) <= most else f"{value[: most - 1]}…")
    if value is None or value is NOT_READ:
        return "null" if value is None else "a number"
    return f"of type {type(value).__name__}"


def _words(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RefusedError(f"{name} is {shown(value)}; words of the document are needed")
    if len(value) > _LONGEST_WORDS:
        raise RefusedError(f"{name} of {len(value)} characters; at most {_LONGEST_WORDS}")
    return value.strip() or None


def _names(item: dict[str, Any], name: str) -> tuple[str, ...]:
    value = item.get(name)
    if value is None or isinstance(value, str):
        value = [value] if value else []
    if not isinstance(value, list) or len(value) > _MOST_NAMES:
        raise RefusedError(f"{name} is no list of at most {_MOST_NAMES} names")
    words = [_words({name: entry}, name) for entry in value]
    return tuple(dict.fromkeys(word for word in words if word))
