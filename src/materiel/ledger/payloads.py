"""What stands in a row: documents, readings, claims and decisions as canonical JSON, and back (rule L3)."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from materiel.claims.records import Claim
from materiel.core.errors import DamagedError
from materiel.core.hashes import canonical_json, canonical_record, sha256
from materiel.documents.records import Block, Document
from materiel.ledger.records import Decision, Row


def of_reading(document: str, extractor: str, claims: int) -> bytes:
    """A document was read by one version of an extractor, which found so many claims."""
    return canonical_json({"document": document, "extractor": extractor, "claims": claims})


def of_claims(claims: Iterable[Claim], extractor: str) -> Iterator[bytes]:
    """Claims, their places and who read them: the canonical JSON of `Claim.record` and `extractor`.

    Written out for speed, since most rows are claims. Between the parts of the text that names the
    claim stand the three fields that do not belong to its name, in the order of the keys.
    """
    texts = _Texts()
    by = texts[extractor]
    for one in claims:
        kind = _HEDGED if one.approx else _PLAIN
        place = f'"document":{texts[one.document]},"end":{one.end},'
        low = "null" if one.low is None else _number(one.low)
        high = "null" if one.high is None else low if one.high == one.low else _number(one.high)
        above = f'"from":{texts[one.date_from]},"high":{high},'
        rest = (
            f'"item":{texts[one.item]},"kind":{texts[one.kind]},"low":{low},'
            f'"object":{texts[one.object]},"per":{texts[one.per]},"quote":{_quote(one.quote)},'
            f'"speaker":{texts[one.speaker]},"start":{one.start},"status":{texts[one.status]},'
            f'"subject":{texts[one.subject]},"to":{texts[one.date_to]},"unit":{texts[one.unit]}}}'
        )
        name = hashlib.sha256(f"{kind}{place}{above}{rest}".encode()).hexdigest()[:16]
        yield (
            f'{kind}"doc":{texts[one.doc]},{place}"extractor":{by},{above}"id":"{name}",{rest}'
        ).encode()


_HEDGED, _PLAIN = '{"approx":true,', '{"approx":false,'


class _Texts(dict[Any, str]):
    """Value → its canonical JSON, for values that come again in the claims of one reading."""

    def __missing__(self, value: Any) -> str:
        self[value] = text = _text(value)
        return text


def _quote(value: str) -> str:
    """A text that hardly comes again, the quick way; lone surrogates the slow way."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return _text(value)


def _text(value: Any) -> str:
    return canonical_record(value).decode()


def _number(value: float) -> str:
    """Whole numbers print without a decimal point."""
    return str(int(value)) if value % 1 == 0 else float.__repr__(value)


def of_decision(decision: Decision) -> bytes:
    """A decision and its id."""
    return canonical_json({"id": decision.id, **decision.fields()})


def of_document(document: Document) -> bytes:
    """What is kept beside the content; the text only where it is not the content decoded."""
    kept: dict[str, Any] = {}
    if document.offsets is not None:
        kept["offsets"] = [list(run) for run in document.offsets]
    if document.content.decode(document.encoding, "replace") != document.text:
        kept["text"] = document.text
    fields = {
        **kept,
        "id": document.id,
        "name": document.name,
        "encoding": document.encoding,
        "blocks": [[block.start, block.end, block.role] for block in document.blocks],
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "published": document.published,
        "published_reason": document.published_reason,
    }
    return canonical_json(fields)


def to_document(payload: bytes, content: bytes) -> Document:
    """The document of a row and its bytes."""
    fields = load(payload)
    blocks = tuple(Block(start=s, end=e, role=r) for s, e, r in fields.pop("blocks"))
    runs = fields.pop("offsets", None)
    offsets = tuple(tuple(run) for run in runs) if runs is not None else None
    text = fields.pop("text", None)
    if text is None:
        text = content.decode(fields["encoding"], "replace")
    return Document(content=content, text=text, blocks=blocks, offsets=offsets, **fields)


def to_claim(payload: bytes) -> Claim:
    """The claim of a row."""
    fields = load(payload)
    for name in ("id", "extractor"):
        del fields[name]
    fields["date_from"], fields["date_to"] = fields.pop("from"), fields.pop("to")
    fields["subject"], fields["object"] = tuple(fields["subject"]), tuple(fields["object"])
    return Claim(**fields)


def to_decision(payload: bytes) -> Decision:
    """The decision of a row."""
    fields = load(payload)
    del fields["id"]
    return Decision(**fields | {"about": tuple(fields["about"])})


def load(payload: bytes) -> dict[str, Any]:
    """The fields of a row.

    Raises:
        DamagedError: They are not what was written.
    """
    try:
        fields = json.loads(payload)
    except ValueError as error:
        raise DamagedError(f"a row holds no JSON: {error}", way_out=WAY_OUT) from error
    if not isinstance(fields, dict):
        raise DamagedError("a row holds no record", way_out=WAY_OUT)
    return fields


def require_content(row: Row, content: bytes) -> None:
    """Refuse bytes that are not those of a document's row.

    Raises:
        DamagedError: They have another SHA-256.
    """
    name = str(load(row.payload)["id"])
    if sha256(content) != name:
        raise DamagedError(
            f"document {name[:12]} has other bytes than were recorded",
            where=f"row {row.seq}",
            way_out="Export the ledger again; this copy is damaged.",
        )


WAY_OUT = "Run materiel ledger verify, then materiel ledger recover; or restore a backup."
