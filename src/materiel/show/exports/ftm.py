"""The record as FollowTheMoney statements: actors, documents, and a link for each claim.

A claim becomes an `UnknownLink` from its subject to its object, whose proof is the document; a claim
on one side alone a `Documentation` of it, one that names nobody a `Note`, since a link has to have
both ends. Kind and value stand in `role` (of a note in `name`), the quote in `summary`.
Source: https://followthemoney.tech/docs/statements/ for the columns and the statement's id.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from materiel.claims.records import Claim
from materiel.claims.wording import format_value
from materiel.core.hashes import canonical_json, sha256
from materiel.documents.records import Document

DATASET = "materiel"
COLUMNS = (
    *("canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin"),
    *("lang", "original_value", "external", "first_seen", "last_seen", "id"),
)
_TYPES = {
    "name": "name",
    "country": "country",
    "title": "string",
    "publisher": "string",
    "fileName": "string",
    "contentHash": "checksum",
    "publishedAt": "date",
    "sourceUrl": "url",
    "subject": "entity",
    "object": "entity",
    "entity": "entity",
    "document": "entity",
    "proof": "entity",
    "role": "string",
    "summary": "text",
    "recordId": "string",
    "startDate": "date",
    "endDate": "date",
    "id": "checksum",
}
Statement = dict[str, Any]


def ftm_statements(
    documents: tuple[Document, ...],
    claims: tuple[Claim, ...],
    recorded: dict[str, str],
) -> Iterator[Statement]:
    """Statements, one a property value, in the columns of FollowTheMoney's CSV.

    Args:
        documents: The documents of the claims.
        claims: What they say.
        recorded: Id of a document → when it was recorded, ISO 8601 UTC.
    """
    for document in documents:
        yield from _entity(
            _key("doc", document.id), "Document", _document(document), recorded[document.id]
        )
    first: dict[str, str] = {}
    for claim in claims:
        for name in (*claim.subject, *claim.object):
            first.setdefault(name, recorded[claim.document])
    for name, seen in first.items():
        yield from _entity(_key("actor", name), "LegalEntity", _actor(name), seen)
    for claim in claims:
        schema, values = _told(claim)
        yield from _entity(_key("claim", claim.id), schema, values, recorded[claim.document])


def _document(document: Document) -> list[tuple[str, str | None]]:
    url = document.url if (document.url or "").startswith(("http://", "https://")) else None
    return [
        ("title", document.title or document.name),
        ("fileName", document.name),
        ("contentHash", hashlib.sha1(document.content, usedforsecurity=False).hexdigest()),
        ("publisher", document.publisher),
        ("publishedAt", document.published),
        ("sourceUrl", url),
    ]


def _actor(name: str) -> list[tuple[str, str | None]]:
    is_code = len(name) == 2 and name.isalpha() and name.isupper()
    country = name.lower() if is_code or name == "EU" else None
    return [("name", name), ("country", country)]


def _told(claim: Claim) -> tuple[str, list[tuple[str, str | None]]]:
    """The schema that a claim fits, and its properties."""
    value = format_value(claim) if claim.has_number else ""
    role = " ".join(part for part in (claim.kind, claim.status, value) if part)
    document = _key("doc", claim.document)
    if not (claim.subject or claim.object):
        return "Note", [("name", role), ("summary", claim.quote), ("proof", document)]
    both = bool(claim.subject and claim.object)
    ends = ("subject", "object") if both else ("entity", "entity")
    return "UnknownLink" if both else "Documentation", [
        *((ends[0], _key("actor", name)) for name in claim.subject),
        *((ends[1], _key("actor", name)) for name in claim.object),
        ("proof" if both else "document", document),
        ("role", role),
        ("summary", claim.quote),
        ("recordId", claim.id),
        ("startDate", claim.date_from),
        ("endDate", claim.date_to),
    ]


def _entity(
    key: str, schema: str, values: list[tuple[str, str | None]], seen: str
) -> Iterator[Statement]:
    told = [(prop, value) for prop, value in values if value]
    for prop, value in told:
        yield _statement(key, schema, prop, value, seen)
    checksum = hashlib.sha1(canonical_json(sorted(told)), usedforsecurity=False).hexdigest()
    yield _statement(key, schema, "id", checksum, seen)


def _statement(key: str, schema: str, prop: str, value: str, seen: str) -> Statement:
    named = f"{DATASET}.{key}.{prop}.{value}"
    moment = seen.removesuffix("Z")
    return {
        "canonical_id": key,
        "entity_id": key,
        "prop": prop,
        "prop_type": _TYPES[prop],
        "schema": schema,
        "value": value,
        "dataset": DATASET,
        "origin": None,
        "lang": None,
        "original_value": None,
        "external": "f",
        "first_seen": moment,
        "last_seen": moment,
        "id": hashlib.sha1(named.encode("utf-8"), usedforsecurity=False).hexdigest(),
    }


def _key(kind: str, name: str) -> str:
    """An entity id that FollowTheMoney takes: letters, digits and hyphens."""
    return f"materiel-{kind}-{sha256(name.encode('utf-8'))[:24]}"
